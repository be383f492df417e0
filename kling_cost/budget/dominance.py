"""Bills that never come to more than others, however the takes turn out, and options that are needless so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.risk.stakes import Stakes

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from decimal import Decimal

    from kling_cost.breakdown import Bill
    from kling_cost.budget.options import Option
    from kling_cost.risk.stakes import Bet

    Figures = tuple[Decimal | int, ...]


@dataclass(frozen=True)
class Dearness:
    """What a bill may come to, as far as two bills can be compared take by take."""

    bill: Bill

    @cached_property
    def _stakes(self) -> Stakes:
        return Stakes.of([(self.bill, 1)])

    @cached_property
    def _bets(self) -> Mapping[Hashable, Sequence[Figures]]:
        """Give for all bets that hang on the same luck what a take costs and the cap, the dearest first."""
        found: dict[Hashable, list[Figures]] = defaultdict(list)
        for bet, times in self._stakes.bets.items():
            found[_luck(bet)] += [_figures(bet)] * times
        return {luck: sorted(bets, reverse=True) for luck, bets in found.items()}

    def never_above(self, other: Dearness) -> bool:
        """Tell whether it comes to no more than another bill, if equal gambles are equally lucky."""
        return self._stakes.certain <= other._stakes.certain and all(
            _pairwise_below(bets, other._bets.get(luck, ())) for luck, bets in self._bets.items()
        )


def _luck(bet: Bet) -> Hashable:
    """Give what a bet hangs on, apart from prices and caps: both only ever add to what is paid."""
    return tuple(
        tuple(replace(throw.gamble, cap=0) if throw.gamble else throw.takes for throw in stage)
        for stage in bet
    )


def _figures(bet: Bet) -> Figures:
    throws = [throw for stage in bet for throw in stage]
    return (*(each.price for each in throws), *(each.gamble.cap if each.gamble else 0 for each in throws))


def _pairwise_below(bets: Sequence[Figures], others: Sequence[Figures]) -> bool:
    """Tell whether each bet has another one that is as dear or dearer in every take and ends no sooner."""
    return len(bets) <= len(others) and all(
        mine <= theirs
        for one, other in zip(bets, others, strict=False)
        for mine, theirs in zip(one, other, strict=True)
    )


def worthwhile(options: Sequence[Option], *, for_sure: bool) -> list[Option]:
    """Leave out the options that another one makes needless: it delivers as much for no more.

    With ``for_sure`` it must never cost more, however the takes turn out; otherwise the sums of lines are
    compared. Of equals the first stays.
    """
    costs = {id(option): Dearness(option.bill) for option in options}
    kept: list[Option] = []
    for option in sorted(options, key=lambda each: (-each.rank, each.cost)):
        better = [each for each in kept if each.rank >= option.rank and each.kept >= option.kept]
        if not any(
            costs[id(each)].never_above(costs[id(option)]) if for_sure else each.cost <= option.cost
            for each in better
        ):
            kept.append(option)
    wanted = {id(option) for option in kept}
    return [option for option in options if id(option) in wanted]
