"""Values are frozen and slotted: nothing that was computed can be changed afterwards."""

from __future__ import annotations

import pkgutil
from dataclasses import FrozenInstanceError, is_dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest

import kling_cost
from kling_cost import Amount, Clip

ROOMS = [
    name
    for _, name, _ in pkgutil.walk_packages(kling_cost.__path__, "kling_cost.")
    if name.split(".")[1] not in {"cli", "__main__"}
]
VALUES: dict[str, Any] = {
    f"{kind.__module__.removeprefix('kling_cost.')}.{kind.__name__}": kind
    for room in map(import_module, ROOMS)
    for kind in vars(room).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == room.__name__
}


IN_THE_MAKING = {
    "estimate.groups.Group",
    "export.workbook.budget_block.Budget",
    "export.workbook.pages.Book",
    "export.workbook.pages.Page",
    "storyboard.draft.Draft",
    "storyboard.draft.Told",
    "storyboard.notebook.Notebook",
    "storyboard.readers.sheet_facts.Allowance",
    "storyboard.readers.sheet_facts.SheetFacts",
}
"""What is gathered, added up or written bit by bit; what is private to a room may change, too."""


KEEP_WHAT_WAS_DERIVED = {
    "breakdown.breakdown.Breakdown",
    "budget.dominance.Dearness",
    "budget.outlook.Outlook",
    "budget.task.Task",
    "causes.factors.StageChange",
    "estimate.estimate.Estimate",
    "export.workbook.facts.Facts",
    "export.workbook.line_cells.LineCells",
    "gate.case.Case",
    "gate.measured.Measured",
    "plan.Plan",
    "risk.distribution.Distribution",
    "risk.forecast.Forecast",
    "testing.law.Shelf",
}
"""What keeps sums once they were derived, for which it needs a __dict__."""


def test_the_house_has_its_values() -> None:
    assert {"amounts.Amount", "clips.Clip", "quote.Line", "plan.Plan", "money.Money"} <= VALUES.keys()


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_value_is_frozen_and_has_slots(name: str) -> None:
    kind = VALUES[name]
    assert kind.__dataclass_params__.frozen or name in IN_THE_MAKING or kind.__name__.startswith("_")
    assert ("__slots__" in vars(kind)) == (name not in KEEP_WHAT_WAS_DERIVED)


def test_a_value_cannot_be_changed() -> None:
    amount = Amount(Decimal(1), "USD")
    with pytest.raises(FrozenInstanceError):
        amount.number = Decimal(2)  # type: ignore[misc]


def test_values_of_many_fields_are_given_by_name() -> None:
    with pytest.raises(TypeError, match="positional"):
        Clip("v3")  # type: ignore[call-arg]


def test_equal_values_are_equal_and_one_key() -> None:
    one, other = (Clip(model="v3", tier="pro", seconds=Decimal(5)) for _ in range(2))
    assert one == other
    assert len({one, other, Clip(model="v3", tier="pro", seconds=Decimal("5.0"))}) == 1
