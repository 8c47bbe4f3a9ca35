"""What is wrong with what came of a hostile text."""

from collections.abc import Iterable

from tests.fuzz.hostile import Example
from tests.fuzz.story import Told


def wrong_tales(examples: Iterable[Example], told: Iterable[Told]) -> list[tuple[Example, Told]]:
    """Return each text that was neither refused nor read back as it was written."""
    pairs = zip(examples, told, strict=True)
    return [(example, tale) for example, tale in pairs if not _is_right(example, tale)]


def _is_right(example: Example, tale: Told) -> bool:
    writes = 1 if example.field.plural == "toys/bulk" else 2
    if example.is_refused:
        return tale.statuses == [422] * writes
    if example.field.plural == "toys/bulk":
        return tale.statuses == [201, 200] and tale.texts[-1] == example.text
    once_more = [204] if example.field.key == "email" else []
    if tale.statuses == [409, 409] and example.field.key == "email":
        return True  # an earlier text was the same one, and the changed user has it
    read = [text for text in tale.texts if text is not None]
    return tale.statuses == [201, 200, *once_more, 200, 200] and read == [example.text] * 4
