"""The sheet Shots: the storyboard as it was read, and what each row comes to, added up from the lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO
from kling_cost.export.workbook.line_cells import IN_TABLE, KEY, NUMBER, UNPRICED
from kling_cost.export.workbook.looks import NOTE, SUM, amounts
from kling_cost.export.workbook.pages import Cell, base_name, text
from kling_cost.export.workbook.tables import Column, Table, fitting, headers, put_table, set_widths, used
from kling_cost.storyboard.shot import film_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kling_cost.export.workbook.facts import Facts, Row
    from kling_cost.export.workbook.pages import Book
    from kling_cost.storyboard.shot import Shot

NAME = "Shots"
_HEAD = 3
_OPTIONAL = ("Scene", "Description", "Mode", "Priority", "Account", "Project", "Notes")


def put_shots(book: Book, facts: Facts) -> None:
    """Write the sheet."""
    page, storyboard = book.page(NAME), facts.dossier.storyboard
    page.headed("Shots", f"{base_name(storyboard.file)}, as it was read; costs follow the sheet Lines.")
    columns = _columns(facts)
    own = headers(storyboard.extra_columns, [column.name for column in columns])
    of_shot: dict[int, list[Row]] = defaultdict(list)
    for row in facts.rows:
        of_shot[row.number].append(row)
    rows = [
        _told(number, shot, facts, own) | _cost(of_shot[number], facts)
        for number, shot in enumerate(facts.shots, 1)
    ]
    columns = used(
        [*columns, *(Column(name=name, width=16, look=IN_TABLE) for name in own.values())], rows, *_OPTIONAL
    )
    names = [column.name for column in columns]
    for name, unit in _units(facts).items():
        page.put(_HEAD - 1, names.index(name), text(unit, replace(NOTE, align="right")))
    set_widths(page, columns)
    last = put_table(page, Table(name=NAME, columns=columns, rows=rows, sums=_sums(facts)), _HEAD)
    page.sheet.freeze_panes(_HEAD + 1, names.index("Shot") + 1)
    page.printed(storyboard.file, last, len(columns) - 1, head=_HEAD)


def _columns(facts: Facts) -> list[Column]:
    shots = facts.shots
    return [
        Column(name="No", width=5, look=KEY),
        Column(name="Shot", width=fitting((shot.shot_id for shot in shots), 7, 16), look=IN_TABLE),
        Column(name="Scene", width=fitting((shot.scene for shot in shots), 9, 20), look=IN_TABLE),
        Column(name="Description", width=30, look=IN_TABLE),
        Column(name="Kind", width=7, look=IN_TABLE),
        Column(name="Mode", width=19, look=IN_TABLE),
        Column(name="Seconds", width=9, look=NUMBER),
        Column(name="Count", width=7, look=NUMBER),
        Column(name="Film s", width=8, look=NUMBER),
        Column(name="Priority", width=8, look=NUMBER),
        Column(name="Account", width=10, look=IN_TABLE),
        Column(name="Project", width=10, look=IN_TABLE),
        Column(name="Billed s", width=9, look=NUMBER),
        Column(name="Amount", width=facts.amount_width, look=NUMBER),
        *([Column(name="Money", width=facts.money_width, look=NUMBER)] if facts.terms else ()),
        Column(name="Status", width=24, look=IN_TABLE),
        Column(name="Notes", width=26, look=IN_TABLE),
    ]


def _units(facts: Facts) -> dict[str, str]:
    units = {"Seconds": "s", "Film s": "s", "Billed s": "s", "Amount": facts.unit}
    return units | ({"Money": facts.terms.currency} if facts.terms else {})


def _told(number: int, shot: Shot, facts: Facts, own: Mapping[str, str]) -> dict[str, Cell]:
    accounts = facts.estimate.accounts
    said: dict[str, Callable[[Shot], str]] = {
        "Description": lambda each: each.description,
        "Mode": lambda each: each.mode.value if each.mode else "",
        "Account": lambda each: each.account or accounts.scenes.get(each.scene, ""),
        "Project": accounts.project_of,
        "Notes": lambda each: each.notes,
    }
    said |= {header: lambda each, name=name: each.extra.get(name, "") for name, header in own.items()}  # type: ignore[misc]
    return {
        "No": Cell(value=number, look=KEY),
        "Shot": text(shot.shot_id, IN_TABLE),
        "Scene": text(shot.scene, IN_TABLE),
        "Kind": text(shot.product.value, IN_TABLE),
        "Seconds": Cell(value=shot.seconds, look=NUMBER),
        "Count": Cell(value=shot.count, look=NUMBER),
        "Film s": Cell(
            value=None if shot.is_image or shot.seconds is None else film_seconds([shot]), look=NUMBER
        ),
        "Priority": Cell(value=shot.priority, look=NUMBER),
        **{name: text(_of_cuts(shot, get), IN_TABLE) for name, get in said.items()},
    }


def _of_cuts(shot: Shot, get: Callable[[Shot], str]) -> str:
    """Give what a shot says or, of shots that share a clip, what each of them says once."""
    return " + ".join(filter(None, dict.fromkeys(get(each) for each in shot.cuts or (shot,))))


def _cost(rows: Sequence[Row], facts: Facts) -> dict[str, Cell]:
    reasons = [row for row in rows if row.line is None]
    if reasons:
        why = "; ".join(f"{row.stage}: {row.reason}" for row in reasons)
        empty = dict.fromkeys(("Billed s", "Amount", "Money"), Cell(look=UNPRICED))
        return empty | {"Status": text(f"no price - {why}", UNPRICED)}
    lines = [row.line for row in rows if row.line is not None]
    approximate, floor = any(line.approximate for line in lines), any(line.floor for line in lines)
    billed, amount, money = ZERO, ZERO, ZERO
    for row, line in zip(rows, lines, strict=True):
        billed = EXACT.add(billed, line.billed_s or ZERO)
        amount = EXACT.add(amount, line.amount.number)
        money = EXACT.add(money, row.money or ZERO)
    exact = replace(NUMBER, number=amounts(facts.decimals, approximate=approximate, floor=floor))
    cost = {
        "Billed s": Cell(value=billed, formula=_sum_of("Billed s"), look=NUMBER)
        if billed
        else Cell(look=NUMBER),
        "Amount": Cell(value=amount, formula=_sum_of("Amount"), look=exact),
        "Status": text("priced", IN_TABLE),
    }
    if facts.terms is not None:
        doubtful = approximate or facts.money_is_approximate
        look = replace(NUMBER, number=amounts(facts.terms.decimals, approximate=doubtful, floor=floor))
        cost["Money"] = Cell(value=money, formula=_sum_of("Money"), look=look)
    return cost


def _sum_of(column: str) -> str:
    """Add lines up by the number of their shot: ids are texts, and criteria would read them as patterns."""
    return f"=SUMIFS(Lines[{column}],Lines[No],Shots[[#This Row],[No]])"


def _sums(facts: Facts) -> dict[str, Cell]:
    plan, money = facts.plan, facts.entry.money
    total = replace(SUM, number=facts.number_format(plan.unit, exact=True), align="right")
    film = facts.dossier.storyboard.film_s
    sums = {
        "Shot": text("Total", replace(SUM, align="left", indent=1)),
        "Film s": Cell(value=film, formula="=SUBTOTAL(109,Shots[Film s])", look=NUMBER),
        "Billed s": Cell(value=plan.billed_s, formula="=SUBTOTAL(109,Shots[Billed s])", look=NUMBER),
        "Amount": Cell(value=plan.total.number, formula="=SUBTOTAL(109,Shots[Amount])", look=total),
    }
    if money is not None:
        look = replace(total, number=facts.number_format(money.total.unit))
        sums["Money"] = Cell(value=money.total.number, formula="=SUBTOTAL(109,Shots[Money])", look=look)
    return sums
