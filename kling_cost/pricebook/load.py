"""Price files found, read and checked against their names and each other.

A provider is a folder with a ``provider.toml``; a rate card is a file named after its first day
(``2026-03-10.toml``) or, when it corrects one, after that day and its revision (``2026-02-05-r2.toml``).
Files of plans and packs are named the same way, after ``plans-``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.currencies import is_currency
from kling_cost.datafiles import fault_in, find_faults, load_file
from kling_cost.errors import InputRefused, Problem
from kling_cost.pricebook.card import CardFile, rates_of
from kling_cost.pricebook.seller import ProviderFile
from kling_cost.pricebook.version import VERSION_NAME, in_order, misfits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from kling_cost.datafiles import FileModelT
    from kling_cost.pricebook.credit_plans import CreditPlans
    from kling_cost.pricebook.rate import Rate
    from kling_cost.pricebook.version import VersionFile

SELLER = "provider.toml"
"""The file that says who sells."""
PLANS = "plans-"
"""What the name of a file of plans and packs begins with."""


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
            raise InputRefused([fault_in(root, "unreadable", "is not a folder")])
        for folder in sorted(path for path in root.iterdir() if path.is_dir() and any(path.glob("*.toml"))):
            folders.setdefault(folder.name, []).append(folder)
    return folders


def files_of(folders: Sequence[Path]) -> dict[str, Path]:
    """Give a provider's files by name; a file in a later folder replaces its namesake."""
    return {path.name: path for folder in folders for path in sorted(folder.glob("*.toml"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What could be read of a provider, and every fault of the rest.

    ``read`` are all cards of the right form, ``cards`` those that do not contradict themselves either.
    """

    seller: ProviderFile | None
    read: Sequence[Card]
    cards: Sequence[Card]
    problems: Sequence[Problem]


def load_provider(name: str, folders: Sequence[Path]) -> Provider:
    """Read a provider and its rate cards; plans and packs are read by :func:`load_plans`.

    Raises:
        InputRefused: with every fault of every file.
    """
    found = find_provider(name, folders)
    if found.problems or found.seller is None:
        raise InputRefused(found.problems)
    return Provider(id=name, file=found.seller, cards=found.cards)


def find_provider(name: str, folders: Sequence[Path]) -> Found:
    """Read what can be read of a provider and its rate cards; nothing is raised."""
    files = files_of(folders)
    problems: list[Problem] = []
    seller: ProviderFile | None = None
    try:
        seller = load_seller(folders)
    except InputRefused as refused:
        problems += refused.problems()
    seller_path = files.pop(SELLER, None)
    paths = {}
    for path in files.values():
        if VERSION_NAME.fullmatch(path.stem.removeprefix(PLANS)) is None:
            problems.append(fault_in(path, "card-name", _NAME_RULE))
        elif not path.stem.startswith(PLANS):
            paths[path.stem] = path
    card_files, sound = _read_all(paths, CardFile, problems)
    problems += _misfits(card_files, paths, seller)
    if seller is not None and seller_path and seller.no_public_price:
        # Somebody's own cards over a shipped provider are a price that is not public.
        beside = [path for path in paths.values() if path.parent == seller_path.parent]
        if beside:
            message = "there are rate cards, so prices are public; drop it"
            problems.append(fault_in(seller_path, "contradiction", message, "no_public_price"))
    cards = [
        Card(
            name=card,
            provider=name,
            path=paths[card],
            file=file,
            rates=rates_of(file, provider=name, card=card),
        )
        for card, file in sorted(card_files.items(), key=lambda item: in_order(item[0]))
    ]
    right = [card for card in cards if card.name in sound]
    return Found(seller=seller, read=cards, cards=right, problems=problems)


def load_seller(folders: Sequence[Path]) -> ProviderFile:
    """Read a provider's own file, without its cards.

    Raises:
        InputRefused: with every fault of the file, and when there is none.
    """
    path = files_of(folders).get(SELLER)
    if path is None:
        message = "is missing; add one with the provider's name, home page and credit"
        raise InputRefused([fault_in(folders[-1] / SELLER, "no-provider", message)])
    return load_file(path, ProviderFile)


def load_plans(name: str, folders: Sequence[Path], provider: ProviderFile | None) -> list[CreditPlans]:
    """Read a provider's plans and packs, every version, oldest first.

    Raises:
        InputRefused: with every fault of every file.
    """
    from kling_cost.pricebook.credit_plans import CreditPlans, PlansFile  # noqa: PLC0415 - `price` does without

    paths = {
        path.stem.removeprefix(PLANS): path
        for path in files_of(folders).values()
        if path.stem.startswith(PLANS)
    }
    problems: list[Problem] = []
    files, _ = _read_all(paths, PlansFile, problems)
    problems += _misfits(files, paths, provider)
    if problems:
        raise InputRefused(problems)
    return [
        CreditPlans(name=version, provider=name, path=paths[version], file=file)
        for version, file in sorted(files.items(), key=lambda item: in_order(item[0]))
    ]


_NAME_RULE = (
    "a card is named after its first day (2026-03-10.toml) or its correction (2026-03-10-r2.toml), "
    "a file of plans after plans- and its day (plans-2026-08-12.toml); rename it"
)


def _read_all(
    paths: Mapping[str, Path], model: type[FileModelT], problems: list[Problem]
) -> tuple[dict[str, FileModelT], set[str]]:
    """Read every file that has the right form, and name the sound ones; faults are added to ``problems``."""
    files, sound = {}, set()
    for name, path in paths.items():
        file, faults = find_faults(path, model)
        problems += faults
        if file is not None:
            files[name] = file
        if not faults:
            sound.add(name)
    return files, sound


def _misfits(
    files: Mapping[str, VersionFile], paths: Mapping[str, Path], provider: ProviderFile | None
) -> list[Problem]:
    """Hold each version against its name, those that it corrects, and its provider's unit."""
    problems = [
        fault_in(paths[name], code, message, key) for name, code, key, message in misfits(files, paths)
    ]
    if provider is not None:
        own = provider.credit.id if provider.credit else None
        allowed = f"{own} (of provider.toml) or a currency such as USD" if own else "a currency such as USD"
        problems += [
            fault_in(paths[name], "card-unit", f"{file.unit!r} is not known; allowed: {allowed}", "unit")
            for name, file in files.items()
            if file.unit != own and not is_currency(file.unit)
        ]
    return problems
