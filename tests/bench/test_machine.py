import json
import os
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil
import psycopg
import pytest

import bench.machine
from bench.machine import (
    container_cpu_limit,
    container_memory_limit_mib,
    environment,
    git_commit,
    postgres_environment,
)
from bench.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def facts() -> dict[str, object]:
    return environment()


@pytest.mark.parametrize(
    "key", ["cpu_model", "cpu_count", "memory_mib", "os", "kernel", "python", "packages"]
)
def test_the_manifest_has_the_fact(facts: dict[str, object], key: str) -> None:
    assert facts[key]


def test_the_manifest_is_json(facts: dict[str, object]) -> None:
    assert json.loads(json.dumps(facts)) == facts


def test_packages_have_the_installed_versions(facts: dict[str, object]) -> None:
    packages = facts["packages"]
    assert isinstance(packages, dict)
    assert packages["psycopg"] == version("psycopg")


def test_memory_is_what_the_machine_has(facts: dict[str, object]) -> None:
    assert facts["memory_mib"] == psutil.virtual_memory().total // 2**20


def test_the_servers_version_and_settings_are_told(postgres: EmbeddedPostgres) -> None:
    told = postgres_environment(postgres.url)
    assert told["version"] == postgres.version
    assert told["settings"]["fsync"] == "off"


def test_a_setting_is_told_in_its_own_unit(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.url) as connection:
        shown = connection.execute("SHOW shared_buffers").fetchone()
    assert (postgres_environment(postgres.url)["settings"]["shared_buffers"],) == shown


V2 = "/sys/fs/cgroup/"
V1_CPU = "/sys/fs/cgroup/cpu/cpu.cfs_"
V1_MEMORY = "/sys/fs/cgroup/memory/memory.limit_in_bytes"


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        ({f"{V2}cpu.max": "150000 100000"}, 1.5),
        ({f"{V2}cpu.max": "max 100000"}, None),
        ({f"{V1_CPU}quota_us": "50000", f"{V1_CPU}period_us": "100000"}, 0.5),
        ({f"{V1_CPU}quota_us": "-1", f"{V1_CPU}period_us": "100000"}, None),
        ({}, None),
    ],
)
def test_the_containers_share_of_cpu_is_read_from_either_version(
    monkeypatch: pytest.MonkeyPatch, files: dict[str, str], limit: float | None
) -> None:
    monkeypatch.setattr(bench.machine, "read", files.get)
    assert container_cpu_limit() == limit


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        ({f"{V2}memory.max": str(512 << 20)}, 512),
        ({f"{V2}memory.max": "max"}, None),
        ({V1_MEMORY: str(256 << 20)}, 256),
        ({V1_MEMORY: "9223372036854771712"}, None),
        ({}, None),
    ],
)
def test_the_containers_memory_is_read_from_either_version(
    monkeypatch: pytest.MonkeyPatch, files: dict[str, str], limit: int | None
) -> None:
    monkeypatch.setattr(bench.machine, "read", files.get)
    assert container_memory_limit_mib() == limit


NAMED = ("NAME", "EMAIL")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in NAMED}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    (tmp_path / "file").write_text("a")
    for command in ("init -q", "add file", "commit -q -m first", "tag v1"):
        subprocess.run(
            ["git", "-C", tmp_path, *command.split()], check=True, env={**outside, **names}
        )
    monkeypatch.setattr(bench.machine, "ROOT", tmp_path)
    return tmp_path


def head(checkout: Path) -> str:
    command = ["git", "-C", checkout, "rev-parse", "HEAD"]
    return subprocess.check_output(command, text=True).strip()


def test_the_commit_is_the_checkouts(checkout: Path) -> None:
    assert git_commit() == head(checkout)


def test_a_changed_checkout_is_called_dirty(checkout: Path) -> None:
    (checkout / "file").write_text("b")
    assert git_commit() == f"{head(checkout)}-dirty"


def test_outside_of_a_checkout_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.machine, "ROOT", tmp_path)
    assert git_commit() is None
