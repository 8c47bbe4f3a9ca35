"""The document describes what the apps really route, and nothing else."""

import json
import re
from typing import Any

import pytest

from async_app.app import create_app as create_async_app
from shared import openapi
from shared.openapi_links import BODY_ID
from shared.settings import Settings
from sync_app.app import create_app as create_sync_app

SETTINGS = Settings.load(database_url="postgresql://nobody@nowhere.invalid/nothing")
DOCUMENT: dict[str, Any] = json.loads(openapi.document())
DESCRIBED = {(method, path) for path, item in DOCUMENT["paths"].items() for method in item}


class NoRepository:
    """Stands where a repository would; the routes are only looked at."""


def test_flask_routes_what_is_described() -> None:
    app = create_sync_app(SETTINGS, lambda _: NoRepository())  # type: ignore[arg-type]
    routed = {
        (method.lower(), re.sub(r"<(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method != "HEAD"
    }
    assert routed == DESCRIBED


def test_fastapi_routes_what_is_described() -> None:
    app = create_async_app(SETTINGS, lambda _: NoRepository())  # type: ignore[arg-type]
    routed = {
        (method.lower(), route.path)
        for route in app.routes
        for method in route.methods
        if method != "HEAD"
    }
    assert routed == DESCRIBED


def test_fastapi_takes_the_parameters_that_are_described() -> None:
    app = create_async_app(SETTINGS, lambda _: NoRepository())  # type: ignore[arg-type]
    for route in app.routes:
        for method in route.methods - {"HEAD"}:
            described = DOCUMENT["paths"][route.path][method.lower()]["parameters"]
            taken = {field.alias for field in route.dependant.path_params}
            for query in route.dependant.query_params:
                taken |= set(query.field_info.annotation.model_fields)
            assert {parameter["name"] for parameter in described} == taken


@pytest.mark.parametrize(("method", "path"), sorted(DESCRIBED))
def test_every_reference_leads_somewhere(method: str, path: str) -> None:
    text = json.dumps(DOCUMENT["paths"][path][method])
    for name in re.findall(r'"#/components/schemas/(\w+)"', text):
        assert name in DOCUMENT["components"]["schemas"]


def test_operation_ids_are_unique() -> None:
    ids = [op["operationId"] for item in DOCUMENT["paths"].values() for op in item.values()]
    assert len(ids) == len(set(ids))


def test_an_optional_field_of_a_change_shows_no_default() -> None:
    change = DOCUMENT["components"]["schemas"]["UserChange"]
    assert all("default" not in field for field in change["properties"].values())
    assert change["minProperties"] == 1


LINKS = [
    (operation["operationId"], name, link)
    for item in DOCUMENT["paths"].values()
    for operation in item.values()
    for response in operation["responses"].values()
    for name, link in response.get("links", {}).items()
]


def test_every_link_leads_to_an_operation_that_takes_its_parameters() -> None:
    operations = {
        op["operationId"]: op for item in DOCUMENT["paths"].values() for op in item.values()
    }
    for _, name, link in LINKS:
        assert name == link["operationId"]
        taken = {parameter["name"] for parameter in operations[name]["parameters"]}
        assert taken >= set(link.get("parameters", {}))


def test_every_link_by_the_id_of_an_answer_comes_from_one_that_has_an_id() -> None:
    operations = {
        op["operationId"]: op for item in DOCUMENT["paths"].values() for op in item.values()
    }
    for origin, _, link in LINKS:
        if BODY_ID in link.get("parameters", {}).values():
            success = next(iter(operations[origin]["responses"].values()))
            reference = success["content"]["application/json"]["schema"]["$ref"]
            answered = DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]]
            assert "id" in answered["properties"], origin


def test_nothing_links_to_itself() -> None:
    assert [origin for origin, name, _ in LINKS if origin == name] == []
