"""The ways in which each shot may be made: strategies, tiers, audio and caps on takes, with their bills.

Rows win over choices in every plan, so a row's own model, tier, audio and takes stay whatever is tried here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.amounts import ZERO
from kling_cost.breakdown import Rows
from kling_cost.breakdown.bill import Bill, Fault
from kling_cost.budget.caps import chance_kept, lower_caps
from kling_cost.budget.dominance import worthwhile
from kling_cost.clips import Audio
from kling_cost.plan import Delivered
from kling_cost.storyboard.shot import Storyboard

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence
    from decimal import Decimal

    from kling_cost.breakdown import Ask
    from kling_cost.budget.preference import Preference
    from kling_cost.plan import Plan
    from kling_cost.staging import Choices
    from kling_cost.strategies import Strategy

    PlanUnder = Callable[[Storyboard, Strategy, Choices], Plan]


class Objective(StrEnum):
    """What a budget is to buy."""

    SHOTS = "shots"
    """As many shots as it can, the most urgent first; what they are made in comes after that."""
    QUALITY = "quality"
    """Every shot, in the best that it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way of making a row, and what it comes to.

    ``cost`` is the sum of its lines. ``rank`` counts delivered clips from the least preferred, 1, on;
    ``kept`` is the chance of a keeper for every clip. ``asked`` says whether neither tier nor audio nor cap
    were chosen for it.
    """

    strategy: str
    delivered: Delivered
    bill: Bill
    cost: Decimal
    rank: int
    kept: float
    asked: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """What may be had for each thing that a storyboard's rows ask for.

    ``refused`` holds, beside the options of each ask, the bill that says why there are none. ``plan`` is a
    plan of the whole storyboard as it stands, of which provider, card and unit are of interest.
    """

    rows: Rows
    options: Sequence[Sequence[Option]]
    refused: Sequence[Bill]
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What may be chosen: under which strategies, down to which tier, in which order of preference.

    With ``confident`` the chance of keeping within the budget counts, and not the sum of lines: lower caps on
    takes are then of use.
    """

    strategies: Sequence[Strategy]
    objective: Objective
    choices: Choices
    tiers: Sequence[str]
    """All tiers, lowest first."""
    min_tier: str | None
    preference: Preference
    confident: bool

    def variants(self) -> Iterator[tuple[Strategy, Choices]]:
        """Give every strategy as it was asked for, then with other tiers and without audio."""
        top = self.choices.tier
        tiers = self.tiers if top is None else self.tiers[: self.tiers.index(top)]
        floor = self.tiers.index(self.min_tier) if self.min_tier else 0
        for audio in dict.fromkeys([self.choices.audio, Audio.OFF]):
            for tier in [top, *reversed(tiers[floor:])]:
                for strategy in self.strategies:
                    yield strategy, replace(self.choices, tier=tier, audio=audio, pack=False)


def menu_of(storyboard: Storyboard, wanted: Wanted, plan_under: PlanUnder) -> Menu:
    """Bill everything that the rows ask for in every way, and leave out what no plan needs.

    Raises:
        UnknownProvider, BeforeFirstCard: when there is no price list at all.
        InputRefused: for classes of shot that there are not.
    """
    as_asked = [(strategy, replace(wanted.choices, pack=False)) for strategy in wanted.strategies]
    plan = plan_under(storyboard, *as_asked[0])
    rows = Rows.of(storyboard.shots)
    each = Storyboard(file="", shots=[ask.shot for ask in rows.asks])
    kinds = Storyboard(file="", shots=[ask.shot for ask in {_kind(ask): ask for ask in rows.asks}.values()])
    found: list[dict[Hashable, Option]] = [{} for _ in rows.asks]
    refused: list[Bill] = [Bill()] * len(rows.asks)
    for strategy, choices in wanted.variants():
        asked = (strategy, choices) in as_asked
        if not asked and not plan_under(kinds, strategy, choices).priced:
            continue
        bills = plan_under(each, strategy, choices).breakdown.bills
        for number, (ask, bill) in enumerate(zip(rows.asks, bills, strict=True)):
            option = _option(ask, bill, wanted, strategy.name, asked=asked)
            if option is not None:
                found[number].setdefault(told_by(bill), option)
            elif not refused[number].faults:
                refused[number] = bill if bill.faults else _too_low(ask, wanted)
    ranked = _as_asked(_ranked([list(options.values()) for options in found], wanted), wanted)
    worth = _ranked([worthwhile(of_ask, for_sure=wanted.confident) for of_ask in ranked], wanted)
    options = [
        [lower for option in of_ask for lower in _capped(ask, option, wanted)]
        for ask, of_ask in zip(rows.asks, worth, strict=True)
    ]
    return Menu(rows, options, refused, plan)


def _kind(ask: Ask) -> Hashable:
    """Give what decides whether a shot is sold in a tier and with an audio setting."""
    shot = ask.shot
    said = (shot.mode, shot.video_input, shot.model, shot.tier, shot.audio, shot.resolution)
    return (ask.first, shot.product, shot.seconds is None, said)


def _option(ask: Ask, bill: Bill, wanted: Wanted, strategy: str, *, asked: bool) -> Option | None:
    """Make a bill an option; None for one without a price or below the floor.

    A row that names its tier itself wants that one, whatever the floor.
    """
    lines = [line for line in bill.lines if line.delivers]
    if bill.amount is None or (
        ask.shot.tier is None
        and any(wanted.preference.below(line.clip.tier, wanted.min_tier) for line in lines)
    ):
        return None
    clips = [Delivered(line.clip.model, line.clip.tier, line.clip.audio.value) for line in lines]
    return Option(
        strategy=strategy,
        delivered=wanted.preference.worst(clips),
        bill=bill,
        cost=bill.amount,
        rank=0,
        kept=chance_kept(bill),
        asked=asked,
    )


def _too_low(ask: Ask, wanted: Wanted) -> Bill:
    reason = f"nothing is sold for it at tier {wanted.min_tier} or above"
    return Bill(faults=(Fault("", reason, ask.shot.model or ""),))


def told_by(bill: Bill) -> Hashable:
    """Give what tells bills apart: what is generated in which order, at which price, how often."""
    stages = list(dict.fromkeys(line.stage for line in bill.lines))
    return tuple(
        (
            stages.index(line.stage),
            line.clip,
            id(line.rate),
            line.takes,
            line.delivers,
            stake.takes,
            stake.copy,
        )
        for line, stake in zip(bill.lines, bill.stakes, strict=True)
    )


def _ranked(found: Sequence[Sequence[Option]], wanted: Wanted) -> list[list[Option]]:
    """Rank what is delivered, from 1 on, among all that there is."""
    ranks = wanted.preference.ranks(option.delivered for options in found for option in options)
    return [[replace(each, rank=ranks[each.delivered]) for each in options] for options in found]


def _as_asked(ranked: Sequence[Sequence[Option]], wanted: Wanted) -> Sequence[Sequence[Option]]:
    """Where shots come first, leave out what is better than anything that was asked for."""
    if wanted.objective is Objective.QUALITY:
        return ranked
    tops = [[each.rank for each in options if each.asked] for options in ranked]
    return [
        [each for each in options if not top or each.rank <= max(top)]
        for options, top in zip(ranked, tops, strict=True)
    ]


def _capped(ask: Ask, option: Option, wanted: Wanted) -> Iterator[Option]:
    """Give an option, and with its takes capped lower; a row that gives its takes has given its cap."""
    yield option
    if wanted.confident and option.bill.gambles and ask.shot.takes is None:
        for bill in lower_caps(option.bill):
            cost = bill.amount or ZERO
            yield replace(option, bill=bill, cost=cost, kept=chance_kept(bill), asked=False)
