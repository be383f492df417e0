"""A routed storyboard as a JSON document (see ``route_documents`` for its promises) and as a storyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, plain
from kling_cost.export.clean_storyboard import clean_storyboard
from kling_cost.export.to_documents import to_problem_entries, to_source_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.export.amount_documents import AmountEntry
    from kling_cost.export.route_documents import (
        AlternativeEntry,
        NeedEntry,
        RouteDocument,
        RouteEntry,
        RuleEntry,
    )
    from kling_cost.export.tabular import Table
    from kling_cost.routes import Compared, RoutedShot, Routes
    from kling_cost.routing.needs import Evidence
    from kling_cost.routing.rules import RoutingFile
    from kling_cost.storyboard.shot import Shot

WHY = "why"
"""The column that is added to a routed storyboard."""


def to_route_document(routes: Routes, rules: RoutingFile, *, assumptions: Sequence[str]) -> RouteDocument:
    """Write a routed storyboard with the rules that decided."""
    return {
        "schema": "kling-cost/route/1",
        "on": routes.on.isoformat(),
        "file": routes.storyboard.file,
        "provider": routes.provider,
        "tier": routes.tier,
        "audio": routes.audio.value if routes.audio else None,
        "infer": routes.infer,
        "routes": [_route(each) for each in routes.shots],
        "total": _amount(routes.total),
        "coverage": {"shots": routes.storyboard.shot_count, "priced": routes.priced},
        "approximate": routes.approximate,
        "floor": routes.floor,
        "rules": _rules(routes, rules),
        "assumptions": list(assumptions),
        "problems": to_problem_entries(routes.problems),
    }


def routed_storyboard(routes: Routes) -> Table:
    """Give the storyboard with model and mode filled in, what each shot needs, and why: to be planned."""
    shots = [_with_reason(each) for each in routes.shots]
    extra = [name for name in routes.storyboard.extra_columns if name != WHY]
    return clean_storyboard(replace(routes.storyboard, shots=shots, extra_columns=[*extra, WHY]))


def _with_reason(each: RoutedShot) -> Shot:
    found, made = each.recommendation, each.made
    why = found.because if found is not None else each.reason
    needs = made.needs
    if found is not None:
        stated = {entry.need for entry in found.needs.evidence if entry.column == "needs"}
        told = dict.fromkeys(entry.need for entry in found.needs.evidence if entry.column != "mode")
        needs = (*needs, *(name for name in told if name not in stated))
    return replace(made, needs=needs, extra={**made.extra, WHY: why})


def _route(each: RoutedShot) -> RouteEntry:
    shot, found, lines = each.shot, each.recommendation, each.lines
    clip = lines[0].clip if lines else None
    return {
        "shot_id": shot.shot_id,
        "row": shot.row,
        "scene": shot.scene,
        "duration_s": plain(shot.seconds) if shot.seconds is not None else None,
        "count": shot.count,
        "model": found.model if found else None,
        "mode": found.mode.value if found else None,
        "tier": clip.tier if clip else None,
        "audio": clip.audio.value if clip and clip.product.sound_is_chosen else None,
        "resolution": lines[0].rate.resolution if lines else None,
        "rule": found.rule if found else None,
        "why": found.why if found else "",
        "needs": [_need(entry) for entry in found.needs.evidence] if found else [],
        "decided_by": _need(found.decided_by) if found and found.decided_by else None,
        "source": to_source_entry(found.source) if found and found.source else None,
        "clips_s": [plain(line.clip.seconds) for line in lines if line.clip.seconds is not None],
        "amount": _amount(each.amount) if each.amount else None,
        "approximate": any(line.approximate for line in lines),
        "floor": any(line.floor for line in lines),
        "rate_refs": list(dict.fromkeys(line.rate.ref for line in lines)),
        "alternative": _alternative(each.compared, each.amount) if each.compared else None,
        "cannot": list(each.cannot),
        "reason": each.reason,
    }


def _need(entry: Evidence) -> NeedEntry:
    return {"need": entry.need, "column": entry.column, "word": entry.word, "inferred": entry.inferred}


def _alternative(compared: Compared, chosen: Amount | None) -> AlternativeEntry:
    other, difference = compared.alternative, compared.difference(chosen)
    return {
        "model": other.model,
        "mode": other.mode.value,
        "amount": _amount(compared.amount) if compared.amount else None,
        "difference": _amount(difference) if difference else None,
        "cannot": list(other.cannot),
        "reason": compared.reason,
    }


def _rules(routes: Routes, rules: RoutingFile) -> list[RuleEntry]:
    used = {each.recommendation.rule for each in routes.shots if each.recommendation is not None}
    return [
        {
            "rule": rule.name,
            "why": rule.why,
            "source": to_source_entry(rules.sources[rule.source]),
            "others": [
                {
                    "says": other.says,
                    "instead": other.instead,
                    "source": to_source_entry(rules.sources[other.source]),
                }
                for other in rule.others
            ],
        }
        for rule in rules.rules
        if rule.name in used
    ]


def _amount(amount: Amount) -> AmountEntry:
    return {"amount": plain(amount.number), "unit": amount.unit}
