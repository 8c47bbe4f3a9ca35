import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bench.generator.client import Generator
from bench.generator.trial import Trial
from bench.ports import HOST, free_port
from bench.processes import end, leashed

TARGET = Path(__file__).with_name("target.py")


@dataclass(frozen=True)
class Target:
    url: str

    def get(self, path):
        with urlopen(f"{self.url}{path}", timeout=30) as answer:
            return json.load(answer)

    def seen(self):
        return self.get("/seen")


@pytest.fixture(scope="session")
def running_target():
    port = free_port()
    process = subprocess.Popen(
        leashed([sys.executable, str(TARGET), str(port)]), start_new_session=True
    )
    target = Target(f"http://{HOST}:{port}")
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                target.get("/forget")
                break
            except URLError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield target
    finally:
        end(process, (SIGTERM, 5.0))


@pytest.fixture
def target(running_target):
    running_target.get("/set")
    running_target.get("/forget")
    return running_target


@pytest.fixture(scope="session")
def generator():
    with Generator() as generator:
        yield generator


@pytest.fixture
def load(generator, target):
    """Run a short trial against the target; a closed loop of two users unless told otherwise."""

    def run(workload="read", callbacks=None, **fields):
        if "rate" not in fields:
            fields = {"users": 2} | fields
        fields = {"host": target.url, "warmup_s": 0.1, "duration_s": 0.5} | fields
        return generator.run_trial(Trial(workload=workload, **fields), **(callbacks or {}))

    return run
