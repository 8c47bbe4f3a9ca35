"""Security headers and silence about the server: owed by every answer, whatever it is about."""

from collections.abc import Iterator

from bench.contract.answers import has_header, has_status
from bench.contract.api import JSON_TYPE, Answer, Api
from bench.contract.registry import check, check_each
from bench.contract.violations import require

SECURITY = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""OWASP's REST Security Cheat Sheet. Written here again: a check does not ask the checked."""
LONG = b'"' + b" " * 1_100_000 + b'"'


def _answers(api: Api) -> Iterator[tuple[int, Answer]]:
    """Ask for one answer of each kind, and yield it with the status that it has to have."""
    toy = f"/toys/{api.new_toy()['id']}"
    yield 200, api.get(toy)
    yield 200, api.request("HEAD", toy)
    yield 201, api.post("/toys", {"name": api.unique("toy")})
    yield 204, api.delete(toy)
    yield 400, api.request("POST", "/toys", b"{", JSON_TYPE)
    yield 404, api.get(toy)
    yield 404, api.request("HEAD", "/robots")
    yield 405, api.request("OPTIONS", "/toys")
    yield 413, api.request("POST", "/toys", LONG, JSON_TYPE)
    yield 415, api.request("POST", "/toys", b"{}")
    yield 422, api.get("/toys/one")


@check_each("{} is on every answer, of any kind", {name: name for name in SECURITY})
def _on_every_answer(api: Api, name: str) -> None:
    for status, answer in _answers(api):
        has_status(answer, status)
        has_header(answer, name, SECURITY[name])


@check("no answer names the server's software")
def _nameless(api: Api) -> None:
    for _, answer in _answers(api):
        for name in ("server", "x-powered-by", "via"):
            value = answer.headers.get(name, "")
            require(
                value == "", f"{answer.asked}: header {name} is {value!r}, which tells too much"
            )


@check("every answer has one Date")
def _dated(api: Api) -> None:
    for _, answer in _answers(api):
        dates = answer.headers.get_list("date")
        require(len(dates) == 1, f"{answer.asked}: header date is there {len(dates)} times")
