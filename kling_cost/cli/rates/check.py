"""``kling-cost rates check``: everything that must hold for rate cards, the shipped ones or your own."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kling_cost.amounts import counted
from kling_cost.cli.command import REFUSED, KlingCommand
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.progress import step
from kling_cost.cli.tables import write_lines, write_table
from kling_cost.cli.telling import tell, tell_note
from kling_cost.cli.writing import write_whole
from kling_cost.errors import KlingCostError
from kling_cost.export.tabular import Table

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.pricebook.check import Checked

_EXAMPLES = 100
"""Clips that hypothesis draws for each law, beside every price as it stands."""


class NeedsHypothesis(KlingCostError):  # noqa: N818
    """The laws were asked for and hypothesis is not installed."""

    code = "needs-hypothesis"

    def __init__(self) -> None:
        super().__init__("--laws needs hypothesis, which is not installed: pip install 'kling-cost[testing]'")


@click.command(cls=KlingCommand)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--freeze", "freezing", is_flag=True, help="If all is well, add new files to MANIFEST.sha256.")
@click.option(
    "--laws",
    "trying_laws",
    is_flag=True,
    help="Also try every law on every price; needs kling-cost[testing].",
)
@table_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    folder: Path | None,
    freezing: bool,
    trying_laws: bool,
    tables: Tables,
    on: date,
    known_on: date | None,  # noqa: ARG001 - part of the options of every table
    output: Output,
) -> None:
    """Check the rate cards in DIR (default: --pricing, else the shipped ones).

    Form, names and days, overlaps, sources, units, models, the laws that prices keep, and the digests of
    released files. Exit code 1 when anything is wrong; an old card is a warning.

    With --laws also what follows from the prices: that each answers its own clip and no other, that sums are
    exact, that at every length more never costs less, that every day has its card. The same cards give the
    same answer; own tests have it from kling_cost.testing.
    """
    from kling_cost.own_tables import table_readers  # noqa: PLC0415 - beside its only use
    from kling_cost.pricebook.check import check_folder  # noqa: PLC0415

    root = folder or tables.roots[-1]
    with step(f"checking {root}"):
        checked = check_folder(root, on, also=table_readers(root))
    if trying_laws:
        checked = _with_laws(root, checked)
    if output.format == "json":
        from kling_cost.export.to_seller_documents import to_check_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_check_document(checked, checked.problems)))
    else:
        _write(checked, output)
    if checked.faults:
        if freezing:
            tell("nothing was frozen: a released file stays as it is, so it must be right first")
        ctx.exit(REFUSED)
    if freezing:
        from kling_cost.pricebook.manifest import MANIFEST, frozen  # noqa: PLC0415 - beside its only use

        manifest = frozen(root)
        if manifest.new:
            write_whole(root / MANIFEST, manifest.text.encode())
        added = f"{counted(len(manifest.new), 'file')} added" if manifest.new else "nothing to add"
        tell_note(f"{root / MANIFEST}: {added}")


def _with_laws(root: Path, checked: Checked) -> Checked:
    """Try the laws too; of one place the check of the files has the first word.

    Raises:
        NeedsHypothesis: where the extra is not installed.
    """
    try:
        from hypothesis.configuration import set_hypothesis_home_dir  # noqa: PLC0415 - only this option needs it

        import kling_cost.testing as laws  # noqa: PLC0415
    except ImportError:
        raise NeedsHypothesis from None
    tried = laws.property_laws(root, max_examples=_EXAMPLES)
    found = [checked.problems]
    label = f"trying {counted(len(tried), 'law')} on {root}"
    with TemporaryDirectory() as home, step(label, len(tried)) as done:
        set_hypothesis_home_dir(home)  # else it leaves a folder where the user stands
        for law in tried:
            found.append(law.faults())
            done(1)
    return checked.with_laws(len(tried), laws.told_once(found))


def _write(checked: Checked, output: Output) -> None:
    if output.format == "table":
        write_lines(_report(checked), output)
        return
    rows = [[problem.level, problem.file, problem.column, problem.message] for problem in checked.problems]
    write_table(Table(columns=["level", "file", "key", "problem"], rows=rows), output)


def _report(checked: Checked) -> list[str]:
    """Write the problems below their files, and what was looked at."""
    lines: list[str] = []
    for file, problems in groupby(checked.problems, key=lambda problem: problem.file):
        lines.append(f"{file}")
        for problem in problems:
            key = f"{problem.column}: " if problem.column else ""
            lines.append(f"  {problem.level.ljust(len('warning'))}  {key}{problem.message}")
        lines.append("")
    seen = [
        counted(checked.providers, "provider"),
        counted(checked.cards, "rate card"),
        counted(checked.rates, "rate"),
        *([counted(checked.laws, "law")] if checked.laws else []),
    ]
    warnings = len(checked.problems) - checked.faults
    found = f"{counted(checked.faults, 'fault')}, {counted(warnings, 'warning')}"
    return [*lines, f"{checked.folder}: {', '.join(seen)}: {found}"]
