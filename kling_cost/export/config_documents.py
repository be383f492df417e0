"""What the JSON document of settings holds (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

SettingEntry = TypedDict("SettingEntry", {"key": str, "value": str, "from": str})
"""A setting in force; from: ``command line``, the file's path, a variable of the environment, ``default``."""


class ConfigDocument(TypedDict):
    """The settings that a storyboard's commands run under; file is null where there is none."""

    schema: Literal["kling-cost/config/1"]
    file: str | None
    settings: list[SettingEntry]
    not_set: list[str]
