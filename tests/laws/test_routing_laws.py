"""Laws of routing: every shot has a model or a named error, and every inferred need a word in the text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Models
from kling_cost.clips import Audio, Mode, Product
from kling_cost.routing import Recommendation, Routing, Unroutable
from kling_cost.storyboard.shot import Shot

MODELS = Models()
ROUTING = Routing(models=MODELS)
SPELLINGS = sorted({word for need in ROUTING.file.needs for word in (need.name, *need.spellings)})
WORDS = sorted(
    {
        word
        for need in ROUTING.file.needs
        for known in (need.words, need.unless)
        for ws in known.values()
        for word in ws
    }
)
DENIALS = sorted({word for words in ROUTING.file.negations.before.values() for word in words})

texts = st.text(max_size=60) | st.lists(
    st.sampled_from(WORDS)
    | st.sampled_from(DENIALS)
    | st.sampled_from([".", "。", "\n", ",", '"', ":"])
    | st.text(max_size=8),
    max_size=8,
).map(" ".join)
needs = st.lists(st.sampled_from(SPELLINGS) | texts, max_size=4).map(tuple)
modes = st.none() | st.sampled_from(Mode)


@st.composite
def shots(draw: st.DrawFn) -> Shot:
    mode = draw(modes)
    product = mode.product if mode else draw(st.sampled_from(Product))
    image = product is Product.IMAGE
    return Shot(
        shot_id="1",
        seconds=None if image else draw(st.none() | st.integers(1, 60).map(Decimal)),
        description=draw(texts),
        prompt=draw(texts),
        dialogue=draw(texts),
        needs=draw(needs),
        references=draw(texts | st.integers(0, 20).map(str)),
        video_input=draw(st.none() | st.booleans()),
        mode=mode,
        product=product,
        model=draw(st.none() | st.sampled_from(MODELS.ids)),
        audio=draw(st.none() | st.sampled_from(Audio)),
        resolution=draw(st.none() | st.sampled_from(["1k", "4k", "1080p"])),
    )


def recommended(shot: Shot, *, infer: bool) -> Recommendation | None:
    try:
        return ROUTING.recommend(shot, infer=infer)
    except Unroutable:
        return None


@given(shot=shots(), infer=st.booleans())
def test_a_shot_without_a_model_of_its_own_always_gets_one(shot: Shot, *, infer: bool) -> None:
    assert recommended(replace(shot, model=None), infer=infer) is not None


@given(shot=shots(), infer=st.booleans())
def test_a_route_never_names_a_model_that_cannot_do_its_mode(shot: Shot, *, infer: bool) -> None:
    found = recommended(shot, infer=infer)
    if found is not None:
        assert MODELS.can(found.model, found.mode)
        other = found.alternative
        assert other is None or (other.model != found.model and MODELS.can(other.model, other.mode))


@given(shot=shots(), infer=st.booleans())
def test_what_the_row_names_stands(shot: Shot, *, infer: bool) -> None:
    found = recommended(shot, infer=infer)
    if found is not None:
        assert shot.model in {None, found.model}
        assert shot.mode in {None, found.mode}
    else:
        assert shot.model is not None


@given(shot=shots(), infer=st.booleans())
def test_footage_always_means_an_edit(shot: Shot, *, infer: bool) -> None:
    video = replace(shot, mode=None, product=Product.VIDEO, model=None, needs=(*shot.needs, "footage"))
    assert ROUTING.recommend(video, infer=infer).mode is Mode.VIDEO_EDIT


@given(shots())
def test_every_need_names_a_word_that_stands_in_the_text(shot: Shot) -> None:
    for entry in ROUTING.needs_of(shot, infer=True).evidence:
        assert entry.word
        if entry.inferred or entry.column == "references":
            assert entry.word in getattr(shot, entry.column)
        if entry.column == "needs":
            assert any(entry.word in cell for cell in shot.needs)


@given(shots())
def test_nothing_is_inferred_unless_asked_for(shot: Shot) -> None:
    wordless = replace(shot, description="", prompt="", dialogue="")
    assert ROUTING.needs_of(shot) == ROUTING.needs_of(wordless) == ROUTING.needs_of(wordless, infer=True)


@given(shot=shots(), infer=st.booleans())
def test_the_needs_of_the_columns_are_kept_when_more_is_inferred(shot: Shot, *, infer: bool) -> None:
    stated = ROUTING.needs_of(shot).evidence
    assert ROUTING.needs_of(shot, infer=infer).evidence[: len(stated)] == stated


@given(shot=shots(), infer=st.booleans(), again=st.booleans())
def test_routing_what_was_routed_changes_nothing(shot: Shot, *, infer: bool, again: bool) -> None:
    found = recommended(shot, infer=infer)
    if found is None:
        return
    made = replace(
        shot, model=found.model, mode=found.mode, product=found.mode.product, resolution=found.resolution
    )
    repeated = ROUTING.recommend(made, infer=again)
    assert (repeated.model, repeated.mode) == (found.model, found.mode)
    assert repeated.resolution == found.resolution or (again and not infer)


@given(shot=shots(), infer=st.booleans())
def test_the_mode_that_a_plan_takes_is_the_one_that_is_recommended(shot: Shot, *, infer: bool) -> None:
    free = replace(shot, model=None, mode=None)
    needed = ROUTING.mode_needed(free, infer=infer)
    found = ROUTING.recommend(free, infer=infer)
    if needed is not None:
        assert needed[0] is found.mode
    elif free.product is Product.VIDEO:
        assert found.mode in {Mode.TEXT_TO_VIDEO, Mode.TEXT_TO_IMAGE, Mode.IMAGE_TO_IMAGE}


@given(st.sampled_from(SPELLINGS), st.sampled_from(["{}", " {} ", "{}".upper()]))
def test_every_spelling_of_the_vocabulary_is_a_need(spelling: str, form: str) -> None:
    found = ROUTING.needs_of(Shot(shot_id="1", seconds=Decimal(5), needs=(form.format(spelling),)))
    assert found.evidence
    assert not found.unknown
