from pathlib import Path

import pytest

from bench import doctor
from bench.cpu_plan import CpuPlan
from bench.doctor import Finding, findings
from bench.errors import UserError

APART = CpuPlan(frozenset({0}), frozenset({1}))
TOGETHER = CpuPlan(None, None)


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        (doctor.python((3, 11)), "ok"),
        (doctor.python((3, 10)), "fail"),
        (doctor.cores(APART, physical=2), "ok"),
        (doctor.cores(APART, physical=1), "warn"),
        (doctor.cores(TOGETHER, physical=1), "warn"),
        (doctor.memory(4_000), "ok"),
        (doctor.memory(500), "warn"),
        (doctor.load(0.1, allowed=2), "ok"),
        (doctor.load(1.0, allowed=2), "warn"),
        (doctor.user(0), "ok"),
        (doctor.user(1_000), "ok"),
        *((finding, "ok") for finding in doctor.governor("performance")),
        *((finding, "warn") for finding in doctor.governor("powersave")),
        *((finding, "warn") for finding in doctor.cpu_limit(1.0, allowed=2)),
    ],
    ids=str,
)
def test_a_fact_is_judged(finding: Finding, level: str) -> None:
    assert finding.level == level


@pytest.mark.parametrize("limit", [None, 2.0, 4.0])
def test_a_limit_that_does_not_bind_is_not_mentioned(limit: float | None) -> None:
    assert list(doctor.cpu_limit(limit, allowed=2)) == []


def test_a_governor_that_cannot_be_seen_is_not_mentioned() -> None:
    assert list(doctor.governor(None)) == []


def test_a_disk_with_room_is_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "DISK_MIB", 1)
    assert doctor.disk(tmp_path).level == "ok"


def test_a_full_disk_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "DISK_MIB", 10**12)
    assert doctor.disk(tmp_path).level == "fail"


def test_a_missing_wheel_fails_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise UserError("Install it.")

    monkeypatch.setattr(doctor, "wheel_tree", missing)
    assert doctor.postgres() == Finding("fail", "No embedded PostgreSQL.", "Install it.")


def test_programs_that_do_not_run_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "wheel_tree", lambda: tmp_path)
    assert doctor.postgres().level == "fail"


def test_a_machine_that_runs_these_tests_can_run_a_comparison() -> None:
    assert [finding for finding in findings() if finding.level == "fail"] == []


def test_whatever_is_not_well_comes_with_advice() -> None:
    assert all(finding.advice for finding in findings() if finding.level != "ok")
