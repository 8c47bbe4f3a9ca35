"""What blocks an event loop is seen in its lag."""

import httpx2

from bench.servers import Server
from bench.stacks import STACKS
from tests.observability.served import PATIENCE_S, Samples, metrics_when, samples


def late(measured: Samples) -> float:
    """How often the loop was late by more than half a second."""
    bucket = "event_loop_lag_seconds_bucket"
    return measured[bucket, (("le", "+Inf"),)] - measured[bucket, (("le", "0.5"),)]


def test_a_call_that_blocks_makes_the_loop_late(database_url: str):
    blocking = STACKS["fastapi-blocking-psycopg2"]
    with (
        Server(blocking, database_url=database_url, env={"METRICS": "1"}) as server,
        httpx2.Client(base_url=server.url, timeout=PATIENCE_S) as client,
    ):
        before = late(samples(client.get("/metrics").text))
        client.get("/slow?ms=1500")
        metrics_when(client, lambda seen: late(seen) > before)
