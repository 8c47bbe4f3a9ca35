"""A rate is requests a second: how many a visit sends, as declared and as a server sees them."""

import pytest

from bench.comparison.config import WORKLOADS
from bench.errors import UserError
from bench.generator.client import Generator
from bench.generator.trial import Trial
from tests.bench.generator.in_locust import printed

COUNT = """
import json, sys
from urllib.request import urlopen
from locust.env import Environment
from locustfile import REQUESTS, WORKLOADS, ApiUser

ApiUser.host = url = sys.argv[1]
ApiUser.toys = ApiUser.users = 10
user = ApiUser(Environment())

def sent(visit):
    urlopen(url + "/forget").close()
    visit(user)
    return len(json.load(urlopen(url + "/seen")))

counted = {visit: sent(visit) for workload in WORKLOADS.values() for visit in workload}
assert set(REQUESTS) <= set(counted)
print(json.dumps({
    name: sum(weight * counted[visit] for visit, weight in weights.items()) / sum(weights.values())
    for name, weights in WORKLOADS.items()
}))
"""


@pytest.fixture(scope="module")
def counted(running_target):
    """Requests a visit by workload, each visit made once and counted by the server."""
    running_target.get("/set")
    return printed(COUNT, running_target.url)


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_workload_declares_what_its_visits_send(load, counted, workload):
    seen = load(workload, rate=20.0)
    assert seen.requests_per_visit == pytest.approx(counted[workload])


def test_slow_visits_instead_of_others_are_counted_in(load, counted):
    seen = load("mixed", rate=20.0, slow_share=0.25)
    assert seen.requests_per_visit == pytest.approx(0.25 + 0.75 * counted["mixed"], rel=0.01)


@pytest.mark.parametrize("workload", ["read", "write", "mixed"])
def test_visits_arrive_as_many_as_send_the_rate_of_requests(load, counted, workload):
    seen = load(workload, rate=100.0, arrivals="constant", duration_s=1.0)
    wanted = 100.0 * seen.duration_s / counted[workload]
    assert seen.offered == pytest.approx(wanted, rel=0.1)


def test_a_closed_loop_has_no_visits_to_count(load):
    assert load("write").requests_per_visit is None


OTHER = """
from locust import FastHttpUser, task

class Silent(FastHttpUser):
    @task
    def fetch(self):
        self.client.get("/")

class Telling(FastHttpUser):
    weight = 3
    requests_per_visit = {sent}
    @task
    def fetch(self):
        for _ in range(5):
            self.client.get("/")
"""


def with_other_locustfile(tmp_path, target, sent, workload):
    path = tmp_path / "locustfile.py"
    path.write_text(OTHER.format(sent=sent))
    trial = Trial(host=target.url, workload=workload, rate=50.0, warmup_s=0.0, duration_s=0.1)
    with Generator(locustfile=path) as generator:
        return generator.run_trial(trial)


@pytest.mark.parametrize(("workload", "expected"), [("Silent", 1.0), ("Telling", 5.0), ("", 4.0)])
def test_another_locustfile_tells_by_its_user_classes(tmp_path, target, workload, expected):
    seen = with_other_locustfile(tmp_path, target, 5, workload)
    assert seen.requests_per_visit == pytest.approx(expected)


def test_a_visit_that_sends_nothing_has_no_rate(tmp_path, target):
    with pytest.raises(UserError, match="requests_per_visit above 0"):
        with_other_locustfile(tmp_path, target, 0, "Telling")
