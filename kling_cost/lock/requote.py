"""A lock read back, and its quote derived again from what the lock holds and the card that it names."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kling_cost.compare import compare_plans
from kling_cost.datafiles import fault_in, read_document, read_text
from kling_cost.errors import InputRefused, Problem, UnknownCard
from kling_cost.estimate import Estimate
from kling_cost.lock.file import SCHEMA, LockFile
from kling_cost.lock.parts import accounts_of, choices_of, extra_of, money_of, shot_of
from kling_cost.plan import Planner
from kling_cost.storyboard.shot import Storyboard
from kling_cost.strategies import strategy_faults
from kling_cost.takes import TakesRules

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.strategies import Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A lock as read: what it says, and the words in which it says so."""

    path: Path
    file: LockFile
    document: dict[str, Any]


def load_lock(path: Path) -> Lock:
    """Read a lock.

    Raises:
        InputRefused: for what is no lock, or with everything that is wrong in it.
    """
    text = read_text(path)
    try:
        document = json.loads(text, object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        message = f"is no lock: it is not valid JSON ({said})"
        raise InputRefused([fault_in(path, "not-json", message)]) from None
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        found = f"its schema is {schema}" if schema else "it names no schema"
        message = f"is no lock: {found}; kling-cost plan STORYBOARD -o NAME.lock.json writes one ({SCHEMA})"
        raise InputRefused([fault_in(path, "not-a-lock", message, "schema")])
    return Lock(path=path, file=read_document(text, path, LockFile), document=document)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: people would read the first, and only the last would count."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {twice!r} stands twice in one place")
    return found


def requote(lock: LockFile, book: PriceBook, models: Models) -> Estimate:
    """Derive the quote of a lock again, from the card that it names and what it says itself.

    Raises:
        UnknownCard: when the price book lacks the card, or its provider.
        InputRefused: for a strategy of models or tiers that there are not.
    """
    asked = lock.asked
    if asked.provider not in book.provider_ids:
        raise UnknownCard(asked.provider, lock.card)
    if faults := list(strategy_faults(asked.strategy, models)):
        raise InputRefused(
            [
                Problem(level="error", code="strategies", message=message, column=f"asked.strategy{key}")
                for key, message in faults
            ]
        )
    shots = [shot_of(shot) for shot in lock.storyboard.shots]
    storyboard = Storyboard(file=lock.storyboard.file, shots=shots)
    return quote_alike(lock, storyboard, book.held_to({lock.asked.provider: lock.card}), models)


def quote_alike(
    lock: LockFile,
    storyboard: Storyboard,
    book: PriceBook,
    models: Models,
    *,
    on: date | None = None,
    provider: str | None = None,
    strategy: Strategy | None = None,
) -> Estimate:
    """Estimate another storyboard as that of a lock was, but for what is given.

    Raises:
        UnknownProvider, BeforeFirstCard: when the price book has no price list for it.
    """
    asked = lock.asked
    planner = Planner(book=book, models=models, takes=TakesRules(file=asked.takes))
    plan = planner.plan(
        storyboard,
        strategy or asked.strategy,
        provider=provider or asked.provider,
        on=on or asked.on,
        known_on=asked.known_on,
        choices=choices_of(asked.choices),
    )
    money = money_of(asked.money)
    return Estimate(
        entry=compare_plans([plan], money).chosen,
        money=money,
        extras=[extra_of(extra) for extra in asked.extras],
        contingency=asked.contingency,
        accounts=accounts_of(asked.accounts),
    )
