"""The Dockerfiles keep to hadolint's rules, and to some of our own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILES = sorted([*ROOT.glob("*.Dockerfile"), *ROOT.glob("deploy/**/Dockerfile")])


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCKERFILES, ids=named)
def test_hadolint_finds_nothing(path: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, path], capture_output=True, text=True, timeout=60)
    assert done.stdout + done.stderr == ""


@pytest.mark.parametrize("path", DOCKERFILES, ids=named)
def test_base_images_are_arguments(path: Path) -> None:
    bases = [line.split()[1] for line in path.read_text().splitlines() if line.startswith("FROM")]
    assert bases
    assert all(base.startswith("${") for base in bases)


@pytest.mark.parametrize("path", DOCKERFILES, ids=named)
def test_an_image_has_a_user_without_rights(path: Path) -> None:
    users = [line for line in path.read_text().splitlines() if line.startswith("USER")]
    assert users == ["USER 10001:10001"]
