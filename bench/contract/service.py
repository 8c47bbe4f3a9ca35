"""The service itself: is it alive, is it ready, how long does it wait, how fast does it read."""

from time import perf_counter

from bench.contract.answers import invalid, json_of
from bench.contract.api import Api
from bench.contract.registry import check, check_each
from bench.contract.violations import equal, require


@check("GET /health says ok")
def _health(api: Api) -> None:
    equal("the answer", json_of(api.get("/health")), {"status": "ok"})


@check("GET /ready says ready")
def _ready(api: Api) -> None:
    equal("the answer", json_of(api.get("/ready")), {"status": "ready"})


@check_each("GET /slow{} sleeps at least that long", {"?ms=60": 60, "?ms=0": 0, "": 200})
def _slow(api: Api, ms: int) -> None:
    query = "" if ms == 200 else f"?ms={ms}"
    start = perf_counter()
    answer = api.get(f"/slow{query}")
    took_ms = (perf_counter() - start) * 1000
    equal("the answer", json_of(answer), {"slept_ms": ms})
    require(took_ms >= ms, f"GET /slow{query} took only {took_ms:.1f} ms")


@check_each("GET /benchmark/queries{} runs that many", {"?n=1": 1, "?n=7": 7, "": 100})
def _queries(api: Api, n: int) -> None:
    document = json_of(api.get("/benchmark/queries" if n == 100 else f"/benchmark/queries?n={n}"))
    equal("the keys", list(document), ["queries", "mean_ms", "queries_per_second"])
    equal("queries", document["queries"], n)
    for key in ("mean_ms", "queries_per_second"):
        figure = document[key]
        require(type(figure) in (int, float) and figure > 0, f"{key} is not above 0: {figure!r}")


WRONG = {
    "/slow?ms=-1": "ms",
    "/slow?ms=5001": "ms",
    "/slow?ms=long": "ms",
    "/benchmark/queries?n=0": "n",
    "/benchmark/queries?n=1001": "n",
    "/benchmark/queries?n=many": "n",
}


@check_each("GET {} is refused", {path: path for path in WRONG})
def _wrong(api: Api, path: str) -> None:
    invalid(api.get(path), "query", WRONG[path])
