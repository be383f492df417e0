"""Judged claims as a JSON document and as a table (see ``audit_documents`` for what they promise)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.audit.figures import shown
from kling_cost.audit.judge import Verdict
from kling_cost.export.tabular import Table
from kling_cost.export.to_documents import to_problems_document
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from kling_cost.audit.claims import Claim, ClaimTable
    from kling_cost.audit.explain import Explanation
    from kling_cost.audit.figures import Figure
    from kling_cost.audit.judge import Judged
    from kling_cost.clips import Clip
    from kling_cost.export.audit_documents import (
        AuditDocument,
        ClaimEntry,
        ExplanationEntry,
        FigureEntry,
        JudgedEntry,
    )
    from kling_cost.export.documents import ClipEntry
    from kling_cost.export.tabular import Cell


def to_audit_document(judged: Sequence[Judged], table: ClaimTable, on: date) -> AuditDocument:
    """Write every claim with its verdict; ``on`` is the day of the claims that name none."""
    counts = {verdict: sum(each.verdict is verdict for each in judged) for verdict in Verdict}
    return {
        "schema": "kling-cost/audit/1",
        "on": on.isoformat(),
        "file": table.file,
        "counts": {
            "agrees": counts[Verdict.AGREES],
            "agrees_elsewhere": counts[Verdict.ELSEWHERE],
            "disagrees": counts[Verdict.DISAGREES],
            "cannot_be_judged": counts[Verdict.UNJUDGED],
        },
        "claims": [_judged(each, on) for each in judged],
        "problems": to_problems_document(table.warnings)["problems"],
    }


def _judged(judged: Judged, on: date) -> JudgedEntry:
    return {
        "row": judged.claim.row,
        "claim": _claim(judged.claim, on),
        "verdict": judged.verdict.value,
        "kind": judged.kind.value if judged.kind else None,
        "figures": [_figure(figure) for figure in judged.figures],
        "rate_refs": [rate.ref for rate in judged.rates],
        "explanations": [_explanation(each) for each in judged.explanations],
        "words": list(judged.words),
    }


def _claim(claim: Claim, on: date) -> ClaimEntry:
    return {
        "provider": claim.provider or None,
        "model": claim.model or None,
        "tier": claim.tier or None,
        "audio": claim.audio or None,
        "mode": claim.mode or None,
        "product": claim.product or None,
        "resolution": claim.resolution or None,
        "video_input": claim.video_input,
        "duration_s": _written(claim.seconds),
        "count": claim.count,
        "price": _written(claim.price),
        "per": claim.per.value if claim.per else None,
        "total": _written(claim.total),
        "unit": claim.unit or None,
        "on": (claim.on or on).isoformat(),
        "source": claim.source or None,
        "note": claim.note or None,
    }


def _written(number: Decimal | None) -> str | None:
    """Write a claimed number with every digit that it was claimed with: 0.10 is not 0.1 here."""
    return None if number is None else format(number, "f")


def _clip(clip: Clip) -> ClipEntry:
    return {
        "model": clip.model,
        "product": clip.product.value,
        "mode": clip.mode.value,
        "video_input": clip.video_input,
        "tier": clip.tier,
        "resolution": clip.resolution,
        "audio": None if clip.product == "image" else clip.audio.value,
        "duration_s": None if clip.seconds is None else plain(clip.seconds),
    }


def _figure(figure: Figure) -> FigureEntry:
    return {
        "about": figure.about,
        "agreement": figure.agreement.value,
        "claimed": format(figure.claimed, "f"),
        "ours": plain(shown(figure.ours)),
        "difference": plain(shown(figure.difference)),
        "percent": plain(rounded(figure.percent, 1)),
        "unit": figure.unit,
        "per": figure.per.value if figure.per else None,
        "clip": _clip(figure.point.clip),
        "count": figure.count,
        "rate_ref": figure.point.rate.ref,
        "basis": figure.point.rate.basis.value,
    }


def _explanation(explanation: Explanation) -> ExplanationEntry:
    return {
        "kind": explanation.kind.value,
        "what": explanation.what,
        "provider": explanation.provider,
        "clip": _clip(explanation.point.clip),
        "count": explanation.count,
        "since": explanation.first.isoformat(),
        "until": explanation.last.isoformat() if explanation.last else None,
        "rate_ref": explanation.point.rate.ref,
    }


_CLAIM_COLUMNS = ("provider", "model", "tier", "audio", "mode", "resolution", "unit")


def audit_table(judged: Sequence[Judged], on: date) -> Table:
    """Give a row per claim: what it says, the verdict, ours beside theirs, and why in sentences."""
    columns = [
        *("row", "on", *_CLAIM_COLUMNS, "duration_s", "count", "price", "total", "verdict", "kind"),
        *("our_price", "price_difference_percent", "our_total", "total_difference_percent"),
        *("rate_ref", "explained_by", "why", "source", "note"),
    ]
    numbers = frozenset(columns[columns.index("duration_s") : columns.index("verdict")])
    return Table(columns=columns, rows=[_row(each, on) for each in judged], numbers=numbers)


def _row(judged: Judged, on: date) -> list[Cell]:
    claim = judged.claim
    by_name = {figure.about: figure for figure in judged.figures}
    ours: list[Cell] = []
    for name in ("price", "total"):
        figure = by_name.get(name)
        ours += [shown(figure.ours), rounded(figure.percent, 1)] if figure else [None, None]
    return [
        claim.row,
        claim.on or on,
        *(getattr(claim, column) for column in _CLAIM_COLUMNS),
        claim.seconds,
        claim.count,
        claim.price,
        claim.total,
        judged.verdict.value,
        judged.kind.value if judged.kind else None,
        *ours,
        judged.figures[0].point.rate.ref if judged.figures else None,
        ", ".join(each.point.rate.ref for each in judged.explanations),
        "; ".join(judged.words),
        claim.source,
        claim.note,
    ]
