import socket

from bench.ports import CANDIDATES, free_port, is_free, wait_until_free


def test_a_free_port_is_one_of_the_candidates_and_free() -> None:
    port = free_port()
    assert port in CANDIDATES
    assert is_free(port)


def test_a_port_that_is_listened_on_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        assert not is_free(holder.getsockname()[1])


def test_waiting_for_a_port_that_stays_taken_comes_to_an_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        wait_until_free(holder.getsockname()[1], 0.05)
        assert not is_free(holder.getsockname()[1])
