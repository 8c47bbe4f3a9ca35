"""Every route: parse, call, answer. What goes wrong is mapped in `sync_app.problems`.

Twin of `async_app.routes`.
"""

from time import perf_counter

from flask import Blueprint, Response

from shared import openapi, schemas, wire
from sync_app.exchange import body, created, ids, json, no_content, query, repository

api = Blueprint("api", __name__)


@api.get("/health")
def health() -> Response:
    return json({"status": "ok"})


@api.get("/ready")
def ready() -> Response:
    repository().ping()
    return json({"status": "ready"})


@api.get("/toys/<toy_id>")
def get_toy(toy_id: str) -> Response:
    (key,) = ids(toy_id=toy_id)
    return json(repository().get_toy(key))


@api.get("/toys")
def list_toys() -> Response:
    return json(repository().list_toys(query(schemas.Page)))


@api.post("/toys")
def create_toy() -> Response:
    toy = repository().create_toy(body(schemas.ToyCreate))
    return created(f"/toys/{toy['id']}", toy)


@api.patch("/toys/<toy_id>")
def update_toy(toy_id: str) -> Response:
    change = body(schemas.ToyChange)
    (key,) = ids(toy_id=toy_id)
    return json(repository().update_toy(key, change))


@api.delete("/toys/<toy_id>")
def delete_toy(toy_id: str) -> Response:
    (key,) = ids(toy_id=toy_id)
    repository().delete_toy(key)
    return no_content()


@api.post("/toys/bulk")
def create_toys() -> Response:
    batch = body(schemas.ToyBatch)
    return json(repository().create_toys(batch, query(schemas.BulkQuery).by), 201)


@api.get("/users/<user_id>")
def get_user(user_id: str) -> Response:
    (key,) = ids(user_id=user_id)
    return json(repository().get_user(key))


@api.get("/users")
def list_users() -> Response:
    return json(repository().list_users(query(schemas.Page)))


@api.post("/users")
def create_user() -> Response:
    user = repository().create_user(body(schemas.UserCreate))
    return created(f"/users/{user['id']}", user)


@api.patch("/users/<user_id>")
def update_user(user_id: str) -> Response:
    change = body(schemas.UserChange)
    (key,) = ids(user_id=user_id)
    return json(repository().update_user(key, change))


@api.delete("/users/<user_id>")
def delete_user(user_id: str) -> Response:
    (key,) = ids(user_id=user_id)
    repository().delete_user(key)
    return no_content()


@api.put("/users/<user_id>/toys/<toy_id>")
def add_toy_to_user(user_id: str, toy_id: str) -> Response:
    repository().add_toy_to_user(*ids(user_id=user_id, toy_id=toy_id))
    return no_content()


@api.delete("/users/<user_id>/toys/<toy_id>")
def remove_toy_from_user(user_id: str, toy_id: str) -> Response:
    repository().remove_toy_from_user(*ids(user_id=user_id, toy_id=toy_id))
    return no_content()


@api.get("/users/<user_id>/posts")
def list_user_posts(user_id: str) -> Response:
    (key,) = ids(user_id=user_id)
    return json(repository().list_user_posts(key, query(schemas.Page)))


@api.get("/posts/<post_id>")
def get_post(post_id: str) -> Response:
    (key,) = ids(post_id=post_id)
    return json(repository().get_post(key))


@api.get("/posts")
def list_posts() -> Response:
    return json(repository().list_posts(query(schemas.Page)))


@api.post("/posts")
def create_post() -> Response:
    post = repository().create_post(body(schemas.PostCreate))
    return created(f"/posts/{post['id']}", post)


@api.patch("/posts/<post_id>")
def update_post(post_id: str) -> Response:
    change = body(schemas.PostChange)
    (key,) = ids(post_id=post_id)
    return json(repository().update_post(key, change))


@api.delete("/posts/<post_id>")
def delete_post(post_id: str) -> Response:
    (key,) = ids(post_id=post_id)
    repository().delete_post(key)
    return no_content()


@api.put("/posts/<post_id>/toys/<toy_id>")
def add_toy_to_post(post_id: str, toy_id: str) -> Response:
    repository().add_toy_to_post(*ids(post_id=post_id, toy_id=toy_id))
    return no_content()


@api.delete("/posts/<post_id>/toys/<toy_id>")
def remove_toy_from_post(post_id: str, toy_id: str) -> Response:
    repository().remove_toy_from_post(*ids(post_id=post_id, toy_id=toy_id))
    return no_content()


@api.get("/feed")
def feed() -> Response:
    return json(repository().feed(query(schemas.FeedQuery)))


@api.get("/slow")
def slow() -> Response:
    ms = query(schemas.SlowQuery).ms
    repository().sleep(ms / 1000)
    return json({"slept_ms": ms})


@api.get("/benchmark/queries")
def benchmark_queries() -> Response:
    n = query(schemas.QueriesQuery).n
    started = perf_counter()
    repository().read_toys(range(1, n + 1))
    return json(wire.queries(n, perf_counter() - started))


@api.get("/openapi.json")
def openapi_document() -> Response:
    return Response(openapi.document(), content_type="application/json")
