"""An outlook as people read it: on a terminal, as Markdown, and its parts as CSV."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, plain
from kling_cost.breakdown.stage_takes import rate_text
from kling_cost.cli.plan_parts import unpriced_cells
from kling_cost.cli.render import Column, rendered, table, terminal_width
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.export.odds_table import odds_table
from kling_cost.export.tabular import Table, to_csv, to_markdown, to_markdown_text
from kling_cost.risk.forecast import to_decimal
from kling_cost.rounding import rounded, significant
from kling_cost.sensitivity import SET_ASIDE
from kling_cost.wording import number_text, percent_text, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from rich.console import RenderableType

    from kling_cost.cli.likely import Likely
    from kling_cost.cli.output import Output
    from kling_cost.plan import Plan
    from kling_cost.pricebook.seller import ProviderFile
    from kling_cost.risk import Driver, Part
    from kling_cost.sensitivity import BreakEven, Margin, Outlook, Turn

_MOST_PARTS = 40
_MOST_DRIVERS = 10
Section = tuple[str, Table | None, list[str]]
"""A title, a table if there is one, and lines below it."""


def write_outlook(outlook: Outlook, likely: Likely | None, provider: ProviderFile, output: Output) -> None:
    """Write an outlook in the output's format; CSV holds the odds of plan, stages, scenes and shots."""
    if output.format == "csv":
        output.write(to_csv(odds_table(outlook.forecast)))
        return
    sections = list(_sections(outlook, likely, provider))
    if output.format == "markdown":
        output.write("\n\n".join(_markdown(section) for section in sections) + "\n")
        return
    width = terminal_width(to_file=output.path is not None)
    parts: list[RenderableType] = []
    for title, body, lines in sections:
        parts += ["", title] if parts else [title]
        if body is not None:
            columns = [Column(name=name, number=name in body.numbers) for name in body.columns]
            parts += ["", table(columns, [[str(cell) for cell in row] for row in body.rows], width=width)]
        parts += lines
    output.write(rendered(parts, width=width, to_file=output.path is not None))


def _markdown(section: Section) -> str:
    title, body, lines = section
    parts = [f"**{to_markdown_text(title)}**"]
    parts += [to_markdown(body).rstrip()] if body is not None else []
    parts += ["  \n".join(to_markdown_text(line) for line in lines)] if lines else []
    return "\n\n".join(parts)


def _sections(outlook: Outlook, likely: Likely | None, provider: ProviderFile) -> Iterator[Section]:
    chosen, forecast = outlook.chosen, outlook.forecast
    unit = unit_text(chosen.total, provider)
    name = f"{chosen.strategy} at {chosen.provider}, prices of {chosen.on}"
    if likely is None or forecast is None:
        yield f"{name}: nothing is a gamble", None, []
    else:
        lines = [line.removeprefix("Likely ").strip() for line in likely.lines()]
        yield f"How sure is the figure of {name}", None, lines
        scenes = forecast.by_scene()
        yield "By stage", _parts_table(chosen, unit, "stage", forecast.by_stage()), []
        if len(scenes) > 1:
            yield "By scene", _parts_table(chosen, unit, "scene", scenes), _left_out(scenes)
        if drivers := forecast.drivers():
            yield _drivers(drivers)
    if not chosen.complete:
        columns = ["shot without a price", "stage", "reason"]
        yield "Left out, for there is no price", Table(columns=columns, rows=unpriced_cells(chosen)), []
    yield _strategies(outlook)
    if outlook.break_evens:
        yield (
            "When another strategy gets cheaper",
            None,
            [*map(_break_even_text, outlook.break_evens), f"({SET_ASIDE})"],
        )
    if outlook.margins:
        yield (
            "How far an assumption may move before another strategy is expected to cost least",
            _margins(outlook.margins),
            [],
        )


def _whole(number: float) -> Decimal:
    return significant(Fraction(to_decimal(number)), 5)


def _parts_table(chosen: Plan, unit: str, kind: str, parts: Sequence[Part]) -> Table:
    columns = [
        kind,
        f"planned {unit}",
        "expected",
        "P50",
        "P80",
        "P95",
        "all delivered",
        "per usable s",
    ]
    rows = [
        [
            part.name or f"no {kind}",
            _amount(part.planned, chosen),
            _amount(_whole(part.total.mean), chosen),
            *(_amount(part.total.quantile(chance), chosen) for chance in (0.5, 0.8, 0.95)),
            percent_text(part.all_delivered),
            ""
            if part.cost_per_usable_second is None
            else _amount(_whole(float(part.cost_per_usable_second)), chosen),
        ]
        for part in parts[:_MOST_PARTS]
    ]
    return Table(columns=columns, rows=rows, numbers=frozenset(columns[1:])).without_empty(keep=columns[:-1])


def _left_out(parts: Sequence[Part]) -> list[str]:
    more = len(parts) - _MOST_PARTS
    return [f"and {more:,} more, which --format csv writes"] if more > 0 else []


def _drivers(drivers: Sequence[Driver]) -> Section:
    rows = [[each.shot_id, each.scene, percent_text(each.share)] for each in drivers[:_MOST_DRIVERS]]
    rest = drivers[_MOST_DRIVERS:]
    lines = [f"{len(rest):,} other shots: {percent_text(sum(each.share for each in rest))}"] if rest else []
    body = Table(
        columns=["shot", "scene", "of the variance"], rows=rows, numbers=frozenset({"of the variance"})
    )
    return "What drives the spread", body.without_empty(keep=("shot",)), lines


def _strategies(outlook: Outlook) -> Section:
    columns = ["strategy", "planned", "expected", "P50", "P90", "P95", "shots priced"]
    several = len({each.entry.plan.provider for each in outlook.ranges}) > 1
    rows = []
    for each in outlook.ranges:
        plan = each.entry.plan
        amounts = [
            plan.total.number,
            _whole(float(each.mean)),
            *(each.quantile(chance) for chance in (0.5, 0.9, 0.95)),
        ]
        unit = f" {plan.unit}" if several else ""
        name = plan.strategy + (f" at {plan.provider}" if several else "")
        rows.append(
            [
                name,
                *(f"{_amount(number, plan)}{unit}" for number in amounts),
                f"{plan.priced:,} of {plan.shots:,}",
            ]
        )
    lines = _firsts(outlook) or ["No strategy has a price for every shot, or units differ: none is first."]
    return "Strategies under risk", Table(columns=columns, rows=rows, numbers=frozenset(columns[1:6])), lines


def _firsts(outlook: Outlook) -> list[str]:
    """Say who is first by what, those together that have the same one."""
    by_name: dict[str, list[str]] = {}
    for by, first in outlook.first.items():
        if first is not None:
            words = {"total": "planned sum", "mean": "expectation"}.get(by.value, by.value.upper())
            by_name.setdefault(first.entry.plan.strategy, []).append(words)
    return [f"First by {', '.join(words)}: {name}" for name, words in by_name.items()]


def _amount(number: Decimal, plan: Plan) -> str:
    """Write an amount of a plan without its unit, marked as the plan's total is."""
    amount = Amount(number, plan.unit)
    if is_currency(plan.unit):
        amount = Amount(rounded(Fraction(number), decimals_of(plan.unit)), plan.unit)
    return number_text(amount, approximate=plan.approximate, floor=plan.floor)


def _break_even_text(found: BreakEven) -> str:
    if found.takes is None or found.cheaper is None:
        return f"{found.one} and {found.other}: {found.reason}"
    dearer = found.other if found.cheaper == found.one else found.one
    takes = plain(significant(found.takes, 4))
    rate = f", an accept rate below {found.accept:.3g}" if found.accept is not None else ""
    return f"{found.cheaper} is cheaper than {dearer} with more than {takes} takes a shot{rate}"


def _margins(found: Sequence[Margin]) -> Table:
    def turn(turn: Turn | None, word: str) -> str:
        return "none" if turn is None else f"{word} {_value(turn.value)}: {turn.strategy}"

    return Table(
        columns=["assumption", "now", "another when lower", "another when higher"],
        rows=[
            [
                f"{'takes' if each.takes else 'accept rate'} of {each.name}",
                _value(each.value),
                turn(each.lower, "at"),
                turn(each.higher, "at"),
            ]
            for each in found
        ],
        numbers=frozenset({"now"}),
    )


def _value(value: Fraction | int) -> str:
    return rate_text(value) if isinstance(value, Fraction) else f"{value:,}"
