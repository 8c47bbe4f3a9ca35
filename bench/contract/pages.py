"""Keyset pages: `limit`, `after` and `next`, alike on every list."""

from bench.contract.answers import invalid, json_of, problem
from bench.contract.api import UNKNOWN_ID, Api, Json
from bench.contract.registry import check, check_each
from bench.contract.table import filled
from bench.contract.violations import equal, require

LISTS = {path: path for path in ("/users", "/toys", "/posts", "/users/{user_id}/posts")}

WRONG = {
    "limit=0": "limit",
    "limit=101": "limit",
    "limit=-1": "limit",
    "limit=ten": "limit",
    "limit=1.5": "limit",
    "limit=1_0": "limit",
    "limit=%0D4": "limit",
    "limit=": "limit",
    "limit=99999999999999999999": "limit",
    "after=-1": "after",
    "after=last": "after",
    "after=9223372036854775808": "after",
}


def _three(api: Api, path: str) -> tuple[str, list[int]]:
    """Return the list's path and the ids of three new rows, the last ones in it."""
    if path == "/toys":
        return path, [api.new_toy()["id"] for _ in range(3)]
    if path == "/users":
        return path, [api.new_user()["id"] for _ in range(3)]
    author_id = api.new_user()["id"]
    ids = [api.new_post(author_id=author_id)["id"] for _ in range(3)]
    return path.replace("{user_id}", str(author_id)), ids


def _page(api: Api, path: str) -> Json:
    page = json_of(api.get(path))
    equal(f"keys of {path}", list(page), ["items", "next"])
    ids = _ids(page)
    require(ids == sorted(set(ids)), f"{path}: not in the order of ids: {ids}")
    return page


def _ids(page: Json) -> list[int]:
    return [item["id"] for item in page["items"]]


@check_each("GET {} goes on after the id in next, and ends with null", LISTS)
def _walked(api: Api, template: str) -> None:
    path, ids = _three(api, template)
    first = _page(api, f"{path}?after={ids[0] - 1}&limit=2")
    equal("the first page", (_ids(first), first["next"]), (ids[:2], ids[1]))
    last = _page(api, f"{path}?after={first['next']}&limit=2")
    equal("the last page", (_ids(last), last["next"]), (ids[2:], None))


@check_each("GET {} has null in next when its last row is the last of all", LISTS)
def _exact_end(api: Api, template: str) -> None:
    path, ids = _three(api, template)
    page = _page(api, f"{path}?after={ids[0]}&limit=2")
    equal("the page", (_ids(page), page["next"]), (ids[1:], None))


@check_each("GET {} is empty behind the last id", LISTS)
def _behind(api: Api, template: str) -> None:
    page = _page(api, f"{filled(api, template)}?after={UNKNOWN_ID}")
    equal("the page", page, {"items": [], "next": None})


@check_each("GET {} takes the last of a repeated parameter", LISTS)
def _repeated(api: Api, template: str) -> None:
    path, ids = _three(api, template)
    page = _page(api, f"{path}?limit=3&after={ids[1]}&after={ids[0] - 1}&limit=1")
    equal("the page", (_ids(page), page["next"]), (ids[:1], ids[0]))


@check("a page has 20 rows unless limit says otherwise")
def _default(api: Api) -> None:
    ids = [api.new_toy()["id"] for _ in range(21)]
    page = _page(api, f"/toys?after={ids[0] - 1}")
    equal("the page", (_ids(page), page["next"]), (ids[:20], ids[19]))


@check("a page begins with the lowest id unless after says otherwise")
def _from_the_start(api: Api) -> None:
    api.new_toy()
    equal("the first page", _page(api, "/toys"), _page(api, "/toys?after=0&limit=20"))


@check("limit may be 100 and after 9223372036854775807")
def _largest(api: Api) -> None:
    for path in LISTS:
        _page(api, f"{filled(api, path)}?limit=100&after={UNKNOWN_ID}")


@check_each("no list takes {}", {query: query for query in WRONG})
def _wrong(api: Api, query: str) -> None:
    for path in LISTS:
        invalid(api.get(f"{filled(api, path)}?{query}"), "query", WRONG[query])


@check("the posts of an unknown user get 404, not an empty page")
def _unknown_user(api: Api) -> None:
    answer = api.get(f"/users/{UNKNOWN_ID}/posts")
    problem(answer, 404, f"user {UNKNOWN_ID} does not exist")
