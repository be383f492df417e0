"""Courses and differences of prices as JSON documents (see ``change_documents`` for what each promises)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.clips import Product
from kling_cost.export.to_documents import to_source_entry
from kling_cost.pricebook.differences import Verdict
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.export.change_documents import (
        AnyPriceEntry,
        AskedEntry,
        DiffDocument,
        DifferenceEntry,
        HistoryDocument,
        PriceChangeEntry,
        SideEntry,
        StepEntry,
    )
    from kling_cost.pricebook.change import Change
    from kling_cost.pricebook.differences import Difference
    from kling_cost.pricebook.history import Course, Step
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate


def to_history_document(
    courses: Sequence[Course], provider: str, on: date, known_on: date | None
) -> HistoryDocument:
    """Write the courses of a provider's prices up to a day."""
    return {
        "schema": "kling-cost/history/1",
        "provider": provider,
        "on": on.isoformat(),
        "known_on": known_on.isoformat() if known_on else None,
        "courses": [
            {"asked": _asked(course), "steps": [_step(step) for step in course.steps]} for course in courses
        ],
    }


def to_diff_document(
    everything: Sequence[Difference],
    shown: Sequence[Difference],
    sides: Sequence[tuple[Card, date]],
    known_on: date | None,
) -> DiffDocument:
    """Write what differs between two cards, each with the day it was asked for; all of it is counted."""
    first, second = (_side(card, on) for card, on in sides)
    verdicts = [each.verdict for each in everything]
    return {
        "schema": "kling-cost/diff/1",
        "known_on": known_on.isoformat() if known_on else None,
        "first": first,
        "second": second,
        "counts": {
            "equal": verdicts.count(Verdict.EQUAL),
            "changed": verdicts.count(Verdict.CHANGED),
            "not_comparable": verdicts.count(Verdict.NOT_COMPARABLE),
            "only_first": verdicts.count(Verdict.ONLY_FIRST),
            "only_second": verdicts.count(Verdict.ONLY_SECOND),
        },
        "differences": [_difference(each) for each in shown],
    }


def _asked(priced: Course | Difference) -> AskedEntry:
    asked = priced.asked
    return {
        "model": asked.model,
        "modes": [mode.value for mode in priced.modes],
        "video_input": asked.video_input,
        "tier": asked.tier,
        "audio": None if asked.mode.product is Product.IMAGE else asked.audio.value,
        "resolution": asked.resolution,
        "clip_s": str(asked.clip_s) if asked.clip_s else None,
        "other_than_s": [str(seconds) for seconds in asked.other_than],
    }


def _price(rates: Sequence[Rate]) -> AnyPriceEntry | None:
    if not rates:
        return None
    first = rates[0]
    return {
        "amount": plain(first.amount),
        "unit": first.unit,
        "per": first.per.value,
        "per_s": str(length) if (length := first.clip_s or first.block_s) else None,
        "delivers": first.resolution,
        "floor": first.floor,
        "rates": [
            {"rate_ref": rate.ref, "basis": rate.basis.value, "source": to_source_entry(rate.source)}
            for rate in rates
        ],
    }


def _change(change: Change | None) -> PriceChangeEntry | None:
    if change is None:
        return None
    compared_at_length = change.measure_changed and change.percent is not None
    return {
        "unit_changed": change.unit_changed,
        "measure_changed": change.measure_changed,
        "difference": None if change.difference is None else plain(change.difference),
        "percent": None if change.percent is None else plain(rounded(change.percent, 2)),
        "compared_at_s": str(change.clip_s) if compared_at_length else None,
    }


def _step(step: Step) -> StepEntry:
    return {
        "day": step.day.isoformat(),
        "first_day": step.card.file.first_day,
        "card": f"{step.card.provider}/{step.card.name}",
        "event": step.event.value,
        "price": _price(step.rates),
        "before": _price([step.change.old]) if step.change else None,
        "change": _change(step.change),
    }


def _side(card: Card, on: date) -> SideEntry:
    return {
        "provider": card.provider,
        "on": on.isoformat(),
        "card": f"{card.provider}/{card.name}",
        "first_day": card.file.first_day,
        "unit": card.file.unit,
    }


def _difference(each: Difference) -> DifferenceEntry:
    return {
        "asked": _asked(each),
        "verdict": each.verdict.value,
        "first": _price(each.first),
        "second": _price(each.second),
        "change": _change(each.change),
    }
