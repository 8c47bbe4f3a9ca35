"""Twins differ by async and by nothing else: strip async from both, and the trees are equal."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAIRS = sorted(
    (sync, sync.with_name("aio.py"))
    for sync in (ROOT / "shared").rglob("sync.py")
    if sync.with_name("aio.py").exists()
)
WORDS = [  # what the async world calls the same thing
    (r"\bAsync(?=[A-Z])", ""),
    (r"\basync_(?=\w)", ""),
    (r"\bcreate_async_engine\b", "create_engine"),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\bAbstractAsyncContextManager\b", "AbstractContextManager"),
    (r"\bAsyncIterator\b", "Iterator"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
    (r"\b([Aa])synchronous", r"synchronous"),
    (r"\ban synchronous\b", "a synchronous"),
    (r"\btasks of an event loop\b", "threads of a process"),
    (r"\b(shared[.\w]*)\.aio\b", r"\1.sync"),
]


def plain(text: str) -> str:
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text)
    return text


class WithoutAsync(ast.NodeTransformer):
    """Turns an asynchronous tree into the synchronous one that it stands for."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self.visit(ast.FunctionDef(**vars(node)))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = plain(node.name)
        return self.generic_visit(node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        return self.visit(ast.With(**vars(node)))

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        return self.visit(ast.For(**vars(node)))

    def visit_Await(self, node: ast.Await) -> ast.AST:
        return self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        # await session.run_sync(f, x) calls f(session, x)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "run_sync":
            function, *arguments = node.args
            node = ast.Call(function, [node.func.value, *arguments], node.keywords)
        # await greenlet_spawn(f, x) calls f(x)
        if isinstance(node.func, ast.Name) and node.func.id == "greenlet_spawn":
            function, *arguments = node.args
            node = ast.Call(function, arguments, node.keywords)
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if node.attr == "sync_engine":  # the engine inside of an AsyncEngine
            return self.visit(node.value)
        node.attr = plain(node.attr)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = plain(node.id)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = plain(node.name)
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            node.value = plain(node.value)
        return node


def imported(tree: ast.Module) -> set[str]:
    """What a module imports, by name: the two worlds keep the same names in other places."""
    return {
        plain(alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.name != "greenlet_spawn"  # there is nothing to spawn in the other world
    }


def skeleton(source: str) -> str:
    tree = WithoutAsync().visit(ast.parse(source))
    names = "\n".join(sorted(imported(tree)))
    tree.body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    body = ast.unparse(ast.fix_missing_locations(tree))
    return names + "\n" + re.sub(r"(Twin of `[\w.]*)\.(sync|aio)`", r"\1`", body)


@pytest.mark.parametrize(
    ("sync", "aio"), PAIRS, ids=[str(sync.parent.relative_to(ROOT)) for sync, _ in PAIRS]
)
def test_twins_differ_only_by_async(sync: Path, aio: Path) -> None:
    assert skeleton(aio.read_text()) == skeleton(sync.read_text())


def test_there_are_twins_to_compare() -> None:
    assert {"db", "orm"} <= {sync.parent.name for sync, _ in PAIRS}


ONE_WORLD = {"raw/asyncpg", "tortoise"}
"""Drivers and styles that are asynchronous only, so that nobody is there to be a twin of."""


def test_every_asynchronous_module_has_its_twin() -> None:
    aio = (ROOT / "shared").rglob("aio.py")
    alone = {path.parent for path in aio if not path.with_name("sync.py").exists()}
    assert {str(folder.relative_to(ROOT / "shared/repositories")) for folder in alone} == ONE_WORLD


def test_the_protocols_are_twins() -> None:
    tree = ast.parse((ROOT / "shared/repositories/protocols.py").read_text())
    sync, aio = (node for node in tree.body if isinstance(node, ast.ClassDef))
    assert skeleton(ast.unparse(aio)) == skeleton(ast.unparse(sync))


@pytest.mark.parametrize(
    ("correct", "slip"),
    [
        ('{"id": toy_id}', '{"id": user_id}'),
        ("await session.flush()", "pass"),
        ("statements.user_page()", "statements.post_page()"),
        ("self._sessions.write(user=", "self._sessions.read(user="),
    ],
)
def test_a_slip_in_one_twin_is_seen(correct: str, slip: str) -> None:
    folder = ROOT / "shared/repositories/orm"
    aio = (folder / "aio.py").read_text()
    assert correct in aio
    slipped = aio.replace(correct, slip, 1)
    assert skeleton(slipped) != skeleton((folder / "sync.py").read_text())
