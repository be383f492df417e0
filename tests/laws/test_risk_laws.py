"""Laws of what a plan will probably cost that hold whatever its figures are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost import PriceBook
from kling_cost.breakdown import Bill, Stake
from kling_cost.clips import Audio, Clip, Mode
from kling_cost.pricebook.rate import Per
from kling_cost.quote import quote_line
from kling_cost.risk import Distribution, cost_of
from kling_cost.storyboard.shot import AtCap
from kling_cost.takes import SharedRate, Takes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

ENOUGH = 100
"""Examples of a law, in the thorough profile too: a film is worked out anew for each of them."""
CHANCES = [percent / 100 for percent in range(1, 101)]
CLIP = Clip(model="v3", mode=Mode.TEXT_TO_VIDEO, tier="pro", audio=Audio.OFF, seconds=Decimal(5))
RATE = replace(next(iter(PriceBook().provider("fal").cards[0].rates)), per=Per.CLIP)


class Piece(NamedTuple):
    """A clip: what a take of it costs, and its takes."""

    price: Decimal
    takes: Takes


Shot = tuple[tuple[Piece, ...], ...]
"""The stages of a shot with their clips."""


def bill(*copies: Shot) -> Bill:
    made = [
        (
            quote_line(
                CLIP, replace(RATE, amount=piece.price), takes=piece.takes.planned, stage=f"stage {number}"
            ),
            Stake(piece.takes, copy),
        )
        for copy, shot in enumerate(copies)
        for number, stage in enumerate(shot)
        for piece in stage
    ]
    return Bill(lines=[line for line, _ in made], stakes=[stake for _, stake in made])


def cost(shots: Sequence[Shot]) -> Distribution:
    return cost_of([(bill(shot), 1) for shot in shots], "c")


def quantiles(found: Distribution) -> list[Decimal]:
    return [found.quantile(chance) for chance in CHANCES]


def same(one: Distribution, other: Distribution) -> bool:
    alike = (one.first, one.step, one.chances.size) == (other.first, other.step, other.chances.size)
    return alike and bool(np.abs(one.chances - other.chances).max() <= 1e-14)


prices = st.sampled_from([Decimal(price) for price in ("20", "45", "62.5", "100", "0")])
percents = st.builds(Fraction, st.integers(1, 100), st.just(100))
UNCERTAIN = [
    SharedRate("drawn alike", Fraction(6), Fraction(14)),
    SharedRate("hero", Fraction(2), Fraction(9)),
]


@st.composite
def gambles(draw: st.DrawFn) -> Takes:
    shared = draw(st.sampled_from([None, None, *UNCERTAIN]))
    return Takes(
        planned=1,
        accept=shared.alpha / (shared.alpha + shared.beta) if shared else draw(percents),
        cap=draw(st.integers(1, 15)),
        keepers=draw(st.integers(1, 3)),
        at_cap=draw(st.sampled_from(AtCap)),
        shared=shared,
    )


fixed = st.builds(Takes, planned=st.integers(1, 5))
finals = st.builds(
    Takes, planned=st.just(2), accept=percents, cap=st.integers(1, 6), at_cap=st.sampled_from(AtCap)
)
first_stages = st.lists(st.builds(Piece, prices, gambles() | fixed), min_size=1, max_size=2).map(tuple)
later_stages = st.lists(st.builds(Piece, prices, finals | fixed), min_size=1, max_size=2).map(tuple)
shots = st.tuples(first_stages) | st.tuples(first_stages, later_stages)
films = st.lists(shots, min_size=1, max_size=6)


@settings(max_examples=ENOUGH)
@given(films)
def test_a_distribution_is_one(film: list[Shot]) -> None:
    found = cost(film)
    assert found.chances.min() >= 0.0
    assert abs(found.chances.sum() - 1.0) <= 1e-12
    assert found.first <= found.quantile(0.01)
    assert sorted(quantiles(found)) == quantiles(found)


@settings(max_examples=ENOUGH)
@given(films, st.integers(1, 1000))
def test_the_budget_of_a_chance_has_that_chance_and_no_smaller_one_has(
    film: list[Shot], thousandths: int
) -> None:
    found, chance = cost(film), thousandths / 1000
    budget = found.quantile(chance)
    assert found.chance_within(budget) >= chance - 1e-12
    assert found.chance_within(budget - found.step / 3) < chance
    assert found.chance_within(budget + found.step / 3) == found.chance_within(budget)


@pytest.mark.parametrize("chance", [0.0, -0.5, 1.0000001, float("nan")])
def test_there_is_no_budget_of_a_chance_that_is_none(chance: float) -> None:
    with pytest.raises(ValueError, match="is not above 0 and at most 1"):
        Distribution.certain(Decimal(7), "c").quantile(chance)


@settings(max_examples=ENOUGH)
@given(st.lists(st.tuples(prices, st.integers(1, 3), st.integers(0, 1000)), min_size=1, max_size=6))
def test_where_every_take_is_good_the_total_is_a_point(shots: list[tuple[Decimal, int, int]]) -> None:
    sure = [
        Takes(planned=1, accept=Fraction(1), cap=keepers + more, keepers=keepers, at_cap=AtCap.FAIL)
        for _, keepers, more in shots
    ]
    film = [
        ((Piece(price, takes),), (Piece(price, takes),))
        for (price, *_), takes in zip(shots, sure, strict=True)
    ]
    found = cost(film)
    assert set(quantiles(found)) == {sum(2 * price * keepers for price, keepers, _ in shots)}
    assert found.sd == 0.0


def test_what_is_certain_is_a_point_however_fine_and_many_the_prices_are() -> None:
    takes = Takes(planned=1, accept=Fraction(1), cap=40)
    bills = [(bill(((Piece(Decimal(price), takes),),)), 3000) for price in ("450", "7.77", "0.0001")]
    found = cost_of(bills, "c")
    assert set(quantiles(found)) == {Decimal("1373310.3")}
    assert found.gap == 0


@settings(max_examples=ENOUGH)
@given(st.lists(st.tuples(prices, percents, st.integers(1, 3)), min_size=1, max_size=6))
def test_where_takes_end_with_the_first_that_could_be_enough_the_total_is_a_point(
    shots: list[tuple[Decimal, Fraction, int]],
) -> None:
    film = [
        ((Piece(price, Takes(planned=1, accept=accept, cap=takes, keepers=takes)),),)
        for price, accept, takes in shots
    ]
    found = cost(film)
    assert set(quantiles(found)) == {sum(price * takes for price, _, takes in shots)}
    assert found.sd == 0.0


@settings(max_examples=ENOUGH)
@given(films, prices, st.integers(1, 1000))
def test_what_is_certain_only_shifts_the_total(film: list[Shot], price: Decimal, takes: int) -> None:
    sure: Shot = ((Piece(price, Takes(planned=takes)),),)
    found, shifted = cost(film), cost([*film, sure])
    assert shifted.first == found.first + price * takes
    assert (shifted.step, shifted.chances.tolist()) == (found.step, found.chances.tolist())


@settings(max_examples=ENOUGH)
@given(films, st.sampled_from([Decimal(factor) for factor in ("3", "0.01", "1.37", "1e6")]))
def test_scaling_every_price_scales_every_quantile(film: list[Shot], factor: Decimal) -> None:
    scaled = [
        tuple(tuple(p._replace(price=p.price * factor) for p in stage) for stage in shot) for shot in film
    ]
    assert quantiles(cost(scaled)) == [quantile * factor for quantile in quantiles(cost(film))]


@settings(max_examples=ENOUGH)
@given(films, shots)
def test_no_quantile_falls_when_a_shot_is_added(film: list[Shot], shot: Shot) -> None:
    pairs = zip(quantiles(cost(film)), quantiles(cost([*film, shot])), strict=True)
    assert all(more >= less for less, more in pairs)


@settings(max_examples=ENOUGH)
@given(films, st.integers(1, 3))
def test_no_quantile_falls_when_takes_are_added(film: list[Shot], takes: int) -> None:
    """Also where shots are given up at the cap: what follows is then paid more often, never less."""

    def more(said: Takes) -> Takes:
        return replace(said, planned=said.planned + takes, cap=said.cap + takes if said.cap else None)

    pairs = zip(quantiles(cost(film)), quantiles(cost(changed(film, more))), strict=True)
    assert all(more >= less for less, more in pairs)


def changed(film: Sequence[Shot], change: Callable[[Takes], Takes]) -> list[Shot]:
    return [
        tuple(tuple(piece._replace(takes=change(piece.takes)) for piece in stage) for stage in shot)
        for shot in film
    ]


def proceeding(said: Takes) -> Takes:
    return replace(said, at_cap=AtCap.PROCEED)


@settings(max_examples=ENOUGH)
@given(films)
def test_no_quantile_falls_when_a_keeper_more_is_wanted_and_all_proceed(film: list[Shot]) -> None:
    film = changed(film, proceeding)
    harder = changed(film, lambda said: replace(said, keepers=said.keepers + 1))
    pairs = zip(quantiles(cost(film)), quantiles(cost(harder)), strict=True)
    assert all(more >= less for less, more in pairs)


@settings(max_examples=ENOUGH)
@given(films)
def test_no_quantile_falls_when_an_accept_rate_falls_and_all_proceed(film: list[Shot]) -> None:
    film = changed(film, lambda said: proceeding(replace(said, shared=None)))
    harder = changed(film, lambda said: replace(said, accept=said.accept * 2 / 3) if said.accept else said)
    pairs = zip(quantiles(cost(film)), quantiles(cost(harder)), strict=True)
    assert all(more >= less for less, more in pairs)


def test_a_harder_draft_may_cost_less_where_its_shot_is_given_up() -> None:
    def film(accept: Fraction) -> list[Shot]:
        draft = Takes(planned=1, accept=accept, cap=2, at_cap=AtCap.FAIL)
        return [((Piece(Decimal(1), draft),), (Piece(Decimal(100), Takes(planned=1)),))]

    assert cost(film(Fraction(9, 10))).quantile(0.5) == 101
    assert cost(film(Fraction(1, 10))).quantile(0.5) == 2


@settings(max_examples=ENOUGH)
@given(films)
def test_no_quantile_falls_when_shots_proceed_that_were_given_up(film: list[Shot]) -> None:
    pairs = zip(quantiles(cost(film)), quantiles(cost(changed(film, proceeding))), strict=True)
    assert all(more >= less for less, more in pairs)


@settings(max_examples=30)
@given(films, st.randoms(use_true_random=False))
def test_the_order_of_shots_and_of_clips_does_not_matter(film: list[Shot], chance: Random) -> None:
    mixed = [tuple(tuple(chance.sample(stage, len(stage))) for stage in shot) for shot in film]
    chance.shuffle(mixed)
    assert same(cost(film), cost(mixed))


@settings(max_examples=30)
@given(films)
def test_rows_that_are_alike_are_one_with_a_count_and_one_of_several_shots(film: list[Shot]) -> None:
    counted = cost_of([(bill(shot), 3) for shot in film], "c")
    assert same(counted, cost_of([(bill(shot, shot, shot), 1) for shot in film], "c"))
    assert same(counted, cost([shot for shot in film for _ in range(3)]))


@settings(max_examples=ENOUGH)
@given(prices, gambles(), st.integers(1, 5))
def test_pictures_of_a_row_are_gambles_of_their_own(price: Decimal, takes: Takes, count: int) -> None:
    (picture,) = bill(((Piece(price, takes),),)).lines
    together = Bill(lines=[picture], stakes=[Stake(takes, pieces=count)])
    assert same(cost_of([(together, 1)], "c"), cost([((Piece(price, takes),),)] * count))


@settings(max_examples=ENOUGH)
@given(films)
def test_the_same_film_has_the_same_digits(film: list[Shot]) -> None:
    assert cost(film).chances.tobytes() == cost(film).chances.tobytes()
