"""Locust over several containers: one result; what is killed comes back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.compose.project import Project, apps_of, docker, until, url

APP = "fastapi-asyncpg"
KILL_CHILDREN_OF_INIT = """
import os, pathlib, signal
for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
    parent = path.read_text().rpartition(")")[2].split()[1]
    if parent == "1":
        os.kill(int(path.parent.name), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def served(project: Project) -> Iterator[Project]:
    project.up("asyncpg")
    yield project
    project.down()


def start_load(project: Project, run_time: str, workers: int = 2) -> None:
    project.environment.write_text(
        project.environment.read_text().partition("\nUSERS")[0].rstrip()
        + f"\nUSERS=4\nRUN_TIME={run_time}\nLOCUST_WORKERS={workers}\n"
    )
    project.compose(
        "--profile=asyncpg", "--profile=load", "up", "--detach", f"--scale=locust-worker={workers}"
    )


def finished(project: Project, folder: Path) -> tuple[int, dict[str, Any], str]:
    """Wait for the master; return its exit code, its histograms, and its log."""
    code = int(docker("wait", project.container("locust-master")).stdout)
    target = folder / "latencies.json"
    docker("cp", f"{project.container('locust-master')}:/results/latencies.json", str(target))
    logged = docker("logs", project.container("locust-master"))
    return code, json.loads(target.read_text()), logged.stdout + logged.stderr


def stop_load(project: Project) -> None:
    project.compose("--profile=load", "rm", "--stop", "--force", "locust-master", "locust-worker")


def test_two_workers_make_one_result(served: Project, tmp_path: Path) -> None:
    start_load(served, "4s")
    code, result, log = finished(served, tmp_path)
    stop_load(served)
    counted = next(line for line in log.splitlines() if line.strip().startswith("Aggregated"))
    assert code == 0
    assert log.count("reported as ready") == 2
    assert result["errors"] == 0
    assert result["requests"] == int(counted.split()[1]) > 0  # Locust's own sum over its workers


def test_a_run_survives_the_death_of_a_worker_which_comes_back(
    served: Project, tmp_path: Path
) -> None:
    start_load(served, "12s")
    worker = served.container("locust-worker", 2)
    until(lambda: "All users spawned" in "".join(logs(served, "locust-master")), "users are there")
    docker("exec", worker, "python", "-c", KILL_CHILDREN_OF_INIT, check=False)
    until(lambda: restarts(worker) == 1, "the worker is restarted")
    code, result, log = finished(served, tmp_path)
    stop_load(served)
    assert code == 0
    assert result["requests"] > 0
    assert log.count("reported as ready") == 3


def test_the_app_serves_again_when_a_killed_database_is_back(served: Project) -> None:
    toy = f"{url(APP)}/toys/1"
    assert httpx2.get(toy).status_code == 200
    database, app = served.container("db"), served.container(APP)
    started = docker("inspect", "--format={{.State.StartedAt}}", app).stdout
    docker("exec", database, "sh", "-c", 'kill -KILL "$(head -n 1 "$PGDATA/postmaster.pid")"')
    until(lambda: restarts(database) == 1, "the database is restarted")
    until(lambda: httpx2.get(toy, timeout=10).status_code == 200, "the app has its database again")
    assert httpx2.get(f"{url(APP)}/ready").status_code == 200
    assert docker("inspect", "--format={{.State.StartedAt}}", app).stdout == started


def test_a_killed_app_comes_back(served: Project) -> None:
    app = served.container(APP)
    docker("exec", app, "python", "-c", KILL_CHILDREN_OF_INIT, check=False)
    until(lambda: restarts(app) == 1, "the app is restarted")
    until(lambda: healthy(app), "the app is healthy")
    assert httpx2.get(f"{url(APP)}/ready").status_code == 200


def test_locust_has_its_web_page(served: Project) -> None:
    served.up("asyncpg", "locust")
    assert "Locust" in httpx2.get("http://127.0.0.1:8089/").text


def logs(project: Project, service: str) -> tuple[str, str]:
    done = docker("logs", project.container(service))
    return done.stdout, done.stderr


def restarts(container: str) -> int:
    return int(docker("inspect", "--format={{.RestartCount}}", container).stdout)


def healthy(container: str) -> bool:
    return (
        docker("inspect", "--format={{.State.Health.Status}}", container).stdout.strip()
        == "healthy"
    )


def test_the_target_is_an_app_of_the_profile() -> None:
    assert APP in apps_of("asyncpg")
