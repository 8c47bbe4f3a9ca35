"""The API's contract as an OpenAPI 3.1 document, from one table, for both frameworks."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from shared import schemas, wire
from shared.errors import TITLES

REF = "#/components/schemas/{model}"


@dataclass(frozen=True)
class Operation:
    """One row of the contract: what it takes, what it answers, which errors it may give."""

    method: str
    path: str
    summary: str
    status: int = 200
    answer: Any = None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    errors: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """A name that is unique in the document."""
        parts = self.path.strip("/").replace("{", "").replace("}", "").replace("/", "_")
        return f"{self.method}_{parts}".replace(".", "_")

    def all_errors(self) -> list[int]:
        """Every error status, those that follow from the operation's form included."""
        form = {422} if self.query or "{" in self.path else set()
        form |= {400, 413, 415, 422} if self.body else set()
        return sorted({*self.errors, *form, 500, 503, 504})


def crud(plural: str, answer: Any, page: Any, create: Any, change: Any) -> list[Operation]:
    """Return the five operations that users, toys and posts share."""
    one = plural.removesuffix("s")
    path, item = f"/{plural}", f"/{plural}/{{{one}_id}}"
    taken = (409,) if plural == "users" else ()
    named = () if plural == "toys" else (404, 409)
    return [
        Operation("get", path, f"A page of {plural}", answer=page, query=schemas.Page),
        Operation("post", path, f"Create a {one}", 201, answer, create, errors=named),
        Operation("get", item, f"A {one}", answer=answer, errors=(404,)),
        Operation("patch", item, f"Change a {one}", 200, answer, change, errors=(404, *taken)),
        Operation("delete", item, f"Delete a {one}", 204, errors=(404,)),
    ]


def links(plural: str) -> list[Operation]:
    """Return the operations that give and take a toy."""
    path = f"/{plural}/{{{plural.removesuffix('s')}_id}}/toys/{{toy_id}}"
    return [
        Operation("put", path, "Link a toy", 204, errors=(404,)),
        Operation("delete", path, "Unlink a toy", 204, errors=(404,)),
    ]


OPERATIONS = [
    Operation("get", "/health", "Whether the process serves", answer=schemas.Status),
    Operation("get", "/ready", "Whether the database answers", answer=schemas.Status),
    *crud("toys", schemas.ToyOut, schemas.ToyPage, schemas.ToyCreate, schemas.ToyChange),
    Operation(
        "post",
        "/toys/bulk",
        "Create many toys",
        201,
        schemas.Created,
        schemas.ToyBatch,
        schemas.BulkQuery,
    ),
    *crud("users", schemas.UserOut, schemas.UserPage, schemas.UserCreate, schemas.UserChange),
    *links("users"),
    Operation(
        "get",
        "/users/{user_id}/posts",
        "A page of a user's posts",
        answer=schemas.PostPage,
        query=schemas.Page,
        errors=(404,),
    ),
    *crud("posts", schemas.PostOut, schemas.PostPage, schemas.PostCreate, schemas.PostChange),
    *links("posts"),
    Operation("get", "/feed", "The newest posts", answer=schemas.Feed, query=schemas.FeedQuery),
    Operation("get", "/slow", "The database sleeps", answer=schemas.Slept, query=schemas.SlowQuery),
    Operation(
        "get",
        "/benchmark/queries",
        "Single-row reads in process",
        answer=schemas.Queries,
        query=schemas.QueriesQuery,
    ),
    Operation("get", "/openapi.json", "This document", answer=dict[str, Any]),
]


@cache
def document() -> bytes:
    """Return the document as JSON."""
    shapes = {operation.answer for operation in OPERATIONS if operation.answer}
    shapes |= {operation.body for operation in OPERATIONS if operation.body}
    wanted = sorted(shapes | {schemas.Problem}, key=str)
    references, definitions = TypeAdapter.json_schemas(
        [(shape, "validation", TypeAdapter(shape)) for shape in wanted], ref_template=REF
    )
    schema = {shape: references[shape, "validation"] for shape in wanted}
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _describe(operation, schema)
    return wire.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Crossover", "version": "1.0.0"},
            "paths": paths,
            "components": {"schemas": definitions.get("$defs", {})},
        }
    )


def _describe(operation: Operation, schema: dict[Any, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Success"}
    if operation.answer:
        answer["content"] = {"application/json": {"schema": schema[operation.answer]}}
    if operation.status == 201 and operation.path != "/toys/bulk":
        answer["headers"] = {"Location": {"required": True, "schema": {"type": "string"}}}
    problem = {"application/problem+json": {"schema": schema[schemas.Problem]}}
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": {
            str(operation.status): answer,
            **{
                str(status): {"description": TITLES[status], "content": problem}
                for status in operation.all_errors()
            },
        },
    }
    if operation.body:
        content = {"application/json": {"schema": schema[operation.body]}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    ids = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": TypeAdapter(schemas.Id).json_schema(),
        }
        for name in ids
    ]
    fields = operation.query.model_json_schema()["properties"] if operation.query else {}
    return path + [{"name": name, "in": "query", "schema": field} for name, field in fields.items()]
