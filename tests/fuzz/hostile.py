"""Texts that have broken services before, the fields that they are put into, and who may refuse."""

import json
import unicodedata
from typing import NamedTuple

from hypothesis import strategies as st

from tests.fuzz.drawing import drawn

HARMLESS = {
    "quotes": ["'", '"', "`", "''", "$$", "$a$", "‘’“”"],
    "backslashes": ["\\", "\\\\", "\\'", "\\n", "\\u0000", "\\x00", "\\N"],
    "control characters": ["\x01", "\x1b[31m", "\x7f", "\x85", "\r\n", "\b"],
    "right to left": ["\u202e", "\u200f", "\u2066", "\u061c", "שלום", "مرحبا"],
    "combining": ["e\u0301", "a\u0300\u0301\u0302", "\u1100\u1161", "ﷺ", "ﬁ", "İ", "ß"],
    "four bytes": ["🤖", "\U0010ffff", "👩\u200d👩\u200d👧", "𝔘", "🇩🇪"],
    "not characters": ["\ufffe", "\uffff", "\ufffd", "\ue000"],
    "blank": [" ", "\t", "\xa0", "\u3000", "\u200b", "\ufeff", "\u2028", "\u2029"],
    "SQL": ["'; DROP TABLE users; --", "%s", "%(name)s", "%%", ":name", "$1", "?", "{}", "NULL"],
    "markup": ["<b>", "&amp;", "]]>", "{{7*7}}", "${x}", "../..", "%00", "//"],
}
POISON = ["\0", "a\0b", "\ud800", "\udfff", "a\ude00\ud83e"]
"""What PostgreSQL's text cannot hold, and what no UTF-8 can."""
EMAIL_TAIL = "@example.com"


class Field(NamedTuple):
    """Where a text goes: the key of a row, and how many characters it may have."""

    plural: str
    key: str
    longest: int


FIELDS = [
    Field("users", "name", 200),
    Field("users", "email", 320),
    Field("toys", "name", 200),
    Field("posts", "title", 200),
    Field("posts", "content", 100_000),
    Field("toys/bulk", "name", 200),
]


class Example(NamedTuple):
    """A text for a field."""

    field: Field
    text: str

    @property
    def is_refused(self) -> bool:
        """Whether every stack has to answer 422, by rules written here once more."""
        text = self.text
        if not 1 <= len(text) <= self.field.longest or "\0" in text or has_surrogate(text):
            return True
        if self.field.key != "email":
            return False
        local, _, domain = text.partition("@")
        return not local or not domain or "@" in domain or any(map(is_blank, text))


def has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def is_blank(character: str) -> bool:
    blank = character.isspace() or character == "\ufeff"
    return blank or unicodedata.category(character) == "Cc"


def as_sent(text: str) -> str:
    """Return what a text is once JSON has carried it: two halves of a pair become a character."""
    return json.loads(json.dumps(text))


def examples(number: int, seed: int) -> list[Example]:
    """Return what there always is, in every field, and so many texts drawn by lot."""
    snippets = [snippet for family in HARMLESS.values() for snippet in family]
    together = "".join(snippets)
    always = [Example(field, text) for field in FIELDS for text in [together, *POISON]]
    always += [
        Example(field, "é" * (field.longest + more)) for field in FIELDS[2:4] for more in (0, 1)
    ]
    always += [
        Example(Field("users", "email", 320), f"{snippet}{EMAIL_TAIL}") for snippet in snippets
    ]
    text = st.lists(
        st.sampled_from([*snippets, *POISON]) | st.characters(exclude_categories=()),
        max_size=8,
    ).map("".join)
    texts = text | text.map(lambda part: part * 40)
    emails = st.builds("{}{}".format, text, st.sampled_from([EMAIL_TAIL, "@", ""]))
    any_field = st.sampled_from(FIELDS).flatmap(
        lambda field: st.builds(Example, st.just(field), emails if field.key == "email" else texts)
    )
    return [
        Example(field, as_sent(text)) for field, text in always + drawn(any_field, number, seed)
    ]
