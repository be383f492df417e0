"""Everything that must hold for a folder of price files, each fault with its file and key."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kling_cost.claims import Claims
from kling_cost.clips import Mode
from kling_cost.datafiles import fault_in, load_toml, pricing_dir
from kling_cost.errors import InputRefused, Problem, UnknownModel, UnknownTier
from kling_cost.models import Models
from kling_cost.pricebook.age import STALE_AFTER_DAYS, age_in_days, read_on
from kling_cost.pricebook.laws import check_laws
from kling_cost.pricebook.load import SELLER, find_provider, load_plans, load_seller, provider_folders
from kling_cost.pricebook.manifest import manifest_problems
from kling_cost.pricebook.seller import SLUG
from kling_cost.pricebook.version import VERSION_NAME, in_force, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from kling_cost.pricebook.load import Found

_NOTHING = (
    "holds no price files and no folder of a provider; give the folder above those that hold provider.toml"
)
TABLES = ("models.toml", "claims.toml", "routing.toml", "strategies.toml", "takes.toml")
"""The files that may lie beside the providers' folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check looked at and found; errors come before warnings, then file by file."""

    folder: str
    providers: int
    cards: int
    rates: int
    problems: Sequence[Problem]
    laws: int = 0
    """How many laws were tried on the prices besides; see ``kling_cost.testing``."""

    def with_laws(self, laws: int, problems: Iterable[Problem]) -> Checked:
        """Give the same check with the laws that were tried, and what it found with them."""
        return replace(self, laws=laws, problems=_sorted(problems))

    @property
    def faults(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.level == "error" for problem in self.problems)


def check_folder(root: Path, on: date | None, *, also: Iterable[Callable[[], object]] = ()) -> Checked:
    """Check a folder of price files: the shipped one, or own cards as they are laid over it.

    Looks at every file's form, names and days, overlaps, sources, units, models and tiers, the laws that
    prices keep, the digests of released files, and warns of cards that were read long before ``on`` (None:
    no card is called old).
    ``also`` reads files that only rooms above know; what it refuses is a fault like the others.

    Raises:
        InputRefused: when the folder itself cannot be read.
    """
    shipped = pricing_dir()
    own = provider_folders((root,))
    folders = provider_folders((root,) if root.resolve() == shipped.resolve() else (shipped, root))
    found = {name: find_provider(name, folders[name]) for name in own}
    problems = list(_strays(root, own))
    for name, provider in found.items():
        problems += provider.problems
        problems += _refused(load_plans, name, folders[name], provider.seller)
        problems += _of_provider(root / name, provider, on)
    problems += _of_tables(root, own, found)
    problems += _shared_names(root, own, folders)
    problems += _refused(_hold_to_manifest, root)
    for read in also:
        problems += _refused(read)
    cards = [card for provider in found.values() for card in provider.read if root in card.path.parents]
    return Checked(
        folder=str(root),
        providers=len(own),
        cards=len(cards),
        rates=sum(len(card.rates) for card in cards),
        problems=_sorted(problems),
    )


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.level, problem.file or ""))


def _refused(read: Callable[..., object], *arguments: object) -> Sequence[Problem]:
    """Give what a reader refuses."""
    try:
        read(*arguments)
    except InputRefused as refused:
        return refused.problems()
    return []


def _hold_to_manifest(root: Path) -> None:
    problems = manifest_problems(root)
    if problems:
        raise InputRefused(problems)


def _strays(root: Path, own: Iterable[str]) -> Iterator[Problem]:
    """Find what nobody would read: files beside the folders, folders of no provider, nothing at all."""
    for path in sorted(root.glob("*.toml")):
        if path.name not in TABLES:
            message = (
                f"is not read here; a card lies in a folder named after its provider, and {root} may hold"
            )
            yield fault_in(path, "stray-file", f"{message} {', '.join(TABLES)}")
    for name in own:
        if re.fullmatch(SLUG, name) is None:
            message = "the folder's name is the provider's id: lower-case letters, digits, '-' and '.'; "
            message += "rename it"
            yield fault_in(root / name, "provider-name", message)
    if not own and not any(root.glob("*.toml")):
        yield fault_in(root, "nothing-to-check", _NOTHING)


def _of_provider(folder: Path, found: Found, on: date | None) -> Iterator[Problem]:
    """Find a provider without prices; warn of the card in force if it lies here and was read long ago."""
    if found.seller and not (found.cards or found.problems or found.seller.no_public_price):
        message = "is missing, and so is any rate card: a provider has one of the two; add a card such as"
        message += " 2026-03-10.toml, or say here what is known"
        yield fault_in(folder / SELLER, "no-prices", message, "no_public_price")
    card = in_force(found.cards, on, None) if on else None
    age = age_in_days(card, on) if on and card is not None and card.path.parent == folder else None
    if card is not None and age is not None and age > STALE_AFTER_DAYS:
        message = (
            f"was last read on {read_on(card)}, {age} days before {on}: look whether its prices still hold"
        )
        yield Problem(
            level="warning", code="stale-card", message=message, file=str(card.path), column="sources"
        )


def _of_tables(root: Path, own: Iterable[str], found: dict[str, Found]) -> Iterator[Problem]:
    """Find what contradicts the models: claims, models and tiers that nobody knows, prices out of order."""
    models, known = Models(), True
    try:
        models = Models(pricing_dir(), root)
    except InputRefused as refused:
        # Without the folder's own models nobody can tell which names on its cards are wrong.
        yield from refused.problems()
        known = False
    claims = _refused(lambda: Claims(root, models=models))
    yield from (problem for problem in claims if known or problem.code != UnknownModel.code)
    for name in own:
        for path in sorted((root / name).glob("*.toml")):
            if known and VERSION_NAME.fullmatch(path.stem):
                yield from _vocabulary(path, models)
        for card in standing(found[name].read, None):
            if card.path.parent == root / name:
                yield from check_laws(card, models)


def _vocabulary(path: Path, models: Models) -> Iterator[Problem]:
    """Find models and tiers that ``models.toml`` does not know; also on a card that has other faults."""
    try:
        offers = load_toml(path).get("offers", ())
    except InputRefused:
        return  # it is said already
    for position, offer in enumerate(offers if isinstance(offers, list) else ()):
        here, model = f"offers[{position}]", _get(offer, "model")
        if isinstance(model, str) and model not in models.ids:
            yield fault_in(path, "unknown-model", str(UnknownModel(model, models.ids)), f"{here}.model")
        elif isinstance(model, str):
            modes = [mode for mode in Mode if mode.value in _list(offer, "modes")]
            lacking = [mode.value for mode in modes if not models.can(model, mode)]
            if lacking:
                message = f"{model} cannot do {', '.join(lacking)}, says models.toml; correct one of them"
                yield fault_in(path, "model-cannot", message, f"{here}.modes")
        for number, rate in enumerate(_list(offer, "rates")):
            tier = _get(rate, "tier")
            if isinstance(tier, str) and tier not in models.tiers:
                message = str(UnknownTier(tier, models.tiers))
                yield fault_in(path, "unknown-tier", message, f"{here}.rates[{number}].tier")


def _get(table: object, key: str) -> Any:  # noqa: ANN401 - whatever a file holds there
    return table.get(key) if isinstance(table, dict) else None


def _list(table: object, key: str) -> list[Any]:
    found = _get(table, key)
    return found if isinstance(found, list) else []


def _shared_names(root: Path, own: Iterable[str], folders: dict[str, list[Path]]) -> Iterator[Problem]:
    """Find credits and spellings that two providers have: one would pass for the other's."""
    sellers = {}
    for name, its in folders.items():
        try:
            sellers[name] = load_seller(its)
        except InputRefused:
            continue  # it is said already, if it is one of the folder's own
    for name in own:
        path, seller = root / name / SELLER, sellers.get(name)
        if seller is None or not path.is_file():
            continue
        others = {other: file for other, file in sellers.items() if other != name}
        for other, file in others.items():
            if seller.credit and file.credit and seller.credit.id == file.credit.id:
                message = f"{seller.credit.id!r} is the credit of {other} too; give each its own"
                yield fault_in(path, "shared-credit", message, "credit.id")
            for spelling in sorted(seller.spellings(name) & file.spellings(other)):
                message = f"{spelling!r} is a spelling of {other} too; give each its own"
                yield fault_in(path, "shared-spelling", message, "aliases")
