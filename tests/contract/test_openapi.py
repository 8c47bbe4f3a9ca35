"""What the document says is what the service does: real bodies validate against its schemas."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from bench.contract import connect
from bench.contract.api import Api
from bench.contract.table import OPERATIONS, WITH_BODY, filled, valid_body
from bench.servers import Server
from bench.stacks import STACKS

READING = [path for method, path in OPERATIONS if method == "GET" and path != "/openapi.json"]
WRITING = [(method, path) for method, path in WITH_BODY if "bulk" not in path]
REFUSED = [
    ("GET", "/toys/{toy_id}", "/toys/0", 404),
    ("GET", "/toys/{toy_id}", "/toys/one", 422),
    ("GET", "/users", "/users?limit=0", 422),
    ("POST", "/users", "/users", 415),
    ("PUT", "/posts/{post_id}/toys/{toy_id}", "/posts/0/toys/0", 404),
]


@pytest.fixture(scope="module")
def api(database_url: str) -> Iterator[Api]:
    server = Server(STACKS["fastapi-asyncpg"], database_url=database_url)
    with server, connect(server.url) as client, Api(client, server.url) as api:
        yield api


@pytest.fixture(scope="module")
def document(api: Api) -> dict[str, Any]:
    return orjson.loads(api.get("/openapi.json").body)


def validator(document: dict[str, Any], content: dict[str, Any], media: str):
    schema = {**content[media]["schema"], "components": document["components"]}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", READING)
def test_what_is_read_is_as_described(api: Api, document: dict[str, Any], path: str):
    api.new_post(toy_ids=[api.new_toy()["id"]])
    answer = api.get(filled(api, path))
    described = document["paths"][path]["get"]["responses"]["200"]["content"]
    validator(document, described, "application/json").validate(orjson.loads(answer.body))


@pytest.mark.parametrize(("method", "path"), WRITING)
def test_what_is_written_is_as_described(
    api: Api, document: dict[str, Any], method: str, path: str
):
    operation = document["paths"][path][method.lower()]
    body = valid_body(api, method, path)
    validator(document, operation["requestBody"]["content"], "application/json").validate(body)
    answer = api.send(method, filled(api, path), body)
    described = operation["responses"][str(answer.status)]["content"]
    written = orjson.loads(answer.body)
    validator(document, described, "application/json").validate(written)
    assert not validator(document, described, "application/json").is_valid({**written, "age": 7})
    assert not validator(document, described, "application/json").is_valid({**written, "id": "1"})


@pytest.mark.parametrize(("method", "template", "path", "status"), REFUSED)
def test_a_refusal_is_as_described(
    api: Api, document: dict[str, Any], method: str, template: str, path: str, status: int
):
    answer = api.request(method, path)
    described = document["paths"][template][method.lower()]["responses"][str(status)]["content"]
    validator(document, described, "application/problem+json").validate(orjson.loads(answer.body))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/toys", {"name": ""}),
        ("/toys", {"name": "a" * 201}),
        ("/toys", {"name": 1}),
        ("/toys", {"name": "a", "colour": "red"}),
        ("/users", {"name": "Ada"}),
        ("/posts", {"author_id": 2**63, "title": "t", "content": "c"}),
        ("/posts", {"author_id": "1", "title": "t", "content": "c"}),
        ("/posts", {"author_id": True, "title": "t", "content": "c"}),
        ("/users", {"name": "Ada", "email": "ada@example.com\u00a0"}),
        ("/toys/bulk", []),
    ],
)
def test_a_body_that_is_refused_is_described_as_wrong(
    api: Api, document: dict[str, Any], path: str, body: object
):
    described = document["paths"][path]["post"]["requestBody"]["content"]
    assert api.post(path, body).status == 422
    assert not validator(document, described, "application/json").is_valid(body)


CREATING = ["/toys", "/users", "/posts"]


@pytest.mark.parametrize("path", CREATING)
def test_the_links_of_a_creation_lead_to_the_row(api: Api, document: dict[str, Any], path: str):
    answer = api.post(path, valid_body(api, "POST", path))
    paths = {
        operation["operationId"]: (method, template)
        for template, item in document["paths"].items()
        for method, operation in item.items()
    }
    links = document["paths"][path]["post"]["responses"]["201"]["links"]
    (read,) = [link for name, link in links.items() if paths[name] == ("get", template_of(path))]
    assert set(read["parameters"].values()) == {"$response.body#/id"}
    (name,) = read["parameters"]
    location = template_of(path).replace(f"{{{name}}}", str(orjson.loads(answer.body)["id"]))
    assert answer.headers["location"] == location
    assert api.get(location).body == answer.body


def template_of(path: str) -> str:
    return f"{path}/{{{path[1:-1]}_id}}"


@pytest.mark.parametrize("path", CREATING)
def test_the_example_of_a_body_is_as_described(document: dict[str, Any], path: str):
    content = document["paths"][path]["post"]["requestBody"]["content"]
    example = content["application/json"]["example"]
    validator(document, content, "application/json").validate(example)


def test_a_problem_of_another_status_is_not_as_described(document: dict[str, Any]):
    described = document["paths"]["/toys/{toy_id}"]["get"]["responses"]["404"]["content"]
    problem = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no such toy"}
    checked = validator(document, described, "application/problem+json")
    assert checked.is_valid(problem)
    assert not checked.is_valid({**problem, "status": 500})
    assert not checked.is_valid({**problem, "errors": []})
