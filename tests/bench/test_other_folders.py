"""`bench` started in a folder that has a `bench` of its own."""

from pathlib import Path

import pytest

from bench.generator.client import Generator
from bench.latency.control import LatencyProxy


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench/__init__.py").touch()
    (tmp_path / "locust.py").write_text("raise ImportError")
    monkeypatch.chdir(tmp_path)


def test_the_load_generator_starts() -> None:
    with Generator():
        pass


def test_the_latency_proxy_starts(database_url: str) -> None:
    with LatencyProxy(database_url):
        pass
