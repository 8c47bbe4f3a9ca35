from dataclasses import dataclass

import pytest

from shared.errors import ConfigurationError
from shared.settings import Settings

URL = "postgresql://ada:secret@db.example:5432/crossover"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("POOL_SIZE", "3")
    assert Settings.load().pool_size == 3


def test_the_connections_of_all_workers_are_counted() -> None:
    settings = Settings.load(database_url=URL, workers=3, pool_size=4, max_overflow=1)
    assert settings.connections == 15


def test_the_driver_goes_into_the_url() -> None:
    settings = Settings.load(database_url=URL, driver="asyncpg")
    assert settings.url.drivername == "postgresql+asyncpg"


def test_a_driver_alone_gets_a_url_without_sqlalchemys_name() -> None:
    assert Settings.load(database_url=URL).libpq_url == URL


def test_settings_do_not_change() -> None:
    with pytest.raises(Exception, match="frozen"):
        Settings.load(database_url=URL).workers = 2


@dataclass
class Wrong:
    name: str
    value: str
    says: str


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("DATABASE_URL", "mysql://localhost/x", "must look like postgresql://"),
        Wrong("DATABASE_URL", "not a url", "must look like postgresql://"),
        Wrong("POOL_SIZE", "0", "greater than 0"),
        Wrong("WORKERS", "many", "valid integer"),
        Wrong("DATABASE_URL", "postgresql://ada:se%00cret@localhost/x", "must not have a NUL"),
        Wrong("POOL_RECYCLE", "0", "must be -1"),
        Wrong("POOL_RECYCLE", "-2", "must be -1"),
        Wrong("DRIVER", "No driver", "String should match pattern"),
    ],
    ids=lambda wrong: f"{wrong.name}={wrong.value}",
)
def test_a_wrong_value_is_one_sentence(wrong: Wrong, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv(wrong.name, wrong.value)
    with pytest.raises(ConfigurationError) as raised:
        Settings.load()
    sentence = str(raised.value)
    assert sentence.startswith(f"{wrong.name} is not valid: ")
    assert wrong.says in sentence
    assert "\n" not in sentence


def test_a_missing_url_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(ConfigurationError, match=r"^DATABASE_URL is not set\.$"):
        Settings.load()
