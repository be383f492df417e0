"""``kling-cost audit``: somebody's prices or worked examples, held against the price book."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from kling_cost.amounts import counted
from kling_cost.audit.claims import read_claims
from kling_cost.audit.judge import Verdict, audit
from kling_cost.audit.words import claim_text
from kling_cost.cli.command import INCOMPLETE, OVER_BUDGET, KlingCommand
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.tables import write_table
from kling_cost.cli.telling import tell_problems
from kling_cost.export.tabular import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.audit.judge import Judged

_ELSEWHERE = {"date": "another date", "provider": "another provider"}


@click.command(cls=KlingCommand)
@click.argument("claims", metavar="CLAIMS.csv", type=click.Path(path_type=Path))
@table_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    claims: Path,
    tables: Tables,
    on: date,
    known_on: date | None,
    output: Output,
) -> None:
    """Somebody's prices or worked examples in CLAIMS.csv, held against the price book.

    Each row claims a price (of a second, an image or a clip), a total, or both, and agrees; agrees elsewhere
    (at another date or provider, for another model, setting or length); disagrees; or cannot be judged.

    \b
    Columns: provider, model, tier, audio, mode, product, resolution, video_input, duration_s, count,
             price, total, unit (or currency), per (second, image, clip), on, source, note

    Only model and a price or total are needed. A row without a provider is held against all, one without a
    day against --on. What a row leaves open (tier, audio, mode) is tried, and the result says what fits.

    Exit codes: 0 every claim agrees, 1 wrong input, 2 wrong usage, 3 a claim cannot be judged, 4 a claim
    disagrees or agrees only elsewhere.
    """
    table = read_claims(claims)
    judged = audit(table.claims, tables.book, tables.models, on=on, known_on=known_on)
    if output.format == "json":
        from kling_cost.export.to_audit_documents import to_audit_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_audit_document(judged, table, on)))
    elif output.format == "csv":
        from kling_cost.export.to_audit_documents import audit_table  # noqa: PLC0415 - only csv needs it

        write_table(audit_table(judged, on), output)
    elif output.format == "markdown":
        _markdown(judged, output)
    else:
        _for_people(judged, table.file, on, output)
    tell_problems(table.warnings)
    verdicts = {each.verdict for each in judged}
    if verdicts & {Verdict.DISAGREES, Verdict.ELSEWHERE}:
        ctx.exit(OVER_BUDGET)
    if Verdict.UNJUDGED in verdicts:
        ctx.exit(INCOMPLETE)


def _for_people(judged: Sequence[Judged], file: str, on: date, output: Output) -> None:
    """Write a block per claim, with its verdict and the reasons: cells have no room for sentences."""
    from kling_cost.cli.render import rendered, terminal_width  # noqa: PLC0415 - only the terminal needs rich

    width = terminal_width(to_file=output.path is not None)
    head = f"{file}: {counted(len(judged), 'claim')}, judged by the prices of {on} or the row's own day"
    blocks = [_block(each, width) for each in judged]
    output.write(
        rendered(
            ["\n\n".join([head, *blocks, _closing(judged)])], width=width, to_file=output.path is not None
        )
    )


def _block(judged: Judged, width: int) -> str:
    claim = judged.claim
    said = f"row {claim.row}  {claim_text(claim)}" + (f"  [{claim.source}]" if claim.source else "")
    lines = [("", "       ", said), ("  ", "  ", _verdict_text(judged))]
    lines += [("  - ", "    ", sentence) for sentence in judged.words]
    return "\n".join(
        fill(text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False)
        for first, rest, text in lines
    )


def _markdown(judged: Sequence[Judged], output: Output) -> None:
    rows = [
        [
            each.claim.row,
            claim_text(each.claim),
            _verdict_text(each),
            "; ".join(each.words),
            each.claim.source,
        ]
        for each in judged
    ]
    columns = ["row", "claim", "verdict", "why", "source"]
    write_table(Table(columns=columns, rows=rows, numbers=frozenset({"row"})), output)


def _verdict_text(judged: Judged) -> str:
    """Write a verdict: ``agrees at another date``, ``cannot be judged``."""
    if judged.kind is None:
        return judged.verdict.replace("-", " ")
    where = _ELSEWHERE.get(judged.kind)
    return f"agrees at {where}" if where else f"agrees for another {judged.kind}"


def _closing(judged: Sequence[Judged]) -> str:
    counts = {verdict: sum(each.verdict is verdict for each in judged) for verdict in Verdict}
    words = {
        Verdict.AGREES: "agree",
        Verdict.ELSEWHERE: "agree elsewhere",
        Verdict.DISAGREES: "disagree",
        Verdict.UNJUDGED: "cannot be judged",
    }
    said = [f"{count:,} {words[verdict]}" for verdict, count in counts.items() if count]
    return f"{counted(len(judged), 'claim')}: {', '.join(said)}" if said else "No claims"
