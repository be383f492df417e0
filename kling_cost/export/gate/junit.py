"""A verdict as JUnit XML, which every CI server shows: a test case for each rule.

There is no standard; the form is the one that Jenkins publishes a schema of, which GitLab reads as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kling_cost.export.gate.places import line_of, path_of
from kling_cost.gate import Outcome

if TYPE_CHECKING:
    from kling_cost.gate import Finding, Ruling, Verdict

_SUITE = "kling-cost check"
_NO_TIME = "0"  # the same verdict gives the same bytes, so no clock is read


def to_junit(verdict: Verdict) -> str:
    """Write a test case for each rule; the text of a failure has a line for each of its findings."""
    counts = {"tests": len(verdict.rulings), "failures": len(verdict.broken), "errors": 0}
    totals = {name: str(count) for name, count in counts.items()}
    skipped = sum(ruling.outcome is Outcome.SKIPPED for ruling in verdict.rulings)
    path = path_of(verdict.file)
    root = Element("testsuites", {"name": _SUITE, **totals})
    about = {"name": line_of(path), **totals, "skipped": str(skipped), "time": _NO_TIME}
    suite = SubElement(root, "testsuite", about)
    for ruling in verdict.rulings:
        _add_case(suite, ruling, line_of(path))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add_case(suite: Element, ruling: Ruling, path: str) -> None:
    case = SubElement(suite, "testcase", {"name": ruling.rule.value, "classname": _SUITE, "time": _NO_TIME})
    message = line_of(ruling.message)
    if ruling.outcome is Outcome.BROKEN:
        failure = SubElement(case, "failure", {"type": ruling.rule.value, "message": message})
        failure.text = "\n".join(_placed(finding, path) for finding in ruling.findings)
    elif ruling.outcome is Outcome.SKIPPED:
        SubElement(case, "skipped", {"message": message})
    else:
        SubElement(case, "system-out").text = message


def _placed(finding: Finding, path: str) -> str:
    """Write a finding the way compilers do: ``storyboard.csv:12: ...``, or by its row if it has no line."""
    if finding.line is not None:
        place = f"{path}:{finding.line}"
    elif finding.row is not None:
        place = f"{path}, row {finding.row}"
    else:
        place = path
    return f"{place}: {line_of(finding.message)}"
