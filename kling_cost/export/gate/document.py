"""A verdict as a JSON document (see ``gate_documents`` for what it promises)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Literal

    from kling_cost.export.gate_documents import FindingEntry, GateDocument, RulingEntry
    from kling_cost.gate import Finding, Ruling, Verdict


def to_gate_document(verdict: Verdict) -> GateDocument:
    """Write the rulings in their order."""
    return {
        "schema": "kling-cost/gate/1",
        "file": verdict.file,
        "outcome": _outcome(verdict),
        "rulings": [_ruling(ruling) for ruling in verdict.rulings],
    }


def _outcome(verdict: Verdict) -> Literal["kept", "exceeded", "incomplete"]:
    if verdict.exceeded:
        return "exceeded"
    return "incomplete" if verdict.incomplete else "kept"


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
