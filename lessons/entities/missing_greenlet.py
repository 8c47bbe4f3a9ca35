"""MissingGreenlet, and its three cures.

Under asyncio the database can only be waited for where there is an `await`. An attribute has
none: when touching it would need a lazy load, SQLAlchemy raises `MissingGreenlet`. Say before
what you will need; or await the attribute; or run ordinary code in `run_sync`, which awaits for
it. An expired attribute after a commit is the same fault (lesson expire-on-commit).

See: https://docs.sqlalchemy.org/en/21/errors.html#error-xd2s
See: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html
"""

from collections.abc import Awaitable, Callable

from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, selectinload

from lessons.lazy_models import User
from lessons.lesson import Lesson


async def wrong(session: AsyncSession) -> int:
    """Touch the attribute."""
    user = await session.get_one(User, 1)
    return len(user.toys)


async def say_it_before(session: AsyncSession) -> int:
    """Load with the statement."""
    with_toys = [selectinload(User.toys)]
    user = await session.get_one(User, 1, options=with_toys)
    return len(user.toys)


async def await_the_attribute(session: AsyncSession) -> int:
    """Load lazily, awaited."""
    user = await session.get_one(User, 1)
    return len(await user.awaitable_attrs.toys)


async def run_ordinary_code(session: AsyncSession) -> int:
    """Load lazily, where SQLAlchemy awaits."""

    def toys(ordinary: Session) -> int:
        return len(ordinary.get_one(User, 1).toys)

    return await session.run_sync(toys)


CURES: tuple[Callable[[AsyncSession], Awaitable[int]], ...] = (
    say_it_before,
    await_the_attribute,
    run_ordinary_code,
)


async def run(lesson: Lesson) -> None:
    lesson.fill(users=1, toys=3, each=3)
    async with lesson.async_engine() as engine:
        lesson.step("Wrong: touch an attribute that is not loaded")
        lesson.code(wrong)
        with lesson.raises(MissingGreenlet):
            async with AsyncSession(engine) as session:
                await wrong(session)

        for cure in CURES:
            lesson.step(f"Right: {cure.__name__.replace('_', ' ')}")
            lesson.code(cure)
            async with AsyncSession(engine) as session:
                with lesson.sql(show=False) as sql:
                    toys = await cure(session)
            lesson.figure("statements sent", sql.count)
            lesson.claim("all three toys are there", toys == 3)
            lesson.claim("the user and the toys took two statements", sql.count == 2)
        lesson.say("Prefer the first: the others are lazy loads still, one for each object.")
