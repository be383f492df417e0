"""Rulings on what single shots and scenes cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, counted
from kling_cost.gate.case import at_first_row, at_rows, less, shot_named
from kling_cost.gate.verdict import Outcome, Rule, Ruling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_cost.gate.case import Case
    from kling_cost.gate.limits import Allowance
    from kling_cost.gate.measured import Part
    from kling_cost.gate.verdict import Finding


def ruling_on_shots(case: Case) -> Ruling | None:
    """Hold each shot against what is allowed.

    Raises:
        MoneyUnknown, BadMoney: when the plan cannot be told in the currency of the limit.
    """
    limit = case.limits.max_per_shot
    if limit is None:
        return None
    return _ruling(case, Rule.MAX_PER_SHOT, limit, case.measured.shots(limit), "shot")


def ruling_on_scenes(case: Case) -> Ruling | None:
    """Hold each scene against what is allowed; shots of no scene are one together.

    Raises:
        MoneyUnknown, BadMoney: when the plan cannot be told in the currency of the limit.
    """
    limit = case.limits.max_per_scene
    if limit is None:
        return None
    return _ruling(case, Rule.MAX_PER_SCENE, limit, case.measured.scenes(limit), "scene")


def _ruling(case: Case, rule: Rule, limit: Allowance, parts: Sequence[Part], what: str) -> Ruling:
    most = Amount(limit.number, case.measured.unit_of(limit))
    over = [part for part in parts if part.amount.number > most.number]
    dearest = max(parts, key=lambda part: part.amount.number, default=None)
    return Ruling(
        rule=rule,
        outcome=Outcome.BROKEN if over else Outcome.KEPT,
        allowed=case.text(most),
        found=case.text(dearest.amount) if dearest else "nothing",
        message=_message(what, parts, over, most, case.text) if dearest else f"no {what} has a price",
        limit=most.number,
        value=dearest.amount.number if dearest else None,
        unit=most.unit,
        findings=[finding for part in over for finding in _findings(case, part, most, what)],
    )


def _findings(case: Case, part: Part, most: Amount, what: str) -> Sequence[Finding]:
    """Find a part that costs too much: a shot at its rows, a scene at its first."""
    message = (
        f"{_named(what, part)} costs {case.text(part.amount)}, {case.text(less(part.amount, most))} "
        f"over the {case.text(most)} allowed for a {what}"
    )
    return at_rows(part.shot, message) if what == "shot" else [at_first_row(part.shot, message)]


def _message(
    what: str, parts: Sequence[Part], over: Sequence[Part], most: Amount, text: Callable[[Amount], str]
) -> str:
    """Say how many are over, and which one costs most."""
    dearest = max(parts, key=lambda part: part.amount.number)
    counted_parts = counted(len(parts), "row" if what == "shot" else what)
    limit = f"the {text(most)} allowed for a {what}"
    how = f"{len(over)} of {counted_parts} over {limit}" if over else f"every {what} within {limit}"
    return f"{how}; the dearest is {_named(what, dearest)} with {text(dearest.amount)}"


def _named(what: str, part: Part) -> str:
    if what == "scene":
        return f"scene {' '.join(part.name.split())}" if part.name else "what is of no scene"
    alike = f" (the average of {part.shots})" if part.shots > 1 else ""
    return f"{shot_named(part.name)}{alike}"
