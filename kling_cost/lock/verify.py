"""A lock held against itself and today's tables: every figure derived again, and what no longer agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.errors import BeforeFirstCard
from kling_cost.lock.disagreement import all_disagreements
from kling_cost.lock.figures import figures_of, gaps_of, lines_of
from kling_cost.lock.make import foundations
from kling_cost.lock.requote import requote
from kling_cost.lock.seal import seal_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kling_cost.estimate import Estimate
    from kling_cost.lock.disagreement import Disagreement
    from kling_cost.lock.requote import Lock
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What became of a lock.

    ``sealed`` says whether the lock is as it was written, ``changed`` maps each file of price data that is
    another one now to ``changed`` or ``missing``. ``corrected_by`` is the card that answers today for the day
    of the quote, where that is another one than the quote's.
    """

    lock: Lock
    estimate: Estimate
    sealed: bool
    disagreements: Sequence[Disagreement]
    changed: Mapping[str, str]
    corrected_by: str | None

    @property
    def holds(self) -> bool:
        """Whether every figure derives again and nobody edited the lock."""
        return self.sealed and not self.disagreements


def verify_lock(
    lock: Lock, book: PriceBook, models: Models, roots: Sequence[Path], *, version: str
) -> Verified:
    """Derive every figure of a lock again; ``version`` is that of this kling-cost.

    Raises:
        UnknownProvider, UnknownCard: when the price book lacks what the quote stands on.
    """
    estimate = requote(lock.file, book, models)
    provider, card = lock.file.asked.provider, lock.file.card
    now = foundations(book, provider, card, roots)
    changed = {
        each.file: "changed" if each.file in now else "missing"
        for each in lock.file.stands_on
        if now.get(each.file) != each.sha256
    }
    sealed = lock.document.get("seal") == seal_of(lock.document)
    derived = lock.file.model_copy(
        update={
            "lines": lines_of(estimate),
            "unpriced": gaps_of(estimate.entry.plan),
            "figures": figures_of(estimate),
        }
    )
    why = "; ".join(_reasons(lock, changed, sealed=sealed, version=version)) or SEALED_ANEW
    return Verified(
        lock=lock,
        estimate=estimate,
        sealed=sealed,
        disagreements=[each.because(why) for each in all_disagreements(lock.file, derived)],
        changed=changed,
        corrected_by=_corrected_by(lock, book),
    )


SEALED_ANEW = "nothing that it stands on has changed, so the lock was edited and sealed anew"
"""The cause that is left when none of the others is there."""


def _reasons(lock: Lock, changed: Mapping[str, str], *, sealed: bool, version: str) -> Iterator[str]:
    """Give what may have moved a figure, the likeliest first."""
    if not sealed:
        yield "the lock was edited after it was made"
    for file, what in changed.items():
        yield f"{file} has {what} since" if what == "changed" else f"{file} is {what}"
    if version != lock.file.made_by:
        yield f"the quote was made by kling-cost {lock.file.made_by}, and this is {version}"


def _corrected_by(lock: Lock, book: PriceBook) -> str | None:
    asked = lock.file.asked
    try:
        card = book.card(asked.provider, asked.on)
    except BeforeFirstCard:  # it was taken back, and nothing stands in its place
        return None
    return None if card.name == lock.file.card else f"{asked.provider}/{card.name}"
