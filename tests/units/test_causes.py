"""Shapley values against every order there is, and rounded sums cut into whole steps."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from kling_cost.causes.allotting import allotted
from kling_cost.causes.shapley import shapley

worths = st.fractions(max_denominator=100)
games = st.integers(0, 5).flatmap(lambda players: st.lists(worths, min_size=2**players, max_size=2**players))


def brute_force(values: list[Fraction]) -> list[Fraction]:
    """Let the players come in every order, and take the mean of what each one's coming changes."""
    players = (len(values) - 1).bit_length()
    orders = list(permutations(range(players)))
    shares = [Fraction(0)] * players
    for order in orders:
        coalition = 0
        for player in order:
            grown = coalition | 1 << player
            shares[player] += values[grown] - values[coalition]
            coalition = grown
    return [share / len(orders) for share in shares]


@given(games)
def test_a_shapley_value_is_the_mean_over_every_order(values: list[Fraction]) -> None:
    players = (len(values) - 1).bit_length()
    assert shapley(players, values.__getitem__) == brute_force(values)


def test_longer_shots_and_a_higher_price_share_what_only_both_together_cost() -> None:
    """From 5 s x 10 to 8 s x 16: 30 more seconds' worth, 30 for the price, 18 for both, halved."""
    values = [Fraction(5 * 10), Fraction(8 * 10), Fraction(5 * 16), Fraction(8 * 16)]
    assert shapley(2, values.__getitem__) == [30 + 9, 30 + 9]


@given(st.lists(st.fractions(-50, 50, max_denominator=60), max_size=8), st.data())
def test_what_is_allotted_adds_up_and_is_less_than_a_step_off(
    parts: list[Fraction], data: st.DataObject
) -> None:
    whole = sum(parts, Fraction(0))
    near = {whole.__floor__(), whole.__ceil__()} if any(parts) else {0}
    steps = data.draw(st.sampled_from(sorted(near)))
    shares = allotted(steps, parts)
    assert sum(shares) == steps
    assert all(abs(share - part) < 1 for share, part in zip(shares, parts, strict=True))
    assert all(not share for share, part in zip(shares, parts, strict=True) if not part)


def test_of_equal_remainders_the_earlier_is_served_first() -> None:
    assert allotted(1, [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)]) == [1, 0, 0]
