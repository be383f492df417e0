"""``kling-cost strategies``: the named ways of working, with their stages and sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling_cost.amounts import plain
from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Tables
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.export.tabular import Table, to_csv, to_markdown

if TYPE_CHECKING:
    from kling_cost.strategies import Stage, Strategies


@click.command(cls=KlingCommand)
@click.option(
    "--strategies",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A TOML file with strategies of your own. May be repeated.",
)
@output_options
def command(*, files: tuple[Path, ...], output: Output) -> None:
    """The named ways of working, with their stages and sources."""
    strategies = Tables(None).strategies(files)
    if output.format == "json":
        from kling_cost.export.to_table_documents import to_strategies_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_strategies_document(strategies)))
    elif output.format == "table":
        output.write(_for_people(strategies))
    else:
        columns = [
            "strategy",
            "stage",
            "shots",
            "models",
            "tier",
            "audio",
            "mode",
            "takes",
            "accept",
            "at_cap",
            "summary",
            "source",
        ]
        table = Table(columns=columns, rows=_rows(strategies))
        output.write(to_csv(table) if output.format == "csv" else to_markdown(table))


def _rows(strategies: Strategies) -> list[list[str]]:
    return [
        [
            strategy.name,
            stage.name,
            stage.shots.value,
            " or ".join(stage.models),
            stage.tier,
            stage.audio.value,
            stage.mode.value if stage.mode else "",
            str(stage.takes),
            "" if stage.accept is None else plain(stage.accept),
            stage.at_cap or "",
            strategy.summary,
            source.title if (source := strategies.source(strategy)) else "",
        ]
        for strategy in strategies
        for stage in strategy.stages
    ]


def _for_people(strategies: Strategies) -> str:
    blocks = []
    for strategy in strategies:
        lines = [strategy.name, f"  {strategy.summary}"]
        lines += [f"    {stage.name}: {_stage_text(stage)}" for stage in strategy.stages]
        if source := strategies.source(strategy):
            lines.append(f"  after {source.title}" + (f" <{source.link}>" if source.link else ""))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _stage_text(stage: Stage) -> str:
    takes = (
        "the shot's takes"
        if stage.takes == "shot"
        else f"{stage.takes} take{'s' if stage.takes != 1 else ''}"
    )
    parts = [
        f"{' or '.join(stage.models)} {stage.tier}",
        stage.mode.value if stage.mode else "",
        f"audio {stage.audio.value}",
        f"at most {stage.longest_clip_s} s" if stage.longest_clip_s else "",
        f"of the clips of {stage.source_stage}" if stage.source_stage else "",
        f"accept rate {plain(stage.accept)}" if stage.accept is not None else "",
        f"x {takes}",
        "" if stage.shots == "all" else f"({stage.shots.replace('-', ' ')} shots)",
    ]
    return (
        ", ".join(part for part in parts[:-2] if part) + " " + " ".join(part for part in parts[-2:] if part)
    )
