"""Which model a shot needs: the rules and their order, what states a need, and what a model cannot do."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Models
from kling_cost.clips import Audio, Mode, Product
from kling_cost.datafiles import pricing_dir
from kling_cost.errors import InputRefused
from kling_cost.routing import Routing, Unroutable
from kling_cost.storyboard.shot import Shot

if TYPE_CHECKING:
    from pathlib import Path

ROUTING = Routing(models=Models())
SHOT = Shot(shot_id="1", seconds=Decimal(8))
STILL = Shot(shot_id="1", seconds=None, product=Product.IMAGE)


def needing(*needs: str) -> Shot:
    return replace(SHOT, needs=needs)


@pytest.mark.parametrize(
    ("needs", "model", "mode"),
    [
        ((), "v3", Mode.TEXT_TO_VIDEO),
        (("text",), "v3", Mode.TEXT_TO_VIDEO),
        (("image",), "v3", Mode.IMAGE_TO_VIDEO),
        (("multi-shot",), "v3", Mode.TEXT_TO_VIDEO),
        (("multi-shot", "image"), "v3", Mode.IMAGE_TO_VIDEO),
        (("speech",), "v3", Mode.TEXT_TO_VIDEO),
        (("speech", "start image"), "v3", Mode.IMAGE_TO_VIDEO),
        (("recurring",), "o3", Mode.REFERENCE_TO_VIDEO),
        (("references",), "o3", Mode.REFERENCE_TO_VIDEO),
        (("4k-still",), "o3", Mode.TEXT_TO_IMAGE),
        (("footage",), "o3", Mode.VIDEO_EDIT),
        (("角色一致",), "o3", Mode.REFERENCE_TO_VIDEO),
        (("セリフ",), "v3", Mode.TEXT_TO_VIDEO),
    ],
)
def test_each_need_has_its_model_and_mode(needs: tuple[str, ...], model: str, mode: Mode) -> None:
    found = ROUTING.recommend(needing(*needs))
    assert (found.model, found.mode) == (model, mode)


@pytest.mark.parametrize(
    ("needs", "rule"),
    [
        (("speech", "references"), "references"),
        (("multi-shot", "recurring"), "references"),
        (("speech", "multi-shot"), "speech"),
        (("references", "footage", "speech"), "footage"),
        (("4k-still", "references"), "4k-still"),
    ],
)
def test_of_several_needs_the_one_that_only_one_model_meets_decides(
    needs: tuple[str, ...], rule: str
) -> None:
    assert ROUTING.recommend(needing(*needs)).rule == rule


def test_the_word_that_decided_and_its_column_are_told() -> None:
    found = ROUTING.recommend(needing("Dialogue"))
    assert found.because == "speech: 'Dialogue' in needs"
    assert found.source is not None
    assert "PonPon" in found.source.title


def test_a_shot_without_a_need_goes_to_v3_for_that_reason() -> None:
    found = ROUTING.recommend(SHOT)
    assert (found.rule, found.because) == ("text", "text: no need is stated")


@pytest.mark.parametrize(
    ("mode", "model"),
    [
        (Mode.TEXT_TO_VIDEO, "v3"),
        (Mode.IMAGE_TO_VIDEO, "v3"),
        (Mode.FIRST_LAST_FRAME, "v3"),
        (Mode.MOTION_CONTROL, "v3"),
        (Mode.REFERENCE_TO_VIDEO, "o3"),
        (Mode.VIDEO_EDIT, "o3"),
        (Mode.IMAGE_EDIT, "o3"),
        (Mode.LIP_SYNC, "lip-sync"),
        (Mode.AVATAR, "avatar-v2"),
    ],
)
def test_a_mode_of_the_row_stands_and_names_the_model(mode: Mode, model: str) -> None:
    found = ROUTING.recommend(replace(SHOT, mode=mode, product=mode.product))
    assert (found.model, found.mode) == (model, mode)


def test_a_mode_that_does_not_meet_a_need_says_so() -> None:
    found = ROUTING.recommend(replace(SHOT, mode=Mode.TEXT_TO_VIDEO, references="anna.png"))
    assert (found.model, found.mode) == ("v3", Mode.TEXT_TO_VIDEO)
    assert found.cannot == ("take references: no reference mode is listed for V3",)


def test_a_model_of_the_row_stands_and_is_compared_with_the_one_that_the_rule_names() -> None:
    found = ROUTING.recommend(replace(SHOT, model="o3"))
    assert (found.model, found.rule, found.why) == ("o3", "row", "the row names o3")
    assert found.alternative is not None
    assert found.alternative.model == "v3"


def test_a_model_of_the_row_that_cannot_do_what_the_shot_needs_is_refused_with_the_cure() -> None:
    with pytest.raises(Unroutable, match=r"names v3, which cannot do reference-to-video .*; o3 can: name it"):
        ROUTING.recommend(replace(SHOT, model="v3", references="anna.png"))


@pytest.mark.parametrize(
    ("count", "told"),
    [
        ("4", None),
        ("5", "surely take 5 references: VidMuse says at most 4; ComfyUI 7, PixVerse 7"),
        (
            "8",
            "take 8 references: VidMuse says at most 4, ComfyUI says at most 7, PixVerse says at most 7",
        ),
    ],
)
def test_too_many_references_are_told_with_what_each_source_allows(count: str, told: str | None) -> None:
    assert ROUTING.recommend(replace(SHOT, references=count)).cannot == ((told,) if told else ())


@pytest.mark.parametrize(
    ("shot", "lacks"),
    [
        (needing("footage", "speech"), "make anybody speak in an edit"),
        (needing("references", "multi-shot"), "hold several shots in one clip in reference-to-video"),
        (needing("references", "image"), "start from an image in reference-to-video"),
        (needing("recurring"), "be made without a reference"),
        (replace(needing("speech"), audio=Audio.OFF), "be heard: the row says audio off"),
        (replace(needing("4k-still"), model="v3"), "make an image in 4K"),
    ],
)
def test_what_the_model_cannot_do_of_what_the_shot_needs_is_told(shot: Shot, lacks: str) -> None:
    (told,) = ROUTING.recommend(shot).cannot
    assert told.startswith(lacks)


@pytest.mark.parametrize("need", ["footage", "references", "recurring", "4k-still"])
def test_the_alternative_says_what_it_lacks(need: str) -> None:
    found = ROUTING.recommend(needing(need))
    assert found.alternative is not None
    assert found.alternative.model == "v3"
    assert found.alternative.cannot


@pytest.mark.parametrize(
    ("shot", "mode", "resolution"),
    [
        (replace(STILL, resolution="4k"), Mode.TEXT_TO_IMAGE, "4k"),
        (replace(STILL, resolution="2k"), Mode.TEXT_TO_IMAGE, "2k"),
        (replace(STILL, references="logo.png"), Mode.IMAGE_TO_IMAGE, None),
        (needing("4k-still"), Mode.TEXT_TO_IMAGE, "4k"),
        (replace(STILL, needs=("4k still",)), Mode.TEXT_TO_IMAGE, "4k"),
    ],
)
def test_stills_go_to_o3_in_their_resolution(shot: Shot, mode: Mode, resolution: str | None) -> None:
    found = ROUTING.recommend(shot)
    assert (found.model, found.mode, found.resolution) == ("o3", mode, resolution)


@pytest.mark.parametrize(
    ("shot", "needed"),
    [
        (needing("footage"), (Mode.VIDEO_EDIT, "footage: 'footage' in needs")),
        (
            replace(SHOT, references="anna.png"),
            (Mode.REFERENCE_TO_VIDEO, "references: 'anna.png' in references"),
        ),
        (needing("speech", "image"), (Mode.IMAGE_TO_VIDEO, "image: 'image' in needs")),
        (needing("speech"), None),
        (needing("4k-still"), None),
        (SHOT, None),
        (STILL, None),
        (replace(needing("footage"), mode=Mode.TEXT_TO_VIDEO), None),
    ],
)
def test_the_mode_that_a_row_without_one_needs(shot: Shot, needed: tuple[Mode, str] | None) -> None:
    assert ROUTING.mode_needed(shot) == needed


def test_a_mode_is_inferred_only_when_asked_for() -> None:
    shot = replace(SHOT, description="the same woman again")
    assert ROUTING.mode_needed(shot) is None
    assert ROUTING.mode_needed(shot, infer=True) == (
        Mode.REFERENCE_TO_VIDEO,
        "recurring: 'same woman' in description",
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'model = "o3"\nmodes = ["video-edit"]',
            'model = "v3"\nmodes = ["video-edit"]',
            "v3 cannot do video-edit",
        ),
        (
            'model = "o3"\nmodes = ["video-edit"]',
            'model = "o9"\nmodes = ["video-edit"]',
            "'o9' is not a model",
        ),
        ('needs = ["speech"]\nmodel', 'needs = ["speach"]\nmodel', "'speach' is not one of the needs"),
        ('source = "gptimage2"', 'source = "nobody"', "'nobody' is not in [sources]"),
        ("needs = []", 'needs = ["text"]', "the last rule is for every other shot"),
        ('name = "multi-shot"\nmeans', 'name = "cuts"\nmeans', "multi-shot must be among them"),
        ('name = "speech"\nneeds', 'name = "image"\nneeds', "2 of them are called 'image'"),
    ],
)
def test_a_file_of_rules_that_contradicts_itself_or_the_models_is_refused(
    tmp_path: Path, models: Models, old: str, new: str, message: str
) -> None:
    text = (pricing_dir() / "routing.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "routing.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        Routing(tmp_path, models=models)
    assert any(message in problem.message for problem in refused.value.problems())


def test_rules_of_ones_own_replace_the_shipped_ones(tmp_path: Path, models: Models) -> None:
    text = (pricing_dir() / "routing.toml").read_text(encoding="utf-8")
    own = text.replace('needs = ["speech"]\nmodel = "v3"', 'needs = ["speech"]\nmodel = "o3"')
    (tmp_path / "routing.toml").write_text(own, encoding="utf-8")
    assert Routing(tmp_path, models=models).recommend(needing("speech")).model == "o3"
