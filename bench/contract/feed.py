"""The feed: the newest posts with author and toys, whichever way they are loaded."""

from bench.contract.answers import invalid, json_of
from bench.contract.api import Api
from bench.contract.registry import check, check_each
from bench.contract.shapes import is_feed_post, refs
from bench.contract.violations import equal

LOADS = {load: load for load in ("selectin", "joined", "lazy")}


@check_each("GET /feed with load={} shows the newest posts first, with author and toys", LOADS)
def _newest(api: Api, load: str) -> None:
    toys = [api.new_toy(), api.new_toy()]
    author = api.new_user(toy_ids=[toys[0]["id"]])
    older = api.new_post(author_id=author["id"], toy_ids=[toy["id"] for toy in toys])
    newer = api.new_post()
    feed = json_of(api.get(f"/feed?limit=2&load={load}"))
    equal("the feed's keys", list(feed), ["items"])
    first, second = (is_feed_post(item) for item in feed["items"])
    equal("the ids", [first["id"], second["id"]], [newer["id"], older["id"]])
    for key in ("title", "content", "created_at", "updated_at"):
        equal(key, second[key], older[key])
    equal("the author", second["author"], {key: author[key] for key in ("id", "name", "email")})
    equal("the toys", (first["toys"], second["toys"]), ([], refs(toys)))


@check("GET /feed is the same with every load, and selectin is the default")
def _alike(api: Api) -> None:
    api.new_post(toy_ids=[api.new_toy()["id"]])
    default = api.get("/feed")
    for load in LOADS:
        equal(f"load={load}", api.get(f"/feed?load={load}").body, default.body)


@check("GET /feed has 20 posts unless limit says otherwise")
def _limits(api: Api) -> None:
    author_id = api.new_user()["id"]
    ids = [api.new_post(author_id=author_id)["id"] for _ in range(21)][::-1]
    for path, wanted in (("/feed", ids[:20]), ("/feed?limit=21", ids), ("/feed?limit=1", ids[:1])):
        equal(path, [post["id"] for post in json_of(api.get(path))["items"]], wanted)


WRONG = {
    "limit=0": "limit",
    "limit=101": "limit",
    "limit=ten": "limit",
    "limit=%0D4": "limit",
    "load=eager": "load",
    "load=": "load",
    "load=SELECTIN": "load",
}


@check_each("GET /feed refuses {}", {query: query for query in WRONG})
def _wrong(api: Api, query: str) -> None:
    invalid(api.get(f"/feed?{query}"), "query", WRONG[query])
