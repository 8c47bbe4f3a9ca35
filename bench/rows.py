"""The rows of the dataset, from their ids by arithmetic alone: the same on every machine.

A row is a line in PostgreSQL's own text format, columns parted by tabs. COPY reads that line, and
the server's `concat_ws` writes it back, so loading and checking share one form. No text here
holds a tab, a backslash or a line break.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

TOYS_EACH = 3
SPREAD = 7919
"""A prime: multiples of it, modulo a count, visit everything once before anything twice."""

EMAIL_DOMAIN = "crossover.example"
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
STEP_S = 61
"""So many seconds after the row before was each made, and a bit: see `moments`."""
MICROSECONDS = 1_000_000

COLUMNS = {
    "users": ("id", "name", "email", "created_at", "updated_at"),
    "toys": ("id", "name", "created_at", "updated_at"),
    "posts": ("id", "author_id", "title", "content", "created_at", "updated_at"),
    "user_toy": ("user_id", "toy_id"),
    "post_toy": ("post_id", "toy_id"),
}
"""The tables in an order that satisfies their foreign keys."""

FIRST_NAMES = (
    *("Ada", "Björn", "Chiara", "Dmitri", "Élodie", "Farid", "Grace", "Hana", "Ivo", "Jadwiga"),
    *("Kofi", "Łucja", "Mei", "Noor", "Óscar", "Priya", "Quentin", "Rosa", "Søren"),
)
LAST_NAMES = (
    *("Abe", "Brandt", "Castillo", "Dvořák", "Eriksen", "Fontaine", "Gallo", "Hughes", "Ito"),
    *("Jansen", "Kaya", "Lindqvist", "Moreau", "Nowak", "Okafor", "Petrov", "Quispe", "Rossi"),
    *("Schmidt", "Tanaka", "Ueda", "Villar", "Wójcik"),
)
KINDS = ("bear", "boat", "car", "castle", "dice", "doll", "drum", "kite", "puzzle", "robot", "top")
MANNERS = (
    *("blue", "clockwork", "crooked", "enormous", "humming", "patient", "red"),
    *("silent", "tiny", "wooden", "woollen", "yellow", "zigzag"),
)
SENTENCES = (
    "It came in a box that was far too large, wrapped in last week's newspaper.",
    "The left wheel turns, the right wheel thinks about it.",
    "My sister says hers is older, but hers has a new spring.",
    "After three winters in the attic it still smells of varnish.",
    "Nobody in the shop could say who had made it.",
    "If you wind it eleven times it walks to the edge of the table and stops.",
    "We repaired it with thread, glue and a good deal of patience.",
    "The instructions were in four languages, none of which we could read.",
    "On rainy afternoons it is the first thing that leaves the shelf.",
    "The paint has gone where the small hands hold it.",
    "I would not sell it, but I would lend it to somebody careful.",
    "There is a scratch under the base that looks like a map of an island.",
    "It was meant for children of six and more; the grown-ups disagree.",
    "Every piece is there except the one that everybody notices.",
    "The dog has opinions about it, and has acted on them twice.",
    "We measured: it rolls four metres on wood and almost two on carpet.",
    "Someone had written a date inside, in pencil, and then thought better of it.",
    "It makes a sound like a door in a very small house.",
    "The second one was cheaper and lasted longer, which still annoys me.",
    "You can take it apart with a coin and put it together with a bit of luck.",
    "For years it stood by the window and faded evenly.",
    "Next to the others it looks serious, almost as if it kept accounts.",
    "If anyone has the missing key, please write.",
)


def user_lines(users: int) -> Iterator[str]:
    """Yield the rows of users."""
    for row in range(1, users + 1):
        first, last = pick(FIRST_NAMES, row), pick(LAST_NAMES, row)
        yield f"{row}\t{first} {last}\tuser{row}@{EMAIL_DOMAIN}\t{moments(row)}"


def toy_lines(toys: int) -> Iterator[str]:
    """Yield the rows of toys."""
    for row in range(1, toys + 1):
        yield f"{row}\t{toy_name(row)} {row}\t{moments(row)}"


def post_lines(posts: int, users: int) -> Iterator[str]:
    """Yield the rows of posts, as many by each author."""
    for row in range(1, posts + 1):
        author = row * SPREAD % users + 1
        title = f"What became of the {toy_name(row)}"
        content = " ".join(pick(SENTENCES, row + 5 * place) for place in range(3 + row % 5))
        yield f"{row}\t{author}\t{title}\t{content}\t{moments(row)}"


def link_lines(owners: int, toys: int) -> Iterator[str]:
    """Yield the links of each owner to three different toys, each toy as often as any other."""
    for owner in range(1, owners + 1):
        first = owner * SPREAD
        for place in range(TOYS_EACH):
            yield f"{owner}\t{(first + place * (toys // TOYS_EACH)) % toys + 1}"


def toy_name(row: int) -> str:
    """Return what kind of toy it is."""
    return f"{pick(MANNERS, row)} {pick(KINDS, row)}"


def pick(choices: Sequence[str], row: int) -> str:
    """Return one of `choices`; those of a prime number of choices take turns."""
    return choices[row % len(choices)]


def moments(row: int) -> str:
    """Return the two timestamps of a row, a minute and a bit after those of the row before."""
    created = EPOCH + timedelta(seconds=STEP_S * row, microseconds=row * SPREAD % MICROSECONDS)
    updated = EPOCH + timedelta(seconds=STEP_S * row + 3_600 * (row % 97), milliseconds=row % 1_000)
    return f"{moment(created)}\t{moment(max(created, updated))}"


def moment(when: datetime) -> str:
    """Return a moment as PostgreSQL writes it in UTC: no zeros at the end of the fraction."""
    text = when.strftime("%Y-%m-%d %H:%M:%S.%f").rstrip("0").rstrip(".")
    return f"{text}+00"
