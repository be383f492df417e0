"""A fitted budget in sentences, as the command line says them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, counted, plain
from kling_cost.budget.options import Objective
from kling_cost.rounding import rounded
from kling_cost.storyboard.shot import shots_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kling_cost.budget.options import Option
    from kling_cost.budget.outcome import BudgetPlan, Step
    from kling_cost.budget.task import Worth
    from kling_cost.storyboard.shot import Shot

    Said = Callable[[Amount], str]

_CHANGES_TOLD = 6
_LEAST = Decimal("0.1")
_DECIMALS = 2


def lowered_texts(option: Option | None, wish: Option) -> tuple[str, ...]:
    """Say what an option has less than the wish of its row: ``tier pro -> standard``."""
    if option is None:
        return ("left out",)
    if (option.rank, option.kept) >= (wish.rank, wish.kept):
        return ()
    pairs = (
        ("tier", wish.delivered.tier, option.delivered.tier),
        ("audio", wish.delivered.audio, option.delivered.audio),
        ("model", wish.delivered.model, option.delivered.model),
    )
    texts = [
        f"{name} {before or 'none'} -> {after or 'none'}" for name, before, after in pairs if before != after
    ]
    if option.kept < wish.kept:
        keeper = f"chance of a keeper {_percent(wish.kept)} -> {_percent(option.kept)}"
        texts.append(f"{_caps(option)} ({keeper})")
    return tuple(texts)


def made_as(option: Option | None) -> str:
    """Say how a row is made: ``v3 pro, audio on (v3-pro-throughout, at most 8 takes)``."""
    if option is None:
        return "left out"
    clip = " ".join(part for part in (option.delivered.model, option.delivered.tier) if part)
    sound = f", audio {option.delivered.audio}" if option.delivered.tier else ""
    how = ", ".join(part for part in (option.strategy, _caps(option)) if part)
    return f"{clip}{sound} ({how})"


def _caps(option: Option) -> str:
    caps = {stake.takes.cap: None for stake in option.bill.stakes if stake.takes.accept is not None}
    return f"at most {' and '.join(str(cap) for cap in caps)} takes" if caps else ""


def _percent(chance: float) -> str:
    """Write a chance; what is not certain is never written as if it were."""
    tenths = rounded(Fraction(chance) * 100, 1)
    return f"{plain(tenths if chance in (0, 1) else min(max(tenths, _LEAST), 100 - _LEAST))} %"


def sentences(found: BudgetPlan, said: Said = str) -> list[str]:
    """Tell a fitted budget, the answer first; ``said`` writes an amount."""

    def amount(number: Decimal) -> str:
        return said(Amount(number, found.limit.unit))

    told = list(_answer(found, said, amount))
    if found.fits:
        told += [*_lowered(found, amount), *_proof(found)]
    told += _more(found, amount)
    unpriced = [row for row in found.rows if row.wish is None]
    told += [f"shot {row.shot.shot_id} has no price: {'; '.join(row.reasons)}" for row in unpriced]
    return [*told, *_least(found, amount), *found.assumptions]


def _answer(found: BudgetPlan, said: Said, amount: Callable[[Decimal], str]) -> Iterator[str]:
    limit = said(found.limit.given)
    if found.limit.given.unit != found.limit.unit:
        limit += f" (at most {amount(rounded(Fraction(found.limit.most), _DECIMALS))})"
    shots, total = (
        sum(1 if row.shot.is_image else row.shot.count for row in rows)
        for rows in ([row for row in found.rows if row.option is not None], found.rows)
    )
    of_all = f"{shots} of {counted(total, 'shot')}"
    if not found.fits:
        yield f"nothing fits within {limit}"
    elif found.forecast is None:
        yield f"{of_all} for {amount(found.total.number)}; the limit is {limit}"
    else:
        chance = _percent(found.chance_within or 0.0)
        asked = "" if found.confidence is None else f" ({_percent(found.confidence)} asked for)"
        middle, high = amount(found.quantile(0.5)), amount(found.quantile(0.9))
        yield (
            f"{of_all}, within {limit} with a chance of {chance}{asked}; P50 {middle}, P90 {high}; "
            f"the lines, of whole takes, add up to {amount(found.total.number)}"
        )


def _lowered(found: BudgetPlan, amount: Callable[[Decimal], str]) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[tuple[Shot, Decimal]]] = {}
    for row in found.rows:
        if row.lowered:
            alike.setdefault(row.lowered, []).append((row.shot, row.saves))
    for texts, rows in alike.items():
        saved = amount(rounded(sum((Fraction(saves) for _, saves in rows), Fraction(0)), _DECIMALS))
        about = "about " if found.forecast is not None else ""
        yield f"{', '.join(texts)}: saves {about}{saved} ({_named(shot for shot, _ in rows)})"


def _proof(found: BudgetPlan) -> Iterator[str]:
    bound = found.proof.bound
    if bound is None:
        yield "optimal: no plan within the limit delivers more"
    elif bound.shots != found.worth.shots:
        yield f"no plan within the limit delivers more than {_most_shots(found, bound)}"
    elif bound.quality > found.worth.quality:
        steps = counted(bound.quality - found.worth.quality, "step")
        yield f"no plan within the limit delivers more shots; better ones by {steps} of preference at most"
    else:
        yield "no plan within the limit delivers more or better; only the chances of keepers may be better"


def _most_shots(found: BudgetPlan, bound: Worth) -> str:
    """Name the bound on the shots of the most urgent priority for which it is not reached."""
    if len(bound.shots) == 1:
        return counted(bound.shot_count, "shot")
    levels = zip(found.priorities, bound.shots, found.worth.shots, strict=True)
    priority, most, made = next(level for level in levels if level[1] != level[2])
    of = "without a priority" if priority is None else f"of priority {priority}"
    return f"{counted(most, 'shot')} {of} beside all that are more urgent; this one {made}"


def _more(found: BudgetPlan, amount: Callable[[Decimal], str]) -> Iterator[str]:
    if found.next_price is not None:
        yield f"the next {amount(found.next_price.extra)}: {_gain(found, found.next_price)}"
    if found.next_step is not None:
        yield f"10 % more, {amount(found.next_step.extra)}: {_gain(found, found.next_step)}"


def _gain(found: BudgetPlan, step: Step) -> str:
    """Say what a step buys: how much more, and which shots change."""
    gained = _gained(found.worth, step.worth)
    told = [
        f"shot {change.shot.shot_id} {made_as(change.before)} -> {made_as(change.after)}"
        for change in step.changes[:_CHANGES_TOLD]
    ]
    rest = len(step.changes) - _CHANGES_TOLD
    more = [f"and {counted(rest, 'more change')}"] if rest > 0 else []
    return f"{gained}; {'; '.join([*told, *more])}"


def _gained(before: Worth, after: Worth) -> str:
    shots, steps = after.shot_count - before.shot_count, after.quality - before.quality
    if shots > 0:
        return f"{counted(shots, 'more shot')}"
    if after.shots > before.shots:
        return "more urgent shots"
    if steps > 0:
        return f"{counted(steps, 'step')} of preference up"
    return "better chances of keepers"


def _least(found: BudgetPlan, amount: Callable[[Decimal], str]) -> Iterator[str]:
    if found.obstacle is not None:
        dearest, last = _named(found.obstacle.dearest), found.obstacle.passed_at.shot_id
        order = "in the order of priority" if len(found.priorities) > 1 else "in their order"
        yield (
            f"not every shot fits: the dearest is {dearest}, {amount(found.obstacle.their_least)} at the "
            f"least; {order} the money ends at shot {last}"
        )
        yield f"{amount(found.least_for_all)} would do for every shot, made as cheaply as it may be"
    if found.least_for_wish > found.limit.most:
        yield f"{amount(found.least_for_wish)} would do for every shot at its best"


def _named(shots: Iterable[Shot]) -> str:
    return shots_named([shot.shot_id for shot in shots])


def objective_text(objective: Objective, priorities: Sequence[int | None]) -> str:
    """Say what was sought."""
    if objective is Objective.QUALITY:
        return "every shot, made as well as the budget allows"
    return "as many shots as the budget allows" + (", the most urgent first" if len(priorities) > 1 else "")
