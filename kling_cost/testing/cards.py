"""Everything that must hold for rate cards of your own, in one call or law by law."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import settings

from kling_cost.amounts import counted
from kling_cost.datafiles import fault_in
from kling_cost.errors import InputRefused
from kling_cost.own_tables import table_readers
from kling_cost.pricebook.check import check_folder
from kling_cost.pricebook.laws import check_laws
from kling_cost.pricebook.version import standing
from kling_cost.testing.card_laws import CARD_LAWS
from kling_cost.testing.law import shelf_of
from kling_cost.testing.price_laws import PRICE_LAWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from kling_cost.errors import Problem
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.testing.law import Law, Shelf


class CardsBroken(AssertionError):  # noqa: N818 - named after what happened, as other refusals are
    """Rate cards that break what must hold; ``problems`` has every fault with its file, key and cure."""

    def __init__(self, folder: Path, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        listed = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{counted(len(self.problems), 'fault')} in the rate cards of {folder}\n{listed}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLaw:
    """One law over the cards of one folder; call it in a test, or ask it for its faults."""

    name: str
    folder: Path
    faults: Callable[[], list[Problem]]

    def __call__(self) -> None:
        """Try the law.

        Raises:
            CardsBroken: with every fault, each with its file, its key and the cure.
        """
        __tracebackhide__ = True
        if faults := self.faults():
            raise CardsBroken(self.folder, faults)

    def __str__(self) -> str:
        """Give the law's sentence, as the id of a test."""
        return self.name


def check_cards(folder: str | Path, *, on: date | None = None, max_examples: int | None = None) -> None:
    """Hold a folder of rate cards to everything that the shipped ones are held to.

    First what the files say: form, names and days, overlaps, sources, units, models, prices in which more
    costs less, and the digests of released files. Then each law of :func:`laws_of`, on every price of the
    folder and on clips that hypothesis draws, the same ones each time. The cards are laid over the shipped
    ones, as ``--pricing`` does.

    Args:
        folder: the folder that holds a folder for each provider; relative to the working directory.
        on: the day of the test, if cards that were read long before it shall fail.
        max_examples: how many clips to draw for each law; by default as the hypothesis profile has it (100).

    Raises:
        CardsBroken: with every fault, each with its file, its key and the cure; an AssertionError.
    """
    __tracebackhide__ = True
    laws = laws_of(folder, on=on, max_examples=max_examples)
    if faults := told_once(law.faults() for law in laws):
        raise CardsBroken(Path(folder), faults)


def told_once(found: Iterable[Sequence[Problem]]) -> list[Problem]:
    """Join what laws found, in their order; of one place only the first that has something to say is told.

    A wrong price breaks several laws, and a check of the files comes first, with the plainest words.
    """
    told: list[Problem] = []
    places: set[tuple[str | None, str | None]] = set()
    for faults in found:
        told += [fault for fault in faults if (fault.file, fault.column) not in places]
        places |= {(fault.file, fault.column) for fault in faults}
    return told


def laws_of(folder: str | Path, *, on: date | None = None, max_examples: int | None = None) -> list[CardLaw]:
    """Give every law over a folder of rate cards, for a test of each; nothing is read before one is called.

    The first is the check of the files. The others leave out a provider whose files are refused there, so
    they belong together. Arguments are those of :func:`check_cards`::

        @pytest.mark.parametrize("law", laws_of("my-cards"), ids=str)
        def test_my_cards(law):
            law()
    """
    root = Path(folder)
    files = CardLaw(name=FILES, folder=root, faults=lambda: _faults_of_files(root, on))
    return [files, *property_laws(root, max_examples=max_examples)]


FILES = "the files say what they may and agree with each other"
"""The law that is the check of the files, without which the others mean little."""


def property_laws(folder: str | Path, *, max_examples: int | None = None) -> list[CardLaw]:
    """Give the laws of :func:`laws_of` that ask for prices, without the check of the files."""
    root = Path(folder)
    shelf = cache(lambda: shelf_of(root))
    return [
        CardLaw(name=law.name, folder=root, faults=partial(_faults_of_law, law, shelf, max_examples))
        for law in (*PRICE_LAWS, *CARD_LAWS)
    ]


def _faults_of_files(root: Path, on: date | None) -> list[Problem]:
    if not root.is_dir():
        message = f"is not a folder (looked for {root.absolute()}); give the one above your providers'"
        return [fault_in(root, "unreadable", message)]
    # With a day there are warnings of old cards: whoever gives one asks for them.
    return list(check_folder(root, on, also=table_readers(root)).problems)


def _faults_of_law(
    law: Law[Any], shelf: Callable[[], Shelf | None], max_examples: int | None
) -> list[Problem]:
    try:
        cards = shelf()
    except InputRefused as refused:
        return list(refused.problems())
    return law.faults(cards, max_examples or settings().max_examples) if cards else []


def book_faults(book: PriceBook, models: Models) -> list[Problem]:
    """Check that more never costs less on every card of a book that no other corrects."""
    cards = [card for name in book.provider_ids for card in standing(book.provider(name).cards, None)]
    return [problem for card in cards for problem in check_laws(card, models)]
