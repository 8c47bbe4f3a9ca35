import json
import re
import subprocess
import sys
import time
from pathlib import Path
from signal import SIGTERM
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from bench.metrics import SLOW
from bench.ports import free_port
from bench.processes import end, leashed

pytestmark = pytest.mark.alone

ROOT = Path(__file__).parents[3]
LOCUST = [sys.executable, "-m", "locust"]
TABLE_CACHED_S = 2.1  # the page's own figures are up to two seconds old


def headless(target, *options, files="locustfile.py"):
    """Run plain Locust for two seconds, and return its own table as JSON."""
    quiet = ["--headless", "--only-summary", "--loglevel", "ERROR", "--json"]
    done = subprocess.run(
        [*LOCUST, "-f", files, "--host", target.url, *quiet, "-t", "2s", *options],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return [row for table in documents(done.stdout) for row in table]


def documents(text):
    """Read one JSON document after the other: each worker process prints a table, an empty one."""
    decoder, found = json.JSONDecoder(), []
    while text := text.lstrip():
        document, end_of_it = decoder.raw_decode(text)
        found.append(document)
        text = text[end_of_it:]
    return found


NAMES = {
    "read": {"GET /toys/{id}"},
    "detail": {"GET /users/{id}"},
    "page": {"GET /users?limit=20&after={id}"},
    "feed": {"GET /feed?limit=20"},
    "write": {"POST /toys", "POST /users", "PATCH /users/{id}", "DELETE /toys/{id}"},
    "mixed": {
        *("GET /toys", "GET /users", "POST /toys", "POST /users"),
        *("GET /toys/{id}", "GET /users/{id}"),
    },
    "fairness": {"GET /toys/{id}", "GET /slow?ms=200"},
    "health": {"GET /health"},
}


def test_the_request_that_is_slow_on_purpose_goes_by_the_name_that_comparisons_leave_out():
    assert NAMES["fairness"] - {SLOW} == NAMES["read"]


@pytest.mark.parametrize("workload", NAMES)
def test_a_workload_sends_its_requests_and_no_others(load, workload):
    assert set(load(workload).latency_ms_by_request) == NAMES[workload]


@pytest.mark.parametrize("workload", NAMES)
def test_a_workload_is_content_with_the_answers_of_the_contract(load, workload):
    assert load(workload).errors == 0


def test_ids_stay_within_the_dataset(load, target):
    load("read", dataset_toys=7)
    assert {int(line.rpartition("/")[2]) for line in target.seen()} == set(range(1, 8))


@pytest.mark.parametrize("workload", ["write", "mixed"])
def test_a_workload_changes_only_what_it_made_itself(load, target, workload):
    load(workload)
    changed = re.findall(r"(?:PATCH|DELETE|PUT) /\w+/(\d+)", "\n".join(target.seen()))
    assert all(int(number) >= 1_000_000 for number in changed)


def test_mixed_keeps_its_weights(load, target):
    load("mixed", duration_s=1.5)
    seen = target.seen()
    lists = seen.count("GET /toys") + seen.count("GET /users")
    assert lists / seen.count("POST /users") == pytest.approx(8, rel=0.3)


def test_plain_locust_runs_the_workload_of_the_option(target):
    rows = headless(target, "--workload", "detail")
    assert [row["name"] for row in rows] == ["/users/{id}"]


def test_the_web_page_chooses_another_workload_between_runs(target):
    port = free_port()
    command = [*LOCUST, "-f", "locustfile.py", "--web-port", str(port), "--loglevel", "ERROR"]
    process = subprocess.Popen(leashed(command), cwd=ROOT, start_new_session=True)
    try:
        names = [run_from_page(port, target.url, workload) for workload in ("feed", "page")]
    finally:
        end(process, (SIGTERM, 5.0))
    assert names == [{"/feed?limit=20"}, {"/users?limit=20&after={id}"}]


def run_from_page(port, host, workload):
    """Start a run as the page's form does, and return the names of its requests."""
    page = f"http://127.0.0.1:{port}"
    form = {"user_count": 1, "spawn_rate": 1, "host": host, "workload": workload}
    for _ in range(200):
        try:
            urlopen(f"{page}/swarm", urlencode(form).encode()).close()
            break
        except URLError:
            time.sleep(0.05)
    time.sleep(0.5)
    urlopen(f"{page}/stop", b"").close()
    time.sleep(TABLE_CACHED_S)
    with urlopen(f"{page}/stats/requests") as answer:
        return {row["name"] for row in json.load(answer)["stats"]} - {"Aggregated"}


@pytest.mark.parametrize("processes", [[], ["--processes", "2"]], ids=["alone", "distributed"])
def test_the_hdr_file_has_every_request_that_locust_counted(target, tmp_path, processes):
    path = tmp_path / "latencies.json"
    rows = headless(
        target,
        *("--users", "2", "--spawn-rate", "2", "--hdr-file", str(path)),
        *processes,
        files="locustfile.py,bench/generator/hdr_file.py",
    )
    assert json.loads(path.read_text())["requests"] == sum(row["num_requests"] for row in rows) > 0


def test_the_add_on_needs_nothing_but_locust_and_hdrhistogram():
    needs = "import sys, bench.generator.hdr_file; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", needs], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "False\n"
