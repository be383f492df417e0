"""What ``check`` found, written in every format that is asked for, all from one judgement."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.output import format_of, target_of, to_json
from kling_cost.cli.progress import step
from kling_cost.gate.case import Case
from kling_cost.gate.judge import judge
from kling_cost.gate.risen import risen_shots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kling_cost.causes import Difference
    from kling_cost.cli.planning import Asked, Planned
    from kling_cost.cli.writing import Target
    from kling_cost.gate import Verdict
    from kling_cost.gate.case import Base
    from kling_cost.gate.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A verdict, what the storyboard was compared with, and why it costs more or less than that."""

    verdict: Verdict
    case: Case
    difference: Difference | None

    @classmethod
    def of(cls, asked: Asked, planned: Planned, limits: Limits, base: str | None) -> Reported:
        """Judge what was planned; ``base`` is what to compare it with, as the user wrote it.

        Raises:
            KlingCostError: for a base that cannot be read, or a limit that the plan cannot be held against.
        """
        chosen = planned.estimate.entry.plan
        found: Base | None = None
        difference: Difference | None = None
        if base is not None:
            found, difference = _compared(asked, planned, base)
        seller = planned.tables.book.provider(chosen.provider).file
        case = Case(
            estimate=planned.estimate,
            limits=limits,
            seller=seller,
            base=found,
            risen=risen_shots(difference, found.name, seller) if found and difference else (),
        )
        return cls(verdict=judge(case, planned.storyboard.file), case=case, difference=difference)

    def written(self, form: str, *, to_file: bool) -> str:
        """Write it in a format; a file in a format for people says in its last line who wrote it."""
        from kling_cost.export.gate import (  # noqa: PLC0415 - only what is asked for
            to_gate_document,
            to_github,
            to_junit,
            to_sarif,
        )

        writers: Mapping[str, Callable[[], str]] = {
            "json": lambda: to_json(to_gate_document(self.verdict, self.case.base, self.difference)),
            "sarif": lambda: to_json(to_sarif(self.verdict)),
            "junit": lambda: to_junit(self.verdict),
            "github": lambda: to_github(self.verdict),
            "markdown": self._markdown,
        }
        return writers[form]() if form in writers else self._table(to_file=to_file)

    def _markdown(self) -> str:
        from kling_cost.cli.gate.markdown import gate_markdown  # noqa: PLC0415 - only markdown needs it

        return gate_markdown(self)

    def _table(self, *, to_file: bool) -> str:
        from kling_cost.cli.gate.text import gate_parts  # noqa: PLC0415 - only tables need rich
        from kling_cost.cli.render import rendered, terminal_width  # noqa: PLC0415

        width = terminal_width(to_file=to_file)
        return rendered(gate_parts(self, width), width=width, to_file=to_file)


def _compared(asked: Asked, planned: Planned, base: str) -> tuple[Base, Difference | None]:
    from kling_cost.causes import Side, difference_of  # noqa: PLC0415 - only where there is a base
    from kling_cost.cli.gate.base import base_of  # noqa: PLC0415

    with step(f"comparing with {base}"):
        found, side = base_of(base, asked, planned.estimate.entry.plan)
        if side is None:
            return found, None
        here = Side(estimate=planned.estimate, book=asked.tables.book, known_on=asked.known_on)
        return found, difference_of(side, here)


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
