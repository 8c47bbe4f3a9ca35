"""Brings a database to the newest revision of the schema, which Alembic alone owns.

And lets apps in who may not alter it.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bench.database import Database
from bench.errors import UserError
from shared.db.roles import admit
from shared.urls import for_libpq

ROOT = Path(__file__).parents[1]
APP_ROLE = "crossover_app"


def migrate(url: str) -> None:
    """Do to the database at `url` what `alembic upgrade head` does, quietly.

    Raises `UserError` where the revisions do not fit what is there.
    """
    config = Config(ROOT / "alembic.ini", attributes={"configure_logging": False})
    # Alembic's ini files interpolate on %, which an encoded password may hold
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except (CommandError, SQLAlchemyError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(
            f"The database's schema cannot be brought up to date ({reason}): "
            "name an empty database with --database-url."
        ) from None


def url_for_apps(place: Database) -> str:
    """Return the URL by which apps get at a migrated database.

    On a server of ours they have a role of their own; elsewhere the one that the user named.
    """
    return admitted(place.url) if place.embedded else place.url


def admitted(url: str) -> str:
    """Make the app's role in the migrated database at `url`, and return the URL with it.

    Its password is the owner's: both are made up for a server that lives for one run.
    """
    owner = make_url(url)
    app = owner.set(username=APP_ROLE)
    admit(owner, app)
    return for_libpq(app)
