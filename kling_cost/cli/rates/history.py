"""``kling-cost rates history``: the prices of a provider over time, every change with its day and percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.pictures import picture_target
from kling_cost.cli.rates import priced
from kling_cost.cli.tables import write_table
from kling_cost.clips import audio_named, mode_named, resolution_named
from kling_cost.export.tabular import Table
from kling_cost.pricebook.history import Course, Event, Step, price_history
from kling_cost.pricebook.price_filter import PriceFilter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.cli.writing import Target
    from kling_cost.export.tabular import Cell
    from kling_cost.pricebook.load import Card


@click.command(cls=KlingCommand)
@click.argument("provider")
@click.argument("models", nargs=-1, metavar="[MODEL]...")
@click.option("--tier", help="Only this tier.")
@click.option("--audio", help="Only this audio setting: off, on or voice.")
@click.option("--mode", help="Only this mode, e.g. image-to-video.")
@click.option("--resolution", help="Only what is delivered in this resolution, e.g. 1080p.")
@click.option(
    "--chart",
    metavar="FILE",
    callback=picture_target,
    help="Also draw the courses as steps, to a .png, .svg or .pdf.",
)
@table_options
@output_options
def command(
    *,
    provider: str,
    models: Sequence[str],
    tier: str | None,
    audio: str | None,
    mode: str | None,
    resolution: str | None,
    chart: Target | None,
    tables: Tables,
    on: date,
    known_on: date | None,
    output: Output,
) -> None:
    """Every price of each MODEL at PROVIDER up to the day `--on`, every change with its day and percent.

    Without a MODEL: all of them. Corrections replace what they correct; what was announced and taken back is
    left out. What is not on a card counts as no longer sold.

    \b
    kling-cost rates history fal v3 --tier pro --audio on
    kling-cost rates history fal v3 o3 --tier pro --chart prices.png
    """
    where = tables.book.provider_named(provider)
    wanted = PriceFilter(
        models=list(dict.fromkeys(map(tables.models.named, models))),
        tier=tables.models.tier_named(tier) if tier else None,
        audio=audio_named(audio) if audio else None,
        mode=mode_named(mode) if mode else None,
        resolution=resolution_named(resolution) if resolution else None,
    )
    found = price_history(tables.book, where, wanted, on=on, known_on=known_on)
    courses = priced.in_reading_order(found, tables.models, wanted.models)
    if chart is not None:
        _draw(courses, tables, on, chart)
    if output.format == "json":
        from kling_cost.export.to_change_documents import to_history_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_history_document(courses, where, on, known_on)))
    elif output.format == "csv":
        write_table(_csv_table(courses), output)
    else:
        _write_for_people(courses, tables, on, output)


def _write_for_people(courses: Sequence[Course], tables: Tables, on: date, output: Output) -> None:
    columns = ["price of", "day", "price", "change", "first day", "basis", "rate", "source"]
    rows = [row for course in courses for row in _rows(course, repeated=output.format != "table")]
    write_table(
        Table(columns=columns, rows=rows, numbers=frozenset({"day"})),  # a day is never cut, as no number is
        output,
        spare={"source": 4, "rate": 3, "basis": 2, "first day": 1},
        wraps={"price of"},
        head=_headline(courses, tables, on),
        tail=_legend(courses),
    )


def _rows(course: Course, *, repeated: bool) -> list[list[Cell]]:
    """Give a row per step; what is asked stands on the first alone unless ``repeated``."""
    asked = priced.asked_text(course, [rate for step in course.steps for rate in step.rates])
    return [
        [asked if repeated or number == 0 else None, *_step_cells(step, course)]
        for number, step in enumerate(course.steps)
    ]


def _step_cells(step: Step, course: Course) -> list[Cell]:
    return [
        step.day,
        priced.price_text(step.rates),
        _what(step, course),
        step.card.file.first_day,
        priced.basis_text(step.rates),
        priced.refs_text(step.rates) or f"{step.card.provider}/{step.card.name}",
        priced.sources_text(step.rates),
    ]


def _what(step: Step, course: Course) -> str:
    """Say what happened: ``first seen``, ``0.336 -> 0.168 (-50.00 %)``, ``no longer sold``."""
    if len(course.steps) == 1:
        return f"no change since {step.day}"
    if step.change is None:
        return step.event.value
    percent = priced.percent_text(step.change, [step.change.old, *step.rates])
    if step.event is Event.CHANGED:
        measure = ", measure changed" if _by_other_measure(step) else ""
        return f"{priced.change_text(step.change, step.rates)} ({percent}{measure})"
    return f"{step.event.value}, {'same price' if step.change.same else percent}"


def _by_other_measure(step: Step) -> bool:
    return step.change is not None and step.change.measure_changed and step.change.percent is not None


def _headline(courses: Sequence[Course], tables: Tables, on: date) -> list[str]:
    seller = courses[0].steps[0].card.provider
    changed = sum(len(course.steps) > 1 for course in courses)
    counted = f"{changed} of {len(courses)} prices changed" if changed else "no price changed"
    return [f"{tables.book.provider(seller).file.name}, prices up to {on}: {counted}", ""]


def _legend(courses: Sequence[Course]) -> list[str]:
    steps = [step for course in courses for step in course.steps]
    cards = sorted({step.card for step in steps}, key=lambda card: card.name)
    lines = ["", "Cards", *(f"  {card.provider}/{card.name}, first day {_first_day(card)}" for card in cards)]
    if any(step.event is Event.ENDED for step in steps):
        lines += ["", "What is not on a card counts as no longer sold from its first day."]
    return lines


def _first_day(card: Card) -> str:
    inferred = "inferred: in force by then, the true first day is not known"
    return inferred if card.file.first_day == "inferred" else card.file.first_day


def _csv_table(courses: Sequence[Course]) -> Table:
    columns = ["provider", *priced.ASKED_CSV, "day", "first_day", "event", "old_amount", "old_unit"]
    columns += ["old_per", "old_per_s", *priced.PRICE_CSV, *priced.CHANGE_CSV, "card"]
    rows = [
        [step.card.provider, *priced.asked_csv_cells(course), *_csv_cells(step)]
        for course in courses
        for step in course.steps
    ]
    return Table(columns=columns, rows=rows)


def _csv_cells(step: Step) -> list[Cell]:
    change = step.change
    old: list[Cell] = priced.price_csv_cells([change.old] if change else [])[:4]
    return [
        step.day,
        step.card.file.first_day,
        step.event.value,
        *old,
        *priced.price_csv_cells(step.rates),
        *priced.change_csv_cells(change),
        f"{step.card.provider}/{step.card.name}",
    ]


def _draw(courses: Sequence[Course], tables: Tables, on: date, target: Target) -> None:
    from kling_cost.charts import course_figure  # noqa: PLC0415 - matplotlib takes its time
    from kling_cost.cli.pictures import write_picture  # noqa: PLC0415

    seller = courses[0].steps[0].card.provider
    cards = sorted({f"{seller}/{step.card.name}" for course in courses for step in course.steps})
    named = f"card {cards[0]}" if len(cards) == 1 else f"{len(cards)} cards, {cards[0]} to {cards[-1]}"
    figure = course_figure(
        courses,
        until=on,
        seller=tables.book.provider(seller).file.name,
        note=f"kling-cost, prices as of {on}, {named}",
    )
    write_picture(figure, target)
