import pytest

from bench.errors import UserError
from bench.generator.client import Generator
from bench.generator.trial import Trial

pytestmark = pytest.mark.alone

TWO_CLASSES = """
from locust import FastHttpUser, HttpUser, task

class Fast(FastHttpUser):
    @task
    def fetch(self):
        self.client.get("/fast")

class Plain(HttpUser):
    @task
    def fetch(self):
        self.client.get("/plain")
"""


@pytest.fixture
def with_locustfile(tmp_path, target):
    """Run a short trial with a locustfile of this text."""

    def run(text, **fields):
        path = tmp_path / "locustfile.py"
        path.write_text(text)
        if "rate" not in fields:
            fields = {"users": 2} | fields
        trial = {"host": target.url, "workload": "", "warmup_s": 0.1, "duration_s": 0.3} | fields
        with Generator(locustfile=path) as generator:
            return generator.run_trial(Trial(**trial))

    return run


@pytest.mark.parametrize("load", [{"users": 2}, {"rate": 200.0}], ids=["closed", "open"])
@pytest.mark.parametrize(
    ("workload", "names"),
    [("", {"GET /fast", "GET /plain"}), ("Fast", {"GET /fast"}), ("Plain", {"GET /plain"})],
)
def test_a_workload_is_a_user_class_or_all_of_them(with_locustfile, workload, names, load):
    seen = with_locustfile(TWO_CLASSES, workload=workload, **load)
    assert set(seen.latency_ms_by_request) == names


def test_an_unknown_user_class_is_refused_with_the_known_ones(with_locustfile):
    with pytest.raises(UserError, match=r"no workload Slow.*\(Fast, Plain\)"):
        with_locustfile(TWO_CLASSES, workload="Slow")


def test_wait_times_of_the_locustfile_cannot_be_set(with_locustfile):
    with pytest.raises(UserError, match="wait times of its own"):
        with_locustfile(TWO_CLASSES, think_max=1.0)


def test_littles_law_is_not_asked_of_users_with_a_wait_time(with_locustfile):
    waiting = TWO_CLASSES.replace(
        "(FastHttpUser):", "(FastHttpUser):\n    wait_time = lambda _: 0.01"
    )
    assert with_locustfile(waiting, workload="Fast").littles_law_error is None


def test_what_a_locustfile_prints_does_no_harm(with_locustfile):
    assert with_locustfile(TWO_CLASSES + "\nprint('{')\n").requests > 0


def test_an_exception_in_a_task_is_an_error(with_locustfile):
    wrong = TWO_CLASSES.replace('self.client.get("/fast")', "raise ValueError('no toy')")
    seen = with_locustfile(wrong, workload="Fast")
    assert seen.error_examples == ("ValueError in the locustfile: no toy",)


def test_a_listener_that_fails_is_told(with_locustfile):
    failing = (
        TWO_CLASSES + "\nfrom locust import events\nevents.test_start.add_listener(lambda: 0)\n"
    )
    with pytest.raises(UserError, match="listener"):
        with_locustfile(failing)


def test_nested_task_sets_have_no_open_loop(with_locustfile):
    nested = """
from locust import FastHttpUser, TaskSet, task

class Visitor(FastHttpUser):
    @task
    class Inside(TaskSet):
        @task
        def fetch(self):
            self.client.get("/")
"""
    with pytest.raises(UserError, match="nests task sets"):
        with_locustfile(nested, rate=10.0)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("import nothing_of_this_name", "ModuleNotFoundError"), ("", "no user class")],
)
def test_a_locustfile_without_users_is_refused(with_locustfile, text, complaint):
    with pytest.raises(UserError, match=complaint):
        with_locustfile(text)


def test_a_missing_locustfile_is_refused(tmp_path):
    with pytest.raises(UserError, match="no locustfile"), Generator(locustfile=tmp_path / "x.py"):
        pass
