import random
import tracemalloc

import pytest

from bench.generator.histogram import decode, encode, merged, new_histogram, record_ms, summary_ms
from bench.generator.recorder import MAX_NAMES, OTHER_NAMES, Recorder
from bench.generator.summary import summary


def histogram_of(latencies_ms):
    histogram = new_histogram()
    for latency in latencies_ms:
        record_ms(histogram, latency)
    return histogram


@pytest.fixture
def latencies():
    dice = random.Random(7)
    return [dice.lognormvariate(1, 2) for _ in range(2_000)]


@pytest.fixture
def recorder():
    return Recorder()


def test_merged_histograms_are_the_histogram_of_all(latencies):
    parts = [histogram_of(latencies[::2]), histogram_of(latencies[1::2])]
    assert merged(parts).equals(histogram_of(latencies))


def test_a_histogram_survives_the_wire(latencies):
    sent = histogram_of(latencies)
    assert decode(encode(sent)).equals(sent)


def test_a_received_histogram_can_be_merged(latencies):
    sent = histogram_of(latencies)
    assert merged([decode(encode(sent)), sent]).get_total_count() == 2 * len(latencies)


def test_microseconds_are_told_apart():
    assert summary_ms(histogram_of([0.123]))["max"] == 0.123


@pytest.mark.parametrize(
    ("name", "latency_ms"),
    [("p50", 50), ("p90", 90), ("p95", 95), ("p99", 99), ("max", 100), ("mean", 50.5)],
)
def test_percentiles_are_right_to_three_digits(name, latency_ms):
    assert summary_ms(histogram_of(range(1, 101)))[name] == pytest.approx(latency_ms, rel=0.001)


def test_no_latency_is_too_long_to_be_counted():
    assert histogram_of([3_600_000]).get_total_count() == 1


def test_nothing_recorded_has_no_summary():
    assert summary_ms(new_histogram()) is None


def test_a_failed_request_has_no_latency(recorder):
    recorder.record("GET", "/", 5.0, exception=ValueError("no"))
    assert recorder.total().get_total_count() == 0


def test_errors_are_told_by_how_often_they_came(recorder):
    for reason in ["once", "twice", "twice"]:
        recorder.record("GET", "/", 1.0, exception=ValueError(reason))
    assert summary(recorder)["error_examples"] == ["GET /: twice", "GET /: once"]


def test_at_most_five_errors_are_told(recorder):
    for number in range(9):
        recorder.record("GET", "/", 1.0, exception=ValueError(number))
    assert len(summary(recorder)["error_examples"]) == 5


def test_an_error_without_words_is_told_by_its_kind(recorder):
    recorder.record("GET", "/", 1.0, exception=TimeoutError())
    assert summary(recorder)["error_examples"] == ["GET /: TimeoutError()"]


def test_names_without_end_share_a_histogram(recorder):
    for number in range(MAX_NAMES + 10):
        recorder.record("GET", f"/toys/{number}", 1.0)
    assert recorder.histograms[OTHER_NAMES].get_total_count() == 10


def test_no_request_is_lost_among_names_without_end(recorder):
    for number in range(MAX_NAMES + 10):
        recorder.record("GET", f"/toys/{number}", 1.0)
    assert recorder.total().get_total_count() == MAX_NAMES + 10


def test_reasons_without_end_are_bounded(recorder):
    for number in range(1_000):
        recorder.record("GET", "/", 1.0, exception=ValueError(number))
    assert len(recorder.errors) <= 101


def test_memory_does_not_grow_with_the_number_of_requests(recorder):
    recorder.record("GET", "/", 1.0)
    tracemalloc.start()
    for number in range(20_000):
        recorder.record("GET", "/", number / 100)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 10_000
