"""URLs as libpq reads them, and as people may see them."""

from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from shared.db.budget import check_budget
from shared.db.parameters import check_parameters
from shared.errors import ConfigurationError
from shared.settings import Settings
from shared.urls import for_libpq, for_people

ODD = ["open sesame", "a+b", "a%b", "a@b/c:d?e#f&g=h", "'\"\\", " ", "ä€𝄞", "%20", "[::1]"]


@pytest.mark.parametrize("text", ODD)
def test_libpq_reads_what_was_meant(text: str) -> None:
    word = quote(text, safe="")
    url = f"postgresql://{word}:{word}@db.example:5432/{word}?options={word}&sslrootcert={word}"
    assert conninfo_to_dict(for_libpq(make_url(url))) == {
        **dict.fromkeys(("user", "password", "dbname", "options", "sslrootcert"), text),
        "host": "db.example",
        "port": "5432",
    }


@pytest.mark.parametrize("text", ODD)
def test_an_app_starts_with_any_password(text: str) -> None:
    url = f"postgresql://ada:{quote(text, safe='')}@db.example/crossover"
    check_parameters(Settings.load(database_url=url))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:s3cret@localhost:1/x",
        "postgresql://ada@localhost:1/x?password=s3cret",
        "postgresql://ada@localhost:1/x?sslkey=/k.pem&sslpassword=s3cret",
    ],
)
def test_nobody_sees_a_password(url: str) -> None:
    assert "s3cret" not in for_people(make_url(url))
    with pytest.raises(ConfigurationError, match="does not answer at postgresql://") as raised:
        check_budget(Settings.load(database_url=url, connect_timeout=2))
    assert "s3cret" not in str(raised.value)
