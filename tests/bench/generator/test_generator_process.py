import subprocess
import sys
import time
from signal import SIGINT, SIGKILL, SIGTERM

import psutil
import pytest

from bench.errors import UserError
from bench.generator.client import Generator
from bench.generator.trial import Trial
from bench.processes import cpu_clock_seconds

pytestmark = pytest.mark.alone


def test_it_runs_on_the_cpus_it_was_given():
    cpu = min(psutil.Process().cpu_affinity())
    with Generator(cpus=[cpu]) as generator:
        assert psutil.Process(generator.pid).cpu_affinity() == [cpu]


def test_it_is_gone_when_the_context_is_left():
    with Generator() as generator:
        pid = generator.pid
    assert not psutil.pid_exists(pid)


def test_it_is_gone_when_a_trial_is_broken_off(target):
    pids = []

    def interrupt():
        raise KeyboardInterrupt

    def break_off():
        with Generator() as generator:
            pids.append(generator.pid)
            trial = Trial(host=target.url, workload="read", users=1, duration_s=30)
            generator.run_trial(trial, on_window_start=interrupt)

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert not psutil.pid_exists(pids[0])


def test_its_death_is_one_clear_sentence(target):
    with Generator() as generator:
        trial = Trial(host=target.url, workload="read", users=1, duration_s=30)
        kill = psutil.Process(generator.pid).kill
        with pytest.raises(UserError, match=f"ended with code -{int(SIGKILL)}.*run it again"):
            generator.run_trial(trial, on_window_start=kill)


def test_it_must_be_running(target):
    with pytest.raises(UserError, match="not running"):
        Generator().run_trial(Trial(host=target.url, workload="read", users=1))


def test_it_ends_with_its_input_in_the_middle_of_a_trial(target):
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.generator"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    line = f'{{"host": "{target.url}", "workload": "read", "users": 1, "duration_s": 60}}\n'
    with process:
        process.stdin.write(line.encode())
        process.stdin.flush()
        while b"window_start" not in process.stdout.readline():
            pass
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize("number", [SIGINT, SIGTERM])
def test_it_ends_without_a_traceback_when_it_is_told_to(number):
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.generator"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        process.stdout.readline()  # it is ready
        process.send_signal(number)
        assert (process.wait(10), process.stderr.read()) == (0, b"")


def test_its_own_cpu_is_what_the_system_says(load, generator):
    edges = []
    note = lambda: edges.append((time.perf_counter(), cpu_clock_seconds(generator.pid)))  # noqa: E731
    seen = load(duration_s=1.0, callbacks={"on_window_start": note, "on_window_end": note})
    (begin, used), (end, used_by_then) = edges
    assert seen.generator_cpu_fraction == pytest.approx(
        (used_by_then - used) / (end - begin), abs=0.05
    )


def test_it_goes_on_after_a_trial_that_could_not_be(load):
    with pytest.raises(UserError, match="invalid choice: 'nothing'"):
        load("nothing")
    assert load().requests > 0
