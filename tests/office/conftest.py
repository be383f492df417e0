"""Dossiers from a few lines of text, and LibreOffice as a user's spreadsheet, without a window."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from kling_cost import Choices, Forecast, MoneyRules, compare_plans, read_accept_rates
from kling_cost.dossier import Dossier
from kling_cost.estimate import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from kling_cost import Models, Planner, PriceBook, Strategies
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
Rows = list[list[Any]]

# LibreOffice trusts the values in a file that it did not write itself, unless it is told not to.
_ALWAYS_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
_UTF8, _ENGLISH, _GERMAN = 76, 1033, 1031


class Formula(str):
    """A cell that LibreOffice reads as a formula, as it is written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice with a profile of its own; every call starts it once, however many files it is given."""

    program: str
    home: Path

    def recalculated(self, path: Path) -> dict[str, Rows]:
        """Recalculate a workbook and give the values of its cells, sheet by sheet."""
        return self.all_recalculated([path])[0]

    def all_sheets(self, *paths: Path) -> list[Sheets]:
        """Recalculate workbooks of ours, or edited ones, for reading by table and name."""
        return list(map(Sheets, paths, self.all_recalculated(paths)))

    def all_recalculated(self, paths: Sequence[Path]) -> list[dict[str, Rows]]:
        """Recalculate workbooks of different names in one go."""
        values = []
        for path in self._converted(paths, "xlsx:Calc MS Excel 2007 XML"):
            book = load_workbook(path, data_only=True)
            values.append({sheet.title: [list(row) for row in sheet.values] for sheet in book.worksheets})
        return values

    def to_pdf(self, path: Path) -> Path:
        """Print a file."""
        return self._converted([path], "pdf")[0]

    def opened_csv(self, path: Path, *, separator: str = ",", decimal_comma: bool = False) -> Rows:
        """Open a CSV as a user would, in English or (``decimal_comma``) German; values keep their types."""
        language = _GERMAN if decimal_comma else _ENGLISH
        how = f"CSV:{ord(separator)},34,{_UTF8},1,,{language},false,true"
        opened = self._converted([path], "xlsx:Calc MS Excel 2007 XML", f"--infilter={how}")[0]
        shown, computed = load_workbook(opened), load_workbook(opened, data_only=True)
        return [
            [_typed(cell, value) for cell, value in zip(cells, values, strict=True)]
            for cells, values in zip(
                shown.worksheets[0].iter_rows(), computed.worksheets[0].values, strict=True
            )
        ]

    def _converted(self, paths: Sequence[Path], to: str, *options: str) -> list[Path]:
        out = Path(self.home, "out", f"{sum(1 for _ in self.home.glob('out/*'))}")
        out.mkdir(parents=True)
        command = [
            self.program,
            f"-env:UserInstallation={self.home.joinpath('profile').as_uri()}",
            "--headless",
            *options,
            "--convert-to",
            to,
            "--outdir",
            str(out),
            *map(str, paths),
        ]
        done = subprocess.run(command, capture_output=True, timeout=300, check=False)
        written = [out / f"{path.stem}.{to.partition(':')[0]}" for path in paths]
        missing = [path.name for path in written if not path.exists()]
        assert not missing, f"LibreOffice wrote no {missing}: {done.stderr.decode(errors='replace')}"
        return written


def _typed(cell: Cell | MergedCell, value: object) -> object:
    return Formula(cell.value) if cell.data_type == "f" else value


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Start LibreOffice without a window; each worker of pytest-xdist has a profile of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program is not None, "tests marked libreoffice need LibreOffice"
    home = tmp_path_factory.mktemp("office")
    settings = home / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    return Office(program, home)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A workbook of ours and the values that LibreOffice makes of it."""

    path: Path
    values: dict[str, Rows]

    def table(self, name: str) -> list[dict[str, Any]]:
        """Give the rows of a table, without its sums, by column."""
        for sheet in load_workbook(self.path).worksheets:
            if name in sheet.tables:
                left, top, right, bottom = bounds_of(sheet, name)
                rows = [row[left - 1 : right] for row in self.values[sheet.title][top - 1 : bottom]]
                last = len(rows) - (sheet.tables[name].totalsRowCount or 0)
                return [dict(zip(rows[0], row, strict=True)) for row in rows[1:last]]
        raise KeyError(name)

    def named(self, name: str) -> Any:  # noqa: ANN401 - a cell's value
        """Give the value of a named cell."""
        sheet, cell = place_of(self.path, name)
        row, column = coordinate_to_tuple(cell)
        return self.values[sheet][row - 1][column - 1]


def bounds_of(sheet: Worksheet, table: str) -> tuple[int, int, int, int]:
    """Give the first column and row of a table, and the last."""
    left, top, right, bottom = range_boundaries(sheet.tables[table].ref)
    assert left is not None and top is not None and right is not None and bottom is not None  # noqa: PT018
    return left, top, right, bottom


def place_of(path: Path, name: str) -> tuple[str, str]:
    """Give the sheet and the cell of a name."""
    ((sheet, cell),) = load_workbook(path).defined_names[name].destinations
    return sheet, cell.replace("$", "")


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Edit a workbook as a user would: cells of tables by row and column, and named cells.

    What is saved holds formulas without values, so that nothing but reckoning them again gives any.
    """

    def save(
        path: Path,
        name: str,
        *,
        cells: Mapping[tuple[str, int, str], float] | None = None,
        named: Mapping[str, float] | None = None,
    ) -> Path:
        book = load_workbook(path)
        for (table, number, column), value in (cells or {}).items():
            sheet = next(each for each in book.worksheets if table in each.tables)
            left, top, right, _ = bounds_of(sheet, table)
            heads = [sheet.cell(top, place).value for place in range(left, right + 1)]
            sheet.cell(top + 1 + number, left + heads.index(column)).value = value
        for cell_name, value in (named or {}).items():
            sheet_name, cell = place_of(path, cell_name)
            book[sheet_name][cell].value = value
        saved = tmp_path / f"{name}.xlsx"
        book.save(saved)
        return saved

    return save


@pytest.fixture
def dossier_of(
    storyboard_of: Callable[[str], Storyboard],
    book: PriceBook,
    models: Models,
    planner: Planner,
    strategies: Strategies,
) -> Callable[..., Dossier]:
    """Plan a storyboard, given as its text, and gather what a document shows of it."""

    def gathered(
        text: str,
        *,
        provider: str = "pixverse",
        strategy: str | None = None,
        money: MoneyRules | None = None,
        accept: str = "",
        pack: bool = False,
        **estimate: Any,  # noqa: ANN401 - the fields of Estimate
    ) -> Dossier:
        storyboard, money = storyboard_of(text), money or MoneyRules()
        named = [strategies[strategy]] if strategy else list(strategies)
        choices = Choices(accept_of=read_accept_rates(accept) if accept else {}, pack=pack)
        plans = [planner.plan(storyboard, each, provider=provider, on=ON, choices=choices) for each in named]
        comparison = compare_plans(plans, money)
        forecasts = {(plan.provider, plan.strategy): odds for plan in plans if (odds := Forecast.of(plan))}
        return Dossier(
            title="The letter",
            storyboard=storyboard,
            comparison=comparison,
            estimate=Estimate(entry=comparison.chosen, money=money, **estimate),
            on=ON,
            sellers={provider: book.provider(provider).file},
            models=models,
            forecasts=forecasts,
            assumptions=[*money.describe(), *comparison.chosen.plan.assumptions],
            warnings=storyboard.warnings,
        )

    return gathered
