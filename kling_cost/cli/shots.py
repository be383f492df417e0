"""``kling-cost shots``: what was read of a storyboard, how, and what of it is doubtful."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import counted, grouped, plain
from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Tables, pricing_option
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.reading_options import infer_option, reading_options, storyboard_to_plan
from kling_cost.cli.tables import write_table
from kling_cost.cli.telling import tell_assumptions, tell_problems
from kling_cost.export.tabular import Table, to_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.storyboard.shot import Shot, Storyboard


_ALWAYS = ("shot", "scene", "seconds", "how read", "mode", "needs")
_MOST_SHOWN = 1000
_SHOWN_LETTERS = 40


@click.command(cls=KlingCommand)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@reading_options
@infer_option
@pricing_option
@output_options
def command(*, file: Path, tables: Tables, output: Output, **said: Any) -> None:  # noqa: ANN401 - the reading options
    """What is read of the storyboard FILE: each shot with its length and how that was read.

    FILE may be CSV, TSV, XLSX, ODS, Markdown, JSON, OpenTimelineIO or EDL; - is standard input. --format csv
    writes the clean storyboard, to be edited and planned.

    Exit codes: 0 read, 1 not a list of shots, 2 wrong usage.

    \b
    kling-cost shots shotlist.xlsx
    kling-cost shots film.md -o clean.csv
    kling-cost shots edit.edl --fps 24
    """
    storyboard = storyboard_to_plan(file, tables, **said)
    if output.format == "json":
        from kling_cost.export.to_shot_documents import to_shots_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_shots_document(storyboard)))
    elif output.format == "csv":
        from kling_cost.export.clean_storyboard import clean_storyboard  # noqa: PLC0415 - only csv needs it

        output.write(to_csv(clean_storyboard(storyboard)))
    else:
        write_table(
            _shots(storyboard),
            output,
            spare={"shows": 4, "needs": 3, "mode": 2, "how read": 1},
            wraps={"needs"},
            tail=_totals(storyboard),
        )
    tell_assumptions(storyboard.assumptions)
    tell_problems(storyboard.warnings)


def _shots(storyboard: Storyboard) -> Table:
    """Set the shots out; of a very long list only the first, for nobody reads on."""
    table = Table(
        columns=["shot", "scene", "seconds", "how read", "mode", "needs", "shows"],
        rows=[_row(shot) for shot in storyboard.shots[:_MOST_SHOWN]],
        numbers=frozenset({"seconds"}),
    )
    return table.without_empty(keep=_ALWAYS)


def _row(shot: Shot) -> Sequence[str]:
    how = shot.duration_from or ("" if shot.is_image else "unknown")
    count = f" x {shot.count}" if shot.count > 1 else ""
    return [
        shot.shot_id,
        shot.scene,
        (plain(shot.seconds) if shot.seconds is not None else "") + count,
        how,
        shot.mode or "",
        ", ".join(shot.needs),
        _beginning(shot.description or shot.prompt),
    ]


def _beginning(text: str) -> str:
    words = " ".join(text[: 2 * _SHOWN_LETTERS].split())
    return words if len(words) <= _SHOWN_LETTERS else f"{words[:_SHOWN_LETTERS].rstrip()} ..."


def _totals(storyboard: Storyboard) -> list[str]:
    shots = counted(storyboard.shot_count, "shot")
    unknown = sum(shot.count for shot in storyboard.shots if shot.seconds is None and not shot.is_image)
    of_unknown = f", {unknown:,} of unknown length" if unknown else ""
    more = len(storyboard.shots) - _MOST_SHOWN
    lines = [f"and {more:,} more, which -o shots.csv writes"] if more > 0 else []
    lines += ["", f"{shots}, {grouped(storyboard.film_s)} s of film{of_unknown}"]
    if storyboard.stated_total_s is not None:
        lines.append(f"The file says {grouped(storyboard.stated_total_s)} s in all")
    if storyboard.skipped_rows:
        lines.append(f"{counted(storyboard.skipped_rows, 'row')} left out: no shots")
    return lines
