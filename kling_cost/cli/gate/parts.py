"""The parts of a verdict that terminal and Markdown both show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount, counted, plain
from kling_cost.export.tabular import Table
from kling_cost.gate import Outcome, Rule
from kling_cost.rounding import rounded
from kling_cost.wording import amount_text, qualified

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from fractions import Fraction

    from kling_cost.causes import Difference
    from kling_cost.cli.gate.judged import Judged
    from kling_cost.gate import Ruling, Verdict
    from kling_cost.pricebook.seller import ProviderFile

MOST_ROWS = 10
"""So many rows that changed are shown; the others are counted."""
_MOST_FOUND = 20


def headline(judged: Judged) -> list[str]:
    """Say what was judged, and what it is compared with."""
    case = judged.case
    plan = case.estimate.entry.plan
    totals = " + ".join(amount_text(each, case.seller) for each in case.estimate.totals)
    total = qualified(totals, approximate=case.estimate.entry.approximate, floor=plan.floor)
    lines = [f"{judged.verdict.file}: {total}, {plan.strategy} at {plan.provider} on {plan.on}"]
    if case.base is not None and case.base.missing:
        lines.append(case.base.missing)
    elif case.base is not None and judged.difference is not None:
        change, percent = judged.difference.change, judged.difference.percent
        side = judged.difference.before
        text = amount_text(side.total, case.seller)
        before = qualified(text, approximate=side.approximate, floor=side.floor)
        lines.append(f"{case.base.name}: {before}, so {_signed(change, case.seller)}{_percent(percent)}")
    return lines


def rulings_of(judged: Judged) -> Table:
    """Set the rules out, each with what is allowed, what was found, and how it came out."""
    seller = judged.case.seller
    rows = [
        [
            ruling.rule.value,
            ruling.allowed,
            ruling.found,
            _OUTCOMES[ruling.outcome] + (f": {why}" if (why := _why(ruling, seller)) else ""),
        ]
        for ruling in judged.verdict.rulings
    ]
    return Table(columns=["rule", "allowed", "found", "result"], rows=rows)


_OUTCOMES = {Outcome.KEPT: "kept", Outcome.BROKEN: "BROKEN", Outcome.SKIPPED: "skipped"}
_OF_THE_WHOLE = (Rule.MAX, Rule.MAX_INCREASE)
_OF_AMOUNTS = (*_OF_THE_WHOLE, Rule.MAX_PER_SHOT, Rule.MAX_PER_SCENE)


def _why(ruling: Ruling, seller: ProviderFile) -> str:
    """Say what ``allowed`` and ``found`` do not say themselves."""
    if ruling.outcome is Outcome.KEPT or ruling.rule is Rule.REQUIRE_COVERAGE:
        return ""
    if ruling.rule in _OF_AMOUNTS and ruling.value is not None and ruling.limit is not None:
        over = amount_text(Amount(EXACT.subtract(ruling.value, ruling.limit), ruling.unit), seller)
        return f"over by {over}" if ruling.rule in _OF_THE_WHOLE else f"over by up to {over}"
    return ruling.message


def causes_of(difference: Difference, seller: ProviderFile) -> Table:
    """Set the causes of a difference out, the greatest first; they add up to it."""
    shares = sorted(difference.causes, key=lambda share: -abs(share.amount.number))
    rows = [[share.cause.said, _signed(share.amount, seller)] for share in shares]
    return Table(columns=["cause", "change"], rows=rows, numbers=frozenset({"change"}))


def rows_of(difference: Difference, seller: ProviderFile) -> Table:
    """Set the rows out that changed most, each with its causes."""

    def told(number: Decimal) -> str:
        return _signed(Amount(number, difference.unit), seller)

    rows = [
        [
            row.name,
            next((each.row for each in row.after), None),
            told(row.change),
            ", ".join(f"{cause.said} {told(amount)}" for cause, amount in row.causes.items())
            if len(row.causes) > 1
            else "".join(cause.said for cause in row.causes),
        ]
        for row in difference.biggest(MOST_ROWS)
    ]
    table = Table(
        columns=["shot", "row", "change", "causes"], rows=rows, numbers=frozenset({"row", "change"})
    )
    return table.without_empty(keep={"shot"})


def more_rows_said(difference: Difference) -> str:
    """Count the rows that changed and are not shown; nothing where all are."""
    more = len(difference.rows) - MOST_ROWS
    return f"and {counted(more, 'more row')} changed" if more > 0 else ""


def found_of(verdict: Verdict) -> list[str]:
    """List what is wrong with rows, each once. Which rows rose is told apart."""
    rows: dict[str, list[str]] = {}
    for ruling in verdict.broken:
        if ruling.rule not in _OF_THE_WHOLE:
            for finding in ruling.findings:
                if finding.message == ruling.message:
                    continue
                told = rows.setdefault(finding.message, [])
                told += [str(finding.row)] if finding.row is not None else []
    return [f"{_rows_said(places)}{message}" for message, places in rows.items()]


def first_of(lines: Sequence[str]) -> list[str]:
    """Give a list of places, of many the first."""
    rest = len(lines) - _MOST_FOUND
    return [*lines[:_MOST_FOUND], *([f"and {counted(rest, 'more place')}"] if rest > 0 else [])]


def _rows_said(rows: Sequence[str]) -> str:
    """Say which rows: one, or those that share a clip."""
    if not rows:
        return ""
    return f"row{'s' if len(rows) > 1 else ''} {', '.join(rows)}: "


def verdict_said(verdict: Verdict) -> str:
    """Say in one line how it came out."""
    broken = [ruling.rule.value for ruling in verdict.broken]
    if not broken:
        kept = sum(ruling.outcome is Outcome.KEPT for ruling in verdict.rulings)
        skipped = len(verdict.rulings) - kept
        return f"{verdict.file} keeps to {counted(kept, 'rule')}" + (
            f", {skipped} skipped" if skipped else ""
        )
    return f"{verdict.file} breaks {counted(len(broken), 'rule')}: {', '.join(broken)}"


def _signed(amount: Amount, seller: ProviderFile) -> str:
    return f"{'+' if amount.number > 0 else ''}{amount_text(amount, seller)}"


def _percent(percent: Fraction | None) -> str:
    if percent is None:
        return ""
    number = rounded(percent, 1)
    return f" ({'+' if number > 0 else ''}{plain(number)} %)"
