"""Toys: created one by one and in bulk, read, changed, deleted."""

from bench.contract.answers import has_header, invalid, json_of, no_content, problem
from bench.contract.api import JSON_TYPE, Api
from bench.contract.registry import check, check_each
from bench.contract.shapes import holds, is_toy
from bench.contract.violations import equal, require

BATCH_MAX = 10_000
WAYS = {way: way for way in ("", "?by=insert", "?by=add_all", "?by=core")}


@check("POST /toys answers 201 with the toy and a Location")
def _created(api: Api) -> None:
    answer = api.post("/toys", {"name": "robot"})
    toy = is_toy(json_of(answer, 201))
    holds(toy, {"name": "robot"})
    has_header(answer, "location", f"/toys/{toy['id']}")


@check("a toy is read as it was created, byte for byte")
def _read(api: Api) -> None:
    created = api.post("/toys", {"name": "robot"})
    toy_id = json_of(created, 201)["id"]
    equal("the toy", api.get(f"/toys/{toy_id}").body, created.body)


@check("PATCH /toys/{toy_id} changes name and updated_at, and nothing else")
def _changed(api: Api) -> None:
    toy = api.new_toy()
    path = f"/toys/{toy['id']}"
    changed = is_toy(json_of(api.patch(path, {"name": "ball"})))
    equal("the toy", {**changed, "updated_at": ""}, {**toy, "name": "ball", "updated_at": ""})
    require(changed["updated_at"] > toy["updated_at"], "updated_at did not move forward")
    equal("the toy, read again", json_of(api.get(path)), changed)


@check("DELETE /toys/{toy_id} answers 204 once, and 404 from then on")
def _deleted(api: Api) -> None:
    toy_id = api.new_toy()["id"]
    path, gone = f"/toys/{toy_id}", f"toy {toy_id} does not exist"
    no_content(api.delete(path))
    problem(api.delete(path), 404, gone)
    problem(api.get(path), 404, gone)
    problem(api.patch(path, {"name": "ball"}), 404, gone)


@check("deleting a toy takes it from users and posts, which stay")
def _unlinks(api: Api) -> None:
    gone, kept = api.new_toy(), api.new_toy()
    toy_ids = [gone["id"], kept["id"]]
    user = api.new_user(toy_ids=toy_ids)
    post = api.new_post(author_id=user["id"], toy_ids=toy_ids)
    no_content(api.delete(f"/toys/{gone['id']}"))
    for path in (f"/users/{user['id']}", f"/posts/{post['id']}"):
        equal(path, [toy["id"] for toy in json_of(api.get(path))["toys"]], [kept["id"]])


@check_each("POST /toys/bulk{} answers 201 with the number of toys, and they are there", WAYS)
def _bulk(api: Api, way: str) -> None:
    before = api.new_toy()["id"]
    names = [api.unique("bulk") for _ in range(5)]
    answer = api.post(f"/toys/bulk{way}", [{"name": name} for name in names])
    made = _take_back(api, before, names)
    equal("the answer", json_of(answer, 201), {"created": 5})
    equal("the toys' names", sorted(made), sorted(names))
    has_header(answer, "location", None)


@check("POST /toys/bulk refuses a way of writing that there is not")
def _bulk_unknown_way(api: Api) -> None:
    answer = api.post("/toys/bulk?by=magic", [{"name": "ball"}])
    invalid(answer, "query", "by", kind="literal_error")


@check("POST /toys/bulk creates nothing when one item is invalid")
def _bulk_all_or_nothing(api: Api) -> None:
    before = api.new_toy()["id"]
    items = [{"name": "ball"}, {"name": ""}, {"name": "ball"}]
    invalid(api.post("/toys/bulk", items), "body", 1, "name", kind="string_too_short")
    equal("toys made", json_of(api.get(f"/toys?after={before}"))["items"], [])


@check("POST /toys/bulk looks at each of 10,000 items")
def _bulk_longest(api: Api) -> None:
    items: list[object] = [{"name": "ball"}] * (BATCH_MAX - 1)
    items.append({"name": 1})
    invalid(api.post("/toys/bulk", items), "body", BATCH_MAX - 1, "name", kind="string_type")


@check("POST /toys/bulk refuses 10,001 items")
def _bulk_too_long(api: Api) -> None:
    invalid(api.post("/toys/bulk", [{"name": "ball"}] * (BATCH_MAX + 1)), "body", kind="too_long")


@check("POST /toys/bulk refuses an empty list")
def _bulk_empty(api: Api) -> None:
    invalid(api.post("/toys/bulk", []), "body", kind="too_short")


@check("POST /toys/bulk refuses an object in place of the list")
def _bulk_object(api: Api) -> None:
    invalid(api.post("/toys/bulk", {"name": "ball"}), "body", kind="list_type")


@check("POST /toys/bulk takes a body above 1 MiB")
def _bulk_wide(api: Api) -> None:
    before = api.new_toy()["id"]
    name = api.unique("ball")
    body = b'[{"name":"%s"}%s]' % (name.encode(), b" " * 2**20)
    answer = api.request("POST", "/toys/bulk", body, JSON_TYPE)
    _take_back(api, before, [name])
    equal("the answer", json_of(answer, 201), {"created": 1})


def _take_back(api: Api, before: int, names: list[str]) -> list[str]:
    """Delete the toys of these names behind the id `before`; their names, as they were stored."""
    page = json_of(api.get(f"/toys?after={before}&limit=100"))
    made = [toy for toy in page["items"] if toy["name"] in names]
    for toy in made:
        api.delete(f"/toys/{toy['id']}")
    return [toy["name"] for toy in made]
