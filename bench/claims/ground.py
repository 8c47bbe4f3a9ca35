"""Where experiments take place: a database that holds the dataset, and a load generator."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from bench.claims.config import Config
from bench.comparison.config import Load, RunConfig
from bench.comparison.ground import Ground as Comparison
from bench.comparison.ground import Steps
from bench.cpu_plan import CpuPlan
from bench.database import Database, database
from bench.dataset import Dataset
from bench.generator.client import Generator
from bench.loading import loaded
from bench.stacks import Capacity


@dataclass(frozen=True)
class Ground:
    """What every group needs; `comparison` is what `bench run` would measure stacks on."""

    config: Config
    database: Database
    dataset: Dataset
    comparison: Comparison
    cpus: CpuPlan
    steps: Steps
    verified: set[str] = field(default_factory=set)
    """Stacks that kept the contract."""


@contextmanager
def ground_for(config: Config, cpus: CpuPlan, steps: Steps) -> Iterator[Ground]:
    """Start and prepare it, and end it afterwards."""
    dataset = Dataset(config.scale)
    with ExitStack() as running:
        steps.step("Starting the database" if config.database_url is None else "Connecting")
        place = running.enter_context(database(config.database_url, cpus.others))
        running.enter_context(loaded(place, dataset, steps.step))
        generator = running.enter_context(Generator(cpus=cpus.others))
        plan = cpus if place.embedded else None
        comparison = Comparison(comparison_of(config), place, dataset, {}, generator, plan=plan)
        yield Ground(config, place, dataset, comparison, cpus, steps)


def comparison_of(config: Config) -> RunConfig:
    """Return what `bench run` would be asked for; stacks, workload and load are a group's."""
    return RunConfig(
        stacks=(),
        workloads=(),
        loads=(Load(users=1),),
        capacity=Capacity(),
        warmup_s=config.warmup_s,
        window_s=config.window_s,
        seed=config.seed,
        scale=config.scale,
        database_url=config.database_url,
    )
