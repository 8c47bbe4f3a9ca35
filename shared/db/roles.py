"""Two roles: the owner migrates, the app reads and writes rows and can do nothing to the schema.

`python -m shared.db.roles` as the owner (DATABASE_URL), after `alembic upgrade head`, makes the
role that APP_DATABASE_URL names or changes its password, and grants what the app needs. It may
run again at any time: each statement says how things are to be.
"""

import os
import sys
import time

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from shared.errors import ConfigurationError
from shared.urls import for_libpq

ROWS = "SELECT, INSERT, UPDATE, DELETE"
GRANTS = (
    # whatever a role has that was there before; others see all of this at once, or nothing
    "REVOKE ALL ON DATABASE {database} FROM {role}",
    "REVOKE ALL ON SCHEMA {schema} FROM {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON TABLES FROM {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON SEQUENCES FROM {role}",
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    # PUBLIC has both where a database was made before PostgreSQL 15, and the second one always
    "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
    "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    f"GRANT {ROWS} ON ALL TABLES IN SCHEMA {{schema}} TO {{role}}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    # what the owner's later migrations create
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA {{schema}} GRANT {ROWS} ON TABLES TO {{role}}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    # which revision the schema has is the owner's business
    "REVOKE ALL ON alembic_version FROM {role}",
)

BEYOND_GRANTS = """
SELECT concat_ws(' and ',
    CASE WHEN rolsuper THEN 'is a superuser' END,
    CASE WHEN rolcreaterole THEN 'may create roles' END,
    CASE WHEN rolcreatedb THEN 'may create databases' END,
    CASE WHEN rolreplication THEN 'may replicate' END,
    CASE WHEN rolbypassrls THEN 'is above row level security' END,
    CASE WHEN pg_has_role(oid, current_user, 'MEMBER') AND NOT rolsuper THEN 'is the owner too' END)
FROM pg_roles WHERE rolname = %s
"""
"""What a role has that lets it do more than it is granted."""

ATTEMPTS = 10
AT_THE_SAME_TIME = (
    *(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation),
    psycopg.errors.InternalError_,  # "tuple concurrently updated"
)
"""What one of two gets who do this at once: roles are the server's, so no database's lock helps."""


def admit(owner: URL, app: URL) -> None:
    """Make the app's role as `owner`, who has migrated the database, and grant it what it needs.

    Raises `ConfigurationError` where both are one role, or the database refuses.
    """
    if app.username is None or app.username == owner.username:
        raise ConfigurationError(
            "The app's role must have a name of its own, another than the owner's: "
            "correct APP_DATABASE_URL."
        )
    for attempt in range(ATTEMPTS):
        try:
            with psycopg.connect(for_libpq(owner)) as connection:
                make(connection, app.username, app.password)
                grant(connection, app.username)
            return
        except AT_THE_SAME_TIME:
            time.sleep(0.1 * (attempt + 1))
        except psycopg.Error as error:
            reason = " ".join(str(error).split())
            raise ConfigurationError(f"The app's role cannot be set up: {reason}") from None
    raise ConfigurationError("Others set up the app's role all the time: try again.")


def grant(connection: psycopg.Connection, name: str) -> None:
    """Let the role into this database, for what apps do."""
    database, schema = connection.execute("SELECT current_database(), current_schema()").fetchall()[
        0
    ]
    names = {"role": name, "database": database, "schema": schema}
    quoted = {key: sql.Identifier(value) for key, value in names.items()}
    for statement in GRANTS:
        connection.execute(sql.SQL(statement).format(**quoted))


def make(connection: psycopg.Connection, name: str, password: object) -> None:
    """Create the role unless it is there, with no right but to log in; set its password."""
    found = connection.execute(BEYOND_GRANTS, [name]).fetchone()
    if found is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    elif found[0]:
        raise ConfigurationError(
            f"The role {name} {found[0]}, so no grant can bound it: take that from it, or name "
            "another in APP_DATABASE_URL."
        )
    if password is not None:
        # hashed here, so that no log on the way shows it
        hashed = connection.pgconn.encrypt_password(
            str(password).encode(), name.encode(), b"scram-sha-256"
        )
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(name), hashed.decode()))


def main() -> None:
    """Do it for the two URLs in the environment; 2 and one sentence where it cannot be done."""
    try:
        urls = [make_url(os.environ[name]) for name in ("DATABASE_URL", "APP_DATABASE_URL")]
        admit(*urls)
    except KeyError as missing:
        print(f"{missing.args[0]} is not set.", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except ConfigurationError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(2)


if __name__ == "__main__":
    main()
