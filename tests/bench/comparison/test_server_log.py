"""Statements counted in a server's log."""

from pathlib import Path

import psycopg
import pytest

from bench.comparison.server_log import StatementCounter, logging_statements

SIMPLE = "a-stack|LOG:  statement: BEGIN\n"
EXTENDED = "a-stack|LOG:  execute <unnamed>: SELECT $1\n"


@pytest.mark.parametrize(
    ("lines", "statements"),
    [
        ("", 0),
        (SIMPLE, 1),
        (EXTENDED, 1),
        (SIMPLE + EXTENDED + SIMPLE, 3),
        ("a-stack|LOG:  execute named: SELECT 1\na-stack|DETAIL:  Parameters: $1 = '1'\n", 1),
        ("a-stack|LOG:  statement: SELECT 1\n\tFROM toys\n\tWHERE id = 1\n", 1),
        ("a-stack2|LOG:  statement: SELECT 1\n", 0),
        ("another|LOG:  statement: SELECT 'a-stack|LOG:  statement: '\n", 0),
        ("a-stack|ERROR:  relation is not there\na-stack|STATEMENT:  SELECT 1\n", 0),
        ("|LOG:  received SIGHUP, reloading configuration files\n", 0),
        ("a-stack|LOG:  statement: SELECT 'łé\udcff'\n", 1),
    ],
)
def test_the_statements_of_one_application_are_counted(
    tmp_path: Path, lines: str, statements: int
) -> None:
    log = tmp_path / "log"
    log.write_text(SIMPLE)
    counter = StatementCounter(log, "a-stack")
    with log.open("a", encoding="utf-8", errors="surrogateescape") as end:
        end.write(lines)
    assert counter.statements() == statements


def test_counting_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.touch()
    counter = StatementCounter(log, "a-stack")
    counted = []
    for _ in range(3):
        with log.open("a") as end:
            end.write(EXTENDED)
        counted.append(counter.statements())
    assert counted == [1, 2, 3]


def test_the_server_logs_statements_meanwhile_and_not_after(fresh_database_url: str) -> None:
    shown = []
    with logging_statements(fresh_database_url):
        shown.append(setting_of_a_new_session(fresh_database_url))
    shown.append(setting_of_a_new_session(fresh_database_url))
    assert shown == ["all", "none"]


def setting_of_a_new_session(url: str) -> str:
    with psycopg.connect(url) as connection:
        ((value,),) = connection.execute("SHOW log_statement").fetchall()
    return str(value)
