"""One frozen `Settings`, read from the environment once, when a process starts."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, PositiveInt, StringConstraints, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from shared.errors import ConfigurationError
from shared.urls import for_libpq

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Bridge = Literal["native", "threads", "blocking"]


class Settings(BaseSettings):
    """What an app needs to know. Each field is the environment variable of the same name."""

    model_config = SettingsConfigDict(frozen=True)

    database_url: str
    """Driver-neutral: ``postgresql://user:password@host:port/database``."""
    driver: Name = "psycopg"
    style: Name = "orm"
    """The access style. Which there are, and for which drivers: `shared.repositories.factory`."""
    bridge: Bridge = "native"
    """How async routes reach a repository: its own async one, a sync one in threads, or a sync
    one straight from the event loop (wrong on purpose)."""

    application_name: str = "crossover"
    """What the database's own views call this service's connections."""
    pool_size: PositiveInt = 8
    max_overflow: Annotated[int, Field(ge=0)] = 0
    pool_timeout: Annotated[float, Field(gt=0)] = 5.0
    """Seconds that a request waits for a connection before it gets a 503."""
    queue_limit: Annotated[int, Field(ge=0)] = 0
    """Requests that may wait in a process for its connections; one more gets a 503. 0 is
    8 for each connection."""
    pool_recycle: int = -1
    """Seconds after which a connection is replaced; -1 keeps it."""
    pool_pre_ping: bool = False
    connect_timeout: PositiveInt = 5
    """Seconds."""
    statement_timeout_ms: Annotated[int, Field(ge=0)] = 10_000
    """After that the server ends a statement, and the request gets a 504; 0 turns it off."""
    lock_timeout_ms: Annotated[int, Field(ge=0)] = 5_000
    """So long a statement waits for a lock before the request gets a 503; 0 waits on."""
    idle_in_transaction_timeout_ms: Annotated[int, Field(ge=0)] = 10_000
    """After that the server ends a session that does nothing in an open transaction, and whose
    locks others wait for; 0 lets it be."""

    server: Name = "default"
    """What serves the app; each app says what it has. By default the first: gunicorn, uvicorn."""
    read_timeout: Annotated[float, Field(gt=0)] = 20.0
    """Seconds that a client may take to send a request, or take nothing of its answer."""
    workers: PositiveInt = 1
    threads: PositiveInt = 8
    server_timing: bool = False
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "warning"
    log_format: Literal["text", "json"] = "text"
    log_requests: bool = False
    sql_comments: bool = False
    metrics: bool = False

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, text: str) -> str:
        try:
            backend = make_url(text).drivername
        except ArgumentError:
            backend = None
        if backend not in {"postgresql", "postgres"}:
            raise ValueError("must look like postgresql://user:password@host:port/database")
        if "%00" in text:
            raise ValueError("must not have a NUL (%00) in it")
        return text

    @field_validator("pool_recycle")
    @classmethod
    def _is_a_lifetime(cls, seconds: int) -> int:
        if seconds < -1 or seconds == 0:
            raise ValueError("must be -1, which keeps connections, or 1 and more seconds")
        return seconds

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """Read the environment; a wrong value raises `ConfigurationError`, one sentence."""
        try:
            return cls(**overrides)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]).upper()
            if first["type"] == "missing":
                raise ConfigurationError(f"{name} is not set.") from None
            raise ConfigurationError(
                f"{name} is not valid: {first['msg'].removeprefix('Value error, ')}."
            ) from None

    @property
    def connections(self) -> int:
        """The most connections that all workers together may open."""
        return self.workers * (self.pool_size + self.max_overflow)

    @property
    def observed(self) -> bool:
        """Whether requests are to be told apart: in logs, in SQL or in metrics."""
        return self.log_format == "json" or self.log_requests or self.sql_comments or self.metrics

    @property
    def url(self) -> URL:
        """The database's URL for SQLAlchemy, with the driver in it.

        Without parameters for asyncpg, which gets them from `shared.db.options` in its own way.
        """
        url = make_url(self.database_url).set(drivername=f"postgresql+{self.driver}")
        return url.set(query={}) if self.driver == "asyncpg" else url

    @property
    def libpq_url(self) -> str:
        """The database's URL for a driver alone, without SQLAlchemy's driver name."""
        return for_libpq(make_url(self.database_url))
