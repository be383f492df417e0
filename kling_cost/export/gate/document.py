"""A verdict as a JSON document (see ``gate_documents`` for what it promises)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from kling_cost.causes import Difference
    from kling_cost.export.gate_documents import BaseEntry, FindingEntry, GateDocument, RulingEntry
    from kling_cost.gate import Finding, Ruling, Verdict
    from kling_cost.gate.case import Base


def to_gate_document(
    verdict: Verdict, base: Base | None = None, difference: Difference | None = None
) -> GateDocument:
    """Write the rulings in their order, and what the storyboard was compared with."""
    return {
        "schema": "kling-cost/gate/1",
        "file": verdict.file,
        "outcome": _outcome(verdict),
        "base": _base(base, difference) if base is not None else None,
        "rulings": [_ruling(ruling) for ruling in verdict.rulings],
    }


def _outcome(verdict: Verdict) -> Literal["kept", "exceeded", "incomplete"]:
    if verdict.exceeded:
        return "exceeded"
    return "incomplete" if verdict.incomplete else "kept"


def _base(base: Base, difference: Difference | None) -> BaseEntry:
    change = difference.change if difference else None
    return {
        "name": base.name,
        "missing": base.missing or None,
        "before": plain(difference.before.total.number) if difference else None,
        "after": plain(difference.after.total.number) if difference else None,
        "change": plain(change.number) if change else None,
        "unit": change.unit if change else None,
        "causes": [
            {"cause": share.cause.value, "amount": plain(share.amount.number)}
            for share in (difference.causes if difference else ())
        ],
    }


def _ruling(ruling: Ruling) -> RulingEntry:
    return {
        "rule": ruling.rule.value,
        "outcome": ruling.outcome.value,
        "allowed": ruling.allowed,
        "found": ruling.found,
        "limit": _number(ruling.limit),
        "value": _number(ruling.value),
        "unit": ruling.unit,
        "message": ruling.message,
        "findings": [_finding(finding) for finding in ruling.findings],
    }


def _finding(finding: Finding) -> FindingEntry:
    return {
        "shot_id": finding.shot_id or None,
        "row": finding.row,
        "line": finding.line,
        "message": finding.message,
    }


def _number(number: Decimal | None) -> str | None:
    return plain(number) if number is not None else None
