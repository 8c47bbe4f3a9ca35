"""Safety: values that stay values, and names that are checked."""

PLACE = 7
LESSONS = ("binding", "typed_entities")
