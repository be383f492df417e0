"""The two sides of a difference: what the command line says of both, and of the second alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kling_cost.causes import Side
from kling_cost.cli.money_options import SaidOfMoney
from kling_cost.cli.planning import what_is_asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from kling_cost.cli.options import Tables
    from kling_cost.errors import Problem
    from kling_cost.lock.requote import Lock
    from kling_cost.money import MoneyRules
    from kling_cost.pricebook.book import PriceBook


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSide:
    """A side as it was read from ``file``, with what was doubtful and what was decided for the user."""

    side: Side
    file: str
    warnings: Sequence[Problem]
    assumptions: Sequence[str]


def side_of(path: Path, **asked: Any) -> ReadSide:  # noqa: ANN401 - the options of a plan
    """Read one side: the chosen plan of a storyboard, as ``plan`` speaks of it.

    Raises:
        KlingCostError: for whatever is wrong in the file or the request.
    """
    request = what_is_asked(file=path, **asked)
    planned = request.planned()
    return ReadSide(
        side=Side(estimate=planned.estimate, book=planned.tables.book, known_on=request.known_on),
        file=planned.storyboard.file,
        warnings=planned.warnings,
        assumptions=planned.assumptions,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _MoneyOfBoth(SaidOfMoney):
    """What was said of money for two sides: a plan or a credit may be of a provider of either."""

    providers: Sequence[str]

    def rules(self, book: PriceBook, providers: Sequence[str], on: date, known_on: date | None) -> MoneyRules:
        """Gather what was said as if both sides bought at all the providers."""
        everywhere = dict.fromkeys([*providers, *map(book.provider_named, self.providers)])
        return super(_MoneyOfBoth, self).rules(book, list(everywhere), on, known_on)


def sides_of_locks(
    file: Path,
    other: Path | None,
    tables: Tables,
    *,
    to_on: date | None,
    to_provider: str | None,
    to_strategy: str | None,
    strategy_files: Sequence[Path] = (),
) -> tuple[ReadSide, ReadSide]:
    """Read both sides where one at least is a lock; a storyboard is then planned as the other's lock was.

    Without ``other`` it is the storyboard of the lock ``file``, as it is now. What is said of the second side
    alone holds where that is a storyboard.

    Raises:
        KlingCostError: for whatever is wrong in the files or the request.
    """
    from kling_cost.cli.lock.alike import planned_alike  # noqa: PLC0415 - few differences are of locks
    from kling_cost.cli.lock.held_against import beside  # noqa: PLC0415
    from kling_cost.cli.lock.quoted import is_lock, quoted_side  # noqa: PLC0415

    def quoted(path: Path) -> tuple[ReadSide, Lock]:
        side, lock = quoted_side(path, tables)
        return ReadSide(side=side, file=str(path), warnings=(), assumptions=lock.file.assumptions), lock

    def alike(path: Path, lock: Lock, **changed: Any) -> ReadSide:  # noqa: ANN401 - a day, a name, a strategy
        found = planned_alike(lock, path, tables, **changed)
        return ReadSide(
            side=found.side, file=str(path), warnings=found.warnings, assumptions=found.assumptions
        )

    provider = tables.book.provider_named(to_provider) if to_provider else None
    strategy = tables.strategies(strategy_files)[to_strategy] if to_strategy else None
    changed = {"on": to_on, "provider": provider, "strategy": strategy}
    if not is_lock(file):
        after, lock = quoted(other or file)
        return alike(file, lock), after
    before, lock = quoted(file)
    if other is not None and is_lock(other):
        return before, quoted(other)[0]
    return before, alike(other or beside(lock.path, lock.file.storyboard.file), lock, **changed)


def both_sides(
    file: Path,
    other: Path | None,
    *,
    to_on: date | None,
    to_providers: Sequence[str],
    to_strategies: Sequence[str],
    **asked: Any,  # noqa: ANN401 - the options of a plan
) -> tuple[ReadSide, ReadSide]:
    """Read both sides; the second is as the first but for what is said of it alone.

    Raises:
        KlingCostError: for whatever is wrong in the files or the request.
    """
    said: SaidOfMoney = asked["said_of_money"]
    asked["said_of_money"] = _MoneyOfBoth(
        pay_with=said.pay_with,
        credit_prices=said.credit_prices,
        exchange_rates=said.exchange_rates,
        providers=[*asked["providers"], *to_providers],
    )
    after = asked | {
        "on": to_on or asked["on"],
        "providers": to_providers or asked["providers"],
        "strategies": to_strategies or asked["strategies"],
    }
    return side_of(file, **asked), side_of(other or file, **after)


def said_of_both(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Say what was assumed of both sides once, and of one side whose it is."""
    return [
        *(text for text in before if text in after),
        *(f"before: {text}" for text in before if text not in after),
        *(f"after: {text}" for text in after if text not in before),
    ]
