"""A body whose chunks are none is the client's fault, on every server."""

from collections.abc import Iterator

import pytest

from bench.servers import Server
from bench.stacks import STACKS
from tests.by_server import BY_SERVER
from tests.security.clients import answer_to

HEAD = (
    b"POST /toys HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
BROKEN = {
    "a size that is no number": b"zz\r\n{}\r\n0\r\n\r\n",
    "a chunk without its end": b"2\r\n{}XX0\r\n\r\n",
    "an extension with a bare CR": b"2;a\rb\r\n{}\r\n0\r\n\r\n",
}


@pytest.fixture(scope="module", params=BY_SERVER)
def server(request: pytest.FixtureRequest, database_url: str) -> Iterator[Server]:
    with Server(STACKS[BY_SERVER[request.param]], database_url=database_url) as server:
        yield server


@pytest.mark.parametrize("chunks", BROKEN.values(), ids=BROKEN)
def test_one_answer_says_so_and_the_connection_ends(server: Server, chunks: bytes) -> None:
    answer = answer_to(server.port, HEAD + chunks)
    assert answer.startswith(b"HTTP/1.1 4")
    assert answer.count(b"HTTP/1.1 4") == 1
    assert "Traceback" not in server.log.read_text()
