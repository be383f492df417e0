"""A verdict as SARIF 2.1.0, for code scanning and the editors that read it.

See https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from kling_cost.export.gate.home import HOME
from kling_cost.export.gate.places import path_of, text_of, told, uri_of
from kling_cost.gate import Outcome, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.gate import Finding, Ruling, Verdict

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES = list(Rule)
_FINGERPRINT = "klingCostFinding/v1"
_FINGERPRINT_LETTERS = 32


def to_sarif(verdict: Verdict) -> dict[str, Any]:
    """Write each finding of a broken rule as a result; a rule that was skipped is a notification of the run.

    A finding without a line points to line 1, because code scanning leaves out what points nowhere.
    """
    run = {
        "tool": {"driver": _driver()},
        "invocations": [{"executionSuccessful": True, "toolConfigurationNotifications": _skipped(verdict)}],
        "results": _results(verdict),
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver() -> dict[str, Any]:
    return {
        "name": "kling-cost",
        "version": version("kling-cost"),
        "informationUri": HOME,
        "rules": [
            {
                "id": rule.value,
                "name": "".join(word.title() for word in rule.value.split("_")),
                "shortDescription": {"text": rule.summary},
                "help": {"text": f"{rule.summary} {_cure(rule)}"},
                "helpUri": f"{HOME}/blob/main/docs/ci.md",
                "defaultConfiguration": {"level": "error"},
            }
            for rule in _RULES
        ],
    }


def _cure(rule: Rule) -> str:
    option = f"--{rule.value.replace('_', '-')}"
    return f"What is allowed is set by `{rule.value}` under `[check]` in kling-cost.toml, or by {option}."


def _skipped(verdict: Verdict) -> list[dict[str, Any]]:
    return [
        {
            "level": "warning",
            "message": {"text": text_of(f"{ruling.rule.value} is not looked at: {ruling.message}")},
            "associatedRule": _reference(ruling.rule),
        }
        for ruling in verdict.rulings
        if ruling.outcome is Outcome.SKIPPED
    ]


def _reference(rule: Rule) -> dict[str, Any]:
    return {"id": rule.value, "index": _RULES.index(rule)}


def _results(verdict: Verdict) -> list[dict[str, Any]]:
    uri, prints = uri_of(verdict.file), _Fingerprints(path_of(verdict.file))
    return [
        _result(ruling, finding, uri, prints.of(ruling.rule, finding))
        for ruling in verdict.broken
        for finding in ruling.findings
    ]


def _result(ruling: Ruling, finding: Finding, uri: str, fingerprint: str) -> dict[str, Any]:
    rule = _reference(ruling.rule)
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": finding.line or 1}}
    return {
        "ruleId": rule["id"],
        "ruleIndex": rule["index"],
        "level": "error",
        "message": {"text": told(finding)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
        "properties": {
            "shot_id": text_of(finding.shot_id),
            "row": finding.row,
            "line": finding.line,
            "allowed": text_of(ruling.allowed),
        },
    }


class _Fingerprints:
    """What makes a finding the same one in the next run: its rule and shot, not its row nor what it costs.

    Where an id repeats, or the finding is of no shot, the first is told from the second by their order.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: Counter[tuple[str, ...]] = Counter()

    def of(self, rule: Rule, finding: Finding) -> str:
        key = (self._path, rule.value, text_of(finding.shot_id))
        self._seen[key] += 1
        return _digest([*key, str(self._seen[key])])


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_FINGERPRINT_LETTERS]
