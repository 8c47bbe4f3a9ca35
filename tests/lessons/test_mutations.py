"""A lesson whose wrong way is mended, or whose right way is broken, fails at the claim about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, lazyload, selectinload

from lessons.catalogue import find
from lessons.lazy_models import User as LazyUser
from lessons.querying.keyset_pages import SIZE, offset_page
from lessons.safety.typed_entities import BY_ENTITY, MENDED, MODELS
from lessons.writing.upsert import EMAIL, upsert
from shared.models import Toy, User


def look_and_leave_it_to_the_server(session: Session, name: str, meanwhile: Any) -> None:
    """The wrong way of the lesson on upserts, mended."""
    meanwhile()
    upsert(session, name)


def toys_after(last_id: int) -> Select[Toy]:
    """The right way of the lesson on pages, broken: it counts."""
    return offset_page(last_id // SIZE)


def name_of_first(session: Session) -> str:
    """The wrong way of the lesson on results, mended."""
    return session.scalars(select(User)).first().name  # type: ignore[union-attr]


def upsert_the_name_alone(session: Session, name: str) -> User:
    """The right way of the lesson on upserts, broken: what `onupdate` would do is left out."""
    statement = insert(User).values(name=name, email=EMAIL)
    statement = statement.on_conflict_do_update(index_elements=[User.email], set_={"name": name})
    user = session.scalars(statement.returning(User)).one()
    session.commit()
    return user


WITH_LAZY_TOYS = select(LazyUser).options(selectinload(LazyUser.toys))
WITH_TOYS = select(User).options(selectinload(User.toys))

# lesson, what is replaced, by which other name of the same module or by what, the claim that fails
MUTATIONS = [
    ("n-plus-one", "wrong", "right", "20 users cost 1 + 20 statements"),
    ("n-plus-one", "right", "wrong", "20 users cost 2 statements"),
    ("lazy", "touch", "one", "MissingGreenlet is raised"),
    ("selectin", "selectinload", lazyload, "20 users with toys cost two statements"),
    ("joined", "without_unique", "with_unique", "InvalidRequestError is raised"),
    ("joined", "USERS_WITH_TOYS", WITH_TOYS, "InvalidRequestError is raised"),
    ("raiseload", "FORGOTTEN", "COMPLETE", "that it cost 1 + 20 statements"),
    ("raiseload", "GUARDED", "COMPLETE", "InvalidRequestError is raised"),
    ("raiseload", "COMPLETE", WITH_LAZY_TOYS, "InvalidRequestError is raised"),
    (
        "strategies",
        "WAYS",
        dict.fromkeys(("lazyload", "selectinload", "joinedload"), selectinload(User.toys)),
        "lazy: a statement for each user",
    ),
    ("states", "open_session", partial(Session, expire_on_commit=False), "commit() expires it"),
    ("flush-and-commit", "save", "keep", "and rolled back when the session closed"),
    ("flush-and-commit", "keep", "save", "and a COMMIT"),
    ("expire-on-commit", "forgetful", "remembering", "toy.name sent a SELECT"),
    ("expire-on-commit", "remembering", "forgetful", "nothing was sent after the COMMIT"),
    ("refresh", "ask_again", "refresh", "and the object still has the old name"),
    ("refresh", "refresh", "ask_again", "and the object has the new name"),
    ("missing-greenlet", "wrong", "await_the_attribute", "MissingGreenlet is raised"),
    ("get", "by_select", "by_get", "two calls, two statements"),
    ("get", "by_get", "by_select", "two calls, one statement"),
    ("select-where", "forgets", "toys", "the condition is lost"),
    ("select-where", "toys", "forgets", "one toy"),
    ("results", "name_of_first", name_of_first, "AttributeError is raised"),
    ("keyset-pages", "keyset_page", toys_after, "keyset reads a page, however deep"),
    ("create", "many_one_at_a_time", "many_by_object", "a statement for each"),
    ("create", "many_by_object", "many_one_at_a_time", "one statement"),
    ("update", "read_then_write", "write_only", "one of both changes is lost"),
    ("update", "write_only", "read_then_write", "no change is lost"),
    ("update", "all_by_statement", "all_by_object", "one UPDATE and nothing else"),
    ("delete", "by_object", "by_statement", "two reads, two deletes"),
    ("upsert", "look_then_insert", look_and_leave_it_to_the_server, "IntegrityError is raised"),
    ("upsert", "upsert", upsert_the_name_alone, "updated_at says that the row was changed"),
    ("all-or-nothing", "step_by_step", "together", "the first step was committed"),
    ("all-or-nothing", "together", "step_by_step", "nothing was committed"),
    ("binding", "find_by_text", "find", "the name ' OR true -- finds every toy"),
    ("binding", "create_by_text", "create", "a name has dropped a table"),
    ("binding", "create", "create_by_text", "the text does not hold the value"),
    ("typed-entities", "BY_ENTITY", MENDED, "the misspelt name is found"),
    ("typed-entities", "MENDED", BY_ENTITY, "mypy has nothing to say"),
    ("typed-entities", "BY_DICT", MODELS + BY_ENTITY, "mypy finds nothing to complain of"),
]


@pytest.mark.parametrize(
    ("name", "attribute", "replacement", "claim"),
    MUTATIONS,
    ids=[f"{name}-{attribute}" for name, attribute, *_ in MUTATIONS],
)
def test_a_changed_lesson_fails(
    name: str,
    attribute: str,
    replacement: Any,
    claim: str,
    changed: Callable[[str, str, Any], str],
) -> None:
    assert claim in changed(name, attribute, replacement)


def test_each_lesson_about_a_wrong_way_is_changed_here() -> None:
    groups = ("entities", "loading", "querying", "safety")
    known = {entry.name for group in groups for entry in find(group)}
    assert known <= {name for name, *_ in MUTATIONS}
