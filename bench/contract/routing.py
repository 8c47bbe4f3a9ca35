"""Paths and methods: 404, 405 with Allow, no redirects, HEAD wherever there is GET."""

import re

from bench.contract.answers import has_header, problem
from bench.contract.api import Answer, Api
from bench.contract.raw import head_bytes
from bench.contract.registry import check, check_each
from bench.contract.table import METHODS, filled
from bench.contract.violations import equal

UNKNOWN = {
    path: path
    for path in (
        "/",
        "/robots",
        "/Users",
        "/users/1/friends",
        "/users/1/toys",
        "/users/1/toys/1/2",
        "/toys/1/2",
        "/posts/bulk/2",
        "/benchmark",
        "/health/now",
        "/health%0A",
        "/users%0A",
        "/docs",
        "/redoc",
        "/static/app.js",
        "/users//1",
        "//users",
    )
}
# GET, DELETE and PATCH of /toys/bulk are the toy with the id "bulk": a 422, not a 405.
RESOURCES = {path: path for path in METHODS if path != "/toys/bulk"}
READABLE = {path: path for path, allow in METHODS.items() if "GET" in allow}
EVERY_METHOD = ("OPTIONS", "DELETE", "PATCH", "POST", "PUT")


@check_each("{} is unknown: 404", UNKNOWN)
def _unknown(api: Api, path: str) -> None:
    problem(api.get(path), 404)


@check_each("{} with a slash behind it is unknown: 404, no redirect", RESOURCES)
def _slash(api: Api, path: str) -> None:
    problem(api.get(f"{filled(api, path)}/"), 404)


@check_each("{} answers 405 with its methods in Allow", RESOURCES)
def _not_allowed(api: Api, path: str) -> None:
    allow = METHODS[path]
    for method in set(EVERY_METHOD) - set(allow.split(", ")):
        answer = api.request(method, filled(api, path))
        problem(answer, 405)
        has_header(answer, "allow", allow)


@check("a request to upgrade to WebSockets, which are not there, is answered like any other")
def _upgrade(api: Api) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
    equal("status of GET /health", api.request("GET", "/health", headers=upgrade).status, 200)
    problem(api.request("GET", "/robots", headers=upgrade), 404)


@check_each("HEAD {} has the headers of GET", READABLE)
def _head(api: Api, template: str) -> None:
    path = filled(api, template)
    head, get = api.request("HEAD", path), api.get(path)
    equal(f"status of {head.asked}", head.status, get.status)
    equal(f"headers of {head.asked}", _lasting(head), _lasting(get))


@check("HEAD has the headers of GET where GET fails, too")
def _head_of_errors(api: Api) -> None:
    for path in ("/toys/0", "/toys/one", "/robots", "/toys?limit=0"):
        head, get = api.request("HEAD", path), api.get(path)
        equal(f"status of {head.asked}", head.status, get.status)
        equal(f"headers of {head.asked}", _lasting(head), _lasting(get))


@check("nothing follows the headers of an answer to HEAD")
def _head_alone(api: Api) -> None:
    for path in ("/toys", "/toys/0", "/robots"):
        answer = head_bytes(f"{api.url}{path}")
        equal(f"what follows the headers of HEAD {path}", answer.partition(b"\r\n\r\n")[2], b"")


def _lasting(answer: Answer) -> dict[str, str]:
    """Return the headers that depend on neither the clock nor the connection.

    The figures of /benchmark/queries differ from call to call, and so does their length.
    """
    passing = {"date", "connection", "keep-alive", "server-timing", "x-request-id"}
    if re.search(r"/benchmark/queries$", answer.asked):
        passing.add("content-length")
    return {name: value for name, value in answer.headers.items() if name not in passing}
