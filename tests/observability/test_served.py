"""What a request leaves behind on every server: its id, its line, its comment, its metrics."""

import re

from tests.observability.served import HOSTILE, SENT, TRACE, Served, pool, total

KNOWN_ROUTES = {
    "/health",
    "/metrics",
    "/posts/{post_id}",
    "/slow",
    "/toys",
    "/toys/{toy_id}",
    "unknown",
}


def test_an_id_that_was_sent_comes_back(served: Served):
    assert served.answer.headers["X-Request-ID"] == SENT["X-Request-ID"]


def test_an_id_that_could_do_harm_is_replaced(served: Served):
    assert served.hostile.status_code == 200
    assert re.fullmatch("[0-9a-f]{32}", served.hostile.headers["X-Request-ID"])


def test_postgresql_sees_who_sent_a_statement(served: Served):
    statement, _, comment = served.statement.rpartition(" /*")
    assert "FROM" in statement
    driver, framework = re.fullmatch(
        r"db_driver='(\w+)',framework='([\w%.]+)',request_id='from-outside-1',"
        rf"route='%2Ftoys',traceparent='{SENT['traceparent']}'\*/",
        comment,
    ).groups()
    assert re.fullmatch(r"(flask|fastapi)%3A[\d.]+", framework)
    assert driver in {"psycopg2", "psycopg", "asyncpg"}


def test_a_request_is_one_line(served: Served):
    line = served.line(SENT["X-Request-ID"])
    assert line.pop("duration_ms") > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("time"))
    assert line == {
        "level": "info",
        "logger": "access",
        "message": "request",
        "request_id": SENT["X-Request-ID"],
        "trace_id": TRACE,
        "method": "GET",
        "route": "/toys",
        "status": 200,
    }


def test_nothing_hostile_gets_into_the_log(served: Served):
    assert not [line for line in served.lines if HOSTILE["X-Request-ID"] in str(line)]
    assert "trace_id" not in served.line(served.hostile.headers["X-Request-ID"])


def test_an_unexpected_error_is_logged_with_the_requests_id(served: Served):
    (line,) = (line for line in served.lines if "error" in line)
    assert line["request_id"] == "failing-1"
    assert line["level"] == "error"
    assert line["error"].startswith("Traceback")
    assert '"posts" does not exist' in line["error"]


def test_an_unexpected_error_is_answered_with_the_requests_id(served: Served):
    assert served.failed.status_code == 500
    assert served.failed.headers["X-Request-ID"] == "failing-1"
    assert served.failed.headers["Content-Type"] == "application/problem+json"
    assert served.line("failing-1")["status"] == 500


def test_requests_are_counted_by_method_route_and_status(served: Served):
    counted = {
        (labels["method"], labels["route"], labels["status"]): value
        for (name, pairs), value in served.idle.items()
        if name == "http_request_duration_seconds_count" and (labels := dict(pairs))
    }
    assert counted["GET", "/toys", "200"] == 2
    assert counted["GET", "/toys/{toy_id}", "404"] == 2
    assert counted["GET", "/slow", "200"] == 2
    assert counted["GET", "/posts/{post_id}", "500"] == 1
    assert counted["GET", "unknown", "404"] == 4
    assert counted["DELETE", "unknown", "405"] == 1


def test_no_client_can_make_labels(served: Served):
    labels = [dict(pairs) for _, pairs in served.idle]
    assert {each["route"] for each in labels if "route" in each} == KNOWN_ROUTES
    assert {each["method"] for each in labels if "method" in each} <= {"GET", "DELETE", "other"}


def test_a_histogram_has_times(served: Served):
    slow = (("method", "GET"), ("route", "/slow"), ("status", "200"))
    assert served.idle["http_request_duration_seconds_sum", slow] > 3
    assert served.idle["http_request_duration_seconds_bucket", (("le", "1.0"), *slow)] == 0
    assert served.idle["http_request_duration_seconds_bucket", (("le", "+Inf"), *slow)] == 2


def test_the_pool_tells_who_has_a_connection_and_who_waits(served: Served):
    assert pool(served.busy) == {"in_use": 1, "waiters": 1}
    assert total(served.busy, "db_pool_size") == 1
    assert pool(served.idle) == {"in_use": 0, "waiters": 0}


def test_requests_in_flight_are_those_without_an_answer(served: Served):
    assert served.busy["http_requests_in_flight", ()] == 3  # both slow ones, and who asks
    assert served.idle["http_requests_in_flight", ()] == 1


def test_an_event_loop_tells_its_lag(served: Served):
    framework = re.search(r"framework='(\w+)%3A", served.statement)[1]
    seen = total(served.idle, "event_loop_lag_seconds_count")
    assert seen > 0 if framework == "fastapi" else seen == 0


def test_the_answer_is_in_prometheus_own_type(served: Served):
    assert served.content_type.startswith("text/plain; version=")
