"""Every route: parse, call, answer. What goes wrong is mapped in `async_app.problems`.

Twin of `sync_app.routes`; the repository is a dependency, so these serve every driver, access
style and bridge.
"""

from time import perf_counter

from fastapi import APIRouter, Response

from async_app import bodies
from async_app.exchange import (
    Feed,
    Id,
    Page,
    Queries,
    RepositoryDep,
    Route,
    Slow,
    created,
    json,
    no_content,
)
from shared import openapi, wire

api = APIRouter(route_class=Route)


@api.get("/health")
async def health() -> Response:
    return json({"status": "ok"})


@api.get("/ready")
async def ready(repository: RepositoryDep) -> Response:
    await repository.ping()
    return json({"status": "ready"})


@api.get("/toys/{toy_id}")
async def get_toy(repository: RepositoryDep, toy_id: Id) -> Response:
    return json(await repository.get_toy(toy_id))


@api.get("/toys")
async def list_toys(repository: RepositoryDep, page: Page) -> Response:
    return json(await repository.list_toys(page))


@api.post("/toys")
async def create_toy(repository: RepositoryDep, new: bodies.ToyCreate) -> Response:
    toy = await repository.create_toy(new)
    return created(f"/toys/{toy['id']}", toy)


@api.patch("/toys/{toy_id}")
async def update_toy(repository: RepositoryDep, change: bodies.ToyChange, toy_id: Id) -> Response:
    return json(await repository.update_toy(toy_id, change))


@api.delete("/toys/{toy_id}")
async def delete_toy(repository: RepositoryDep, toy_id: Id) -> Response:
    await repository.delete_toy(toy_id)
    return no_content()


@api.post("/toys/bulk")
async def create_toys(repository: RepositoryDep, batch: bodies.ToyBatch) -> Response:
    return json(await repository.create_toys(batch), 201)


@api.get("/users/{user_id}")
async def get_user(repository: RepositoryDep, user_id: Id) -> Response:
    return json(await repository.get_user(user_id))


@api.get("/users")
async def list_users(repository: RepositoryDep, page: Page) -> Response:
    return json(await repository.list_users(page))


@api.post("/users")
async def create_user(repository: RepositoryDep, new: bodies.UserCreate) -> Response:
    user = await repository.create_user(new)
    return created(f"/users/{user['id']}", user)


@api.patch("/users/{user_id}")
async def update_user(
    repository: RepositoryDep, change: bodies.UserChange, user_id: Id
) -> Response:
    return json(await repository.update_user(user_id, change))


@api.delete("/users/{user_id}")
async def delete_user(repository: RepositoryDep, user_id: Id) -> Response:
    await repository.delete_user(user_id)
    return no_content()


@api.put("/users/{user_id}/toys/{toy_id}")
async def add_toy_to_user(repository: RepositoryDep, user_id: Id, toy_id: Id) -> Response:
    await repository.add_toy_to_user(user_id, toy_id)
    return no_content()


@api.delete("/users/{user_id}/toys/{toy_id}")
async def remove_toy_from_user(repository: RepositoryDep, user_id: Id, toy_id: Id) -> Response:
    await repository.remove_toy_from_user(user_id, toy_id)
    return no_content()


@api.get("/users/{user_id}/posts")
async def list_user_posts(repository: RepositoryDep, user_id: Id, page: Page) -> Response:
    return json(await repository.list_user_posts(user_id, page))


@api.get("/posts/{post_id}")
async def get_post(repository: RepositoryDep, post_id: Id) -> Response:
    return json(await repository.get_post(post_id))


@api.get("/posts")
async def list_posts(repository: RepositoryDep, page: Page) -> Response:
    return json(await repository.list_posts(page))


@api.post("/posts")
async def create_post(repository: RepositoryDep, new: bodies.PostCreate) -> Response:
    post = await repository.create_post(new)
    return created(f"/posts/{post['id']}", post)


@api.patch("/posts/{post_id}")
async def update_post(
    repository: RepositoryDep, change: bodies.PostChange, post_id: Id
) -> Response:
    return json(await repository.update_post(post_id, change))


@api.delete("/posts/{post_id}")
async def delete_post(repository: RepositoryDep, post_id: Id) -> Response:
    await repository.delete_post(post_id)
    return no_content()


@api.put("/posts/{post_id}/toys/{toy_id}")
async def add_toy_to_post(repository: RepositoryDep, post_id: Id, toy_id: Id) -> Response:
    await repository.add_toy_to_post(post_id, toy_id)
    return no_content()


@api.delete("/posts/{post_id}/toys/{toy_id}")
async def remove_toy_from_post(repository: RepositoryDep, post_id: Id, toy_id: Id) -> Response:
    await repository.remove_toy_from_post(post_id, toy_id)
    return no_content()


@api.get("/feed")
async def feed(repository: RepositoryDep, query: Feed) -> Response:
    return json(await repository.feed(query))


@api.get("/slow")
async def slow(repository: RepositoryDep, query: Slow) -> Response:
    await repository.sleep(query.ms / 1000)
    return json({"slept_ms": query.ms})


@api.get("/benchmark/queries")
async def benchmark_queries(repository: RepositoryDep, query: Queries) -> Response:
    started = perf_counter()
    await repository.read_toys(range(1, query.n + 1))
    return json(wire.queries(query.n, perf_counter() - started))


@api.get("/openapi.json")
async def openapi_document() -> Response:
    return Response(openapi.document(), media_type="application/json")
