"""A verdict in every format that is asked for, all from one judgement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.output import format_of, target_of, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kling_cost.cli.gate.judged import Judged
    from kling_cost.cli.writing import Target


def report_of(judged: Judged, form: str, *, to_file: bool) -> str:
    """Write a verdict in a format."""
    from kling_cost.export.gate import (  # noqa: PLC0415 - only what is asked for
        to_gate_document,
        to_github,
        to_junit,
        to_sarif,
    )

    verdict = judged.verdict
    writers: Mapping[str, Callable[[], str]] = {
        "json": lambda: to_json(to_gate_document(verdict, judged.case.base, judged.difference)),
        "sarif": lambda: to_json(to_sarif(verdict)),
        "junit": lambda: to_junit(verdict),
        "github": lambda: to_github(verdict),
        "markdown": lambda: _markdown(judged),
    }
    return writers[form]() if form in writers else _table(judged, to_file=to_file)


def _markdown(judged: Judged) -> str:
    from kling_cost.cli.gate.markdown import gate_markdown  # noqa: PLC0415 - only markdown needs it

    return gate_markdown(judged)


def _table(judged: Judged, *, to_file: bool) -> str:
    from kling_cost.cli.gate.text import gate_parts  # noqa: PLC0415 - only tables need rich
    from kling_cost.cli.render import rendered, terminal_width  # noqa: PLC0415

    width = terminal_width(to_file=to_file)
    return rendered(gate_parts(judged, width), width=width, to_file=to_file)


def report_option(
    endings: Mapping[str, str],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--report``; the command gets the files as ``reports``, each with its format."""

    def settle(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> list[tuple[Target, str]]:
        reports = []
        for name in value:
            form = format_of(name, endings)
            if form is None:
                raise click.BadParameter(
                    f"{name}: the ending says the format; use one of {', '.join(endings)}", ctx, param
                )
            reports.append((target_of(ctx, Path(name)), form))
        return reports

    return click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FILE",
        callback=settle,
        help=f"Also write a report to FILE ({', '.join(endings)}). May be repeated.",
    )
