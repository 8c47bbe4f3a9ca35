"""Each profile from nothing: it comes up, keeps the contract, is harmless, and stops well."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.compose.project import APPS, Project, apps_of, docker, url

PROFILES = ["psycopg2", "psycopg", "psycopg-async", "asyncpg", "tortoise", "pgbouncer"]
RIGHTS = r"""
import json, os
status = dict(line.split(":\t", 1) for line in open("/proc/self/status") if ":\t" in line)
caps = [status[key].strip() for key in ("CapPrm", "CapEff", "CapBnd", "NoNewPrivs")]
print(json.dumps([os.getuid(), os.getgid(), *caps, os.access("/srv/app", os.W_OK)]))
"""


@pytest.fixture(scope="module", params=PROFILES)
def profile(project: Project, request: pytest.FixtureRequest) -> Iterator[str]:
    project.down()
    project.up(request.param)
    yield request.param
    project.down()


def test_its_services_keep_the_contract(project: Project, profile: str) -> None:
    for app in apps_of(profile):
        project.verify(app)


def test_its_services_can_do_no_harm(project: Project, profile: str) -> None:
    none = "0" * 16
    for app in apps_of(profile):
        assert json.loads(project.inside(app, RIGHTS)) == [
            10001,
            10001,
            none,
            none,
            none,
            "1",
            False,
        ]
        written = docker("exec", "--user=0", project.container(app), "touch", "/srv/x", check=False)
        assert "Read-only file system" in written.stderr


def test_nothing_is_published_to_other_machines(project: Project, profile: str) -> None:
    ids = project.compose("--profile", "*", "ps", "--quiet").split()
    found = json.loads(docker("inspect", *ids).stdout)
    bound = [
        binding["HostIp"]
        for container in found
        for bindings in container["HostConfig"]["PortBindings"].values()
        for binding in bindings
    ]
    assert len(bound) >= len(apps_of(profile))
    assert set(bound) == {"127.0.0.1"}


def test_its_services_answer_what_is_in_flight_and_stop_within_five_seconds(
    project: Project, profile: str
) -> None:
    apps = apps_of(profile)
    with ThreadPoolExecutor(len(apps)) as visitors:
        asked = [
            visitors.submit(httpx2.get, f"{url(app)}/slow?ms=2000", timeout=10) for app in apps
        ]
        time.sleep(0.7)
        start = time.perf_counter()
        project.compose("--profile", "*", "stop", *apps)
        took_s = time.perf_counter() - start
        answers = [one.result() for one in asked]
    Project.times.append(("stop", profile, took_s))
    assert [answer.status_code for answer in answers] == [200] * len(apps)
    assert took_s < 5
    for app in apps:
        state = json.loads(docker("inspect", project.container(app)).stdout)[0]["State"]
        assert state["ExitCode"] in (0, 143)  # 137 would be: killed, because it did not stop


def test_every_app_belongs_to_a_profile_that_is_tested() -> None:
    assert all(set(service["profiles"]) & set(PROFILES) for service in APPS.values())
