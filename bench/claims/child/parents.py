"""A hundred users with their toys: N+1, and the two ways around it."""

from typing import Final

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from bench.claims.child.rows import Rows
from bench.layers.child.blocks import Call, Calls
from shared.models import User
from shared.settings import Settings

PARENTS: Final = 100


def make(settings: Settings, _: Rows) -> Calls:
    """Return the calls."""
    engine = create_engine(settings.url)

    def loading(option: ORMOption) -> Call:
        statement = select(User).options(option).order_by(User.id).limit(PARENTS)

        def load(_: int) -> int:
            with Session(engine) as session:
                return sum(len(user.toys) for user in session.scalars(statement).unique())

        return load

    return {
        "lazy": loading(lazyload(User.toys)),
        "joined": loading(joinedload(User.toys)),
        "selectin": loading(selectinload(User.toys)),
    }
