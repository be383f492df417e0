"""The strategies side by side: what each costs, what it is likely to cost, and what it delivers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.breakdown import IMAGE_STAGE
from kling_cost.export.page.looks import bar_of
from kling_cost.export.page.views import Way, Ways
from kling_cost.wording import delivered_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kling_cost.amounts import Amount
    from kling_cost.compare import PricedPlan
    from kling_cost.dossier import Dossier
    from kling_cost.export.page.telling import Teller
    from kling_cost.export.page.views import Look
    from kling_cost.models import Models
    from kling_cost.plan import Delivered, Plan

_UNALIKE = (
    "A strategy is a way of working. Strategies do not deliver the same picture: what each delivers stands "
    "beside its price."
)
_RANGE = (0.5, 0.9)
_LIKELY = (
    "The line below a bar is from the sum that is enough half the time (P50) to the one that is enough nine "
    "times in ten (P90)."
)
_PARTIAL = (
    "Pale bars are not whole: a strategy that cannot price every shot looks cheaper than it is, and ranks "
    "below."
)
_SHOTS_ONLY = "Prices here are those of the shots, without extras and contingency."
_NO_CHEAPEST = (
    "Their prices are in units that do not convert into one another, so none is called the cheapest."
)


def ways_of(dossier: Dossier, teller: Teller, looks: Mapping[str, Look]) -> Ways:
    """Set the strategies side by side."""
    ranked = dossier.comparison.ranked
    likely = [_likely(entry, teller) for entry in ranked]
    longest: dict[str, Fraction] = {}
    for entry, ends in zip(ranked, likely, strict=True):
        for amount in (entry.shown, *(ends or ())):
            longest[amount.unit] = max(longest.get(amount.unit, Fraction(0)), Fraction(amount.number))
    ways = [
        _way(entry, ends, teller, looks, longest[entry.shown.unit])
        for entry, ends in zip(ranked, likely, strict=True)
    ]
    words = [
        _UNALIKE,
        _LIKELY if any(likely) else "",
        _SHOTS_ONLY if dossier.estimate.items else "",
        _PARTIAL if any(not entry.plan.complete for entry in ranked) else "",
        "" if dossier.comparison.comparable else _NO_CHEAPEST,
    ]
    return Ways(ranked=ways, words=[text for text in words if text])


def _way(
    entry: PricedPlan,
    likely: tuple[Amount, Amount] | None,
    teller: Teller,
    looks: Mapping[str, Look],
    longest: Fraction,
) -> Way:
    dossier, plan = teller.dossier, entry.plan
    several = len(dossier.sellers) > 1
    figure = teller.of_shots(entry.shown, entry) if plan.priced else None
    return Way(
        name=plan.strategy,
        seller=dossier.sellers[plan.provider].name if several else "",
        chosen=entry is dossier.chosen,
        cheapest=entry is dossier.comparison.cheapest,
        stages=stages_text(plan, dossier.models),
        delivers=delivers_text(plan.delivers, dossier.models),
        total=figure,
        likely=_range_text(likely, teller, entry) if likely else "",
        coverage=coverage_text(plan),
        complete=plan.complete,
        bar=bar_of(
            f"{plan.strategy}: {figure or 'not priced'}",
            {looks[stage]: amount for stage, amount in _by_stage(entry).items()},
            longest,
            (Fraction(likely[0].number), Fraction(likely[1].number)) if likely else None,
        ),
    )


def _by_stage(entry: PricedPlan) -> dict[str, Fraction]:
    """Share the shown total among the stages: lengths of a picture, for which nothing need be allotted."""
    plan, parts = entry.plan, dict[str, Fraction]()
    for line, count in plan.breakdown.different_lines():
        parts[line.stage] = parts.get(line.stage, Fraction(0)) + Fraction(line.amount.number) * count
    own = Fraction(plan.total.number)
    scale = Fraction(entry.shown.number) / own if own else Fraction(0)
    return {stage: part * scale for stage, part in parts.items()}


def _likely(entry: PricedPlan, teller: Teller) -> tuple[Amount, Amount] | None:
    forecast = teller.dossier.forecast_of(entry)
    if forecast is None:
        return None
    half, most = (teller.money(forecast.total.quantile(chance), entry) for chance in _RANGE)
    return half, most


def _range_text(likely: tuple[Amount, Amount], teller: Teller, entry: PricedPlan) -> str:
    half, most = (teller.of_shots(amount, entry) for amount in likely)
    return f"{' '.join(part for part in (half.mark, half.number) if part)} to {most}"


def coverage_text(plan: Plan) -> str:
    """Say how many shots have a price: ``all 15 shots priced``, ``13 of 15 shots priced``."""
    if plan.complete:
        return f"all {plan.shots:,} shots priced" if plan.shots != 1 else "its one shot priced"
    return f"{plan.priced:,} of {plan.shots:,} shots priced"


def delivers_text(delivered: Delivered, models: Models) -> str:
    """Name what a plan delivers as its sellers do: ``Kling O3 Pro, audio on``."""
    if delivered.model is None:
        return delivered_text(delivered)
    named = replace(
        delivered, model=models[delivered.model].name, tier=delivered.tier.title() if delivered.tier else ""
    )
    return delivered_text(named)


def stages_text(plan: Plan, models: Models) -> list[str]:
    """Say for each stage what most of it is made on: ``draft on Kling V3 Standard, audio off``."""
    made: dict[str, Counter[str]] = {}
    for line, count in plan.breakdown.different_lines():
        clip = line.clip
        if clip.seconds is not None:
            tier = f" {clip.tier.title()}" if clip.tier else ""
            sound = f", audio {clip.audio.value}" if clip.product.sound_is_chosen else ""
            text = f"{models[clip.model].name}{tier}{sound}"
            made.setdefault(line.stage or IMAGE_STAGE, Counter())[text] += int(clip.seconds) * count
    return [f"{stage} on {clips.most_common(1)[0][0]}" for stage, clips in made.items()]
