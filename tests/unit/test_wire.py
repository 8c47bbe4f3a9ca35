from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared import wire


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, 678901, UTC), "2026-01-02T03:04:05.678901Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 0, UTC), "2026-01-02T03:04:05.000000Z"),
        (
            datetime(2026, 1, 2, 1, 0, 0, 1, timezone(timedelta(hours=2))),
            "2026-01-01T23:00:00.000001Z",
        ),
    ],
    ids=["microseconds", "none of them", "another zone"],
)
def test_timestamps_are_utc_with_microseconds(moment: datetime, text: str) -> None:
    assert wire.timestamp(moment) == text


def test_json_is_compact_utf8() -> None:
    assert wire.dumps({"name": "Ké🪁", "next": None}) == '{"name":"Ké🪁","next":null}'.encode()


def test_the_cost_of_queries_is_rounded() -> None:
    assert wire.queries(4, 0.002) == {
        "queries": 4,
        "mean_ms": 0.5,
        "queries_per_second": 2000.0,
    }


def test_arrays_become_toys() -> None:
    assert wire.refs([1, 7], ["kite", "ball"]) == [
        {"id": 1, "name": "kite"},
        {"id": 7, "name": "ball"},
    ]


def test_no_array_means_no_toys() -> None:
    assert wire.refs(None, None) == []
