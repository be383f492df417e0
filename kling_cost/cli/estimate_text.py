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
    heads = ["Extra  ", *[" " * len("Extra  ")] * len(extras)]
    lines = [head + _item(item, seller) for head, item in zip(heads, extras, strict=False)]
    lines += [f"Spare  {_item(item, seller)}" for item in estimate.items if item not in extras]
    return [*lines, f"Total  {total_text(estimate, seller)}"]


def total_text(estimate: Estimate, seller: ProviderFile) -> str:
    """Write what all comes to: one amount, or one of each unit that does not convert into another."""
    entry = estimate.entry
    approximate = entry.plan.approximate or bool(entry.money and entry.money.approximate)
    shots = estimate.shots.unit
    return " and ".join(
        qualified(
            amount_text(amount, seller),
            approximate=approximate and amount.unit == shots,
            floor=entry.plan.floor and amount.unit == shots,
        )
        for amount in estimate.totals
    )


def _item(item: Item, seller: ProviderFile) -> str:
    text = amount_text(item.amount, seller)
    if item.money is not None and item.money.unit != item.amount.unit:
        text += f" = {amount_text(item.money, seller)}"
    codes = ", ".join(code for code in (item.account, item.note) if code)
    return f"{item.name}  {text}" + (f"  ({codes})" if codes else "")
