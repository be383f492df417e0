"""What is said about the models: every claim has a source, and one of each topic is acted on."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from kling_cost.claims import Claims
from kling_cost.errors import InputRefused

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost import Models
    from kling_cost.errors import Problem

FILE = """\
[sources.maker]
title = "The maker's page"
link = "https://example.com"
read_on = 2026-11-20

[sources.rumour]
title = "A forum"
read_on = 2026-11-20
note = "Read aloud by somebody."

[[claims.o3]]
about = "length"
says = "3 to 15 s."
source = "rumour"

[[claims.o3]]
about = "modes"
says = "Everything."
source = "maker"
acted_on = true

[[claims.o3]]
about = "length"
says = "3 to 10 s."
source = "maker"
acted_on = true
why = "The maker must know."
"""


def claims_of(root: Path, models: Models, text: str = FILE) -> Claims:
    (root / "claims.toml").write_text(text, encoding="utf-8")
    return Claims(root, models=models)


def problems(root: Path, models: Models, text: str) -> list[Problem]:
    with pytest.raises(InputRefused) as refused:
        claims_of(root, models, text)
    assert {fault.file for fault in refused.value.problems()} == {str(root / "claims.toml")}
    return list(refused.value.problems())


def test_claims_come_topic_by_topic_and_what_is_acted_on_first(tmp_path: Path, models: Models) -> None:
    said = [(claim.about, claim.says) for claim in claims_of(tmp_path, models).about("o3")]
    assert said == [("length", "3 to 10 s."), ("length", "3 to 15 s."), ("modes", "Everything.")]


def test_a_model_of_which_nothing_is_said_has_no_claims(tmp_path: Path, models: Models) -> None:
    assert claims_of(tmp_path, models).about("v3") == []


def test_a_folder_without_claims_says_nothing(tmp_path: Path, models: Models) -> None:
    assert Claims(tmp_path, models=models).about("o3") == []


def test_claims_of_ones_own_replace_those_about_the_same_model(tmp_path: Path, models: Models) -> None:
    first, own = tmp_path / "first", tmp_path / "own"
    for folder in (first, own):
        folder.mkdir()
    v3 = '\n[[claims.v3]]\nabout = "shots"\nsays = "Six."\nsource = "maker"\nacted_on = true\n'
    (first / "claims.toml").write_text(FILE + v3, encoding="utf-8")
    (own / "claims.toml").write_text(
        FILE.partition("[[claims.o3]]")[0].replace("The maker's page", "Our tests")
        + '[[claims.o3]]\nabout = "shots"\nsays = "Two."\nsource = "maker"\nacted_on = true\n',
        encoding="utf-8",
    )
    claims = Claims(first, own, models=models)
    assert [claim.says for claim in claims.about("o3")] == ["Two."]
    assert [claim.says for claim in claims.about("v3")] == ["Six."]
    # Both files call a source "maker"; each claim keeps its own.
    assert claims.source("o3", claims.about("o3")[0]).title == "Our tests"
    assert claims.source("v3", claims.about("v3")[0]).title == "The maker's page"


def test_a_source_that_is_not_there_is_named_with_its_place(tmp_path: Path, models: Models) -> None:
    (fault,) = problems(tmp_path, models, FILE.replace('"rumour"', '"hearsay"'))
    assert (fault.column, fault.message) == ("claims.o3[0].source", "'hearsay' is not in [sources]")


@pytest.mark.parametrize(
    ("right", "wrong", "number"),
    [
        ('source = "rumour"', 'source = "rumour"\nacted_on = true', 2),
        ("acted_on = true\nwhy", "why", 0),
    ],
    ids=["two", "none"],
)
def test_of_each_topic_exactly_one_claim_is_acted_on(
    tmp_path: Path, models: Models, right: str, wrong: str, number: int
) -> None:
    (fault,) = problems(tmp_path, models, FILE.replace(right, wrong))
    assert fault.column == "claims.o3"
    assert fault.message == f"{number} claims about length are acted on; mark one"


def test_a_model_that_nobody_knows_gets_the_closest_one(tmp_path: Path, models: Models) -> None:
    (fault,) = problems(tmp_path, models, FILE.replace("[[claims.o3]]", '[[claims."v3-turbu"]]'))
    assert (fault.code, fault.column) == ("unknown-model", "claims.v3-turbu")
    assert fault.message.startswith("unknown model 'v3-turbu'; did you mean v3-turbo?")


def test_an_unknown_topic_gets_the_closest_one(tmp_path: Path, models: Models) -> None:
    (fault,) = problems(tmp_path, models, FILE.replace('"modes"', '"mode"'))
    assert fault.column == "claims.o3[1].about"
    assert fault.message.endswith("found 'mode'; did you mean modes?")


def test_every_fault_of_the_form_comes_at_once(tmp_path: Path, models: Models) -> None:
    wrong = FILE.replace('says = "3 to 15 s."', 'says = ""').replace("acted_on = true", 'acted_on = "yes"')
    places = [fault.column for fault in problems(tmp_path, models, wrong)]
    assert places == ["claims.o3[0].says", "claims.o3[1].acted_on", "claims.o3[2].acted_on"]


def test_of_every_shipped_model_something_is_said_with_a_source(models: Models) -> None:
    claims = Claims(models=models)
    for model in models.ids:
        assert claims.about(model), model
        assert all(claims.source(model, claim).title for claim in claims.about(model))


def test_of_every_shipped_topic_one_claim_is_acted_on_and_comes_first(models: Models) -> None:
    claims = Claims(models=models)
    for model in models.ids:
        for about, group in groupby(claims.about(model), key=lambda claim: claim.about):
            acted_on = [claim.acted_on for claim in group]
            assert (acted_on[0], sum(acted_on)) == (True, 1), (model, about)


def test_the_contradiction_about_what_o3_needs_is_kept(models: Models) -> None:
    """Some say that O3 only works on footage; the maker sells it from a prompt alone."""
    claims = [claim for claim in Claims(models=models).about("o3") if claim.about == "input"]
    assert len(claims) > 1
    assert "prompt" in claims[0].says
