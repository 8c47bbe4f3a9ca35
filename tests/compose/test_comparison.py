"""`bench run --compose`: the comparison, with the apps in their containers."""

import json
import sys
from pathlib import Path

import pytest

from bench.containers.project import Project as Containers
from bench.containers.service import ContainerService, contained_database
from bench.cpu_plan import CpuPlan
from bench.stacks import STACKS, Capacity
from tests.compose.project import NAME, Project, run

PAIR = ("flask-psycopg", "fastapi-asyncpg")
ANYWHERE = CpuPlan(None, None)


@pytest.fixture(autouse=True)
def _same_project(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPOSE_PROJECT_NAME", NAME)
    monkeypatch.setenv("COMPOSE_ENV_FILES", str(project.environment))


def test_a_run_measures_each_stack_and_leaves_no_container(
    project: Project, tmp_path: Path
) -> None:
    command = (str(Path(sys.executable).with_name("bench")), "run", "--compose")
    small = ("--rounds=1", "--window=0.5", "--warmup=0.2", "--users=2", "--scale=0.05")
    # exit code 3, too few valid trials, is what so small a run deserves
    done = run(*command, f"--stacks={','.join(PAIR)}", *small, f"--out={tmp_path}", check=False)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    (written,) = tmp_path.glob("*/results.json")
    document = json.loads(written.read_text())
    trials = [trial for trial in document["trials"] if trial["workload"] == "read"]
    assert {trial["stack"] for trial in trials} == set(PAIR)
    assert all(trial["requests"] > 0 and trial["errors"] == 0 for trial in trials)
    assert all(trial["app_cpu_us_per_request"] > 0 for trial in trials)
    assert all(trial["db_cpu_us_per_request"] > 0 for trial in trials)
    assert all(20 < trial["peak_rss_mib"] < 512 for trial in trials)
    assert all(0 < trial["connections"] <= 8 for trial in trials)
    assert document["config"]["database"] == "in a container"
    assert project.owned("ps", "--all") == []


def test_one_stack_is_up_at_a_time() -> None:
    containers = Containers()
    with contained_database(containers, ANYWHERE):
        services = [
            ContainerService(STACKS[name], containers, Capacity(), ANYWHERE) for name in PAIR
        ]
        for name, service in zip(PAIR, services, strict=True):
            service.take_turn()
            assert set(containers.running()) == {"db", name}


def test_what_ran_before_runs_again(project: Project) -> None:
    project.up("asyncpg")
    containers = Containers()
    with contained_database(containers, ANYWHERE):
        assert containers.running() == ["db"]
    assert set(containers.running()) == {"db", "fastapi-asyncpg"}
