"""A verdict as workflow commands of GitHub Actions: errors at the rows of the storyboard.

See https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from kling_cost.amounts import counted
from kling_cost.export.gate.places import line_of, path_of, text_of, told
from kling_cost.gate import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.gate import Finding, Ruling, Verdict

SHOWN = 10
"""How many errors of a step GitHub shows at the files; the others only stand in the log."""


def to_github(verdict: Verdict) -> str:
    """Write an error for each finding, a notice for each skipped rule, a line of the log for each kept one.

    The first finding of every broken rule comes before the second of any, so that those that GitHub shows
    tell the most.
    """
    path = path_of(verdict.file)
    errors = [_error(ruling, finding, path) for ruling, finding in _most_telling_first(verdict.broken)]
    skipped = [_notice(ruling, path) for ruling in verdict.rulings if ruling.outcome is Outcome.SKIPPED]
    kept = [_plain(ruling) for ruling in verdict.rulings if ruling.outcome is Outcome.KEPT]
    return "".join(f"{line}\n" for line in (*errors, *_unshown(len(errors) - SHOWN, path), *skipped, *kept))


def _most_telling_first(broken: Sequence[Ruling]) -> list[tuple[Ruling, Finding]]:
    in_turn = zip_longest(*([(ruling, finding) for finding in ruling.findings] for ruling in broken))
    return [pair for turn in in_turn for pair in turn if pair is not None]


def _error(ruling: Ruling, finding: Finding, path: str) -> str:
    return _command("error", path, ruling.rule.value, told(finding), line=finding.line)


def _unshown(more: int, path: str) -> list[str]:
    if more <= 0:
        return []
    text = f"{counted(more, 'finding')} more than GitHub shows here; the log and the reports have all of them"
    return [_command("notice", path, "more", text)]


def _notice(ruling: Ruling, path: str) -> str:
    text = text_of(f"not looked at: {ruling.message}")
    return _command("notice", path, ruling.rule.value, text)


def _command(kind: str, path: str, title: str, message: str, *, line: int | None = None) -> str:
    properties = {"file": path, "line": line, "title": f"kling-cost {title}"}
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    return f"::{kind} {said}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(ruling: Ruling) -> str:
    """Write a line that is no command, whatever it holds: the older form ``##[...]`` counts anywhere."""
    return f"{ruling.rule.value}: {line_of(ruling.message)}".replace("##[", "# #[")
