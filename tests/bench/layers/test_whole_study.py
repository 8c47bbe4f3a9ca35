"""`bench layers` from end to end: what it measures, what it leaves, what it does not leave."""

import shutil
from collections.abc import Callable
from pathlib import Path
from signal import SIGINT

import pytest

from bench.dataset import Dataset
from bench.layers import document
from bench.layers.document import Layers
from tests.bench.comparison.console_script import ConsoleScript, Outcome
from tests.bench.comparison.in_process import bench
from tests.bench.layers.conftest import STACKS
from tests.bench.pristine import is_pristine

CONTENDERS = ("asyncpg async orm", "psycopg sync orm")


@pytest.fixture(scope="module")
def found(whole_study: Outcome) -> Layers:
    assert (whole_study.code, whole_study.stderr) == (0, ""), whole_study.stdout
    return document.read(whole_study.folder)


@pytest.mark.parametrize("operation", ["row", "bulk", "change"])
def test_an_operation_has_a_block_of_each_contender_in_each_round(
    found: Layers, operation: str
) -> None:
    blocks = [(b.subject, b.round) for b in found.blocks if b.group == operation]
    rounds = sorted({number for _, number in blocks})
    assert len(rounds) >= 2
    assert sorted(blocks) == [(name, n) for name in CONTENDERS for n in rounds]


def test_only_asynchronous_contenders_have_tasks(found: Layers) -> None:
    assert {b.subject for b in found.blocks if b.group == "row-16"} == {"asyncpg async orm"}


@pytest.mark.parametrize("place", ["asyncpg async", "psycopg sync"])
def test_the_layers_reach_from_the_socket_to_the_bytes(found: Layers, place: str) -> None:
    calls = {b.call for b in found.blocks if b.group == f"layers: {place}"}
    own = {"socket", "driver", "driver_pool", "core", "core_pool", "session", "json"}
    assert own | {"repository orm"} <= calls


def test_what_framework_and_server_add_was_served(found: Layers) -> None:
    assert found.served == {"asyncpg async": "fastapi-asyncpg", "psycopg sync": "flask-psycopg"}
    served = {(b.subject, b.call) for b in found.blocks if b.group == "served"}
    assert served == {(place, call) for place in found.served for call in ("health", "row")}


def test_calls_take_cpu_and_at_least_as_much_wall_time(found: Layers) -> None:
    rows = [b for b in found.blocks if b.group == "row" and b.subject == "psycopg sync orm"]
    assert all(b.wall_us and b.wall_us >= 0.99 * b.cpu_us > 0 for b in rows)


def test_the_databases_part_is_measured_where_it_runs_here(found: Layers) -> None:
    assert all(
        b.db_cpu_us is not None and b.db_cpu_us > 0 for b in found.blocks if b.group == "row"
    )


def test_the_document_says_what_was_asked_and_where(found: Layers, study_database: str) -> None:
    assert found.config["contenders"] == list(CONTENDERS)
    assert found.config["stopped_by"] == "budget"
    assert found.environment["database"]["version"]
    assert study_database not in str(found)


def test_the_page_and_the_table_are_there(whole_study: Outcome) -> None:
    names = sorted(path.name for path in whole_study.folder.iterdir())
    assert names == ["layers.html", "layers.json"]
    assert "One row by its key (µs a call)" in whole_study.stdout


def test_the_page_is_rendered_again_from_the_document_alone(
    whole_study: Outcome, tmp_path: Path
) -> None:
    shutil.copy(whole_study.folder / "layers.json", tmp_path)
    assert bench("report", str(tmp_path)).code == 0
    page = (tmp_path / "layers.html").read_text(encoding="utf-8")
    assert page == (whole_study.folder / "layers.html").read_text(encoding="utf-8")


def test_a_named_database_is_put_back(whole_study: Outcome, study_database: str) -> None:
    assert whole_study.code == 0
    assert is_pristine(study_database, Dataset(0.01))


def test_no_process_is_left(whole_study: Outcome) -> None:
    assert whole_study.seen
    assert (whole_study.running, list(whole_study.temporary.iterdir())) == ([], [])


def test_an_interrupted_study_keeps_its_rounds_and_leaves_no_process(
    study_folder: Path, new_database: Callable[[], str]
) -> None:
    with ConsoleScript(study_folder / "interrupted") as script:
        options = ("--budget", "1000", "--precision", "0.001", "--scale", "0.01")
        place = ("--database-url", new_database(), "--out", str(script.out))
        script.start("layers", "--operations", "row", *options, *STACKS, *place)
        script.wait_until(lambda: list(script.out.glob("*/layers.json")))
        script.send(SIGINT)
        outcome = script.outcome()
    assert (outcome.code, outcome.stderr, outcome.running) == (130, "", [])
    assert "Interrupted: the rounds before that are in the report." in outcome.stdout
    assert (outcome.folder / "layers.html").exists()
