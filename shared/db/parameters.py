"""What DATABASE_URL may say behind its question mark: what the driver knows and no setting says."""

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from shared.db.silence import libpq_limits
from shared.errors import ConfigurationError
from shared.settings import Settings

TLS = (
    *("sslmode", "sslnegotiation", "sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl"),
    *("ssl_min_protocol_version", "ssl_max_protocol_version"),
)
PLACE = ("host", "port", "dbname", "target_session_attrs")
ACCOUNT = ("user", "password", "passfile", "service", "krbsrvname", "gsslib")
KNOWN_TO_ASYNCPG = {*TLS, *PLACE, *ACCOUNT, "options"}
"""Those of libpq's that asyncpg has too. Any other it takes for a setting of the session, which
the server then refuses, at each request."""


def check_parameters(settings: Settings) -> None:
    """Raise `ConfigurationError` when the URL has a parameter that the driver does not know."""
    try:
        conninfo_to_dict(settings.libpq_url)
    except ProgrammingError as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(f"DATABASE_URL is not valid: {reason}.") from None
    named = make_url(settings.database_url).query.keys()
    said = said_elsewhere(settings)
    for name in sorted(named & said.keys()):
        raise ConfigurationError(
            f"DATABASE_URL is not valid: take {name} out, {said[name]} decides on it."
        )
    if settings.driver != "asyncpg":
        return
    if unknown := sorted(named - KNOWN_TO_ASYNCPG):
        raise ConfigurationError(
            f"DATABASE_URL is not valid: DRIVER=asyncpg does not know {', '.join(unknown)}; "
            "take it out, or choose another driver."
        )


def said_elsewhere(settings: Settings) -> dict[str, str]:
    """Return what every stack sets by itself, so that the URL's own would be lost, and by what."""
    silence = "the longer of STATEMENT_TIMEOUT_MS and CONNECT_TIMEOUT"
    return {
        "application_name": "APPLICATION_NAME",
        "connect_timeout": "CONNECT_TIMEOUT",
        **dict.fromkeys(["keepalives", *libpq_limits(settings)], silence),
    }
