"""What ``check`` found, written in every format that is asked for, all from one judgement."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import Amount
from kling_cost.cli.output import format_of, target_of, to_json
from kling_cost.cli.progress import step
from kling_cost.gate.case import Case, at_rows
from kling_cost.gate.judge import judge
from kling_cost.wording import amount_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kling_cost.causes import Difference, RowChange
    from kling_cost.cli.planning import Asked, Planned
    from kling_cost.cli.writing import Target
    from kling_cost.gate import Finding, Verdict
    from kling_cost.gate.case import Base
    from kling_cost.gate.limits import Limits
    from kling_cost.pricebook.seller import ProviderFile


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
            risen=_risen(difference, found.name, seller) if found and difference else (),
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


def _risen(difference: Difference, base: str, seller: ProviderFile) -> Sequence[Finding]:
    """Find the shots that cost more than in the base, the greatest rise first, by their sums."""
    rows = sorted((row for row in difference.rows if row.change > 0), key=lambda row: -row.change)
    return [
        finding
        for row in rows
        for message in [_rise_said(row, amount_text(Amount(row.change, difference.unit), seller), base)]
        for shot in row.after
        for finding in at_rows(shot, message)
    ]


def _rise_said(row: RowChange, rise: str, base: str) -> str:
    """Say by how much a shot costs more, and why."""
    if not row.before:
        return f"shot {row.name} is not in {base} and costs {rise}"
    causes = ", ".join(cause.said for cause, amount in row.causes.items() if amount > 0)
    return f"shot {row.name} costs {rise} more than in {base} ({causes})"


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
