"""A study's document as a JSON file."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bench.errors import UserError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")


def write(document: "DataclassInstance", path: Path) -> None:
    """Write a document at `path`, in one piece: a reader never meets half a file."""
    partial = path.with_name(f".{path.name}.partial")
    text = json.dumps(asdict(document), indent=1, allow_nan=False, ensure_ascii=False)
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)


def read(kind: TypeAdapter[T], path: Path, name: str) -> T:
    """Read `path`, a file or a folder that holds one called `name`; `UserError` without one."""
    file = path / name if path.is_dir() else path
    try:
        return kind.validate_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UserError(f"cannot read {file}: give a {name} or its folder.") from None
    except ValidationError as error:
        first: Any = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{file} is no whole {name}: {where}: {first['msg']}.") from None
