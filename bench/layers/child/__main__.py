"""`python -m bench.layers.child DRIVER WORLD STYLES TOYS CPUS KIND`: blocks on request.

KIND is `style`, for the operations of one style, or `layers`, for those beneath STYLES. Settings
come from the environment. Lines out are JSON objects: first `offers` or an `error`, then an answer
for each line in, `{"call", "calls", "tasks"}`. It ends at the end of its input.
"""

import sys
from typing import cast

from bench.launch import take_cpus
from bench.layers.child.blocks import Calls, World
from bench.layers.child.offers import layers, operations, world_of
from bench.layers.child.pipe import private_stdout, say, serve
from bench.layers.subjects import Subject
from shared.errors import ConfigurationError
from shared.repositories import factory
from shared.settings import Settings


def main(driver: str, world: str, styles: str, toys: str, cpus: str, kind: str) -> None:
    """Say what is on offer, then serve blocks."""
    out = private_stdout()
    take_cpus(cpus)  # after the imports, which may go on anywhere
    subject = Subject(driver, cast(factory.World, world), styles if kind == "style" else "")
    mine = world_of(subject)
    try:
        calls = offered(mine, subject, styles.split(","), int(toys))
    except ConfigurationError as error:
        say(out, {"error": str(error)})
        sys.exit(2)
    serve(out, mine, calls)


def offered(world: World, subject: Subject, styles: list[str], toys: int) -> Calls:
    """Return what can be asked for."""
    settings = Settings.load(driver=subject.driver, application_name=subject.name)
    if subject.style:
        return operations(world, subject, settings, toys)
    return layers(world, subject, styles, settings, toys)


if __name__ == "__main__":
    main(*sys.argv[1:])
