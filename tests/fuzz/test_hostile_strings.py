"""A hostile text is read back as it was written, or refused with 422, on every stack alike."""

import pytest

from tests.fuzz import hostile
from tests.fuzz.hostile import FIELDS
from tests.fuzz.meeting import Met, texts
from tests.fuzz.options import CASES, replay
from tests.fuzz.verdicts import wrong_tales

pytestmark = pytest.mark.timeout(0 if CASES > 1_000 else 300)


def test_a_text_is_read_back_as_written_or_refused(met: Met):
    wrong = wrong_tales(texts(), met.told)
    assert wrong == [], f"{len(wrong)} of {len(texts())}; {replay(met.stack)}"


def test_every_stack_tells_the_same(met: Met, first: Met):
    told = zip(texts(), first.told, met.told, strict=True)
    different = [(example, one, other) for example, one, other in told if one != other]
    assert different == [], replay(f"{first.stack},{met.stack}")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.key} of {field.plural}")
def test_each_field_has_texts_that_are_taken_and_refused(field: hostile.Field):
    refused = {example.is_refused for example in texts() if example.field == field}
    assert refused == {True, False}


def test_a_seed_always_gives_the_same_texts():
    assert hostile.examples(20, 7) == hostile.examples(20, 7)


def test_another_seed_gives_other_texts():
    assert hostile.examples(20, 7) != hostile.examples(20, 8)
