"""The compose file serves stacks of the catalogue, all by the same means."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.stacks import CATALOGUE, STACKS, Capacity
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
FILE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = FILE["services"]
APPS = {name: each for name, each in SERVICES.items() if name.startswith(("flask-", "fastapi-"))}
POOLED = {name: each for name, each in APPS.items() if name.endswith("-pgbouncer")}
DIRECT = {name: each for name, each in APPS.items() if name not in POOLED}
SIDES = {"flask": "sync.Dockerfile", "fastapi": "async.Dockerfile"}


def default(value: object) -> str:
    """Return what Compose makes of `${NAME:-default}` where nothing else is said."""
    text = str(value)
    return text.partition(":-")[2].removesuffix("}") if text.startswith("${") else text


def told(service: dict[str, Any]) -> dict[str, str]:
    """Return an app's environment without what depends on the database's place."""
    variables = {name: default(value) for name, value in service["environment"].items()}
    del variables["DATABASE_URL"], variables["APPLICATION_NAME"]
    return variables


@pytest.mark.parametrize("name", DIRECT)
def test_an_app_is_told_what_the_catalogue_tells_the_stack_of_its_name(name: str) -> None:
    stack = STACKS[name].environment("", Capacity())
    del stack["DATABASE_URL"]
    assert told(APPS[name]) == stack


@pytest.mark.parametrize("name", POOLED)
def test_an_app_behind_pgbouncer_is_told_the_same_as_without(name: str) -> None:
    assert told(APPS[name]) == told(APPS[name.removesuffix("-pgbouncer")])


@pytest.mark.parametrize("name", APPS)
def test_an_apps_image_is_its_frameworks(name: str) -> None:
    assert APPS[name]["build"]["dockerfile"] == SIDES[name.partition("-")[0]]


@pytest.mark.parametrize("name", APPS)
def test_an_app_is_known_to_the_database_by_its_stacks_name(name: str) -> None:
    assert APPS[name]["environment"]["APPLICATION_NAME"] == name.removesuffix("-pgbouncer")


def test_every_right_stack_of_an_orm_on_its_frameworks_usual_server_is_there() -> None:
    usual = {"flask": "gunicorn", "fastapi": "uvicorn"}
    orm = {
        stack.name
        for stack in CATALOGUE
        if not stack.warning
        and stack.style in {"orm", "tortoise"}
        and stack.server == usual[stack.framework]
    }
    assert set(DIRECT) == orm


def test_every_app_has_the_same_limits() -> None:
    assert all(app["deploy"] == DIRECT["fastapi-asyncpg"]["deploy"] for app in APPS.values())


def test_no_two_services_have_a_port_in_common() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert len({port.split(":")[1] for port in ports}) == len(ports)


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_published_on_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", ()))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_hardened(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", APPS)
def test_an_app_that_ends_may_answer_what_it_has(name: str) -> None:
    usual = Settings.load(database_url="postgresql://localhost/x")
    grace_s = float(APPS[name]["stop_grace_period"].removesuffix("s"))
    assert grace_s > usual.pool_timeout + usual.statement_timeout_ms / 1_000


def test_the_databases_files_are_in_its_volume_whatever_the_images_default() -> None:
    (volume,) = SERVICES["db"]["volumes"]
    assert SERVICES["db"]["environment"]["PGDATA"] == volume.split(":")[1]


@pytest.mark.parametrize("name", DIRECT)
def test_all_is_the_profile_of_every_stack(name: str) -> None:
    assert "all" in APPS[name]["profiles"]


def test_no_password_is_written_into_it() -> None:
    passwords = {
        (name, value)
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if name.endswith("_PASSWORD")
    }
    assert passwords == {(f"{who}_PASSWORD", f"${{{who}_PASSWORD}}") for who in ("POSTGRES", "APP")}


@pytest.mark.parametrize("name", APPS)
def test_an_app_comes_as_a_role_of_its_own_with_its_own_password(name: str) -> None:
    url = APPS[name]["environment"]["DATABASE_URL"]
    assert url.startswith("postgresql://crossover_app:${APP_PASSWORD:?")
    assert "POSTGRES_PASSWORD" not in url


def test_that_role_is_admitted_by_the_owner_after_the_migrations_and_before_the_apps() -> None:
    admit, owner = SERVICES["admit"], SERVICES["migrate"]["environment"]["DATABASE_URL"]
    assert admit["environment"]["DATABASE_URL"] == owner
    assert admit["environment"]["APP_DATABASE_URL"] == url_of(DIRECT["fastapi-asyncpg"])
    assert "migrate" in admit["depends_on"]
    assert "admit" in SERVICES["seed"]["depends_on"]
    assert all("seed" in app["depends_on"] for app in APPS.values())


def url_of(service: dict[str, Any]) -> str:
    return str(service["environment"]["DATABASE_URL"])
