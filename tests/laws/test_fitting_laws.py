"""Laws of fitting: the clips cover the shot, are the fewest, then bill least, then are most equal."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations_with_replacement
from math import ceil

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kling_cost.fitting import fit
from kling_cost.pricebook.lengths import Lengths
from kling_cost.testing import seconds

sets_of_lengths = st.sets(st.integers(1, 15), min_size=1, max_size=5)
ranges = st.tuples(st.integers(1, 8), st.integers(0, 12)).map(lambda two: range(two[0], two[0] + two[1] + 1))


def worth(clips: tuple[int, ...]) -> tuple[int, int, int]:
    """Say how good a choice of clips is, best lowest: how many, how long in all, how unequal."""
    return len(clips), sum(clips), sum(clip * clip for clip in clips)


def best_of_all(length: Decimal, allowed: set[int]) -> tuple[int, int, int]:
    """Try every choice of ever more clips until one is long enough."""
    count = 0
    while True:
        count += 1
        choices = combinations_with_replacement(sorted(allowed), count)
        covering = [worth(clips) for clips in choices if sum(clips) >= length]
        if covering:
            return min(covering)


@given(seconds(), sets_of_lengths)
def test_fitted_clips_are_as_good_as_the_best_of_all_choices(length: Decimal, allowed: set[int]) -> None:
    assume(length <= 6 * max(allowed))
    assert worth(fit(length, Lengths.of(allowed))) == best_of_all(length, allowed)


@given(seconds(), sets_of_lengths | ranges)
def test_fitted_clips_cover_the_shot_and_are_all_on_sale(length: Decimal, allowed: set[int] | range) -> None:
    clips = fit(length, Lengths.of(allowed))
    assert sum(clips) >= length
    assert set(clips) <= set(allowed)
    assert list(clips) == sorted(clips, reverse=True)


@given(seconds(), ranges)
def test_without_gaps_clips_differ_by_a_second_at_most(length: Decimal, allowed: range) -> None:
    clips = fit(length, Lengths.of(allowed))
    assert clips[0] - clips[-1] <= 1


@given(seconds(), ranges)
def test_without_gaps_only_the_rounding_and_the_shortest_clip_are_billed_above_the_shot(
    length: Decimal, allowed: range
) -> None:
    clips = fit(length, Lengths.of(allowed))
    assert sum(clips) == max(ceil(length), len(clips) * allowed[0])


@given(seconds(), seconds(), sets_of_lengths)
def test_a_longer_shot_never_takes_fewer_clips(one: Decimal, more: Decimal, allowed: set[int]) -> None:
    lengths = Lengths.of(allowed)
    assert len(fit(one + more, lengths)) >= len(fit(one, lengths))


@given(sets_of_lengths)
def test_a_length_on_sale_is_one_clip_of_that_length(allowed: set[int]) -> None:
    for length in allowed:
        assert fit(Decimal(length), Lengths.of(allowed)) == (length,)


@given(st.integers(3, 60), st.integers(1, 40))
def test_a_shot_ever_so_little_longer_than_a_whole_second_needs_the_next_one(whole: int, places: int) -> None:
    lengths = Lengths.of(range(3, 16))
    length = Decimal(f"{whole}.{'0' * (places - 1)}1")
    assert fit(length, lengths) == fit(Decimal(whole + 1), lengths)


@pytest.mark.parametrize(
    ("length", "clips"),
    [
        ("1.5", (3,)),
        ("7.2", (8,)),
        ("15", (15,)),
        ("15.1", (8, 8)),
        ("22", (11, 11)),
        ("31", (11, 10, 10)),
        ("0.1", (3,)),
    ],
)
def test_kling_makes_whole_seconds_from_3_to_15(length: str, clips: tuple[int, ...]) -> None:
    assert fit(Decimal(length), Lengths.of(range(3, 16))) == clips


@pytest.mark.parametrize(
    ("length", "clips"), [("6", (10,)), ("11", (10, 5)), ("16", (10, 10)), ("21", (10, 10, 5)), ("5", (5,))]
)
def test_clips_of_5_or_10_seconds_fill_up_to_the_next_5(length: str, clips: tuple[int, ...]) -> None:
    assert fit(Decimal(length), Lengths.of([5, 10])) == clips


def test_two_short_clips_may_have_to_be_longer_than_the_shot() -> None:
    assert fit(Decimal(16), Lengths.of(range(10, 16))) == (10, 10)
