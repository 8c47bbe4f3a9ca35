"""Brings a database to the newest revision of the schema, which Alembic alone owns."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from bench.errors import UserError

ROOT = Path(__file__).parents[1]


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
