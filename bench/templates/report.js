"use strict";
// Sorts a table by the column whose heading button is pressed; a second press turns the order.
document.querySelectorAll("th button").forEach((button) => {
  const heading = button.closest("th");
  const table = button.closest("table");
  const column = [...heading.parentNode.children].indexOf(heading);
  button.addEventListener("click", () => {
    const direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const key = (row) => row.cells[column].dataset.sort;
    const numeric = heading.classList.contains("number");
    const compare = (a, b) =>
      numeric ? compareNumbers(number(key(a)), number(key(b))) : key(a).localeCompare(key(b));
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
  });
});
const number = (text) => (text === "inf" ? Infinity : Number(text));
const compareNumbers = (a, b) => (a === b ? 0 : a < b ? -1 : 1);
// Paper has nothing to press: what is folded is printed.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not([open])").forEach((details) => {
    details.open = true;
    details.dataset.folded = "";
  });
});
addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-folded]").forEach((details) => {
    details.open = false;
    delete details.dataset.folded;
  });
});
