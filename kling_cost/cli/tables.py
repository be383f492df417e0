"""A table as a command's result: CSV, Markdown, or as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.export.tabular import for_people, to_csv, to_markdown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from rich.console import RenderableType

    from kling_cost.cli.output import Output
    from kling_cost.export.tabular import Table


def write_table(
    table: Table,
    output: Output,
    *,
    spare: Mapping[str, int] | None = None,
    wraps: Collection[str] = (),
    head: Sequence[str] = (),
    tail: Sequence[str] = (),
) -> None:
    """Write a table in the output's format; ``head`` and ``tail`` are lines around it, for people only.

    ``spare`` ranks the columns that a narrow terminal may lose, the highest first; ``wraps`` names those that
    wrap from the start.
    """
    if output.format == "csv":
        output.write(to_csv(table))
        return
    if output.format == "markdown":
        output.write(to_markdown(table))
        return
    from kling_cost.cli.render import Column, rendered, terminal_width  # noqa: PLC0415 - only people's tables need rich
    from kling_cost.cli.render import table as people_table  # noqa: PLC0415

    width = terminal_width(to_file=output.path is not None)
    columns = [
        Column(name=name, number=name in table.numbers, spare=(spare or {}).get(name, 0), wraps=name in wraps)
        for name in table.columns
    ]
    rows = [[for_people(cell) for cell in row] for row in table.rows]
    parts: list[RenderableType] = [*head, people_table(columns, rows, width=width), *tail]
    output.write(rendered(parts, width=width, to_file=output.path is not None))


def write_lines(lines: Sequence[str], output: Output) -> None:
    """Write lines as people read them: what does not fit goes on below its own beginning."""
    from kling_cost.cli.render import rendered, terminal_width  # noqa: PLC0415 - only what people read needs rich

    to_file = output.path is not None
    output.write(rendered(lines, width=terminal_width(to_file=to_file), to_file=to_file))
