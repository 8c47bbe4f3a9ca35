"""The database's URL as text: for libpq, which reads it in its own way, and for people."""

from sqlalchemy import URL

SECRETS = ("password", "sslpassword")


def for_libpq(url: URL) -> str:
    """Return the URL for a driver alone, with its password and without SQLAlchemy's driver.

    A space is `%20` everywhere, the one way that libpq knows (PostgreSQL's documentation,
    "Connection URIs"); SQLAlchemy writes it out before the question mark, and as `+` behind it.
    """
    text = url.set(drivername="postgresql").render_as_string(hide_password=False)
    head, mark, parameters = text.partition("?")
    return head.replace(" ", "%20") + mark + parameters.replace("+", "%20")


def for_people(url: URL) -> str:
    """Return the URL without any password, also those among its parameters."""
    return url.difference_update_query(SECRETS).render_as_string(hide_password=True)
