"""What is in the images, and what is not."""

import json

import pytest

from tests.compose.project import NAME, Project, docker

BASE = {
    "flask-psycopg": "python",
    "fastapi-asyncpg": "python",
    "seed": "python",
    "pgbouncer": "debian",
}
MIB = 2**20
LARGEST_MB = 150
OTHER_SIDE = {
    "flask-psycopg": {"fastapi", "asyncpg", "locust"},
    "fastapi-asyncpg": {"flask", "locust"},
    "seed": {"fastapi", "asyncpg", "altair"},
}


def size(image: str) -> int:
    return json.loads(docker("image", "inspect", image).stdout)[0]["Size"]


def base_of(service: str, project: Project) -> str:
    document = json.loads(project.compose("--profile", "*", "config", "--format=json"))
    (image,) = document["services"][service]["build"]["args"].values()
    return image


@pytest.mark.parametrize("service", BASE)
def test_an_image_adds_little_to_its_base(images: Project, service: str) -> None:
    added_mb = (size(f"{NAME}-{service}") - size(base_of(service, images))) / 1e6
    Project.times.append(("MB added by the image of", service, added_mb))
    assert added_mb <= LARGEST_MB


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize("service", OTHER_SIDE)
def test_an_image_has_its_own_sides_packages_only(service: str) -> None:
    code = "from importlib.metadata import distributions as d; print(*(x.name for x in d()))"
    names = docker("run", "--rm", f"{NAME}-{service}", "python", "-I", "-c", code).stdout.split()
    assert "SQLAlchemy" in names
    assert not OTHER_SIDE[service] & {name.lower() for name in names}


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize("tool", ["gcc", "make", "git", "curl"])
@pytest.mark.parametrize("service", BASE)
def test_an_image_has_no_build_tools(service: str, tool: str) -> None:
    found = docker(
        "run",
        "--rm",
        "--entrypoint=/bin/sh",
        f"{NAME}-{service}",
        "-c",
        f"command -v {tool}",
        check=False,
    )
    assert found.returncode == 127 or not found.stdout.strip()
