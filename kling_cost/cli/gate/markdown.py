"""A verdict as Markdown, for a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import counted
from kling_cost.cli.gate.parts import (
    causes_of,
    first_of,
    found_of,
    headline,
    more_rows_said,
    rows_of,
    rulings_of,
    verdict_said,
)
from kling_cost.export.tabular import to_markdown, to_markdown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.cli.gate.judged import Judged


def gate_markdown(judged: Judged) -> str:
    """Write what became of a storyboard: the verdict first, then why."""
    parts = [f"### {to_markdown_text(verdict_said(judged.verdict))}"]
    parts += ["  \n".join(map(to_markdown_text, headline(judged))), to_markdown(rulings_of(judged))]
    if judged.difference is not None and judged.difference.causes:
        parts += [to_markdown(causes_of(judged.difference, judged.case.seller))]
        parts += [to_markdown(rows_of(judged.difference, judged.case.seller))]
        parts += filter(None, [more_rows_said(judged.difference)])
    found = found_of(judged.verdict)
    if found:
        parts.append(_listed(found))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


_FEW = 5


def _listed(found: Sequence[str]) -> str:
    """List places, folded up where they are many."""
    lines = "\n".join(f"- {to_markdown_text(line)}" for line in first_of(found))
    if len(found) <= _FEW:
        return lines
    return f"<details><summary>{counted(len(found), 'place')}</summary>\n\n{lines}\n\n</details>"
