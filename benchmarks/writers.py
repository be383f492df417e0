"""The files that a plan of a thousand shots becomes, beside what pandas writes of the same lines."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd
from harness import compared, in_seconds, interleaved
from storyboard_plan import ON, PROVIDER, storyboard_text

from kling_cost import (
    Dossier,
    Estimate,
    Models,
    MoneyRules,
    Planner,
    PriceBook,
    Strategies,
    TakesRules,
    compare_plans,
    plan_frame,
    read_storyboard,
)
from kling_cost.export.finance_csv import to_finance_csv
from kling_cost.export.page import to_page
from kling_cost.export.workbook import to_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness import Result

ROUNDS = 7
STRATEGY = "v3-draft-o3-final"


def measure() -> Iterator[Result]:
    """Time CSV, workbook and page from a plan in memory; pandas writes its frame of lines, values only."""
    dossier = _dossier()
    estimate = dossier.estimate
    frame = plan_frame(estimate.entry.plan, estimate.entry.money)
    _verify(estimate, frame)
    lines = len(frame)

    def pandas_workbook() -> bytes:
        out = BytesIO()
        frame.astype({"amount": float, "money": float}).to_excel(out, engine="xlsxwriter", index=False)
        return out.getvalue()

    for name, ours, theirs in (
        ("CSV", lambda: to_finance_csv([estimate]), lambda: frame.to_csv(index=False)),
        ("a workbook with formulas, values only", lambda: to_workbook(dossier), pandas_workbook),
        ("a page that sorts, a bare table", lambda: to_page(dossier), lambda: frame.to_html(index=False)),
    ):
        ours()
        yield compared(
            f"{lines:,} lines as {name}", interleaved(ours, theirs, rounds=ROUNDS), shown=in_seconds
        )


def _dossier() -> Dossier:
    models, book = Models(), PriceBook()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "storyboard.csv"
        path.write_text(storyboard_text(), encoding="utf-8")
        storyboard = read_storyboard(path, models=models)
    planner = Planner(book=book, models=models, takes=TakesRules())
    plan = planner.plan(storyboard, Strategies(models=models)[STRATEGY], provider=PROVIDER, on=ON)
    comparison = compare_plans([plan], MoneyRules())
    return Dossier(
        title="A thousand shots",
        storyboard=storyboard,
        comparison=comparison,
        estimate=Estimate(entry=comparison.chosen),
        on=ON,
        sellers={PROVIDER: book.provider(PROVIDER).file},
        models=models,
    )


def _verify(estimate: Estimate, frame: pd.DataFrame) -> None:
    """See that what is written adds up to the plan."""
    written = pd.read_csv(StringIO(to_finance_csv([estimate])), dtype=str, keep_default_na=False)
    assert sum(map(Decimal, written["amount"])) == estimate.entry.plan.total.number
    assert len(written) == len(frame)
