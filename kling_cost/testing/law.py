"""A law of price lists: what it is tried on, and what it finds broken.

A law is tried on every price as it stands, and then on what hypothesis draws. A case that breaks it becomes a
problem with its file and key, so that all of them are told at once; nothing is raised on the way. The draws
are the same ones each time: the same cards give the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Generic, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, settings

from kling_cost.datafiles import fault_in, pricing_dir
from kling_cost.errors import InputRefused, KlingCostError
from kling_cost.models import Models
from kling_cost.pricebook.book import PriceBook
from kling_cost.pricebook.load import provider_folders
from kling_cost.pricebook.version import in_force
from kling_cost.quote import Line, quote_line
from kling_cost.testing.drawing import SoldClip, every_clip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    from kling_cost.clips import Audio, Clip, Mode
    from kling_cost.errors import Problem
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

CaseT = TypeVar("CaseT")


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Somebody's own cards, each in force on its first day, in the book of all cards."""

    book: PriceBook
    models: Models
    cards: Sequence[Card]

    @cached_property
    def clips(self) -> Sequence[SoldClip]:
        """What the cards sell, rate by rate, at the shortest and at the longest length."""
        return list(every_clip(self.cards))

    def quote(self, clip: Clip, sold: SoldClip, takes: int = 1) -> Line | None:
        """Price another clip where and when ``sold`` is sold; None if it is not on sale."""
        if (sold.provider, sold.on, *_asked(clip, clip.mode, clip.audio)) not in self._sold:
            return None  # most are not, and the book would look for the nearest one each time
        try:
            return quote_line(clip, self.book.rate_for(clip, sold.provider, sold.on), takes=takes)
        except KlingCostError:
            return None

    def fault(self, rate: Rate, message: str) -> Problem:
        """Say what is wrong with a rate, at its place."""
        return fault_in(self._paths[rate.provider, rate.card], "law", message, f"rate {_id(rate)}")

    @cached_property
    def _sold(self) -> set[tuple[object, ...]]:
        """Everything that the cards sell, but for resolutions and lengths."""
        return {
            (card.provider, card.applies_from, *_asked(rate, mode, audio))
            for card in self.cards
            for rate in card.rates
            for mode, audio in product(rate.modes, rate.audio)
        }

    @cached_property
    def _paths(self) -> dict[tuple[str, str], Path]:
        return {(card.provider, card.name): card.path for card in self.cards}


def _asked(what: Clip | Rate, mode: Mode, audio: Audio) -> tuple[object, ...]:
    return what.model, mode, what.tier, audio, what.video_input


def _id(rate: Rate) -> str:
    return rate.ref.partition("#")[2]


def shelf_of(root: Path) -> Shelf | None:
    """Lay a folder over the shipped one; providers whose files are refused are left out.

    None where the models themselves are refused: then nothing can be said of prices.

    Raises:
        InputRefused: when the folder itself cannot be read.
    """
    shipped = pricing_dir()
    names = provider_folders((root,))
    book = PriceBook(*((root,) if root.resolve() == shipped.resolve() else (shipped, root)))
    try:
        models = Models(shipped, root)
    except InputRefused:
        return None
    return Shelf(book=book, models=models, cards=[card for name in names for card in _own(book, name, root)])


def _own(book: PriceBook, name: str, root: Path) -> Iterator[Card]:
    try:
        cards = book.provider(name).cards
    except InputRefused:
        return
    for card in cards:
        if root in card.path.parents and in_force(cards, card.applies_from, None) is card:
            yield card


@dataclass(frozen=True, slots=True, kw_only=True)
class Law(Generic[CaseT]):
    """A law by a name that is a sentence.

    ``each`` gives the cases that are always tried, ``drawn`` the others, ``broken`` what is wrong in one.
    """

    name: str
    each: Callable[[Shelf], Iterable[CaseT]]
    drawn: Callable[[Shelf], SearchStrategy[CaseT]]
    broken: Callable[[Shelf, CaseT], Iterator[Problem]]

    def faults(self, shelf: Shelf, max_examples: int) -> list[Problem]:
        """Give what breaks the law, one problem for each place: the first case that was tried there."""
        found: dict[object, Problem] = {}

        def tried(case: CaseT) -> None:
            for problem in self.broken(shelf, case):
                found.setdefault((problem.file, problem.column), problem)

        cases = list(self.each(shelf))
        for case in cases:
            tried(case)
        if cases:
            given(self.drawn(shelf))(_quietly(max_examples)(tried))()
        return list(found.values())


def _quietly(max_examples: int) -> settings:
    """Give the settings under which nothing is kept, shrunk or said by hypothesis."""
    return settings(
        max_examples=max_examples,
        derandomize=True,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
