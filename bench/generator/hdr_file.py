"""An add-on for plain Locust: `--hdr-file PATH` writes latencies as HDR histograms at the end.

    locust -f locustfile.py,bench/generator/hdr_file.py --hdr-file latencies.json ...

It goes with any locustfile. With a master and workers all of them need it: workers send what they
have recorded along with Locust's own reports, and the master, given the option, writes the sum.
The file has the counts, latencies in milliseconds overall and by request, and the histogram of
all in HdrHistogram's own format. Needs nothing but Locust and hdrhistogram.
"""

# mypy: untyped-calls-exclude=locust

import json
from pathlib import Path
from typing import Any

from locust import events
from locust.argument_parser import LocustArgumentParser
from locust.env import Environment
from locust.runners import WorkerRunner

from bench.generator.histogram import decode, encode
from bench.generator.recorder import Recorder
from bench.generator.summary import summary

KEY = "hdr"


class HdrFile:
    """Records for one Locust process, from the start of each test on."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._recorder = Recorder()
        environment.events.test_start.add_listener(self.forget)
        environment.events.spawning_complete.add_listener(self.forget_ramp_up)
        environment.events.request.add_listener(self.on_request)
        environment.events.report_to_master.add_listener(self.on_report_to_master)
        environment.events.worker_report.add_listener(self.on_worker_report)
        environment.events.quit.add_listener(self.write)

    def forget(self, **_: Any) -> None:
        """Begin anew."""
        self._recorder = Recorder()

    def forget_ramp_up(self, **_: Any) -> None:
        """Begin anew if Locust does, too (`--reset-stats`)."""
        if self._environment.reset_stats:
            self.forget()

    def on_request(self, **request: Any) -> None:
        """Take note of one request."""
        self._recorder.record(**request)

    def on_report_to_master(self, data: dict[str, Any], **_: Any) -> None:
        """On a worker: hand over what was recorded since the last report."""
        histograms = self._recorder.histograms
        data[KEY] = {
            "histograms": {name: encode(histogram) for name, histogram in histograms.items()},
            "errors": dict(self._recorder.errors),
        }
        self.forget()

    def on_worker_report(self, data: dict[str, Any], **_: Any) -> None:
        """On the master: add what a worker has recorded."""
        if KEY in data:
            histograms = data[KEY]["histograms"].items()
            decoded = ((name, decode(text)) for name, text in histograms)
            self._recorder.add(decoded, data[KEY]["errors"])

    def write(self, **_: Any) -> None:
        """Write the file, if one was asked for; workers leave that to the master."""
        options: Any = self._environment.parsed_options
        if options.hdr_file and not isinstance(self._environment.runner, WorkerRunner):
            text = json.dumps(summary(self._recorder), indent=1, ensure_ascii=False) + "\n"
            Path(options.hdr_file).write_text(text, encoding="utf-8")


@events.init_command_line_parser.add_listener  # type: ignore[untyped-decorator]
def add_option(parser: LocustArgumentParser) -> None:
    """Add the option to Locust's."""
    parser.add_argument(
        "--hdr-file",
        metavar="PATH",
        env_var="CROSSOVER_HDR_FILE",
        include_in_web_ui=False,
        help="write latencies as HDR histograms to this file when Locust ends",
    )


@events.init.add_listener  # type: ignore[untyped-decorator]
def attach(environment: Environment, **_: Any) -> None:
    """Record in this process."""
    HdrFile(environment)
