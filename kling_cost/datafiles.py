"""Where the shipped data lies, and TOML files read into validated models.

Numbers keep every digit (``parse_float=Decimal``), and a file's faults come back all at once, each with
the file and the path of the key. What a file may say is not decided here but by the model it is read into.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from kling_cost.amounts import exact, plain
from kling_cost.errors import InputRefused, NotExact, Problem, closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic_core import ErrorDetails

Fault = tuple[str, str]
"""The path of a key in a file, and what is wrong there."""


class FileModel(BaseModel):
    """The base of every model of a file: strict, closed, unchangeable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)

    def faults(self) -> Iterator[Fault]:
        """Give what no single field shows: the path of a key, and what is wrong there."""
        yield from ()


FileModelT = TypeVar("FileModelT", bound=FileModel)


IN_JSON = {"numbers": "text"}
"""The context in which a model is read back from a JSON document of ours, where exact numbers are text."""


def _exact_number(value: object, info: ValidationInfo) -> Decimal:
    """Admit what TOML reads as a number, exactly; text stays refused so that a file has one spelling."""
    if isinstance(value, str) and info.context != IN_JSON:
        raise ValueError(f"{value!r} is text; write the number without quotes")
    try:
        return exact(value)
    except NotExact as error:
        raise ValueError(str(error)) from None


ExactNumber = Annotated[
    Decimal,
    BeforeValidator(_exact_number),
    PlainSerializer(plain, when_used="json"),
    WithJsonSchema({"type": "number"}, mode="validation"),
    WithJsonSchema({"type": "string"}, mode="serialization"),
]
"""A Decimal or whole number as a data file writes it; never a float, never a truth value."""


Text = Annotated[str, StringConstraints(min_length=1)]
"""Words that must not be empty."""


class SourceFile(FileModel):
    """Where prices were read."""

    title: Text
    """What the source is: the page's or document's name and who wrote it."""
    link: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    """Its address. Absent only if none was kept; then `note` says so and no rate on it is `published`."""
    read_on: date
    """The day it was read."""
    note: str = ""
    """What to know about it: no date on the page, relayed by somebody, ..."""

    @model_validator(mode="after")
    def _says_why_there_is_no_link(self) -> SourceFile:
        if self.link is None and not self.note:
            raise ValueError("a source without a link needs a note that says why there is none")
        return self


def fault_in(path: Path, code: str, message: str, key: str | None = None) -> Problem:
    """Say what is wrong in a data file, at the path of a key where it is one's."""
    return Problem(level="error", code=code, message=message, file=str(path), column=key)


def pricing_dir() -> Path:
    """Give the folder of the shipped price data: the wheel's copy, else the checkout's ``pricing/``."""
    package = Path(__file__).parent
    inside = package / "pricing"
    return inside if inside.is_dir() else package.parent / "pricing"


def read_text(path: Path) -> str:
    """Read a UTF-8 text file, with or without a byte order mark.

    Raises:
        InputRefused: when it is missing, unreadable or not UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if "\0" not in text:
            return text
        code, message = "not-utf-8", "is not UTF-8 text but perhaps UTF-16; save it as 'CSV UTF-8' or 'UTF-8'"
    except OSError as error:
        code, message = "unreadable", f"cannot be read: {error.strerror or error}"
    except UnicodeDecodeError as error:
        code = "not-utf-8"
        message = f"is not UTF-8 text (byte {error.start + 1}); save it as 'CSV UTF-8' or 'UTF-8'"
    raise InputRefused([fault_in(path, code, message)])


def load_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file with exact numbers.

    Raises:
        InputRefused: when it cannot be read or is not TOML (with the line).
    """
    text = read_text(path)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused([fault_in(path, "not-toml", f"is not valid TOML: {error}")]) from None


def read_document(text: str, path: Path, model: type[FileModelT]) -> FileModelT:
    """Read a JSON document of ours into its model.

    Raises:
        InputRefused: with every fault of the document, each with the path of its key.
    """
    try:
        file = model.model_validate_json(text, context=IN_JSON)
    except ValidationError as error:
        raise InputRefused(_field_problems(error, path, model)) from None
    if contradictions := _contradictions(file, path):
        raise InputRefused(contradictions)
    return file


def key_path(location: tuple[int | str, ...]) -> str:
    """Write a place in a data file as ``offers[3].rates[0].amount``."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def load_file(path: Path, model: type[FileModelT]) -> FileModelT:
    """Read a TOML file into its model.

    Raises:
        InputRefused: with every fault of the file, each with the path of its key.
    """
    file, problems = find_faults(path, model)
    if problems or file is None:
        raise InputRefused(problems)
    return file


def find_faults(path: Path, model: type[FileModelT]) -> tuple[FileModelT | None, Sequence[Problem]]:
    """Read a TOML file with every fault; one that only contradicts itself is given all the same."""
    try:
        file = model.model_validate(load_toml(path))
    except InputRefused as refused:
        return None, refused.problems()
    except ValidationError as error:
        return None, _field_problems(error, path, model)
    return file, _contradictions(file, path)


def _contradictions(file: FileModel, path: Path) -> list[Problem]:
    return [fault_in(path, "data-contradiction", message, key) for key, message in file.faults()]


def _field_problems(error: ValidationError, path: Path, model: type[FileModel]) -> list[Problem]:
    """Give a problem per field; a list that lost its only item to a fault is not called too short besides."""
    faults = error.errors(include_url=False)
    places = [fault["loc"] for fault in faults]
    return [
        Problem(
            level="error",
            code=f"data-{fault['type'].replace('_', '-')}",
            message=_unknown_key(str(fault["loc"][-1]), model)
            if fault["type"] == "extra_forbidden"
            else _sentence(fault["msg"], fault["input"]) + _meant(fault),
            file=str(path),
            column=key_path(fault["loc"]) or None,
        )
        for fault in faults
        if fault["type"] != "too_short"
        or not any(place != fault["loc"] and place[: len(fault["loc"])] == fault["loc"] for place in places)
    ]


_CURES = {
    "date_type": "write a day without quotes: 2026-03-10",
    "bool_type": "write true or false, without quotes",
    "int_type": "write a whole number without quotes or a point, such as 5",
    "tuple_type": 'write a list, such as ["pro"]',
    "string_type": "write it in quotes",
    "string_too_short": "write something, or leave the key out",
    "model_type": "write it as a table, with a line for each key",
    "dict_type": "write it as a table, with a line for each name",
    "missing": "add it",
    "too_short": "add one, or leave out what would be empty",
}


def _meant(fault: ErrorDetails) -> str:
    """Say the cure: how the value is written, or the closest of the words that a key allows."""
    found = fault["input"]
    if fault["type"] in _CURES:
        return f"; {_CURES[fault['type']]}"
    if fault["type"] not in {"enum", "literal_error"} or not isinstance(found, str):
        return ""
    meant = closest(found, re.findall("'([^']+)'", fault["msg"]))
    return f"; did you mean {meant}?" if meant else ""


def _unknown_key(key: str, model: type[FileModel]) -> str:
    meant = closest(key, _keys_of(model))
    return f"unknown key {key!r}" + (f"; did you mean {meant}?" if meant else "; leave it out")


def _keys_of(model: type[BaseModel]) -> set[str]:
    """Give every key that a file of this model may have, at whatever depth."""
    keys = set(model.model_fields)
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            keys |= _keys_of(inner)
    return keys


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


_MOST_SHOWN = 200
"""A value is shown to be found again, not to be read: a whole document is no help."""


def _sentence(message: str, found: object) -> str:
    """Say what was found, as a TOML file writes it, unless the message shows it or it is a whole table."""
    text = message.removeprefix("Value error, ")
    if isinstance(found, dict | list) or repr(found) in text:
        return text
    shown = (
        repr(found if len(found) <= _MOST_SHOWN else f"{found[:_MOST_SHOWN]}...")
        if isinstance(found, str)
        else str(found).lower()
        if isinstance(found, bool)
        else str(found)
    )
    return f"{text}; found {shown}"
