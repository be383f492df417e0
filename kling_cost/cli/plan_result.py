"""What ``plan`` found, written in the format that was asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling_cost.amounts import ZERO
from kling_cost.cli.dialect_option import tell_what_turns
from kling_cost.cli.output import to_json
from kling_cost.cli.progress import step
from kling_cost.cli.report import Report
from kling_cost.cli.writing import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from kling_cost.cli.likely import Likely, PlanKey
    from kling_cost.cli.output import Output
    from kling_cost.cli.planning import Asked, Planned
    from kling_cost.compare import BudgetCheck
    from kling_cost.dossier import Dossier
    from kling_cost.estimate import Estimate, GroupBy
    from kling_cost.export.csv_dialects import Dialect

DATAPACKAGE = "datapackage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """Plans, the odds of those that are a gamble, and how they are to be written."""

    asked: Asked
    planned: Planned
    limit: tuple[Decimal, str | None] | None
    budget: BudgetCheck | None
    likely: Mapping[PlanKey, Likely]
    by: GroupBy | None
    all_plans: bool
    dialect: Dialect
    datapackage: bool

    def write(self, output: Output) -> None:
        """Write the result, and beside a CSV its data package where that is asked for.

        Raises:
            click.UsageError: for a data package of what is no CSV file, and for sums of all plans.
        """
        if self.by is not None and self.all_plans:
            raise click.UsageError("--by adds up the chosen plan; leave out --all-plans")
        if self.datapackage and (output.format != "csv" or output.path is None):
            raise click.UsageError("--datapackage describes a CSV file; give -o NAME.csv")
        with step(f"making the {output.format}"):
            content = self._written(output)
        output.write(content)
        if output.format == "csv" and self.by is None:
            tell_what_turns(self._estimates(), self.dialect)
        if self.datapackage and output.path is not None:
            self._write_datapackage(output.path, content, force=bool(output.target and output.target.force))

    def _written(self, output: Output) -> str | bytes:
        writers: dict[str, Callable[[], str | bytes]] = {
            "json": self._json,
            "csv": self._csv,
            "markdown": self._markdown,
            "workbook": self._workbook,
            "page": self._page,
        }
        if output.format in writers:
            return writers[output.format]()
        from kling_cost.cli.plan_text import plan_report  # noqa: PLC0415 - only tables need rich
        from kling_cost.cli.render import rendered, terminal_width  # noqa: PLC0415

        width = terminal_width(to_file=output.path is not None)
        return rendered(plan_report(self._report(), width), width=width, to_file=output.path is not None)

    def _report(self) -> Report:
        planned = self.planned
        return Report(
            comparison=planned.comparison,
            estimate=planned.estimate,
            storyboard=planned.storyboard,
            book=planned.tables.book,
            on=planned.on,
            budget=self.budget,
            default_provider=planned.default_provider,
            likely=self.likely,
            by=self.by,
        )

    def _json(self) -> str:
        from kling_cost.export.to_documents import to_plan_document  # noqa: PLC0415 - only json needs it

        document = to_plan_document(
            self.planned.comparison,
            on=self.planned.on,
            storyboard=self.planned.storyboard,
            estimate=self.planned.estimate,
            by=self.by,
            budget=self.budget,
            odds={key: (each.forecast, each.within) for key, each in self.likely.items()},
            assumptions=self.planned.assumptions,
            warnings=self.planned.warnings,
        )
        return to_json(document)

    def _estimates(self) -> list[Estimate]:
        """Give what a CSV holds: the chosen plan with extras and contingency, which no other plan repeats."""
        estimate = self.planned.estimate
        if not self.all_plans:
            return [estimate]
        alone = replace(estimate, extras=(), contingency=ZERO)
        return [
            estimate if entry is estimate.entry else replace(alone, entry=entry)
            for entry in self.planned.comparison.ranked
        ]

    def _csv(self) -> str:
        from kling_cost.export.finance_csv import to_finance_csv, to_groups_csv  # noqa: PLC0415 - only csv

        if self.by is None:
            return to_finance_csv(self._estimates(), self.dialect)
        from kling_cost.estimate import groups_of  # noqa: PLC0415 - beside its only use

        return to_groups_csv(groups_of(self.planned.estimate, self.by), self.by, self.dialect)

    def _markdown(self) -> str:
        from kling_cost.cli.plan_markdown import plan_markdown  # noqa: PLC0415 - only markdown needs it

        return plan_markdown(self._report())

    def _workbook(self) -> bytes:
        from kling_cost.charts import save  # noqa: PLC0415
        from kling_cost.cli.drawing import Drawing  # noqa: PLC0415 - matplotlib takes its time
        from kling_cost.cli.slides import PICTURES  # noqa: PLC0415
        from kling_cost.export.workbook import to_workbook  # noqa: PLC0415

        shown = {"Strategies and scenes": "plan"} | ({"Odds": "curve"} if self._odds is not None else {})
        pictures = {}
        for title, show in shown.items():
            drawing = Drawing(
                show=show, asked=self.asked, planned=self.planned, budget=self.limit, confidence=None
            )
            pictures[title] = save(PICTURES[show](drawing), Path("picture.png"))
        return to_workbook(self._dossier(self.planned.assumptions), pictures=pictures)

    def _page(self) -> str:
        from kling_cost.export.page import to_page  # noqa: PLC0415 - only the page needs templates

        # a client has no use for the name of our settings file
        known = {self.planned.settings}
        return to_page(self._dossier([said for said in self.planned.assumptions if said not in known]))

    @property
    def _odds(self) -> Likely | None:
        chosen = self.planned.comparison.chosen.plan
        return self.likely.get((chosen.provider, chosen.strategy))

    def _dossier(self, assumptions: Sequence[str]) -> Dossier:
        """Gather what documents for others show."""
        from kling_cost.dossier import Dossier  # noqa: PLC0415 - beside its only use

        planned, book = self.planned, self.planned.tables.book
        providers = {entry.plan.provider for entry in planned.comparison.ranked}
        return Dossier(
            title=planned.title,
            storyboard=planned.storyboard,
            comparison=planned.comparison,
            estimate=planned.estimate,
            on=planned.on,
            sellers={name: book.provider(name).file for name in providers},
            models=planned.tables.models,
            forecasts={key: each.forecast for key, each in self.likely.items()},
            budget=self.budget,
            within_budget=self._odds.within if self._odds else None,
            assumptions=assumptions,
            warnings=planned.warnings,
        )

    def _write_datapackage(self, path: Path, content: str | bytes, *, force: bool) -> None:
        from kling_cost.export.datapackage import to_datapackage  # noqa: PLC0415 - few ask for it

        raw = content if isinstance(content, bytes) else content.encode(errors="backslashreplace")
        document = to_datapackage(
            self._estimates(), csv_name=path.name, content=raw, dialect=self.dialect, by=self.by
        )
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        Target(path.with_name(DATAPACKAGE), force).write(text.encode())
