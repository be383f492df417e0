"""What a gate writes for the programs of a pipeline, as a person would look at it."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest

from kling_cost.cli.output import to_json
from kling_cost.cli.overwriting import why_keep
from kling_cost.export.gate import to_gate_document, to_github, to_junit, to_sarif
from kling_cost.export.gate.places import path_of, uri_of
from kling_cost.gate import Finding, Outcome, Rule, Ruling, Verdict


def ruling(rule: Rule, outcome: Outcome, message: str, *findings: Finding) -> Ruling:
    return Ruling(rule=rule, outcome=outcome, allowed="300", found="", message=message, findings=findings)


DEAR = ruling(
    Rule.MAX_PER_SHOT,
    Outcome.BROKEN,
    "2 shots cost more than the 300 credits allowed",
    Finding(message="shot 4 costs 450 credits, 300 allowed", shot_id="4", row=5, line=7),
    Finding(message="shot 6 costs 310 credits, 300 allowed", shot_id="6", row=7, line=9),
)
WHOLE = ruling(
    Rule.MAX,
    Outcome.BROKEN,
    "612 USD, 500 USD allowed",
    Finding(message="the storyboard costs 612 USD, 500 USD allowed"),
)
KEPT = ruling(Rule.MIN_BASIS, Outcome.KEPT, "every price is published")
SKIPPED = ruling(Rule.MAX_INCREASE, Outcome.SKIPPED, "there is nothing to compare with: give --base")
VERDICT = Verdict(file="film/act 1.csv", rulings=[WHOLE, DEAR, SKIPPED, KEPT])


def test_github_shows_the_first_finding_of_each_rule_before_the_second_of_any() -> None:
    assert to_github(VERDICT) == (
        "::error file=film/act 1.csv,title=kling-cost max::the storyboard costs 612 USD, 500 USD allowed\n"
        "::error file=film/act 1.csv,line=7,title=kling-cost max_per_shot::"
        "shot 4 costs 450 credits, 300 allowed\n"
        "::error file=film/act 1.csv,line=9,title=kling-cost max_per_shot::"
        "shot 6 costs 310 credits, 300 allowed\n"
        "::notice file=film/act 1.csv,title=kling-cost max_increase::"
        "not looked at: there is nothing to compare with: give --base\n"
        "min_basis: every price is published\n"
    )


@pytest.mark.parametrize(("findings", "more"), [(10, ""), (11, "1 finding more"), (13, "3 findings more")])
def test_github_is_told_how_many_findings_it_will_not_show(findings: int, more: str) -> None:
    shots = [Finding(message="dear", line=line) for line in range(1, findings + 1)]
    text = to_github(Verdict(file="a.csv", rulings=[ruling(Rule.MAX_PER_SHOT, Outcome.BROKEN, "", *shots)]))
    assert text.count("::error ") == findings
    notices = [line for line in text.splitlines() if line.startswith("::notice ")]
    assert [more in notice for notice in notices] == [True] * bool(more)


def test_what_could_end_a_command_or_a_property_is_escaped() -> None:
    finding = Finding(message="50%\r\nof::it", line=1)
    text = to_github(
        Verdict(file="a:b,c%.csv", rulings=[ruling(Rule.MAX, Outcome.BROKEN, "too dear", finding)])
    )
    assert text == "::error file=a%3Ab%2Cc%25.csv,line=1,title=kling-cost max::50%25%0D%0Aof::it\n"


def test_a_row_without_a_line_is_told_in_the_message() -> None:
    finding = Finding(message="shot 4 is too dear", row=5)
    verdict = Verdict(file="film.xlsx", rulings=[ruling(Rule.MAX_PER_SHOT, Outcome.BROKEN, "", finding)])
    (result,) = to_sarif(verdict)["runs"][0]["results"]
    assert result["message"]["text"] == "row 5: shot 4 is too dear"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert to_github(verdict).endswith("::row 5: shot 4 is too dear\n")
    assert ">film.xlsx, row 5: shot 4 is too dear<" in to_junit(verdict)


def test_junit_has_a_case_for_each_rule_and_a_line_for_each_finding() -> None:
    assert (
        to_junit(VERDICT)
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kling-cost check" tests="4" failures="2" errors="0">
  <testsuite name="film/act 1.csv" tests="4" failures="2" errors="0" skipped="1" time="0">
    <testcase name="max" classname="kling-cost check" time="0">
      <failure type="max" message="612 USD, 500 USD allowed">\
film/act 1.csv: the storyboard costs 612 USD, 500 USD allowed</failure>
    </testcase>
    <testcase name="max_per_shot" classname="kling-cost check" time="0">
      <failure type="max_per_shot" message="2 shots cost more than the 300 credits allowed">\
film/act 1.csv:7: shot 4 costs 450 credits, 300 allowed
film/act 1.csv:9: shot 6 costs 310 credits, 300 allowed</failure>
    </testcase>
    <testcase name="max_increase" classname="kling-cost check" time="0">
      <skipped message="there is nothing to compare with: give --base" />
    </testcase>
    <testcase name="min_basis" classname="kling-cost check" time="0">
      <system-out>every price is published</system-out>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


def test_sarif_points_to_the_line_and_names_every_rule() -> None:
    (run,) = to_sarif(VERDICT)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.value for rule in Rule]
    assert [result["ruleId"] for result in run["results"]] == ["max", "max_per_shot", "max_per_shot"]
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "film/act%201.csv"}, "region": {"startLine": 7}}
    (notification,) = run["invocations"][0]["toolConfigurationNotifications"]
    assert notification["associatedRule"]["id"] == "max_increase"


def fingerprint_of(verdict: Verdict, place: int) -> str:
    result = to_sarif(verdict)["runs"][0]["results"][place]
    return str(result["partialFingerprints"]["klingCostFinding/v1"])


def test_a_finding_stays_the_same_one_when_rows_are_added_and_its_cost_changes() -> None:
    moved = ruling(
        Rule.MAX_PER_SHOT,
        Outcome.BROKEN,
        "1 shot costs more",
        Finding(message="shot 6 costs 999 credits, 300 allowed", shot_id="6", row=70, line=90),
    )
    assert fingerprint_of(Verdict(file="./film/act 1.csv", rulings=[moved]), 0) == fingerprint_of(VERDICT, 2)
    assert fingerprint_of(VERDICT, 1) != fingerprint_of(VERDICT, 2)


@pytest.mark.parametrize(
    ("file", "path", "uri"),
    [
        ("storyboard.csv", "storyboard.csv", "storyboard.csv"),
        ("./film//a b.csv", "film/a b.csv", "film/a%20b.csv"),
        ("film\\act 2\\a.csv", "film/act 2/a.csv", "film/act%202/a.csv"),
        ("C:\\film\\a.csv", "C:/film/a.csv", "file:///C:/film/a.csv"),
        ("/film/ü.csv", "/film/ü.csv", "file:///film/%C3%BC.csv"),
        ("a:b%.csv", "a:b%.csv", "a%3Ab%25.csv"),
    ],
)
def test_paths_have_forward_slashes_and_uris_are_encoded(file: str, path: str, uri: str) -> None:
    assert (path_of(file), uri_of(file)) == (path, uri)


def test_the_document_says_numbers_as_strings_and_nothing_as_null() -> None:
    numbers = Ruling(
        rule=Rule.MAX,
        outcome=Outcome.BROKEN,
        allowed="500 USD",
        found="612.50 USD",
        message="",
        limit=Decimal(500),
        value=Decimal("612.50"),
        unit="USD",
        findings=[Finding(message="too dear")],
    )
    document = to_gate_document(Verdict(file="a.csv", rulings=[numbers]))
    (entry,) = document["rulings"]
    assert (document["outcome"], entry["limit"], entry["value"]) == ("exceeded", "500", "612.5")
    assert entry["findings"] == [{"shot_id": None, "row": None, "line": None, "message": "too dear"}]


def test_too_few_priced_is_incomplete_until_a_limit_is_exceeded() -> None:
    few = ruling(Rule.REQUIRE_COVERAGE, Outcome.BROKEN, "41 of 43", Finding(message="no price"))
    assert to_gate_document(Verdict(file="", rulings=[few]))["outcome"] == "incomplete"
    assert to_gate_document(Verdict(file="", rulings=[few, WHOLE]))["outcome"] == "exceeded"
    assert to_gate_document(Verdict(file="", rulings=[KEPT, SKIPPED]))["outcome"] == "kept"


@pytest.mark.parametrize("ending", [".json", ".sarif", ".xml"])
def test_a_report_may_be_written_again_in_its_place(ending: str) -> None:
    documents = {".json": to_gate_document(VERDICT), ".sarif": to_sarif(VERDICT)}
    text = to_json(documents[ending]) if ending in documents else to_junit(VERDICT)
    assert why_keep(ending, BytesIO(text.encode()), b"another") is None
    foreign = text.replace("kling-cost", "another-tool")
    assert why_keep(ending, BytesIO(foreign.encode()), b"another") is not None
