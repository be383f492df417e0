"""What a budget holds besides its shots, as lines below a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.estimate import ItemKind
from kling_cost.wording import amount_text, qualified

if TYPE_CHECKING:
    from kling_cost.estimate import Estimate, Item
    from kling_cost.pricebook.seller import ProviderFile


def estimate_lines(estimate: Estimate, seller: ProviderFile) -> list[str]:
    """Say the extras, the contingency and what all comes to; nothing where there are only shots."""
    if not estimate.items:
        return []
    extras = [item for item in estimate.items if item.kind is ItemKind.EXTRA]
    spare = [item for item in estimate.items if item.kind is ItemKind.CONTINGENCY]
    lines = [f"{'' if number else 'Extra':7}{_item(item, seller)}" for number, item in enumerate(extras)]
    lines += [f"{'' if number else 'Spare':7}{_item(item, seller)}" for number, item in enumerate(spare)]
    return [*lines, f"Total  {total_text(estimate, seller)}"]


def total_text(estimate: Estimate, seller: ProviderFile) -> str:
    """Write what all comes to: one amount, or one of each unit that does not convert into another."""
    entry, of_shots = estimate.entry, estimate.shots.unit
    return " and ".join(
        qualified(
            amount_text(amount, seller),
            approximate=amount.unit == of_shots and entry.approximate,
            floor=amount.unit == of_shots and entry.plan.floor,
        )
        for amount in estimate.totals
    )


def _item(item: Item, seller: ProviderFile) -> str:
    converted = item.money is not None and item.money.unit != item.amount.unit
    text = qualified(
        amount_text(item.amount, seller), approximate=item.approximate and not converted, floor=item.floor
    )
    if item.money is not None and converted:
        text += f" = {qualified(amount_text(item.money, seller), approximate=item.approximate)}"
    said = ", ".join(each for each in (item.account, item.project, item.note) if each)
    return f"{item.name}  {text}" + (f"  ({said})" if said else "")
