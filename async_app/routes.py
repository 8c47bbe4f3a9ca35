"""Every route: parse, call, answer. What goes wrong is mapped in `async_app.problems`.

Twin of `sync_app.routes`; the app holds the repository, so these serve every driver, access
style and bridge.
"""

from time import perf_counter

from fastapi import APIRouter, Request, Response

from async_app import bodies
from async_app.exchange import (
    Bulk,
    Feed,
    Id,
    Page,
    Queries,
    Route,
    Slow,
    created,
    json,
    no_content,
    repository,
)
from shared import openapi, wire

api = APIRouter(route_class=Route)


@api.get("/health")
async def health() -> Response:
    return json({"status": "ok"})


@api.get("/ready")
async def ready(request: Request) -> Response:
    await repository(request).ping()
    return json({"status": "ready"})


@api.get("/toys/{toy_id}")
async def get_toy(request: Request, toy_id: Id) -> Response:
    return json(await repository(request).get_toy(toy_id))


@api.get("/toys")
async def list_toys(request: Request, page: Page) -> Response:
    return json(await repository(request).list_toys(page))


@api.post("/toys")
async def create_toy(request: Request, new: bodies.ToyCreate) -> Response:
    toy = await repository(request).create_toy(new)
    return created(f"/toys/{toy['id']}", toy)


@api.patch("/toys/{toy_id}")
async def update_toy(request: Request, change: bodies.ToyChange, toy_id: Id) -> Response:
    return json(await repository(request).update_toy(toy_id, change))


@api.delete("/toys/{toy_id}")
async def delete_toy(request: Request, toy_id: Id) -> Response:
    await repository(request).delete_toy(toy_id)
    return no_content()


@api.post("/toys/bulk")
async def create_toys(request: Request, batch: bodies.ToyBatch, query: Bulk) -> Response:
    return json(await repository(request).create_toys(batch, query.by), 201)


@api.get("/users/{user_id}")
async def get_user(request: Request, user_id: Id) -> Response:
    return json(await repository(request).get_user(user_id))


@api.get("/users")
async def list_users(request: Request, page: Page) -> Response:
    return json(await repository(request).list_users(page))


@api.post("/users")
async def create_user(request: Request, new: bodies.UserCreate) -> Response:
    user = await repository(request).create_user(new)
    return created(f"/users/{user['id']}", user)


@api.patch("/users/{user_id}")
async def update_user(request: Request, change: bodies.UserChange, user_id: Id) -> Response:
    return json(await repository(request).update_user(user_id, change))


@api.delete("/users/{user_id}")
async def delete_user(request: Request, user_id: Id) -> Response:
    await repository(request).delete_user(user_id)
    return no_content()


@api.put("/users/{user_id}/toys/{toy_id}")
async def add_toy_to_user(request: Request, user_id: Id, toy_id: Id) -> Response:
    await repository(request).add_toy_to_user(user_id, toy_id)
    return no_content()


@api.delete("/users/{user_id}/toys/{toy_id}")
async def remove_toy_from_user(request: Request, user_id: Id, toy_id: Id) -> Response:
    await repository(request).remove_toy_from_user(user_id, toy_id)
    return no_content()


@api.get("/users/{user_id}/posts")
async def list_user_posts(request: Request, user_id: Id, page: Page) -> Response:
    return json(await repository(request).list_user_posts(user_id, page))


@api.get("/posts/{post_id}")
async def get_post(request: Request, post_id: Id) -> Response:
    return json(await repository(request).get_post(post_id))


@api.get("/posts")
async def list_posts(request: Request, page: Page) -> Response:
    return json(await repository(request).list_posts(page))


@api.post("/posts")
async def create_post(request: Request, new: bodies.PostCreate) -> Response:
    post = await repository(request).create_post(new)
    return created(f"/posts/{post['id']}", post)


@api.patch("/posts/{post_id}")
async def update_post(request: Request, change: bodies.PostChange, post_id: Id) -> Response:
    return json(await repository(request).update_post(post_id, change))


@api.delete("/posts/{post_id}")
async def delete_post(request: Request, post_id: Id) -> Response:
    await repository(request).delete_post(post_id)
    return no_content()


@api.put("/posts/{post_id}/toys/{toy_id}")
async def add_toy_to_post(request: Request, post_id: Id, toy_id: Id) -> Response:
    await repository(request).add_toy_to_post(post_id, toy_id)
    return no_content()


@api.delete("/posts/{post_id}/toys/{toy_id}")
async def remove_toy_from_post(request: Request, post_id: Id, toy_id: Id) -> Response:
    await repository(request).remove_toy_from_post(post_id, toy_id)
    return no_content()


@api.get("/feed")
async def feed(request: Request, query: Feed) -> Response:
    return json(await repository(request).feed(query))


@api.get("/slow")
async def slow(request: Request, query: Slow) -> Response:
    await repository(request).sleep(query.ms / 1000)
    return json({"slept_ms": query.ms})


@api.get("/benchmark/queries")
async def benchmark_queries(request: Request, query: Queries) -> Response:
    started = perf_counter()
    await repository(request).read_toys(range(1, query.n + 1))
    return json(wire.queries(query.n, perf_counter() - started))


@api.get("/openapi.json")
async def openapi_document() -> Response:
    return Response(openapi.document(), media_type="application/json")
