"""What gunicorn parses requests with does not depend on what happens to be installed."""

from pathlib import Path

import pytest

from bench.servers import Server
from bench.stacks import STACKS

IMPORTED = "gunicorn_h1c was looked for"


@pytest.mark.parametrize("name", ["flask-psycopg", "flask-psycopg-gevent"])
def test_a_parser_in_c_is_not_taken_unnoticed(name: str, tmp_path: Path, database_url: str) -> None:
    (tmp_path / "gunicorn_h1c.py").write_text(f"print({IMPORTED!r}, flush=True)\n")
    env = {"PYTHONPATH": str(tmp_path)}
    with Server(STACKS[name], database_url=database_url, env=env) as server:
        assert IMPORTED not in server.log.read_text()
