"""What ``plan`` found, written in the format that was asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.cli.dialect_option import tell_what_turns
from kling_cost.cli.output import to_json
from kling_cost.cli.progress import step
from kling_cost.cli.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from kling_cost.cli.likely import Likely
    from kling_cost.cli.output import Output
    from kling_cost.cli.planning import Asked, Planned
    from kling_cost.cli.writing import Target
    from kling_cost.compare import BudgetCheck
    from kling_cost.dossier import Dossier
    from kling_cost.estimate import Estimate, GroupBy
    from kling_cost.export.csv_dialects import Dialect
    from kling_cost.plan import PlanKey


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
    datapackage: Target | None
    """Where the CSV is described."""
    valid_days: int | None
    """How long a quote holds."""

    def write(self, output: Output) -> None:
        """Write the result, and beside a CSV its data package where that is asked for."""
        with step(f"making the {output.format}"):
            content = self._written(output)
        output.write(content)
        if output.format == "csv" and self.by is None:
            tell_what_turns(self._estimates(), self.dialect)
        if self.datapackage is not None and output.path is not None:
            self._write_datapackage(self.datapackage, output.path.name, content)

    def _written(self, output: Output) -> str | bytes:
        writers: dict[str, Callable[[], str | bytes]] = {
            "json": self._json,
            "csv": self._csv,
            "markdown": self._markdown,
            "workbook": self._workbook,
            "page": self._page,
            "lock": lambda: self._lock(output.path),
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
            assumptions=self._assumptions,
            warnings=self.planned.warnings,
        )
        return to_json(document)

    def _estimates(self) -> list[Estimate]:
        """Give what a CSV holds: the chosen plan or every plan, each with its extras and contingency.

        Raises:
            BadExtra: for an extra in credits where a provider charges in a currency.
        """
        estimate = self.planned.estimate
        if not self.all_plans:
            return [estimate]
        return [replace(estimate, entry=entry) for entry in self.planned.comparison.ranked]

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
        return to_workbook(self._dossier(self._assumptions), pictures=pictures)

    def _page(self) -> str:
        from kling_cost.export.page import to_page  # noqa: PLC0415 - only the page needs templates

        return to_page(self._dossier(self.planned.assumptions))  # a client has no use for our settings

    def _lock(self, path: Path | None) -> str:
        from kling_cost.cli.lock.locking import lock_text  # noqa: PLC0415 - few plans are locked

        return lock_text(self.asked, self.planned, path or Path(), valid_days=self.valid_days)

    @property
    def _assumptions(self) -> list[str]:
        """The assumptions, and before them the settings that were in force."""
        settings = self.planned.settings
        return [*([settings] if settings else []), *self.planned.assumptions]

    @property
    def _odds(self) -> Likely | None:
        chosen = self.planned.comparison.chosen.plan
        return self.likely.get(chosen.key)

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

    def _write_datapackage(self, target: Target, csv_name: str, content: str | bytes) -> None:
        from kling_cost.export.datapackage import to_datapackage  # noqa: PLC0415 - few ask for it

        raw = content if isinstance(content, bytes) else content.encode(errors="backslashreplace")
        document = to_datapackage(
            self._estimates(), csv_name=csv_name, content=raw, dialect=self.dialect, by=self.by
        )
        target.write(to_json(document).encode())
