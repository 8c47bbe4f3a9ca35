"""The API's contract as an OpenAPI 3.1 document, from one table, for both frameworks."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from shared import schemas, wire
from shared.errors import TITLES, Unavailable
from shared.openapi_links import links, operation_id

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
        return operation_id(self.method, self.path)

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


def ownership(plural: str) -> list[Operation]:
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
    *ownership("users"),
    Operation(
        "get",
        "/users/{user_id}/posts",
        "A page of a user's posts",
        answer=schemas.PostPage,
        query=schemas.Page,
        errors=(404,),
    ),
    *crud("posts", schemas.PostOut, schemas.PostPage, schemas.PostCreate, schemas.PostChange),
    *ownership("posts"),
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


EXAMPLES: dict[type[BaseModel], object] = {
    schemas.ToyCreate: {"name": "robot"},
    schemas.ToyChange: {"name": "teddy"},
    schemas.ToyBatch: [{"name": "robot"}, {"name": "teddy"}],
    schemas.UserCreate: {"name": "Ada", "email": "ada@example.com", "toy_ids": []},
    schemas.UserChange: {"name": "Ada Lovelace"},
    schemas.PostCreate: {"author_id": 1, "title": "My robot", "content": "It can walk."},
    schemas.PostChange: {"title": "My teddy"},
}


@cache
def document() -> bytes:
    """Return the document as JSON."""
    shapes = {operation.answer for operation in OPERATIONS if operation.answer}
    shapes |= {operation.body for operation in OPERATIONS if operation.body}
    wanted = sorted(shapes | {schemas.Problem, schemas.InvalidProblem}, key=str)
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
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": {
            str(operation.status): _success(operation, schema),
            **{str(status): _problem(status, schema) for status in operation.all_errors()},
        },
    }
    if operation.body:
        content = {"schema": schema[operation.body], "example": EXAMPLES[operation.body]}
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    return described


def _success(operation: Operation, schema: dict[Any, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Success"}
    if operation.answer:
        answer["content"] = {"application/json": {"schema": schema[operation.answer]}}
    if operation.status == 201 and operation.path != "/toys/bulk":
        location = {"type": "string", "pattern": rf"^{operation.path}/[1-9]\d*$"}
        answer["headers"] = {"Location": {"required": True, "schema": location}}
    if leads_to := links(operation.method, operation.path):
        answer["links"] = leads_to
    return answer


def _problem(status: int, schema: dict[Any, Any]) -> dict[str, Any]:
    shape = schema[schemas.InvalidProblem if status == 422 else schemas.Problem]
    same = {"title": {"const": TITLES[status]}, "status": {"const": status}}
    described: dict[str, Any] = {
        "description": TITLES[status],
        "content": {
            "application/problem+json": {"schema": {"allOf": [shape, {"properties": same}]}}
        },
    }
    if status == Unavailable.status:
        seconds = {"type": "integer", "minimum": 1}
        described["headers"] = {"Retry-After": {"required": True, "schema": seconds}}
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
