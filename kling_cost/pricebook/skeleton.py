"""A new rate card from an earlier one: the same prices under a new head, ready to be edited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.datafiles import read_text
from kling_cost.errors import KlingCostError
from kling_cost.pricebook.version import in_force, in_order, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.load import Card

_HEAD = {"applies_from", "first_day", "known_from", "summary", "supersedes", "reason", "cancelled"}
_KEY = re.compile(r'\s*"?(\w+)"?\s*=')


class NothingToCopy(KlingCostError):  # noqa: N818 - named after what happened
    """There is no card to begin a new one from, or the day has one already."""

    code = "nothing-to-copy"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A new card's name and text."""

    name: str
    text: str


def new_card(book: PriceBook, provider: str, on: date, *, known_from: date) -> Skeleton:
    """Begin a card that applies from ``on`` with every price in force then, or last, where it is closed.

    Raises:
        NothingToCopy: when the provider has no card then, or one of that very day.
        UnknownProvider: with the closest one.
    """
    cards = book.provider(provider).cards
    name = on.isoformat()
    same_day = [card.name for card in cards if card.applies_from == on]
    if same_day:
        cure = f"correct it with --correct {same_day[-1]}, or give another --on"
        raise NothingToCopy(f"{provider} has the card {same_day[-1]} already; {cure}")
    base = in_force(cards, on, None)
    if base is None:
        first = f"; its first one applies from {cards[0].applies_from}" if cards else ""
        raise NothingToCopy(f"{provider} has no rate card on {on} to begin from{first}")
    copied = _with_prices(base, cards)
    said = f"Carried over from {copied.name}; nothing is changed yet."
    if base.file.closed:
        said = f"Carried over from {copied.name}, for {base.name} says that the provider closed."
    head = {
        "applies_from": name,
        "first_day": '"announced"' if known_from < on else '"inferred"',
        "known_from": known_from.isoformat(),
        "summary": f'"{said}"',
    }
    return Skeleton(name, _with_head(copied, head))


def new_correction(book: PriceBook, provider: str, wrong: str, *, known_from: date) -> Skeleton:
    """Begin a correction of the card named ``wrong``, known from a day, not before that card was.

    A card that took an announcement back has no prices; its correction begins from the announced ones.

    Raises:
        NothingToCopy: when there is no such card, or it is corrected already.
        UnknownProvider: with the closest one.
    """
    cards = {card.name: card for card in book.provider(provider).cards}
    name = wrong.removeprefix(f"{provider}/").removesuffix(".toml")
    if name not in cards:
        raise NothingToCopy(f"{provider} has no card {wrong!r}; there is {', '.join(cards) or 'none'}")
    card, (day, revision) = cards[name], in_order(name)
    last = max((other for other in cards if in_order(other)[0] == day), key=in_order)
    if last != name:
        raise NothingToCopy(f"{provider}'s card {name} is corrected by {last}; correct that one")
    learned = max(known_from, card.file.known_from)
    announced = card.file.first_day == "announced" and learned <= card.applies_from
    first_day = "stated" if card.file.first_day == "announced" and not announced else card.file.first_day
    head = {
        "applies_from": day,
        "first_day": f'"{first_day}"',
        "known_from": learned.isoformat(),
        "summary": f'"Corrects {name}; nothing is changed yet."',
        "supersedes": f'"{name}"',
        "reason": '"say what was wrong"',
    }
    while card.file.cancelled and card.file.supersedes:
        card = cards[card.file.supersedes]
    return Skeleton(f"{day}-r{revision + 1}", _with_head(card, head))


def _with_prices(base: Card, cards: Sequence[Card]) -> Card:
    """Give the card in force, or where it says that the provider closed, the last one before it that sold."""
    if not base.file.closed:
        return base
    before = [card for card in standing(cards, None) if card.rates and card.applies_from < base.applies_from]
    if not before:
        raise NothingToCopy(
            f"{base.provider} is closed and never had a price; copy a card of another provider"
        )
    return before[-1]


def _with_head(card: Card, head: Mapping[str, str]) -> str:
    """Give the card's text with another head; comments, sources and offers stay as they are."""
    lines = read_text(card.path).replace("\r\n", "\n").split("\n")
    entries = list(_entries(lines))
    start = next((number for number, entry in enumerate(entries) if entry[0].lstrip().startswith("[")), None)
    left = dict(head)
    kept: list[str] = []
    for entry in entries[:start]:
        found = _KEY.match(entry[0])
        key = found[1] if found else ""
        if key in left:
            kept.append(f"{key} = {left.pop(key)}")
        elif key not in _HEAD:
            kept += entry
    while kept and not kept[-1].strip():
        kept.pop()
    rest = [line for entry in entries[start:] for line in entry] if start is not None else []
    return "\n".join([*kept, *(f"{key} = {value}" for key, value in left.items()), "", *rest])


def _entries(lines: Sequence[str]) -> Iterator[list[str]]:
    """Cut a card into entries: a line each, or the lines of a text between triple quotes."""
    entry: list[str] = []
    quote = ""
    for line in lines:
        entry.append(line)
        for mark in () if not quote and line.lstrip().startswith("#") else re.findall("\"\"\"|'''", line):
            quote = mark if not quote else "" if mark == quote else quote
        if not quote:
            yield entry
            entry = []
    if entry:
        yield entry
