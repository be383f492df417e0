"""``kling-cost vendors``: a clip or a storyboard at every provider, with its mark-up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import counted
from kling_cost.cli.clip_options import clip_of, clip_options
from kling_cost.cli.command import REFUSED, KlingCommand
from kling_cost.cli.money_options import SaidOfMoney, money_options
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.progress import passing, step
from kling_cost.cli.reading_options import infer_option, reading_options, storyboard_to_plan
from kling_cost.cli.settings.option import on_command_line, setting
from kling_cost.cli.tables import write_table
from kling_cost.cli.telling import tell_assumptions, tell_problems
from kling_cost.compare import PricedPlan
from kling_cost.errors import Problem
from kling_cost.export.tabular import Table
from kling_cost.pricebook.age import STALE_AFTER_DAYS
from kling_cost.vendors import OFFICIAL, clip_market, paying_as_you_go, storyboard_market
from kling_cost.wording import amount_text, delivered_text, qualified

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from kling_cost.export.tabular import Cell
    from kling_cost.plan import Plan
    from kling_cost.storyboard.shot import Storyboard
    from kling_cost.vendors import Market, Vendor


@click.command(cls=KlingCommand)
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@clip_options(required=False)
@click.option("--count", type=click.IntRange(min=1), default=1, help="How many clips.", show_default=True)
@setting(
    "--strategy", key="strategy", help="With FILE: the way of working. Default: the first of `strategies`."
)
@click.option("--provider", "providers", multiple=True, help="Only at this provider. May be repeated.")
@reading_options
@infer_option
@click.option("--all", "everyone", is_flag=True, help="Say of each provider without a price why not.")
@money_options
@table_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    file: Path | None,
    tables: Tables,
    on: date,
    known_on: date | None,
    output: Output,
    said_of_money: SaidOfMoney,
    providers: tuple[str, ...],
    everyone: bool,
    **said: Any,  # noqa: ANN401 - the words of a clip, as click gives them
) -> None:
    """One clip, or the storyboard FILE, at every provider: in money where known, cheapest first.

    The mark-up is over the Kling API's own price: 2.10 says that a provider takes 2.10 times as much.

    \b
    kling-cost vendors --model v3 --tier standard --audio on --duration 5
    kling-cost vendors storyboard.csv --strategy v3-draft-o3-final
    """
    _refuse_what_is_not_used(ctx, file, said)
    where = list(dict.fromkeys(map(tables.book.provider_named, providers))) or tables.book.provider_ids
    rules = said_of_money.rules(tables.book, where, on, known_on)
    rules = paying_as_you_go(rules, tables.book, where, on, known_on=known_on)
    warnings: list[Problem] = []
    assumptions: list[str] = []
    if file is None:
        clip = clip_of(tables.models, said)
        title = f"{said['count']:,} x {clip}" if said["count"] != 1 else str(clip)
        market = clip_market(clip, tables.book, where, on, rules, known_on=known_on, count=said["count"])
    else:
        board, title, planned = _planner(file, tables, on, known_on, said)
        with step("planning", len(where)) as done:
            market = storyboard_market(planned, passing(where, done), rules)
        warnings += board.warnings
        assumptions += board.assumptions
    tables.tell_cards([vendor.provider for vendor in market.vendors], on, known_on)
    assumptions += market.assumptions(rules)
    old = market.old_prices(rules, on)
    if output.format == "json":
        from kling_cost.export.to_seller_documents import to_vendors_document  # noqa: PLC0415 - only json needs it

        document = to_vendors_document(market, title, on, assumptions=assumptions, warnings=[*warnings, *old])
        output.write(to_json(document))
    elif output.format == "csv":
        write_table(_for_machines(market, everyone=everyone), output)
    else:
        _write_for_people(market, f"{title}, on {on}", tables, output, everyone=everyone)
    tell_problems([*warnings, *_in_one_line(old, on)])
    tell_assumptions(assumptions)
    if not market.vendors:
        tell_problems([_nowhere(market, f"{title}, on {on}")])
        ctx.exit(REFUSED)


_OF_READING = ("infer", "columns", "unit", "fps", "default_duration")
_OF_CLIPS = ("duration", "mode", "product", "video_input", "resolution")


def _refuse_what_is_not_used(ctx: click.Context, file: Path | None, said: dict[str, Any]) -> None:
    """Refuse a clip beside a storyboard, neither of them, and options that only the other one has."""
    if (file is None) == (said["model"] is None):
        raise click.UsageError("give a storyboard FILE, or a clip: --model, --tier, --audio, --duration")
    if file is None:
        unused = [name for name in ("strategy", *_OF_READING) if said[name] and on_command_line(ctx, name)]
    else:
        unused = [name for name in _OF_CLIPS if said[name]] + (["count"] if said["count"] != 1 else [])
    if unused:
        named = ", ".join("--map" if name == "columns" else f"--{name.replace('_', '-')}" for name in unused)
        why = "a single clip has no stages" if file is None else "the rows of the storyboard say which clips"
        raise click.UsageError(f"leave out {named}: {why}")


def _planner(
    file: Path, tables: Tables, on: date, known_on: date | None, said: dict[str, Any]
) -> tuple[Storyboard, str, Callable[[str], Plan]]:
    """Read the storyboard; give it with a title and with what plans it at a provider."""
    from kling_cost.clips import audio_named  # noqa: PLC0415 - only a storyboard needs these
    from kling_cost.plan import Planner  # noqa: PLC0415
    from kling_cost.staging import Choices  # noqa: PLC0415

    named = tables.strategies(())
    strategy = named[said["strategy"]] if said["strategy"] else next(iter(named))
    choices = Choices(
        tier=tables.models.tier_named(said["tier"]) if said["tier"] else None,
        audio=audio_named(said["audio"]) if said["audio"] else None,
    )
    board = storyboard_to_plan(file, tables, **{name: said[name] for name in _OF_READING})
    planner = Planner(book=tables.book, models=tables.models, takes=tables.takes)

    def planned(provider: str) -> Plan:
        return planner.plan(board, strategy, provider=provider, on=on, known_on=known_on, choices=choices)

    return board, f"{file}: {counted(board.shot_count, 'shot')}, {strategy.name}", planned


def _write_for_people(market: Market, title: str, tables: Tables, output: Output, *, everyone: bool) -> None:
    plans = any(vendor.plan is not None for vendor in market.vendors)
    columns = ["provider", "price", "money", "x official"]
    columns += ["shots priced", "delivers", "basis"] if plans else ["rate", "basis"]
    rows = [_row(vendor, tables) for vendor in market.vendors]
    table = Table(columns=columns, rows=rows, numbers=frozenset({"price", "money", "x official"}))
    official = ["", f"x official: money over that of {OFFICIAL}, the maker's own API"]
    tail = [*(official if any(row[3] for row in rows) else []), *_without(market, everyone=everyone)]
    spare = {"basis": 4, "rate": 3, "delivers": 2, "shots priced": 1}
    write_table(table.without_empty() if rows else table, output, spare=spare, head=[title, ""], tail=tail)


def _row(vendor: Vendor, tables: Tables) -> list[Cell]:
    seller = tables.book.provider(vendor.provider).file
    money, markup, plan = vendor.money, vendor.shown_markup, vendor.plan
    # A sum of lines is shown in cents, as a plan shows it, the price of one clip as the card has it.
    rounded = PricedPlan(plan, money).in_cents if plan else None
    amount = rounded.total if rounded else vendor.amount
    listed = money is not None and money.listed

    def marked(text: str, *, approximate: bool, listed: bool = False) -> str:
        return qualified(text, approximate=approximate, floor=vendor.floor, listed=listed)

    return [
        vendor.provider,
        marked(amount_text(amount, seller), approximate=vendor.priced.approximate, listed=listed),
        marked(amount_text(money.total, seller), approximate=vendor.approximate) if money else "",
        marked(f"{markup:.2f}", approximate=vendor.approximate) if markup is not None else "",
        *([f"{plan.priced:,} of {plan.shots:,}", delivered_text(plan.delivers)] if plan else []),
        *([vendor.line.rate.ref] if vendor.line else []),
        ", ".join(vendor.bases),
    ]


def _without(market: Market, *, everyone: bool) -> list[str]:
    if not market.without:
        return []
    if everyone:
        return ["", "No price", *(f"  {entry.provider}: {entry.reason}" for entry in market.without)]
    names = ", ".join(entry.provider for entry in market.without)
    return ["", f"No price at {counted(len(market.without), 'provider')} (--all says why): {names}"]


_COLUMNS = [
    *("provider", "amount", "unit", "money", "currency", "markup", "approximate", "floor"),
    *("shots", "shots_priced", "delivers", "card", "rate_ref", "basis", "reason"),
]


def _for_machines(market: Market, *, everyone: bool) -> Table:
    """Give exact numbers, each in a column of its own; with ``everyone`` also who has no price, and why."""
    rows = [_cells(vendor) for vendor in market.vendors]
    rows += [{"provider": entry.provider, "reason": entry.reason} for entry in market.without if everyone]
    return Table(columns=_COLUMNS, rows=[[row.get(column) for column in _COLUMNS] for row in rows])


def _cells(vendor: Vendor) -> dict[str, Cell]:
    money, plan = vendor.money, vendor.plan
    return {
        "provider": vendor.provider,
        "amount": vendor.amount.number,
        "unit": vendor.amount.unit,
        "money": money.total.number if money else None,
        "currency": money.total.unit if money else None,
        "markup": vendor.shown_markup,
        "approximate": vendor.approximate,
        "floor": vendor.floor,
        "shots": plan.shots if plan else None,
        "shots_priced": plan.priced if plan else None,
        "delivers": delivered_text(plan.delivers) if plan else None,
        "card": vendor.card,
        "rate_ref": vendor.line.rate.ref if vendor.line else None,
        "basis": ", ".join(vendor.bases),
    }


def _in_one_line(old: Sequence[Problem], on: date) -> Sequence[Problem]:
    """Count the prices read long ago in one line: a line for each provider would drown the table."""
    if len(old) < 2:  # noqa: PLR2004 - one speaks for itself
        return old
    message = f"{len(old)} of these prices were read more than {STALE_AFTER_DAYS} days before {on}"
    where = "kling-cost rates list says how old each card is"
    return [Problem(level="warning", code="stale-price", message=f"{message}; {where}")]


def _nowhere(market: Market, title: str) -> Problem:
    if len(market.without) == 1:
        return Problem(level="error", code="not-sold", message=market.without[0].reason)
    message = f"no provider has a price for {title}; --all says of each why not"
    return Problem(level="error", code="not-sold", message=message)
