"""What must hold of every answer besides what Schemathesis asks by itself, and what need not."""

import re

import schemathesis
from schemathesis.engine.recorder import Interaction

INTERNALS = re.compile(
    rb'Traceback|File \\?"|line \d+, in |\.py\b'
    rb"|sqlalchemy|psycopg|asyncpg|tortoise|pydantic|werkzeug|starlette"
    rb"|\bSELECT\b|\bINSERT INTO\b|\bUPDATE\b.*\bSET\b|\bDELETE FROM\b|SQLSTATE|DETAIL:"
)
"""What a problem must not tell: where the code is, what of, what it asks the database."""

LONGEST_REQUEST_LINE = 4_094
"""Bytes; gunicorn answers a longer one itself, before there is an app to ask."""


@schemathesis.check
def tells_no_internals(_ctx: schemathesis.CheckContext, response, _case: schemathesis.Case) -> None:
    if response.status_code >= 400 and (found := INTERNALS.search(response.content)):
        raise AssertionError(f"the answer tells {found[0]!r}")


def is_waived(check: str, operation: str, interaction: Interaction) -> bool:
    """Return whether a failure is none, for a reason that the contract gives.

    GET, PATCH and DELETE of /toys/bulk are the toy with the id "bulk": a 422, and in `Allow`.
    """
    methods = ("unsupported_method", "allow_header_conformance")
    if operation == "POST /toys/bulk" and check in methods:
        return True
    status = interaction.response.status_code if interaction.response else 0
    return status == 414 and len(interaction.request.uri) > LONGEST_REQUEST_LINE
