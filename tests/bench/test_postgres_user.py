"""Whose process the embedded server is: PostgreSQL refuses to run as root."""

import os
import pwd
import tempfile
from pathlib import Path

import psutil
import pytest

import bench.postgres
import bench.postgres_install
from bench.errors import UserError
from bench.postgres import EmbeddedPostgres
from tests.bench.as_root import only_as_root


def test_root_runs_it_as_nobody_and_others_as_themselves() -> None:
    own = pwd.getpwuid(os.geteuid()).pw_name
    with EmbeddedPostgres() as server:
        assert psutil.Process(server.pid).username() == ("nobody" if own == "root" else own)


@only_as_root
def test_a_folder_for_temporary_files_that_nobody_can_enter_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UserError, match="TMPDIR"):
        EmbeddedPostgres().start()
    assert list(tmp_path.iterdir()) == []


@only_as_root
def test_programs_that_nobody_cannot_reach_are_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    tree = bench.postgres_install.wheel_tree()
    package = tree.parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        (closed / folder.name).symlink_to(folder)
    monkeypatch.setattr(bench.postgres, "wheel_tree", lambda: closed / package.name / tree.name)
    with EmbeddedPostgres() as server:
        program = Path(psutil.Process(server.pid).exe())
    assert program.is_relative_to(server.directory)
