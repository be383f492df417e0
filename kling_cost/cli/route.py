"""``kling-cost route``: which model each shot needs, why, and what it costs against the other one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import Amount, plain
from kling_cost.cli.command import INCOMPLETE, KlingCommand
from kling_cost.cli.options import DEFAULT_PROVIDER, Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.progress import step
from kling_cost.cli.reading_options import infer_option, reading_options, storyboard_of
from kling_cost.cli.settings.option import setting
from kling_cost.cli.tables import write_table
from kling_cost.cli.telling import tell_assumptions, tell_problems
from kling_cost.export.tabular import Table, to_csv
from kling_cost.wording import amount_text, qualified

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.pricebook.seller import ProviderFile
    from kling_cost.routes import Compared, RoutedShot, Router, Routes
    from kling_cost.routing.rules import RoutingFile


@click.command(cls=KlingCommand)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@infer_option
@setting(
    "--provider",
    "provider_name",
    key="provider",
    help=f"Price at this provider. Default: {DEFAULT_PROVIDER}.",
)
@click.option("--tier", "tier_name", help="For rows that do not say. Default: pro.")
@click.option("--audio", "audio_name", help="For rows that do not say. Default: on where it is sold.")
@reading_options
@table_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    file: Path,
    infer: bool,
    provider_name: str | None,
    tables: Tables,
    on: date,
    known_on: date | None,
    tier_name: str | None,
    audio_name: str | None,
    output: Output,
    **said: Any,  # noqa: ANN401 - the reading options
) -> None:
    """Which model each shot of the storyboard FILE needs, why, and one take of it at a provider.

    The columns needs, references, video_input and mode say what a shot needs: footage, references, recurring,
    speech, multi-shot, image, text, still, 4k-still. --infer reads descriptions and says which word decided.
    --format csv writes the storyboard with model and mode filled in, to be planned.

    Exit codes: 0 done, 1 wrong input, 2 wrong usage, 3 not every shot has a model and a price.

    \b
    kling-cost route storyboard.csv
    kling-cost route film.md --infer --provider fal
    kling-cost route film.md -o routed.csv && kling-cost plan routed.csv
    """
    storyboard = storyboard_of(file, tables.models, **said)
    provider = tables.book.provider_named(provider_name or DEFAULT_PROVIDER)
    router, rules = _router(tables, provider, on, known_on, tier=tier_name, audio=audio_name)
    tables.tell_cards([provider], on, known_on)
    with step("routing"):
        routes = router.route(storyboard, infer=infer)
    assumed = [f"provider {DEFAULT_PROVIDER}, the default"] if provider_name is None else []
    assumptions = [*assumed, *routes.assumptions]
    if output.format == "json":
        from kling_cost.export.to_route_documents import to_route_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_route_document(routes, rules, assumptions=assumptions)))
    elif output.format == "csv":
        from kling_cost.export.to_route_documents import routed_storyboard  # noqa: PLC0415 - only csv needs it

        output.write(to_csv(routed_storyboard(routes)))
    else:
        _write_for_people(routes, rules, tables, output, by_default=provider_name is None)
    tell_problems(routes.problems)
    tell_assumptions(assumptions)
    if not routes.complete:
        ctx.exit(INCOMPLETE)


def _router(
    tables: Tables, provider: str, on: date, known_on: date | None, *, tier: str | None, audio: str | None
) -> tuple[Router, RoutingFile]:
    """Give what routes a storyboard, and the rules it goes by."""
    from kling_cost.clips import audio_named  # noqa: PLC0415 - beside their only use
    from kling_cost.plan import Planner  # noqa: PLC0415
    from kling_cost.routes import Router  # noqa: PLC0415

    routing = tables.routing
    router = Router(
        routing=routing,
        planner=Planner(book=tables.book, models=tables.models, takes=tables.takes),
        book=tables.book,
        provider=provider,
        on=on,
        known_on=known_on,
        tier=tables.models.tier_named(tier) if tier else None,
        audio=audio_named(audio) if audio else None,
    )
    return router, routing.file


def _write_for_people(
    routes: Routes, rules: RoutingFile, tables: Tables, output: Output, *, by_default: bool
) -> None:
    seller = tables.book.provider(routes.provider).file
    columns = ["shot", "model", "mode", "why", "seconds", "one take", "the other"]
    rows = [_row(each, seller) for each in routes.shots]
    if output.format == "markdown":  # which has no lines below its table
        columns.append("cannot")
        rows = [[*row, "; ".join(_lacks(each))] for row, each in zip(rows, routes.shots, strict=True)]
    table = Table(columns=columns, rows=rows, numbers=frozenset({"seconds", "one take"}))
    where = f"{routes.provider}{' (default)' if by_default else ''} on {routes.on}"
    sound = f"audio {routes.audio}" if routes.audio else "with audio where it is sold"
    asked = f"Rows that do not say: tier {routes.tier}, {sound}"
    head = [f"{routes.storyboard.file}: the model of each shot, one take at {where}", asked, ""]
    write_table(
        table,
        output,
        spare={"the other": 2, "mode": 1},
        wraps={"why", "the other"},
        head=head,
        tail=[*_remarks(routes), *_total(routes, seller), *_rules(routes, rules)],
    )


def _row(each: RoutedShot, seller: ProviderFile) -> list[str]:
    found = each.recommendation
    why = each.reason if found is None else found.because if found.decided_by else "no need is stated"
    inferred = found is not None and found.decided_by is not None and found.decided_by.inferred
    return [
        each.shot.shot_id,
        found.model if found else "none",
        found.mode.value if found else "",
        why + (" (inferred)" if inferred else ""),
        _seconds(each),
        _amount(each, seller),
        _instead(each, each.compared, seller) if each.compared else "",
    ]


def _remarks(routes: Routes) -> list[str]:
    """Say below the table what the models of single shots cannot do, and why a shot has no price."""
    lines = [f"  {each.shot.shot_id}  {lack}" for each in routes.shots for lack in _lacks(each)]
    return ["", "What they cannot", *lines] if lines else []


def _lacks(each: RoutedShot) -> list[str]:
    found = each.recommendation
    if found is None:
        return []
    lacks = [f"{found.model} cannot {lack}" for lack in each.cannot]
    lacks += [f"no price: {each.reason}"] if each.reason else []
    if each.compared is not None:
        other = each.compared.alternative
        lacks += [f"{other.model} cannot {lack}" for lack in other.cannot]
    return lacks


def _seconds(each: RoutedShot) -> str:
    """Write the seconds of film and, where they differ, those that are billed: ``2 (3 billed)``."""
    seconds = each.made.seconds
    if seconds is None:
        return ""
    count = f" x {each.shot.count}" if each.shot.count > 1 else ""
    billed = sum((line.billed_s or Decimal(0) for line in each.lines), Decimal(0))
    same = not each.lines or billed == seconds * each.shot.count
    return f"{plain(seconds)}{count}" + ("" if same else f" ({plain(billed)} billed)")


def _amount(each: RoutedShot, seller: ProviderFile) -> str:
    if each.amount is None:
        return ""
    approximate = any(line.approximate for line in each.lines)
    floor = any(line.floor for line in each.lines)
    return qualified(amount_text(each.amount, seller), approximate=approximate, floor=floor)


def _instead(each: RoutedShot, compared: Compared, seller: ProviderFile) -> str:
    """Write ``v3 text-to-video: 25 credits less``; with its audio where that differs."""
    other, difference = compared.alternative, compared.difference(each.amount)
    clip = each.lines[0].clip if each.lines else None
    differs = clip is not None and compared.audio is not None and clip.audio is not compared.audio
    name = f"{other.model} {other.mode}" + (f", audio {compared.audio}" if differs else "")
    if difference is None:
        price = f"no price ({compared.reason})"
        if compared.amount is not None:
            price = amount_text(compared.amount, seller)
    elif not difference.number:
        price = "the same price"
    else:
        text = amount_text(Amount(abs(difference.number), difference.unit), seller)
        price = f"{text} {'more' if difference.number > 0 else 'less'}"
    return f"{name}: {price}"


def _total(routes: Routes, seller: ProviderFile) -> list[str]:
    text = qualified(amount_text(routes.total, seller), approximate=routes.approximate, floor=routes.floor)
    shots = routes.storyboard.shot_count
    return ["", f"One take of every shot: {text} ({routes.priced:,} of {shots:,} shots priced)"]


def _rules(routes: Routes, rules: RoutingFile) -> list[str]:
    """Give the rules that decided, with who says so and who says otherwise."""
    used = {each.recommendation.rule for each in routes.shots if each.recommendation is not None}
    lines: list[str] = []
    for rule in rules.rules:
        if rule.name in used:
            lines += ["", f"{rule.name}  {rule.why}", f"  source  {rules.sources[rule.source].title}"]
            for other in rule.others:
                lines.append(f"  others  {rules.sources[other.source].title}: {other.says} {other.instead}")
    unread = not routes.infer and any(_says_nothing(each) for each in routes.shots)
    hint = ["", "Some shots state no need: --infer reads descriptions and dialogue for it"] if unread else []
    return [*lines, *hint]


def _says_nothing(each: RoutedShot) -> bool:
    return each.recommendation is not None and not each.recommendation.needs.evidence
