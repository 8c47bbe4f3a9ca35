"""docs/adding-a-stack.md does what it says: its files, put into a copy of the tree, are stacks."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/adding-a-stack.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```python\n# ([^\n]+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
ENTRIES = BLOCKS.pop("bench/stacks.py, in CATALOGUE")
NAMES = re.findall(r'Stack\("([^"]+)"', ENTRIES)
PARTS = ("alembic", "async_app", "bench", "shared", "sync_app")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with what the page adds."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "alembic.ini", tree)
    for path, content in BLOCKS.items():
        (tree / path).parent.mkdir(exist_ok=True)
        (tree / path).write_text(content, encoding="utf-8")
    catalogue = tree / "bench/stacks.py"
    before, start, after = catalogue.read_text(encoding="utf-8").partition("CATALOGUE = (\n")
    catalogue.write_text(before + start + ENTRIES + after, encoding="utf-8")
    return tree


@pytest.fixture(scope="module")
def verified(tree: Path, new_database: Callable[[], str]) -> dict[str, tuple[int, str]]:
    """How `bench verify` ended in that tree for each stack of the page, and what it said."""
    running = {
        name: subprocess.Popen(
            [sys.executable, "-m", "bench", "verify", name, "--database-url", new_database()],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name in NAMES
    }
    said = {name: process.communicate()[0] for name, process in running.items()}
    return {name: (running[name].returncode, said[name]) for name in NAMES}


@pytest.mark.parametrize("path", BLOCKS)
def test_a_file_of_the_page_is_new(path: str):
    assert not (ROOT / path).exists()


@pytest.mark.parametrize("path", BLOCKS)
def test_a_file_of_the_page_is_written_as_ours_are(tree: Path, path: str):
    command = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml")]
    checked = subprocess.run([*command, path], cwd=tree, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_stack_of_the_page_keeps_the_contract(verified: dict[str, tuple[int, str]], name: str):
    code, said = verified[name]
    assert code == 0, said


@pytest.mark.parametrize("name", NAMES)
def test_a_stack_of_the_page_was_really_checked(verified: dict[str, tuple[int, str]], name: str):
    held, asked = re.findall(r"(\d+) of (\d+) checks of the contract hold", verified[name][1])[0]
    assert held == asked > "0"
