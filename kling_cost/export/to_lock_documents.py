"""A verified lock as a JSON document (see ``lock_documents``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from kling_cost.amounts import plain

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.export.lock_documents import FoundationEntry, VerifyDocument
    from kling_cost.lock.state import StoryboardState
    from kling_cost.lock.verify import Verified


def to_verify_document(verified: Verified, state: StoryboardState, on: date) -> VerifyDocument:
    """Write what became of a lock."""
    lock = verified.lock.file
    return {
        "schema": "kling-cost/verify/1",
        "lock": str(verified.lock.path),
        "holds": verified.holds and state.agrees,
        "totals": [{"amount": plain(each.amount), "unit": each.unit} for each in lock.figures.totals],
        "made_on": lock.made_on.isoformat(),
        "made_by": lock.made_by,
        "on": on.isoformat(),
        "valid_until": lock.valid_until.isoformat(),
        "valid": on <= lock.valid_until,
        "sealed": verified.sealed,
        "card": f"{lock.asked.provider}/{lock.card}",
        "corrected_by": verified.corrected_by,
        "disagreements": [
            {
                "where": each.where,
                "line": each.line,
                "shot_id": each.shot_id or None,
                "row": each.row,
                "figure": each.figure,
                "locked": each.locked,
                "derived": each.derived,
                "why": each.why,
            }
            for each in verified.disagreements
        ],
        "foundations": [_foundation(each.file, verified) for each in lock.stands_on],
        "storyboard": {"file": state.file, "found": state.found.value, "changes": list(state.changes)},
    }


def _foundation(file: str, verified: Verified) -> FoundationEntry:
    found = verified.changed.get(file, "as locked")
    return {"file": file, "found": cast("Literal['as locked', 'changed', 'missing']", found)}
