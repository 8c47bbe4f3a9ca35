"""What commit does to the objects you hold.

After a commit others may change the rows, so the session forgets what it knows: each object is
expired, and reads its row again when it is touched. A web service answers right after the commit
and pays for that with a SELECT, or with an error when the session is closed (and under asyncio
always). `expire_on_commit=False` keeps what was known.

See: https://docs.sqlalchemy.org/en/21/orm/session_api.html#sqlalchemy.orm.Session
See: https://docs.sqlalchemy.org/en/21/errors.html#error-bhk3
"""

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import DetachedInstanceError

from lessons.lesson import Lesson
from shared.models import Toy


def forgetful(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine)


def remembering(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def create(sessions: sessionmaker[Session], name: str) -> str:
    """Create a toy and answer with its name."""
    with sessions() as session:
        toy = Toy(name=name)
        session.add(toy)
        session.commit()
        return toy.name


def create_and_close(sessions: sessionmaker[Session], name: str) -> Toy:
    """Create a toy, and hand it out of its session."""
    with sessions.begin() as session:
        toy = Toy(name=name)
        session.add(toy)
    return toy


def run(lesson: Lesson) -> None:
    with lesson.engine() as engine:
        lesson.step("Wrong for an answer: the default")
        lesson.code(forgetful, create)
        with lesson.sql() as default:
            create(forgetful(engine), "kite")
        lesson.claim(
            "toy.name sent a SELECT after the COMMIT", default.verbs().count("SELECT") == 1
        )

        lesson.say("Once the session is closed, there is nothing to read the row with:")
        with lesson.raises(DetachedInstanceError):
            _ = create_and_close(forgetful(engine), "ball").name

        lesson.step("Right for an answer: expire_on_commit=False")
        lesson.code(remembering)
        with lesson.sql() as kept:
            create(remembering(engine), "drum")
        lesson.claim("nothing was sent after the COMMIT", kept.verbs()[-1] == "COMMIT")
        toy = create_and_close(remembering(engine), "doll")
        lesson.claim("the object outlives its session", toy.name == "doll")

        lesson.step("The price: what was known may be old")
        with remembering(engine)() as session:
            toy = session.get_one(Toy, 1)
            session.commit()
            with engine.begin() as other:
                other.execute(update(Toy).where(Toy.id == 1).values(name="renamed"))
            lesson.claim("after somebody's change the object has the old name", toy.name == "kite")
            session.refresh(toy)
            lesson.claim("until it is refreshed", toy.name == "renamed")
