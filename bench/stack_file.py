"""Stacks out of a TOML file: any service, not only ours. `examples/stacks.toml` shows how."""

import re
import shlex
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic import model_validator as validator

from bench import placeholders
from bench.errors import UserError
from bench.stack_groups import GROUPS
from bench.stacks import STACKS, Capacity, common_environment

CUSTOM = "custom"
"""What framework, server, driver and style are called where the file does not say."""


@dataclass(frozen=True, kw_only=True)
class CustomStack:
    """A stack out of a file: one that is started (`command_line`), or one that runs (`url`).

    Command line and `variables` hold placeholders; the process starts in `folder`. `contract`
    tells whether it has to keep the API's contract; where not, nobody has checked what it answers.
    """

    name: str
    folder: Path
    command_line: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    contract: bool = False
    framework: str = CUSTOM
    server: str = CUSTOM
    driver: str = CUSTOM
    style: str = CUSTOM
    warning: str | None = None

    def command(self, port: int) -> list[str]:
        """Return the command line that serves it on `port`; RuntimeError for one that runs."""
        if self.url:
            raise RuntimeError(f"{self.name} runs at {self.url}: it is not started")
        return [
            *(sys.executable, "-I", "-S", placeholders.__file__),
            str(port),
            str(self.folder),
            *(f"{name}={value}" for name, value in self.variables),
            "--",
            *self.command_line,
        ]

    def environment(self, database_url: str, capacity: Capacity) -> dict[str, str]:
        """Return what every stack is told, and the name that libpq gives to its connections."""
        return {**common_environment(database_url, capacity), "PGAPPNAME": self.name}


def load_stack_file(path: Path) -> tuple[CustomStack, ...]:
    """Read the stacks of a file; UserError names file, stack and field that are wrong."""
    tables = _tables(path)
    stacks = tuple(_stack(path, number, table) for number, table in enumerate(tables, start=1))
    for name, count in Counter(stack.name for stack in stacks).items():
        if name in STACKS or name in GROUPS:
            raise UserError(f"{path}: stack {name!r}: name: is one of ours: choose another.")
        if count > 1:
            raise UserError(f"{path}: stack {name!r}: name: is there {count} times: rename one.")
    return stacks


def _tables(path: Path) -> list[Any]:
    try:
        with path.open("rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        raise UserError(f"Cannot read {path} ({error.strerror}): name a TOML file.") from None
    except ValueError as error:  # not TOML, or not UTF-8
        raise UserError(f"{path} is not TOML: {error}; correct it there.") from None
    tables = document.pop("stack", None)
    if document:
        raise UserError(f"{path}: {min(document)!r} is not known: a file has only [[stack]].")
    if not isinstance(tables, list) or not tables:
        raise UserError(f"{path} has no stack: begin each with a line [[stack]].")
    return tables


def _stack(path: Path, number: int, table: Any) -> CustomStack:
    try:
        entry = _Entry.model_validate(table)
    except ValidationError as error:
        name = table.get("name") if isinstance(table, Mapping) else None
        which = repr(name) if isinstance(name, str) else f"number {number}"
        first = error.errors()[0]
        field = f"{first['loc'][0]}: " if first["loc"] else ""
        raise UserError(f"{path}: stack {which}: {field}{_what(first)}.") from None
    described = entry.model_dump(exclude={"command", "env"})
    return CustomStack(
        **described,
        folder=path.resolve().parent,
        command_line=tuple(entry.command or ()),
        variables=tuple(entry.env.items()),
    )


def _what(error: Any) -> str:
    """Return what is wrong, in a clause."""
    match error["type"]:
        case "missing":
            return "is needed"
        case "extra_forbidden":
            return f"is not known: a stack has {', '.join(_Entry.model_fields)}"
        case _:
            where = "".join(f"{part}: " for part in error["loc"][1:])
            message = str(error["msg"]).removeprefix("Value error, ")
            return where + message[0].lower() + message[1:]


def _words(command: Any) -> Any:
    """Split a text as a shell would, without being one."""
    return shlex.split(command) if isinstance(command, str) else command


def _fillable(text: str) -> str:
    """Refuse placeholders that nothing fills, and the one character that no process takes."""
    for name in placeholders.PLACEHOLDER.findall(text):
        if name not in placeholders.NAMES:
            known = ", ".join(f"{{{known}}}" for known in placeholders.NAMES)
            raise ValueError(f"{{{name}}} is no placeholder: there are {known}")
    if "\0" in text:
        raise ValueError("a NUL character cannot be handed to a process")
    return text


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+", text):
        raise ValueError("a name has only small letters, digits and hyphens")
    return text


def _http(text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        whole = False
    if not whole or parts.query or parts.fragment:
        raise ValueError("must look like http://127.0.0.1:8000")
    return text.rstrip("/")


_Fillable = Annotated[str, AfterValidator(_fillable)]
_Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class _Entry(BaseModel):
    """One [[stack]], as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, AfterValidator(_name)]
    command: Annotated[list[_Fillable], BeforeValidator(_words), Field(min_length=1)] | None = None
    url: Annotated[str, AfterValidator(_http)] | None = None
    env: dict[_Variable, _Fillable] = {}
    contract: bool = False
    framework: str = CUSTOM
    server: str = CUSTOM
    driver: str = CUSTOM
    style: str = CUSTOM
    warning: str | None = None

    @validator(mode="after")
    def _started_or_running(self) -> Self:
        if (self.command is None) == (self.url is None):
            raise ValueError("give either command or url, to say whether it is started or runs")
        if self.url and self.env:
            raise ValueError("env is for a stack that is started by command; leave it out")
        if self.command and not any("{port}" in text for text in self._texts()):
            raise ValueError("command or env must hold {port}, or nobody finds the service")
        return self

    def _texts(self) -> list[str]:
        return [*(self.command or ()), *self.env.values()]
