"""A child's end of the pipes: orders come in as lines of JSON, answers go out as such."""

import json
import os
import sys
from typing import Any, TextIO

from bench.layers.child.blocks import Calls, World
from shared.startup import settle


def serve(out: TextIO, world: World, calls: Calls) -> None:
    """Say what is on offer, answer each order by a block, and end with the input."""
    settle()
    say(out, {"offers": list(calls)})
    for line in sys.stdin:
        order = json.loads(line)
        say(out, world.block(calls[order["call"]], order["calls"], order["tasks"]))
    out.close()
    os._exit(0)  # connections and threads go with the process


def private_stdout() -> TextIO:
    """Keep stdout for answers: what anything else prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers


def say(out: TextIO, answer: dict[str, Any]) -> None:
    """Send a line."""
    out.write(json.dumps(answer) + "\n")
    out.flush()
