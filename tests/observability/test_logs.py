"""Lines of a log: nothing that somebody sent begins one, and each says whose request it is of."""

import json
import logging
import re
from collections.abc import Iterator

import pytest

from shared.observability.logs import JsonLines, Lines, TextLines, config
from shared.observability.request import CURRENT, ObservedRequest
from shared.settings import Settings

FORGED = "x\n2026-01-01T00:00:00.000000Z INFO access forged\r\x1b[2K\u2028\x85\x0b"
URL = "postgresql://127.0.0.1/x"


@pytest.fixture(params=[TextLines, JsonLines])
def lines(request: pytest.FixtureRequest) -> Lines:
    return request.param()


@pytest.fixture
def current() -> Iterator[None]:
    trace = f"00-{'a' * 32}-{'b' * 16}-00"
    request = ObservedRequest("GET", "id-1", trace, lambda: "/toys", {})
    token = CURRENT.set(request)
    yield
    CURRENT.reset(token)


def record(message: str, *arguments: object, error: BaseException | None = None):
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(
        "crossover", logging.WARNING, __file__, 1, message, arguments, exc_info
    )


def test_a_message_stays_on_its_line(lines: Lines):
    line = lines.format(record("path %s", FORGED))
    assert line.isprintable()
    assert line.isascii()


def test_an_exception_begins_no_line(lines: Lines):
    try:
        raise ValueError(FORGED)
    except ValueError as error:
        text = lines.format(record("failed", error=error))
    _, *beneath = text.splitlines()
    assert all(line.startswith("  ") and line.isprintable() for line in beneath)
    assert "ValueError" in text


@pytest.mark.usefixtures("current")
def test_a_line_says_whose_request_it_is_of(lines: Lines):
    line = lines.format(record("slow"))
    assert "id-1" in line
    assert "a" * 32 in line


def test_a_line_of_no_request_names_none(lines: Lines):
    assert "request_id" not in lines.format(record("started"))


def test_text_is_for_people():
    line = TextLines().format(record("started %d", 3))
    assert re.fullmatch(r"\S+Z warning crossover started 3", line)


def test_json_is_for_programs():
    fields = json.loads(JsonLines().format(record('say "%s"', "ä")))
    assert fields["message"] == 'say "ä"'
    assert list(fields) == ["time", "level", "logger", "message"]


def test_fields_of_a_record_are_added():
    one = record("request")
    one.fields = {"status": 200}
    assert json.loads(JsonLines().format(one))["status"] == 200
    assert TextLines().format(one).endswith("request status=200")


def test_a_line_is_written_whatever_the_log_level_is():
    settings = Settings.load(database_url=URL, log_requests=True, log_level="critical")
    told = config(settings)
    assert told["root"]["level"] == "CRITICAL"
    assert told["loggers"]["access"]["level"] == "INFO"


def test_servers_keep_their_own_lines_by_default():
    assert config(Settings.load(database_url=URL)) is None
