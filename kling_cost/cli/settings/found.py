"""Finding ``kling-cost.toml``, and giving what it says in the shape of options."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling_cost.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.accounts import Accounts
    from kling_cost.cli.settings.file import SettingsFile
    from kling_cost.estimate import Extra

NAME = "kling-cost.toml"
_NOT_OPTIONS = ("title", "accounts", "extras", "check")
CHECK = "check."
"""What the keys of ``[check]`` begin with among those of options."""
_GIT = "git:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a ``kling-cost.toml`` says; without one, nothing.

    ``values`` maps each key that has an option to what the option takes (text, or several texts).
    """

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    file: SettingsFile | None = None

    @property
    def keys(self) -> Sequence[str]:
        """Every key that the file sets."""
        return sorted(self.file.model_fields_set) if self.file else []

    @property
    def title(self) -> str:
        """The film's title, empty where the file gives none."""
        return self.file.title if self.file else ""

    @property
    def accounts(self) -> Accounts:
        """The accounts; the project is an option of its own."""
        from kling_cost.accounts import Accounts  # noqa: PLC0415 - only budgets are booked

        return Accounts(**self.file.accounts.model_dump()) if self.file else Accounts()

    @property
    def extras(self) -> Sequence[Extra]:
        """The extras."""
        if self.file is None:
            return []
        from kling_cost.estimate.extras import extra_of  # noqa: PLC0415 - few files have any

        return [extra_of(**each.model_dump()) for each in self.file.extras]

    @property
    def shown_path(self) -> str:
        """The file's path as a person would write it."""
        return "" if self.path is None else shown_path(self.path)


def shown_path(path: Path) -> str:
    """Give a path as a person would write it: from here on, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def settings_above(place: Path) -> Settings:
    """Read the ``kling-cost.toml`` in a folder or the nearest one above it.

    Raises:
        InputRefused: with everything that is wrong in it.
    """
    for folder in (place, *place.parents):
        path = folder / NAME
        if os.path.lexists(path):
            return settings_in(path)
    return Settings()


def settings_in(path: Path) -> Settings:
    """Read a file of settings.

    Raises:
        InputRefused: with everything that is wrong in it.
    """
    from kling_cost.datafiles import fault_in, load_file  # noqa: PLC0415 - most folders have none

    if not path.is_file():
        raise InputRefused([fault_in(path, "unreadable", "is no file; --no-config does without settings")])
    from kling_cost.cli.settings.file import SettingsFile  # noqa: PLC0415

    file = load_file(path, SettingsFile)
    said = {key: getattr(file, key) for key in file.model_fields_set if key not in _NOT_OPTIONS}
    said |= {CHECK + key: getattr(file.check, key) for key in file.check.model_fields_set}
    values: dict[str, Any] = {key: value for key, value in said.items() if value not in (None, ())}
    if len(values.get("provider", ())) == 1:  # whose credits are meant, the file says
        for key in ("pay_with", "credit_price"):
            if key in values:
                values[key] = tuple(
                    text if "=" in text else f"{values['provider'][0]}={text}" for text in values[key]
                )
    if "strategies" in values:
        values["strategies"] = tuple(str(path.parent / name) for name in values["strategies"])
    if "pricing" in values:
        values["pricing"] = str(path.parent / values["pricing"])
    base = values.get(CHECK + "base")
    if base is not None and not base.startswith(_GIT):
        values[CHECK + "base"] = str(path.parent / base)
    return Settings(path=path, values=values, file=file)
