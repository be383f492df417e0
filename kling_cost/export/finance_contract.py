"""The columns of the finance CSV as a contract: what each is called, holds and means.

The one place that says so: docs/finance-csv.md and the data package are held to it. Within a version a column
never changes its meaning. How a cell is spelled is the dialect's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.clips import Audio
from kling_cost.estimate import GroupBy, ItemKind
from kling_cost.export.tabular import Table
from kling_cost.pricebook.rate import Basis, Per

if TYPE_CHECKING:
    from collections.abc import Sequence

FINANCE_CONTRACT = "kling-cost/finance/1"
"""The name and version of the contract of the lines."""
GROUPS_CONTRACT = "kling-cost/finance-groups/1"
"""The name and version of the contract of the sums by group."""


class Type(StrEnum):
    """What a column holds, in the words of Frictionless Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its type, what it means with its unit, what its cells may be, and one of them.

    ``values`` lists every text that a cell may be, ``minimum`` is the least number. A cell that is not
    ``required`` may be empty. ``example`` is written as in ``rfc4180``.
    """

    name: str
    type: Type = Type.STRING
    title: str
    description: str
    values: Sequence[str] = ()
    required: bool = False
    minimum: int | None = None
    example: str


def _number(name: str, title: str, description: str, example: str) -> Column:
    """Describe an exact decimal number that is never below nothing."""
    return Column(
        name=name, type=Type.NUMBER, title=title, description=description, minimum=0, example=example
    )


def _count(name: str, title: str, description: str, example: str, *, minimum: int = 0) -> Column:
    """Describe a whole number."""
    return Column(
        name=name, type=Type.INTEGER, title=title, description=description, minimum=minimum, example=example
    )


def _text(name: str, title: str, description: str, example: str, *, required: bool = False) -> Column:
    """Describe a text of any kind."""
    return Column(name=name, title=title, description=description, required=required, example=example)


def _word(name: str, title: str, description: str, example: str, words: type[StrEnum]) -> Column:
    """Describe one of a few words that the code fixes."""
    values = [word.value for word in words]
    return Column(name=name, title=title, description=description, values=values, example=example)


FINANCE_COLUMNS = (
    Column(
        name="kind",
        title="Kind",
        description="What the row is for: a shot of the storyboard, an extra, or the contingency.",
        values=[kind.value for kind in ItemKind],
        required=True,
        example="shot",
    ),
    _text("provider", "Provider", "Who sells the generation.", "pixverse", required=True),
    _text("strategy", "Strategy", "The way of working that was planned.", "v3-draft-o3-final", required=True),
    Column(
        name="on",
        type=Type.DATE,
        title="Day of the prices",
        description="The day whose prices apply, an ISO 8601 day.",
        required=True,
        example="2026-11-20",
    ),
    _text("project", "Project", "The project code to book on; empty where none was given.", "LH-27"),
    _text("account", "Account", "The account code to book on; empty where none was given.", "4110"),
    _text("shot_id", "Shot", "The shot's id; ids of shots packed into one clip are joined by +.", "12A"),
    _text("scene", "Scene", "The shot's scene.", "Harbour"),
    _text("stage", "Stage", "The phase of work on the shot that is paid for here.", "draft"),
    _count("clip_no", "Clip", "Which clip of the shot and stage, from 1.", "1", minimum=1),
    _text("model", "Model", "The model that makes the clip or, without a price, was to make it.", "v3"),
    _text("mode", "Mode", "How the clip is made.", "text-to-video"),
    Column(
        name="video_input",
        type=Type.BOOLEAN,
        title="Video input",
        description="Whether a source or reference video goes in.",
        example="no",
    ),
    _text("tier", "Tier", "The seller's quality name; empty for images.", "standard"),
    _text("resolution", "Resolution", "What the tier delivers, or the image that is ordered.", "720p"),
    _word("audio", "Audio", "The sound of the clip; empty for images.", "off", Audio),
    _number("clip_s", "Clip length", "Seconds of one take; empty for images.", "8"),
    _count("takes", "Takes", "How many times the clip is generated, or how many images.", "10"),
    _number("billed_s", "Billed seconds", "Seconds charged for, over all takes; empty for images.", "80"),
    _number("quantity", "Quantity", "How many units of quantity_unit are charged for, over all takes.", "80"),
    _word("quantity_unit", "Charged by", "What the price is charged by.", "second", Per),
    _number("unit_price", "Unit price", "The price of one quantity_unit, exact, in unit.", "20"),
    _number(
        "amount",
        "Amount",
        "quantity x unit_price, exact, in unit. Empty where there is no price: then reason says why. "
        "Rows of one unit add up exactly.",
        "1600",
    ),
    _text(
        "unit",
        "Unit",
        "What amount and unit_price are in: a provider's credit or an ISO 4217 currency.",
        "pixverse-credit",
        required=True,
    ),
    _number(
        "money",
        "Money",
        "The row's share of the total in currency, the lines rounded to its minor unit together: rows add up "
        "to the cent. Empty where the price of a credit is not known, and where there is no price.",
        "21.28",
    ),
    _text("currency", "Currency", "The ISO 4217 currency of money; empty where money is not known.", "USD"),
    _text(
        "rate_ref",
        "Rate",
        "The published rate that the price is from.",
        "pixverse/2026-02-05#v3-standard-off",
    ),
    _text("card", "Rate card", "The rate card in force: provider and first day.", "pixverse/2026-02-05"),
    _word(
        "basis",
        "Basis",
        "How good the price is: published by the provider, told by a third party, or approximate (shown "
        "with ~ elsewhere).",
        "approximate",
        Basis,
    ),
    _text(
        "source",
        "Source",
        "The link, or the title, of the page with the price.",
        "https://example.com/prices",
    ),
    _text("note", "Note", "What to know about this row's price.", "a swapped model"),
    _text(
        "reason",
        "Reason",
        "Why the row has no amount; empty where it has one. One such row makes the sum a floor.",
        "pixverse does not sell o3 pro video-edit",
    ),
    _text("description", "Description", "What the shot shows, or the name of the extra.", "Dawn, from above"),
    _count("priority", "Priority", "How urgent the shot is, 1 first.", "1"),
    _text("notes", "Notes", "The storyboard's notes.", "windy"),
)
"""Every column of the lines, in order. After them stand the storyboard's own; see :func:`own_column`."""


def own_column(name: str) -> Column:
    """Describe a column that the storyboard brought: its cells are texts, whatever they look like."""
    return Column(
        name=name,
        title=name,
        description="A column of the storyboard, passed through as text.",
        example="4711",
    )


def columns_of_lines(names: Sequence[str]) -> list[Column]:
    """Describe the columns of a finance CSV: those of the contract, then the storyboard's own."""
    known = {column.name: column for column in FINANCE_COLUMNS}
    return [known.get(name) or own_column(name) for name in names]


_GROUPED_BY = {
    GroupBy.SCENE: _text("scene", "Scene", "The scene; the name of an extra stands here too.", "Harbour"),
    GroupBy.STAGE: _text("stage", "Stage", "The stage; the name of an extra stands here too.", "draft"),
    GroupBy.MODEL: _text("model", "Model", "The model; the name of an extra stands here too.", "v3"),
    GroupBy.ACCOUNT: _text("account", "Account", "The account code; empty where none was given.", "4110"),
}
_GROUP_COLUMNS = (
    Column(
        name="kind",
        title="Kind",
        description="What the group is of; empty for shots and other items together (by account).",
        values=[kind.value for kind in ItemKind],
        example="shot",
    ),
    _count("lines", "Lines", "How many lines were added up.", "12"),
    _count(
        "unpriced", "Unpriced", "How many rows of the storyboard have no price: the sum is then a floor.", "0"
    ),
    _number("billed_s", "Billed seconds", "Seconds charged for, over all takes.", "340"),
    _number("amount", "Amount", "The sum, exact, in unit; empty where nothing has a price.", "8130"),
    _text(
        "unit",
        "Unit",
        "What amount is in: a provider's credit or an ISO 4217 currency.",
        "USD",
        required=True,
    ),
    _number("money", "Money", "The sum in currency, to the cent; empty where it is not known.", "108.13"),
    _text("currency", "Currency", "The ISO 4217 currency of money; empty where money is not known.", "USD"),
    Column(
        name="approximate",
        type=Type.BOOLEAN,
        title="Approximate",
        description="Whether any price in the sum is approximate (shown with ~ elsewhere).",
        required=True,
        example="yes",
    ),
    Column(
        name="floor",
        type=Type.BOOLEAN,
        title="Floor",
        description="Whether the sum may be higher: a shot has no price, or a seller says 'from'.",
        required=True,
        example="no",
    ),
)


def group_columns(by: GroupBy) -> list[Column]:
    """Describe the columns of sums by group; the first is called as what they are by."""
    return [_GROUPED_BY[by], *_GROUP_COLUMNS]


def contract_table(columns: Sequence[Column]) -> Table:
    """Give the columns as the table that the documentation shows."""
    return Table(
        columns=["column", "type", "meaning", "cells", "example"],
        rows=[
            [column.name, column.type.value, column.description, _cells(column), column.example]
            for column in columns
        ],
    )


def _cells(column: Column) -> str:
    said = [
        "never empty" if column.required else "",
        ", ".join(column.values),
        "" if column.minimum is None else f"at least {column.minimum}",
    ]
    return "; ".join(part for part in said if part)
