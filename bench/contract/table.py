"""The contract's paths, methods and bodies, as data."""

from bench.contract.api import Api, Json

METHODS = {
    "/health": "GET, HEAD",
    "/ready": "GET, HEAD",
    "/users": "GET, HEAD, POST",
    "/users/{user_id}": "DELETE, GET, HEAD, PATCH",
    "/users/{user_id}/toys/{toy_id}": "DELETE, PUT",
    "/users/{user_id}/posts": "GET, HEAD",
    "/toys": "GET, HEAD, POST",
    "/toys/bulk": "POST",
    "/toys/{toy_id}": "DELETE, GET, HEAD, PATCH",
    "/posts": "GET, HEAD, POST",
    "/posts/{post_id}": "DELETE, GET, HEAD, PATCH",
    "/posts/{post_id}/toys/{toy_id}": "DELETE, PUT",
    "/feed": "GET, HEAD",
    "/slow": "GET, HEAD",
    "/benchmark/queries": "GET, HEAD",
    "/openapi.json": "GET, HEAD",
}
"""Every path, and what `Allow` says of it."""

OPERATIONS = [(method, path) for path, allow in METHODS.items() for method in allow.split(", ")]

CREATING = ("/users", "/toys", "/posts")

WITH_BODY = [
    (method, path)
    for method, path in OPERATIONS
    if method == "PATCH" or (path in CREATING and method == "POST") or path == "/toys/bulk"
]


def filled(api: Api, path: str) -> str:
    """Return the path with ids of rows that exist: in one check always the same ones."""
    for name in ("user_id", "toy_id", "post_id"):
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", str(getattr(api, name)))
    return path


def valid_body(api: Api, method: str, path: str) -> Json:
    """Return an object that the operation takes; its path takes one."""
    if path.startswith("/toys"):
        return {"name": api.unique("toy")}
    if path.startswith("/users"):
        return {"name": api.unique("user"), "email": api.unique_email()}
    post: Json = {"title": api.unique("post"), "content": "text"}
    return post if method == "PATCH" else {"author_id": api.user_id, **post}
