"""Where to go from an answer: the links of the OpenAPI document, which stateful tests follow.

From whatever names a toy, a user or a post, to every operation that takes the same one by its id.
"""

from typing import Any

ID_OF = {"toys": "toy_id", "users": "user_id", "posts": "post_id"}
BODY_ID = "$response.body#/id"

Link = dict[str, Any]


def operation_id(method: str, path: str) -> str:
    """Return a name that is unique in the document: `get_toys_toy_id`."""
    parts = path.strip("/").replace("{", "").replace("}", "").replace("/", "_")
    return f"{method}_{parts}".replace(".", "_")


def links(method: str, path: str) -> dict[str, Link]:
    """Return the links of the operation's success, by the id of the operation each leads to."""
    plural, *rest = path.strip("/").split("/")
    if plural not in ID_OF or not (rest or method == "post") or rest == ["bulk"]:
        return {}
    name = ID_OF[plural]
    answers_entity = method in ("post", "get", "patch") and len(rest) < 2  # more is a page, or 204
    source = BODY_ID if answers_entity else f"$request.path.{name}"
    found = {
        operation_id(*target): _link(target, {name: source})
        for target in _taking(plural)
        if target != (method, path)
    }
    if plural == "users" and method == "post":
        written = {"author_id": source, "title": "A post", "content": "Its text."}
        found["post_posts"] = {"operationId": "post_posts", "requestBody": written}
    return found


def _taking(plural: str) -> list[tuple[str, str]]:
    """Return the operations whose path takes one of these by its id."""
    name = ID_OF[plural]
    item = f"/{plural}/{{{name}}}"
    targets = [(method, item) for method in ("get", "patch", "delete")]
    owners = ["users", "posts"] if plural == "toys" else [plural]
    for owner in owners:
        linked = f"/{owner}/{{{ID_OF[owner]}}}/toys/{{toy_id}}"
        targets += [("put", linked), ("delete", linked)]
    if plural == "users":
        targets.append(("get", f"{item}/posts"))
    return targets


def _link(target: tuple[str, str], parameters: dict[str, str]) -> Link:
    return {"operationId": operation_id(*target), "parameters": parameters}
