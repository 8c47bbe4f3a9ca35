"""`python -m bench.claims.child MODULE WORLD DRIVER USERS TOYS CPUS`: blocks of a group's calls.

Settings come from the environment; lines in and out are those of `bench.layers.child`.
"""

import sys
from importlib import import_module

from bench.claims.child.rows import Rows
from bench.launch import take_cpus
from bench.layers.child.blocks import AsyncWorld, SyncWorld, World
from bench.layers.child.pipe import private_stdout, serve
from shared.settings import Settings


def main(module: str, world: str, driver: str, users: str, toys: str, cpus: str) -> None:
    """Serve blocks."""
    out = private_stdout()
    group = import_module(f"bench.claims.child.{module}")
    take_cpus(cpus)  # after the imports, which may go on anywhere
    settings = Settings.load(driver=driver, application_name=f"claims {module}")
    mine: World = SyncWorld() if world == "sync" else AsyncWorld()
    serve(out, mine, mine.finish(group.make(settings, Rows(int(users), int(toys)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
