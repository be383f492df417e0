"""Laws of what a gate writes: published schemas hold for any text, and every finding's place is read back."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from kling_cost.export.contract import document_schema
from kling_cost.export.gate import to_gate_document, to_github, to_junit, to_sarif
from kling_cost.export.gate.places import path_of
from kling_cost.gate import Finding, Outcome, Rule, Ruling, Verdict

SCHEMAS = Path(__file__).parent.parent / "schemas"
SARIF = Draft7Validator(json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")
GATE = Draft202012Validator(document_schema("gate"))

HOSTILE = [
    "]]>",
    "<![CDATA[",
    "&amp;<b attr='\"'>",
    "::error file=x,line=9::no",
    "##[error]no",
    "\n::warning::no",
    "\r\n",
    "\r",
    "\x00\x0b\x0c\x1b[31m",
    "\x85\u2028\u2029",
    "\ud800",
    "\udfff\ud83d",
    "\ufffe\uffff",
    "100 %, 3:4",
    "%0A%25%3A",
    "镜头一 🎬",
    "a  b\tc",
    "\"quoted\", 'so'",
]
PATHS = [
    "storyboard.csv",
    "./film/shots, act 1.csv",
    "C:\\film\\shots.csv",
    "film\\act 2\\shots.csv",
    "/home/mara/film.csv",
    "../100%: a film.md",
    "分镜/镜头 🎬.csv",
    "a\nb.csv",
    "",
]
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=4).map("".join)
counts = st.none() | st.integers(min_value=1, max_value=10**6)
numbers = st.none() | st.integers(min_value=-(10**9), max_value=10**9).map(lambda n: Decimal(n).scaleb(-4))
findings = st.builds(Finding, message=texts, shot_id=texts, row=counts, line=counts)


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    """Draw any verdict: each rule once at most, a broken one with findings."""
    rulings = []
    for rule in draw(st.lists(st.sampled_from(list(Rule)), unique=True)):
        outcome = draw(st.sampled_from(Outcome))
        ruling = Ruling(
            rule=rule,
            outcome=outcome,
            allowed=draw(texts),
            found=draw(texts),
            message=draw(texts),
            limit=draw(numbers),
            value=draw(numbers),
            unit=draw(texts),
            findings=draw(st.lists(findings, min_size=1, max_size=6)) if outcome is Outcome.BROKEN else (),
        )
        rulings.append(ruling)
    return Verdict(file=draw(st.sampled_from(PATHS) | texts), rulings=rulings)


def places_of(verdict: Verdict) -> list[tuple[str, int | None, int | None]]:
    """Give rule, row and line of every finding."""
    return [
        (ruling.rule.value, finding.row, finding.line)
        for ruling in verdict.broken
        for finding in ruling.findings
    ]


@given(verdicts())
def test_sarif_keeps_to_its_published_schema_and_can_be_encoded(verdict: Verdict) -> None:
    document = to_sarif(verdict)
    SARIF.validate(document)
    assert json.loads(json.dumps(document, ensure_ascii=False).encode()) == document


@given(verdicts())
def test_every_place_is_read_back_from_sarif(verdict: Verdict) -> None:
    (run,) = to_sarif(verdict)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    read = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"(file:///)?[A-Za-z0-9._~/%:-]*", uri)
        assert unquote(uri.removeprefix("file://")).lstrip("/") == path_of(verdict.file).lstrip("/")
        assert place["region"]["startLine"] == (result["properties"]["line"] or 1)
        assert rules[result["ruleIndex"]] == result["ruleId"]
        read.append((result["ruleId"], result["properties"]["row"], result["properties"]["line"]))
    assert read == places_of(verdict)


@given(verdicts())
def test_fingerprints_tell_the_findings_of_a_verdict_apart(verdict: Verdict) -> None:
    (run,) = to_sarif(verdict)["runs"]
    prints = [result["partialFingerprints"]["klingCostFinding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def cases_of(verdict: Verdict) -> tuple[str, list[ET.Element]]:
    """Read JUnit XML back as a CI server does; gives the file and the test cases."""
    root = ET.fromstring(to_junit(verdict).encode())  # noqa: S314 - it is our own
    (suite,) = root
    return suite.attrib["name"], list(suite)


@given(verdicts())
def test_junit_keeps_to_its_published_schema(verdict: Verdict) -> None:
    JUNIT.validate(ET.fromstring(to_junit(verdict).encode()))  # noqa: S314 - it is our own


@given(verdicts())
def test_every_place_is_read_back_from_junit(verdict: Verdict) -> None:
    path, cases = cases_of(verdict)
    assert [case.attrib["name"] for case in cases] == [ruling.rule.value for ruling in verdict.rulings]
    read = []
    for case in cases:
        for line in (case.findtext("failure") or "").split("\n") if case.find("failure") is not None else []:
            found = re.match(rf"{re.escape(path)}(?::(\d+)|, row (\d+))?: ?", line)
            assert found, line
            read.append((case.attrib["name"], *(int(text) if text else None for text in found.groups())))
    lines = [(rule, line, None if line else row) for rule, row, line in places_of(verdict)]
    assert read == lines


def commands_of(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as GitHub's runner does, line by line."""
    commands = []
    for line in text.split("\n"):
        assert "\r" not in line
        if not line.lstrip().startswith("::"):
            assert "##[" not in line
            continue
        head, _, data = line[2:].partition("::")
        kind, _, said = head.partition(" ")
        properties = dict(part.split("=", 1) for part in said.split(",") if part)
        commands.append(
            (kind, {name: unescaped(value) for name, value in properties.items()}, unescaped(data))
        )
    return commands


def unescaped(text: str) -> str:
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


@given(verdicts())
def test_every_place_is_read_back_from_github_commands(verdict: Verdict) -> None:
    text = to_github(verdict)
    assert text.encode().decode() == text
    errors = [properties for kind, properties, _ in commands_of(text) if kind == "error"]
    assert all(properties.get("file", "") == path_of(verdict.file) for properties in errors)
    read = [(error["title"], int(error["line"]) if "line" in error else None) for error in errors]
    written = [(f"kling-cost {rule}", line) for rule, _, line in places_of(verdict)]
    assert sorted(read, key=str) == sorted(written, key=str)


@given(verdicts())
def test_no_text_of_a_storyboard_becomes_a_command(verdict: Verdict) -> None:
    kinds = [kind for kind, _, _ in commands_of(to_github(verdict))]
    skipped = sum(ruling.outcome is Outcome.SKIPPED for ruling in verdict.rulings)
    more = len(places_of(verdict)) > 10
    assert kinds == ["error"] * len(places_of(verdict)) + ["notice"] * (skipped + more)


@given(verdicts())
def test_the_document_of_a_gate_keeps_to_its_schema(verdict: Verdict) -> None:
    document: Any = to_gate_document(verdict)
    GATE.validate(document)
    read = [
        (ruling["rule"], finding["row"], finding["line"])
        for ruling in document["rulings"]
        for finding in ruling["findings"]
    ]
    assert read == places_of(verdict)
    codes = {"exceeded": verdict.exceeded, "incomplete": verdict.incomplete and not verdict.exceeded}
    assert document["outcome"] == next((name for name, is_it in codes.items() if is_it), "kept")


@given(verdicts())
def test_the_same_verdict_gives_the_same_bytes(verdict: Verdict) -> None:
    for write in (to_sarif, to_junit, to_github, to_gate_document):
        assert repr(write(verdict)) == repr(write(verdict))
