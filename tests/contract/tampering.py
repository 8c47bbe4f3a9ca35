"""An HTTP proxy that changes one thing in what it passes on."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """An answer on its way: `method` and `path` are the request's."""

    method: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)

    def with_header(self, name: str, value: str | None) -> "Reply":
        kept = tuple((key, old) for key, old in self.headers if key.lower() != name)
        return replace(self, headers=kept if value is None else (*kept, (name, value)))

    def with_body(self, body: bytes) -> "Reply":
        return replace(self, body=body).with_header("content-length", str(len(body)))


Tamper = Callable[[Reply], Reply]
PER_CONNECTION = {"connection", "transfer-encoding", "keep-alive"}


@contextmanager
def tampering_proxy(url: str, tamper: Tamper) -> Iterator[str]:
    """Yield the URL of a proxy for the service at `url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, or each answer waits for a delayed ACK
        disable_nagle_algorithm = True

        def forward(self) -> None:
            reply = tamper(_ask(url, self.command, self.requestline.split()[1], *self.read()))
            self.send_response_only(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def read(self) -> tuple[dict[str, str], bytes, bool]:
            headers = {k: v for k, v in self.headers.items() if k.lower() not in PER_CONNECTION}
            if self.headers.get("transfer-encoding") == "chunked":
                return headers, b"".join(iter(self.read_chunk, b"")), True
            return headers, self.rfile.read(int(self.headers.get("content-length", 0))), False

        def read_chunk(self) -> bytes:
            chunk = self.rfile.read(int(self.rfile.readline(), 16))
            self.rfile.readline()
            return chunk

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        setattr(Handler, f"do_{method}", Handler.forward)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _ask(
    url: str, method: str, path: str, headers: dict[str, str], body: bytes, chunked: bool
) -> Reply:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        content = iter([body]) if chunked else (body or None)
        connection.request(method, path, content, headers, encode_chunked=chunked)
        answer = connection.getresponse()
        passed_on = tuple(
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in PER_CONNECTION
        )
        return Reply(method, path, answer.status, passed_on, answer.read())
    finally:
        connection.close()
