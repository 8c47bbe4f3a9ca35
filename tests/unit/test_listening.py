"""Where apps listen, and how one ends whose clients are gone."""

import socket
import struct

import pytest
from gunicorn.util import parse_address
from gunicorn.workers.ggevent import GeventWorker

from shared.settings import Settings
from sync_app.servers.gevent import Worker
from sync_app.servers.gunicorn import common_options

SETTINGS = Settings.load(database_url="postgresql://localhost/x")
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: what is left is dropped, and the other end told so


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "::", "localhost"])
def test_gunicorn_understands_every_address(host: str) -> None:
    assert parse_address(common_options(SETTINGS, host, 8000)["bind"]) == (host, 8000)


def test_a_client_that_is_gone_does_not_keep_gevents_worker_from_waiting_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(GeventWorker, "notify", lambda _: None)
    worker = Worker.__new__(Worker)
    worker.alive = False
    with socket.create_server(("127.0.0.1", 0)) as listener:
        clients = [socket.create_connection(listener.getsockname()) for _ in range(2)]
        accepted = [listener.accept()[0] for _ in clients]
    clients[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    clients[0].close()
    with pytest.raises(ConnectionResetError):
        accepted[0].recv(1)
    worker._silent = dict.fromkeys(accepted)  # in this order
    worker.notify()
    assert accepted[1].recv(1) == b""  # its end, though nobody has ended it
    for each in (*accepted, *clients):
        each.close()
