"""Strategies and takes of one's own: every fault of a file at once, with the path of its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, InputRefused, Strategies, TakesRules
from kling_cost.errors import UnknownStrategy

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost import Models

SOURCE = """
[sources.us]
title = "Our own way"
link = "https://example.com"
read_on = 2026-11-20
"""
STAGE = 'name = "final", models = ["v3"], tier = "pro", audio = "on", takes = "shot"'


def strategy(*stages: str, more: str = 'source = "us"') -> str:
    rows = ", ".join(f"{{ {stage} }}" for stage in stages)
    return f'{SOURCE}\n[[strategies]]\nname = "ours"\nsummary = "how we work"\n{more}\nstages = [{rows}]\n'


def write(tmp_path: Path, text: str, name: str = "own.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path: Path, models: Models, *texts: str) -> list[tuple[str | None, str]]:
    files = [write(tmp_path, text, f"own-{number}.toml") for number, text in enumerate(texts)]
    with pytest.raises(InputRefused) as refused:
        Strategies(*files, models=models)
    return [(problem.column, problem.message) for problem in refused.value.problems()]


def test_own_strategies_stand_after_the_shipped_ones(tmp_path: Path, models: Models) -> None:
    shipped = [known.name for known in Strategies(models=models)]
    both = Strategies(write(tmp_path, strategy(STAGE)), models=models)
    assert [known.name for known in both] == [*shipped, "ours"]
    assert both["ours"].stages[0].audio is Audio.ON
    source = both.source(both["ours"])
    assert source is not None
    assert source.title == "Our own way"


def test_a_namesake_replaces_a_shipped_strategy_in_its_place(tmp_path: Path, models: Models) -> None:
    text = strategy(STAGE).replace('name = "ours"', 'name = "routed"')
    both = Strategies(write(tmp_path, text), models=models)
    assert [known.name for known in both] == [known.name for known in Strategies(models=models)]
    assert both["routed"].summary == "how we work"


def test_an_own_strategy_needs_no_source(tmp_path: Path, models: Models) -> None:
    own = Strategies(write(tmp_path, strategy(STAGE, more="")), models=models)
    assert own.source(own["ours"]) is None


def test_every_shipped_strategy_has_its_source(strategies: Strategies) -> None:
    assert all(strategies.source(known) for known in strategies)


@pytest.mark.parametrize("name", ["routed", "Routed", " ROUTED "])
def test_a_strategy_is_read_forgivingly(strategies: Strategies, name: str) -> None:
    assert strategies[name].name == "routed"
    assert strategies["V3 draft O3 final"].name == "v3-draft-o3-final"


def test_a_wrong_strategy_gets_the_closest_one(strategies: Strategies) -> None:
    with pytest.raises(UnknownStrategy, match=r"'routd'; did you mean routed\? Known: v3-draft-o3-final, "):
        strategies["routd"]


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        (('["v3"]', '["v9"]'), "models", "unknown model 'v9'"),
        (('["v3"]', '["Kling O3"]'), "models", "write 'o3', not 'Kling O3': a file has one spelling"),
        (('"pro"', '"prof"'), "tier", "unknown tier 'prof'; did you mean pro?"),
        (('"pro"', '"PRO"'), "tier", "write 'pro', not 'PRO': a file has one spelling"),
    ],
)
def test_a_stage_names_models_and_tiers_that_are_known_by_their_ids(
    tmp_path: Path, models: Models, change: tuple[str, str], column: str, message: str
) -> None:
    ((place, found),) = faults(tmp_path, models, strategy(STAGE.replace(*change)))
    assert place == f"strategies[0].stages[0].{column}"
    assert found.startswith(message)


def test_a_source_that_is_named_is_there(tmp_path: Path, models: Models) -> None:
    found = faults(tmp_path, models, strategy(STAGE, more='source = "them"'))
    assert found == [("strategies[0].source", "'them' is not in [sources]")]


def test_a_stage_works_on_an_earlier_stage(tmp_path: Path, models: Models) -> None:
    found = faults(tmp_path, models, strategy(STAGE + ', source_stage = "draft"'))
    assert found[0] == (
        "strategies[0].stages[0].source_stage",
        "source_stage 'draft' is not an earlier stage",
    )


def test_a_strategy_tells_all_that_is_wrong_with_its_stages(tmp_path: Path, models: Models) -> None:
    one = STAGE + ', source_stage = "draft"'
    two = STAGE.replace('"final"', '"restyle"').replace('["v3"]', '["v9"]') + ', source_stage = "look"'
    found = "\n".join(message for _, message in faults(tmp_path, models, strategy(one, two)))
    assert "source_stage 'draft' is not an earlier stage" in found
    assert "source_stage 'look' is not an earlier stage" in found
    assert "unknown model 'v9'" in found


def test_two_stages_have_two_names(tmp_path: Path, models: Models) -> None:
    found = faults(tmp_path, models, strategy(STAGE, STAGE))
    assert found[0] == ("strategies[0]", "two stages are called 'final'")


def test_takes_of_a_stage_are_those_of_the_shot_or_a_number(tmp_path: Path, models: Models) -> None:
    found = faults(tmp_path, models, strategy(STAGE.replace('"shot"', '"often"')))
    assert found == [
        (
            "strategies[0].stages[0].takes",
            "takes are \"shot\" (the shot's own) or a whole number from 1 to 1,000; found 'often'",
        )
    ]


def test_the_faults_of_all_files_come_at_once(tmp_path: Path, models: Models) -> None:
    one, two = STAGE.replace('["v3"]', '["v9"]'), STAGE.replace('"pro"', '"prof"')
    found = faults(tmp_path, models, strategy(one), "strategies = 1", strategy(two))
    assert {column for column, _ in found} == {
        "strategies[0].stages[0].models",
        "strategies",
        "strategies[0].stages[0].tier",
    }


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('"shot"', '"often"', "takes"),
        ('"shot"', "0", "takes"),
        ('"shot"', "2.5", "takes"),
        ('"on"', '"loud"', "audio"),
        ('tier = "pro", ', "", "tier"),
        ("takes", "longest_clip_s = 0, takes", "longest_clip_s"),
        ("takes", 'shots = "some", takes', "shots"),
    ],
)
def test_a_fault_of_a_stage_is_told_with_the_path_of_its_key(
    tmp_path: Path, models: Models, old: str, new: str, column: str
) -> None:
    found = faults(tmp_path, models, strategy(STAGE.replace(old, new)))
    assert (found[0][0] or "").startswith(f"strategies[0].stages[0].{column}")


@pytest.mark.parametrize(("first", "video_input"), [(True, False), (False, False), (False, True)])
def test_the_stages_of_a_shot_are_those_for_its_place_and_its_footage(
    strategies: Strategies,
    first: bool,  # noqa: FBT001 - pytest gives it
    video_input: bool,  # noqa: FBT001
) -> None:
    explore = strategies["explore-styles"].stages_for(first=first, video_input=video_input)
    film = strategies["film-transform-extend"].stages_for(first=first, video_input=video_input)
    assert [stage.name for stage in explore] == (["reference", "restyle"] if first else ["final"])
    assert [stage.name for stage in film] == (["transform"] if video_input else ["extend"])


TAKES = f"""
default_takes = 5
default_sources = ["us"]
gamble_cap = 20
gamble_sources = ["us"]
{SOURCE}
"""


def test_own_takes_replace_the_shipped_ones(tmp_path: Path) -> None:
    write(tmp_path, TAKES, "takes.toml")
    rules = TakesRules(tmp_path)
    assert (rules.default_takes, rules.gamble_cap, rules.default_reason()) == (5, 20, "Our own way")
    assert rules.plan(takes=None, accept=None).planned == 5


def test_a_folder_without_takes_leaves_the_shipped_ones(tmp_path: Path, takes: TakesRules) -> None:
    assert TakesRules(tmp_path).default_takes == takes.default_takes


def test_figures_without_their_sources_are_refused(tmp_path: Path) -> None:
    text = TAKES.replace('gamble_sources = ["us"]', 'gamble_sources = ["them", "others"]')
    write(tmp_path, text, "takes.toml")
    with pytest.raises(InputRefused, match=r"takes\.toml, gamble_sources: not in \[sources\]: others, them"):
        TakesRules(tmp_path)


@pytest.mark.parametrize("figure", ["0", "1001", "2.5", '"5"'])
def test_takes_are_whole_numbers_from_1_to_1000(tmp_path: Path, figure: str) -> None:
    write(tmp_path, TAKES.replace("default_takes = 5", f"default_takes = {figure}"), "takes.toml")
    with pytest.raises(InputRefused, match="default_takes"):
        TakesRules(tmp_path)
