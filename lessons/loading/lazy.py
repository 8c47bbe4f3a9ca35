"""Lazy loading under asyncio.

An attribute cannot wait, so touching it to load lazily raises `MissingGreenlet`. With the mixin
`AsyncAttrs`, `await user.awaitable_attrs.toys` can. That is right for one object whose toys you
may or may not need. In a loop it is N+1, awaited.

See: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#sqlalchemy.ext.asyncio.AsyncAttrs
"""

from sqlalchemy import select
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncSession

from lessons.lazy_models import User
from lessons.lesson import Lesson

USERS = 20


async def touch(session: AsyncSession) -> int:
    """Touch the attribute."""
    user = await session.get_one(User, 1)
    return len(user.toys)


async def one(session: AsyncSession) -> int:
    """Await the toys of one user."""
    user = await session.get_one(User, 1)
    return len(await user.awaitable_attrs.toys)


async def each(session: AsyncSession) -> int:
    """Await the toys of many users in turn."""
    users = (await session.scalars(select(User))).all()
    return sum([len(await user.awaitable_attrs.toys) for user in users])


async def run(lesson: Lesson) -> None:
    lesson.fill(users=USERS, toys=10, each=3)
    async with lesson.async_engine() as engine:
        lesson.step("Wrong: touch it")
        lesson.code(touch)
        with lesson.raises(MissingGreenlet):
            async with AsyncSession(engine) as session:
                await touch(session)

        lesson.step("Right, for one object: await it")
        lesson.code(one)
        async with AsyncSession(engine) as session:
            with lesson.sql() as sql:
                toys = await one(session)
        lesson.claim("the toys are there", toys == 3)
        lesson.claim("they came when they were touched, by a second statement", sql.count == 2)

        lesson.step("Wrong again: await it in a loop")
        lesson.code(each)
        async with AsyncSession(engine) as session:
            with lesson.sql(show=False) as sql:
                toys = await each(session)
        lesson.figure("statements sent", sql.count)
        lesson.claim(f"all {3 * USERS} toys are there", toys == 3 * USERS)
        lesson.claim(f"but {USERS} users cost 1 + {USERS} statements", sql.count == 1 + USERS)
