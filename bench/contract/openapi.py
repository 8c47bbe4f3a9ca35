"""The contract's own document: OpenAPI 3.1, with every operation and its schemas."""

from typing import Any

from bench.contract.answers import json_of
from bench.contract.api import Api, Json
from bench.contract.registry import check
from bench.contract.table import METHODS, OPERATIONS, WITH_BODY
from bench.contract.violations import equal, require

DOCUMENTED = [(method.lower(), path) for method, path in OPERATIONS if method != "HEAD"]
SELF = "/openapi.json"
FOLLOWING = ("get", "patch", "delete")
"""What one does with a row after it was made."""


def _document(api: Api) -> Json:
    document: Json = json_of(api.get(SELF))
    return document


def _operations(api: Api) -> dict[str, Json]:
    """Every operation of the contract but the document's own, by method and path."""
    paths = _document(api)["paths"]
    return {f"{method} {path}": paths[path][method] for method, path in DOCUMENTED if path != SELF}


@check("GET /openapi.json is an OpenAPI 3.1 document")
def _version(api: Api) -> None:
    document = _document(api)
    require(
        str(document.get("openapi", "")).startswith("3.1."),
        f"openapi is {document.get('openapi')!r}, not 3.1.x",
    )
    for key in ("title", "version"):
        require(bool(document["info"].get(key)), f"info has no {key}")


@check("GET /openapi.json lists every path and method, and no others")
def _complete(api: Api) -> None:
    listed = {
        (method, path)
        for path, item in _document(api)["paths"].items()
        for method in item
        if method in {"get", "post", "put", "patch", "delete", "options", "trace"}
    }
    wanted = set(DOCUMENTED)
    itself = {("get", SELF)}  # a document may leave itself out
    equal("operations missing", sorted(wanted - itself - listed), [])
    equal("operations that are not in the contract", sorted(listed - wanted), [])
    require(set(METHODS) >= {path for _, path in listed}, "a path is not in the contract")


@check("GET /openapi.json describes the body of every operation that takes one")
def _bodies(api: Api) -> None:
    taking = {f"{method.lower()} {path}" for method, path in WITH_BODY}
    for name, operation in _operations(api).items():
        equal(f"{name} has a requestBody", "requestBody" in operation, name in taking)
        if name in taking:
            content = operation["requestBody"]["content"]
            require(bool(content["application/json"]["schema"]), f"{name}: the body has no schema")


@check("GET /openapi.json describes every success and every problem")
def _responses(api: Api) -> None:
    for name, operation in _operations(api).items():
        responses = operation["responses"]
        successes = [status for status in responses if status.startswith("2")]
        equal(f"{name}: statuses of success", len(successes), 1)
        for status, response in responses.items():
            if status == "204":
                continue
            media = "application/json" if status in successes else "application/problem+json"
            schema = response.get("content", {}).get(media, {}).get("schema")
            require(bool(schema), f"{name}: {status} has no schema for {media}")


@check("GET /openapi.json describes objects of success that have no other keys")
def _closed(api: Api) -> None:
    document = _document(api)
    for name, shape in document["components"]["schemas"].items():
        if shape.get("type") == "object":
            equal(f"{name}: additionalProperties", shape.get("additionalProperties"), False)


@check("GET /openapi.json describes Location where something is created, and Retry-After")
def _headers(api: Api) -> None:
    for name, operation in _operations(api).items():
        for status, header in (("201", "Location"), ("503", "Retry-After")):
            if status in operation["responses"] and name != "post /toys/bulk":
                headers = operation["responses"][status].get("headers", {})
                require(
                    headers.get(header, {}).get("required") is True,
                    f"{name}: {status} does not require {header}",
                )


@check("GET /openapi.json links each creation to reading, changing and deleting what it created")
def _links(api: Api) -> None:
    operations = _operations(api)
    for plural in ("toys", "users", "posts"):
        item = f"/{plural}/{{{plural.removesuffix('s')}_id}}"
        wanted = {operations[f"{method} {item}"]["operationId"] for method in FOLLOWING}
        links = operations[f"post /{plural}"]["responses"]["201"].get("links", {})
        linked = {link.get("operationId") for link in links.values()}
        equal(f"links that POST /{plural} lacks", sorted(wanted - linked), [])


@check("GET /openapi.json describes every parameter in a path")
def _parameters(api: Api) -> None:
    for name, operation in _operations(api).items():
        described = {
            parameter["name"]
            for parameter in operation.get("parameters", [])
            if parameter["in"] == "path"
        }
        wanted = {part.strip("{}") for part in name.split("/") if part.startswith("{")}
        equal(f"{name}: parameters in the path", described, wanted)


@check("GET /openapi.json has no reference that leads nowhere")
def _references(api: Api) -> None:
    document = _document(api)
    for reference in _references_in(document):
        node: Any = document
        for part in reference.removeprefix("#/").split("/"):
            require(
                isinstance(node, dict) and part in node, f"the reference {reference} leads nowhere"
            )
            node = node[part]


def _references_in(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_references_in, node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*map(_references_in, node.values()))
