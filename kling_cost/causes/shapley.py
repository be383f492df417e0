"""Shapley values: the share of each player in a change, whatever order the players come in.

A player's share is what its coming changes, averaged over every order in which all may come (L. S. Shapley,
A Value for n-Person Games, 1953). The shares add up to the whole change, a player that changes nothing has
none, and of two games added up they are the sums. Exact: fractions, and every coalition is looked at.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import factorial, lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def shapley(players: int, value: Callable[[int], Fraction]) -> list[Fraction]:
    """Give the share of each of so many players.

    ``value`` is what a coalition comes to, a number whose bit n says whether player n belongs to it; it is
    asked once for each of the 2 ** ``players`` coalitions.
    """
    worths = [value(coalition) for coalition in range(1 << players)]
    common = lcm(*(worth.denominator for worth in worths))  # whole numbers are added up much faster
    values = [worth.numerator * (common // worth.denominator) for worth in worths]
    weights = _weights(players)
    return [
        Fraction(
            sum(
                weights[coalition.bit_count()] * (values[coalition | 1 << player] - values[coalition])
                for coalition in range(1 << players)
                if not coalition >> player & 1
            ),
            common * factorial(players),
        )
        for player in range(players)
    ]


@cache
def _weights(players: int) -> list[int]:
    """Give, by the number of those that came before it, in how many orders a player comes next."""
    return [factorial(before) * factorial(players - before - 1) for before in range(players)]
