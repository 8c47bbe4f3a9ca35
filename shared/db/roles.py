"""Two roles: the owner migrates, the app reads and writes rows and can do nothing to the schema.

`python -m shared.db.roles` as the owner (DATABASE_URL), after `alembic upgrade head`, makes the
role that APP_DATABASE_URL names or changes its password, and grants what the app needs. It may
run again at any time: each statement says how things are to be.
"""

import os
import sys

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from shared.errors import ConfigurationError

ROWS = "SELECT, INSERT, UPDATE, DELETE"
GRANTS = (
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


def admit(owner: URL, app: URL) -> None:
    """Make the app's role as `owner`, who has migrated the database, and grant it what it needs.

    Raises `ConfigurationError` where both are one role, or the database refuses.
    """
    if app.username is None or app.username == owner.username:
        raise ConfigurationError(
            "The app's role must have a name of its own, another than the owner's: "
            "correct APP_DATABASE_URL."
        )
    named = owner.set(drivername="postgresql").render_as_string(hide_password=False)
    role = sql.Identifier(app.username)
    try:
        with psycopg.connect(named) as connection:
            # two at once would meet at the rows of the catalogue
            connection.execute("SELECT pg_advisory_xact_lock(hashtext('shared.db.roles'))")
            make(connection, app.username, app.password)
            database, schema = connection.execute(
                "SELECT current_database(), current_schema()"
            ).fetchall()[0]
            for grant in GRANTS:
                connection.execute(
                    sql.SQL(grant).format(
                        role=role, database=sql.Identifier(database), schema=sql.Identifier(schema)
                    )
                )
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(f"The app's role cannot be set up: {reason}") from None


def make(connection: psycopg.Connection, name: str, password: object) -> None:
    """Create the role unless it is there, with no right but to log in; set its password."""
    there = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [name])
    found = there.fetchone()
    if found is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    elif found[0]:
        raise ConfigurationError(f"The role {name} is a superuser, so no grant can bound it.")
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
