"""Forking: an engine must not cross into a child.

gunicorn with `--preload`, or `multiprocessing` on Linux, forks a process that may hold an engine
already. The child inherits the pool, and with it the sockets: two processes then talk to one
backend, read each other's answers, and close each other's connections. Make the engine after the
fork. Where one exists before, call `engine.dispose(close=False)` first thing in the child: it
forgets the parent's connections, and leaves them open.

See: https://docs.sqlalchemy.org/en/21/core/pooling.html#using-connection-pools-with-multiprocessing-or-os-fork
See: https://docs.sqlalchemy.org/en/21/core/connections.html#sqlalchemy.engine.Engine.dispose
"""

import json
import os
import subprocess
import sys
from typing import TypedDict

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError

from lessons.backends import BACKEND_PID
from lessons.lesson import Lesson

WRONG, RIGHT = "inherit", "forget"


class Seen(TypedDict):
    parent: int
    child: int
    afterwards: str


def backend(engine: Engine) -> int:
    """Return which of the server's processes answers."""
    with engine.connect() as connection:
        return connection.execute(BACKEND_PID).scalar_one()


def inherit(engine: Engine) -> int:
    """Use the parent's engine, and tidy up at the end."""
    seen = backend(engine)
    engine.dispose()
    return seen


def forget(engine: Engine) -> int:
    """Forget the parent's connections first."""
    engine.dispose(close=False)
    seen = backend(engine)
    engine.dispose()
    return seen


def parent(url: str, way: str) -> Seen:
    """Use an engine, fork a child that does too, and use it again."""
    engine = create_engine(url)
    before = backend(engine)
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, str({WRONG: inherit, RIGHT: forget}[way](engine)).encode())
        os._exit(0)
    os.wait()
    in_child = int(os.read(reader, 100))
    try:
        afterwards = "same" if backend(engine) == before else "another"
    except DBAPIError as error:
        afterwards = str(error).splitlines()[0]
    return {"parent": before, "child": in_child, "afterwards": afterwards}


def watched(lesson: Lesson, way: str) -> Seen:
    """Run `parent` in a process without threads, for those do not survive a fork."""
    url = lesson.url().render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", __name__, way],
        env={**os.environ, "DATABASE_URL": url},
        check=True,
        capture_output=True,
        text=True,
    )
    seen: Seen = json.loads(done.stdout)
    lesson.figure("the parent's backend", seen["parent"], varies=True)
    lesson.figure("the child's", seen["child"], varies=True)
    return seen


def run(lesson: Lesson) -> None:
    """Fork with an engine, wrongly and rightly."""
    lesson.step("Wrong: the child goes on with what it inherited")
    lesson.code(inherit)
    seen = watched(lesson, WRONG)
    lesson.claim("two processes share one backend", seen["child"] == seen["parent"])
    lesson.say(f"The parent, when the child is gone: {lesson.varying(seen['afterwards'])}")
    lesson.claim(
        "the child closed the parent's connection", seen["afterwards"] not in ("same", "another")
    )

    lesson.step("Right: the child forgets it")
    lesson.code(forget)
    seen = watched(lesson, RIGHT)
    lesson.claim("each process has a backend of its own", seen["child"] != seen["parent"])
    lesson.claim("the parent goes on as before", seen["afterwards"] == "same")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(parent(os.environ["DATABASE_URL"], sys.argv[1])))
