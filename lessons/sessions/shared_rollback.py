"""A shared session: my rollback undoes your work.

A session is a transaction, and a transaction has one end. Where two tasks share a session, the
first `commit` stores the half-done work of both, and the first `rollback` throws away the work of
both. No error tells: the other task commits afterwards, an empty transaction, and believes it has
stored something.

See: https://docs.sqlalchemy.org/en/21/orm/session_transaction.html
See: https://docs.sqlalchemy.org/en/21/orm/session_basics.html#session-faq-threadsafe
"""

import asyncio

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from lessons.lesson import Lesson
from shared.models import Toy, User

ORDER, TAKEN = "the order", "user1@example.org"


class Moments:
    """What one task tells the other, so that each run goes the same way."""

    def __init__(self) -> None:
        self.written, self.failed = asyncio.Event(), asyncio.Event()


async def careful(session: AsyncSession, moments: Moments) -> None:
    """Store a toy; the commit comes a little later."""
    await session.execute(insert(Toy).values(name=ORDER))
    moments.written.set()
    await moments.failed.wait()
    await session.commit()


async def clumsy(session: AsyncSession, moments: Moments) -> None:
    """Fail, and roll back, as one should."""
    await moments.written.wait()
    try:
        await session.execute(insert(User).values(name="x", email=TAKEN))
        await session.commit()
    except IntegrityError:
        await session.rollback()
    moments.failed.set()


async def wrong(engine: AsyncEngine) -> None:
    """Share a session."""
    moments = Moments()
    async with AsyncSession(engine) as session:
        both = careful(session, moments), clumsy(session, moments)
        await asyncio.gather(*both)


async def right(engine: AsyncEngine) -> None:
    """Have one each."""
    moments = Moments()
    async with AsyncSession(engine) as one, AsyncSession(engine) as other:
        both = careful(one, moments), clumsy(other, moments)
        await asyncio.gather(*both)


async def kept(engine: AsyncEngine) -> int:
    """Return how many of the orders are stored."""
    async with engine.connect() as connection:
        statement = select(func.count()).select_from(Toy).where(Toy.name == ORDER)
        return (await connection.execute(statement)).scalar_one()


async def run(lesson: Lesson) -> None:
    """Let a neighbour fail, in a shared session and in one of its own."""
    lesson.fill(users=1)
    lesson.code(careful, clumsy)
    async with lesson.async_engine() as engine:
        lesson.step("Wrong: one session for both")
        lesson.code(wrong)
        with lesson.sql(parameters=False) as sent:
            await wrong(engine)
        found = await kept(engine)
        lesson.figure("orders stored", found)
        lesson.claim("the neighbour's rollback took the order along", found == 0)
        lesson.claim("there was one transaction for both", sent.boundaries.count("ROLLBACK") == 1)

        lesson.step("Right: one each")
        lesson.code(right)
        with lesson.sql(parameters=False):
            await right(engine)
        found = await kept(engine)
        lesson.figure("orders stored", found)
        lesson.claim("the order is there", found == 1)
