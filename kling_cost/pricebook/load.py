"""Price files found, read and checked against their names and each other.

A provider is a folder with a ``provider.toml``; a card is a file named after its first day
(``2026-03-10.toml``) or, when it corrects one, after that day and its revision (``2026-02-05-r2.toml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.datafiles import load_file
from kling_cost.errors import InputRefused, Problem
from kling_cost.pricebook.card import CardFile, ProviderFile, rates_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from kling_cost.pricebook.rate import Rate

CARD_NAME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(-r([2-9]|[1-9]\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Card:
    """A rate card in memory: its file's words and its rates."""

    name: str
    provider: str
    path: Path
    file: CardFile
    rates: Sequence[Rate]

    @property
    def applies_from(self) -> date:
        """The first day of these prices."""
        return self.file.applies_from


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Provider:
    """Who sells, with every card, oldest first, corrections after what they correct."""

    id: str
    file: ProviderFile
    cards: Sequence[Card]


def provider_folders(roots: Iterable[Path]) -> dict[str, list[Path]]:
    """Find the provider folders of each root; a later root is laid over an earlier one.

    Returns:
        Provider id -> its folders, in the order of the roots.
    """
    folders: dict[str, list[Path]] = {}
    for root in roots:
        if not root.is_dir():
            problem = Problem(level="error", code="unreadable", message="is not a folder", file=str(root))
            raise InputRefused([problem])
        for folder in sorted(path for path in root.iterdir() if path.is_dir() and any(path.glob("*.toml"))):
            folders.setdefault(folder.name, []).append(folder)
    return folders


def load_provider(name: str, folders: Sequence[Path]) -> Provider:
    """Read a provider from its folders; a file in a later folder replaces its namesake.

    Raises:
        InputRefused: with every fault of every file.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        files |= {path.name: path for path in sorted(folder.glob("*.toml"))}
    problems: list[Problem] = []
    provider_path = files.pop("provider.toml", folders[-1] / "provider.toml")
    provider_file: ProviderFile | None = None
    if not provider_path.is_file():
        message = "is missing; a provider's folder needs one with its name, home page and credit"
        problems.append(_fault(provider_path, "no-provider", message))
    else:
        try:
            provider_file = load_file(provider_path, ProviderFile)
        except InputRefused as refused:
            problems += refused.problems()
    cards: list[Card] = []
    for path in files.values():
        if not CARD_NAME.fullmatch(path.stem):
            if not path.stem.startswith("plans-"):
                problems.append(_fault(path, "card-name", _NAME_RULE))
            continue
        try:
            card_file = load_file(path, CardFile)
        except InputRefused as refused:
            problems += refused.problems()
            continue
        rates = rates_of(card_file, provider=name, card=path.stem)
        cards.append(Card(name=path.stem, provider=name, path=path, file=card_file, rates=rates))
    if provider_file is not None:
        problems += _misfits(provider_file, {card.name: card for card in cards})
    if problems or provider_file is None:
        raise InputRefused(problems)
    cards.sort(key=lambda card: _in_order(card.name))
    return Provider(id=name, file=provider_file, cards=cards)


def _in_order(name: str) -> tuple[str, int]:
    """Sort cards by their day, corrections after what they correct: 2026-02-05, 2026-02-05-r2, ..."""
    day, _, revision = name.partition("-r")
    return day, int(revision or 1)


_NAME_RULE = "a card is named after its first day (2026-03-10.toml) or its correction (2026-03-10-r2.toml)"


def _fault(path: Path, code: str, message: str, key: str | None = None) -> Problem:
    return Problem(level="error", code=code, message=message, file=str(path), column=key)


def _misfits(provider: ProviderFile, cards: Mapping[str, Card]) -> list[Problem]:
    """Hold each card against its name, its provider's unit and the card that it corrects."""
    problems = []
    for card in cards.values():
        file, path = card.file, card.path
        day = str(file.applies_from)
        if not card.name.startswith(day):
            problems.append(
                _fault(path, "card-day", f"is {day}, but the file is {path.name}", "applies_from")
            )
        own = provider.credit.id if provider.credit else None
        if file.unit != own and not re.fullmatch("[A-Z]{3}", file.unit):
            allowed = (
                f"{own} (of provider.toml) or a currency such as USD" if own else "a currency such as USD"
            )
            problems.append(
                _fault(path, "card-unit", f"{file.unit!r} is not known; allowed: {allowed}", "unit")
            )
        corrects = "-r" in card.name
        if corrects != (file.supersedes is not None):
            rule = "a correction (-r2 and on) names the card it supersedes, any other card does not"
            problems.append(_fault(path, "card-correction", rule, "supersedes"))
        elif file.supersedes is not None:
            earlier = [
                name for name in cards if name.startswith(day) and _in_order(name) < _in_order(card.name)
            ]
            if file.supersedes not in earlier:
                known = ", ".join(earlier) or "none"
                message = f"{file.supersedes!r} is no earlier card of {day}; there is {known}"
                problems.append(_fault(path, "card-correction", message, "supersedes"))
    return problems
