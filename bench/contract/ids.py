"""Ids in paths: what is no id at all gets 422, what names nothing gets 404."""

import re

from bench.contract.answers import invalid, problem
from bench.contract.api import UNKNOWN_ID, Answer, Api
from bench.contract.registry import check, check_each
from bench.contract.table import OPERATIONS, filled, valid_body

WITH_IDS = {f"{method} {path}": (method, path) for method, path in OPERATIONS if "{" in path}
WITH_ANSWER = {title: call for title, call in WITH_IDS.items() if call[0] != "HEAD"}

NO_IDS = ["one", "1.5", "1e3", "1_0", "%201", "9223372036854775808", "-9223372036854775809"]
NO_IDS += ["9" * 40, "%00"]
NOBODYS_IDS = [0, -1, UNKNOWN_ID, -(2**63)]


def _with_id(api: Api, path: str, name: str, value: str | int) -> str:
    """Return the path with `value` for `name`, and rows that exist for its other ids."""
    return filled(api, path.replace(f"{{{name}}}", str(value)))


def _call(api: Api, method: str, template: str, path: str) -> Answer:
    if method == "PATCH":
        return api.patch(path, valid_body(api, method, template))
    return api.request(method, path)


@check_each("{} refuses what is no id with 422", WITH_ANSWER)
def _no_id(api: Api, operation: tuple[str, str]) -> None:
    method, template = operation
    for name in re.findall(r"{(\w+)}", template):
        for value in NO_IDS:
            path = _with_id(api, template, name, value)
            invalid(_call(api, method, template, path), "path", name)


@check_each("{} answers 404 for an id that names nothing", WITH_ANSWER)
def _nobodys_id(api: Api, operation: tuple[str, str]) -> None:
    method, template = operation
    for name in re.findall(r"{(\w+)}", template):
        for value in NOBODYS_IDS:
            path = _with_id(api, template, name, value)
            detail = f"{name.removesuffix('_id')} {value} does not exist"
            problem(_call(api, method, template, path), 404, detail)


@check("a path with two wrong ids names both")
def _both(api: Api) -> None:
    for owner in ("user", "post"):
        answer = api.put(f"/{owner}s/one/toys/two")
        invalid(answer, "path", f"{owner}_id")
        invalid(answer, "path", "toy_id")
