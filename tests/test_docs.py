"""The documents name what there is: whoever adds something is told which line is missing."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bench.cli import app
from bench.comparison.config import WORKLOADS
from bench.comparison.presets import PRESETS
from bench.stacks import CATALOGUE
from shared.openapi import OPERATIONS
from shared.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "docs/decisions"
INDEX = DECISIONS / "README.md"
PAGES = sorted(set(DECISIONS.glob("*.md")) - {INDEX})
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]

COMMANDS: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
OPTIONS = [
    (command, option, parameter.default)
    for command, parsed in COMMANDS.items()
    for parameter in parsed.params
    for option in parameter.opts
    if option.startswith("--")
]
TARGETS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)")
SOURCE = re.compile(r"`(\w+/[\w./-]+\.py)`")


def mentions(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Every (document, what the pattern finds in it), once."""
    return [
        (str(document.relative_to(ROOT)), found)
        for document in DOCUMENTS
        for found in dict.fromkeys(pattern.findall(document.read_text(encoding="utf-8")))
    ]


def section(heading: str) -> str:
    """What stands in the README beneath a heading, up to the next one."""
    _, found, rest = README.partition(f"\n{heading}\n")
    assert found, f"the README has no heading {heading!r}"
    return re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]


def shown(value: object) -> str:
    """A value as one would type it."""
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_explained(command: str) -> None:
    assert section(f"### `bench {command}`").strip()


@pytest.mark.parametrize(("command", "option", "_"), OPTIONS)
def test_an_option_stands_beneath_its_command(command: str, option: str, _: object) -> None:
    assert re.search(rf"`[^`]*{option}(?![\w-])", section(f"### `bench {command}`"))


@pytest.mark.parametrize(
    ("command", "option", "default"),
    [row for row in OPTIONS if type(row[2]) in (int, float)],
)
def test_the_default_of_a_numeric_option_is_right(
    command: str, option: str, default: float
) -> None:
    assert f"| `{option}` | `{shown(default)}` |" in section(f"### `bench {command}`")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_stands_with_its_default(name: str) -> None:
    field = Settings.model_fields[name]
    text = isinstance(field.default, str)
    default = field.default if text or field.is_required() else shown(field.default)
    cell = "required" if field.is_required() else f"`{default}`"
    assert f"| `{name.upper()}` | {cell} |" in section("### Settings")


@pytest.mark.parametrize("stack", [stack.name for stack in CATALOGUE])
def test_a_stack_is_described(stack: str) -> None:
    assert f"| `{stack}` |" in section("## The stacks")


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_workload_is_described(workload: str) -> None:
    assert f"| `{workload}` |" in section("### `bench run`")


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_named(preset: str) -> None:
    assert f"`{preset}`" in section("### `bench run`")


@pytest.mark.parametrize("operation", [f"{o.method.upper()} {o.path}" for o in OPERATIONS])
def test_an_operation_of_the_contract_is_described(operation: str) -> None:
    assert f"`{operation}`" in section("## The service")


@pytest.mark.parametrize("target", TARGETS)
def test_a_make_target_is_named(target: str) -> None:
    assert re.search(rf"\bmake {target}\b", README)


@pytest.mark.parametrize(("document", "link"), mentions(LINK))
def test_a_link_leads_somewhere(document: str, link: str) -> None:
    assert (ROOT / document).parent.joinpath(link).exists()


@pytest.mark.parametrize("source", sorted({source for _, source in mentions(SOURCE)}))
def test_a_source_file_that_is_named_exists(source: str) -> None:
    assert (ROOT / source).is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_is_in_the_index(page: Path) -> None:
    assert f"]({page.name})" in INDEX.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_says_what_was_weighed(page: Path) -> None:
    assert re.search(r"\bweighed\b", page.read_text(encoding="utf-8"), flags=re.IGNORECASE)


THREATS = re.findall(
    r"^\|(.*)\|$",
    (ROOT / "docs/security.md").read_text(encoding="utf-8").split("## Defended")[1].split("###")[0],
    flags=re.MULTILINE,
)[2:]


@pytest.mark.parametrize("row", THREATS, ids=lambda row: row.split("|")[0].strip())
def test_what_is_called_defended_names_a_test_that_exists(row: str) -> None:
    tests = re.findall(r"`(tests/[\w/]+\.py)`", row.split("|")[-1])
    assert tests
    assert all((ROOT / test).is_file() for test in tests)
