"""A Frictionless Data Package beside a finance CSV: its columns, its dialect, and where the prices are from.

It describes bytes that were written already and adds nothing to them. See https://specs.frictionlessdata.io.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from kling_cost.estimate import estimate_columns
from kling_cost.export.csv_dialects import Dialect
from kling_cost.export.finance_contract import (
    FINANCE_CONTRACT,
    GROUPS_CONTRACT,
    Type,
    columns_of_lines,
    group_columns,
)
from kling_cost.export.tabular import LINE_END, NO, YES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.datafiles import SourceFile
    from kling_cost.estimate import Estimate, GroupBy
    from kling_cost.export.finance_contract import Column
    from kling_cost.pricebook.rate import Source

_LINES = (
    "One row per line of a plan, then one for each extra and for the contingency; there is no row of totals. "
    "For each provider and strategy the money of a currency adds up to its total to the cent, and amounts of "
    "a unit to the exact total. A row with a reason has no price: such a sum is a floor."
)
_GROUPS = (
    "Sums of a plan by {by}; there is no row of totals. The money of a currency adds up to its total to the "
    "cent, and the amounts of a unit to the exact total. A row that says floor may be higher."
)
_TEXTS = {
    Dialect.RFC4180: "A text that a spreadsheet would run has an apostrophe before it.",
    Dialect.EXCEL_EU: "A text that a spreadsheet would run or turn into a number or a day has an apostrophe "
    "before it.",
}
_CREATED_AT = "T00:00:00Z"  # the day of the prices: the same input gives the same bytes, so there is no clock


def to_datapackage(
    estimates: Sequence[Estimate],
    *,
    csv_name: str,
    content: bytes,
    dialect: Dialect = Dialect.RFC4180,
    by: GroupBy | None = None,
) -> dict[str, Any]:
    """Describe a written finance CSV, with ``by`` one of sums by group, as a datapackage.json.

    ``csv_name`` is the file's name as seen from the folder of the data package, ``content`` its bytes. No
    primary key is named because none holds: a storyboard may use an id twice.
    """
    plan = estimates[0].entry.plan
    storyboard = PurePath(plan.storyboard.file).name
    columns = group_columns(by) if by else columns_of_lines(estimate_columns(estimates[0]))
    contract = GROUPS_CONTRACT if by else FINANCE_CONTRACT
    name, title = _slug(PurePath(csv_name).stem), f"What {storyboard} costs"
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": f"{title}, by {by}" if by else title,
        "description": _GROUPS.format(by=by) if by else _LINES,
        "version": f"{contract.rpartition('/')[2]}.0.0",
        "contract": contract,
        "created": f"{plan.on.isoformat()}{_CREATED_AT}",
        "sources": _sources(estimates),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "description": _TEXTS[dialect],
                "path": csv_name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "dialect": _dialect(dialect),
                "schema": {
                    "fields": [_field(column, dialect) for column in columns],
                    "missingValues": [""],
                },
            }
        ],
    }


def _slug(name: str) -> str:
    """Write a name as the specification wants it: lower case letters, digits, and ``.``, ``_``, ``-``."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-.") or "finance"


def _dialect(dialect: Dialect) -> dict[str, object]:
    return {
        "csvddfVersion": 1.2,
        "delimiter": dialect.form.separator,
        "lineTerminator": LINE_END,
        "quoteChar": '"',
        "doubleQuote": True,
        "skipInitialSpace": False,
        "header": True,
    }


def _field(column: Column, dialect: Dialect) -> dict[str, object]:
    """Describe a column in the words of Table Schema, under the name that the header writes."""
    spelled: dict[str, object] = {}
    if column.type is Type.NUMBER:
        spelled = {"decimalChar": dialect.form.decimal_sign, "bareNumber": True}
    elif column.type is Type.BOOLEAN:
        spelled = {"trueValues": [YES], "falseValues": [NO]}
    constraints: dict[str, object] = {"required": True} if column.required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    return {
        "name": dialect.text(column.name),
        "type": column.type.value,
        "title": column.title,
        "description": column.description,
        **spelled,
        **({"constraints": constraints} if constraints else {}),
    }


def _sources(estimates: Sequence[Estimate]) -> list[dict[str, str]]:
    """Name every page that a price is from, once, in the order of the rows."""
    told: dict[tuple[str, str | None], dict[str, str]] = {}
    for source in (source for estimate in estimates for source in _sources_of(estimate)):
        path = {"path": source.link} if source.link else {}
        told.setdefault((source.title, source.link), {"title": source.title, **path})
    return list(told.values())


def _sources_of(estimate: Estimate) -> Iterator[Source | SourceFile]:
    plan = estimate.entry.plan
    yield from (rate.source for rate in plan.rates)
    paid = estimate.money.paid_with.get(plan.provider)
    if paid is not None and paid.source is not None:
        yield paid.source
