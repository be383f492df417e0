"""What is left out for speed is next to nothing: points of the spectrum, nodes of rates, bounds of both."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost.risk import rates
from kling_cost.risk.cost import cost_of_stakes
from kling_cost.risk.pull import _pull
from kling_cost.risk.rates import points_of
from kling_cost.risk.stakes import Bet, Gamble, Stakes, Throw
from kling_cost.takes import SharedRate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from kling_cost.risk.rates import Points

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.complex128]

CLASSES = [
    SharedRate("hero", Fraction(5), Fraction(41)),
    SharedRate("b-roll", Fraction(19, 2), Fraction(38)),
    SharedRate("episode", Fraction(42), Fraction(124)),
]


def fine(shared: SharedRate, _: float = 0.0) -> Points:
    return points_of(shared, 60.0)


def gamble(
    accept: float, *, cap: int = 12, keepers: int = 1, fails: bool = False, shared: SharedRate | None = None
) -> Gamble:
    expected = shared.alpha / (shared.alpha + shared.beta) if shared else Fraction(str(accept))
    return Gamble(accept=expected, cap=cap, keepers=keepers, fails=fails, shared=shared, power=1)


def odds(thrown: Gamble, accept: Floats) -> tuple[Floats, Floats]:
    """Give the chance that the last keeper comes with take 1, 2, ... cap, and that it never does, by rate.

    Keepers are counted take by take: no formula of the negative binomial is in it.
    """
    kept = np.zeros((thrown.keepers, accept.size))
    kept[0] = 1.0
    came = np.zeros((thrown.cap, accept.size))
    for take in range(thrown.cap):
        came[take] = accept * kept[-1]
        kept[1:] = accept * kept[:-1] + (1 - accept) * kept[1:]
        kept[0] = (1 - accept) * kept[0]
    return came, kept.sum(axis=0)


def turned(thrown: Gamble, accept: Floats, turns: Numbers) -> tuple[Numbers, Numbers]:
    """Give E z^takes where keepers came and where they did not: shape (rates, points)."""
    came, never = odds(thrown, accept)
    powers = turns ** np.arange(1, thrown.cap + 1)[:, None]
    return came.T @ powers, never[:, None] * powers[-1]


def direct(bets: Mapping[Bet, int], size: int) -> Numbers:
    """Give the spectrum of a total at every point: nothing is left out, all points are of equal worth."""
    circle = np.exp(-2j * np.pi / size * np.arange(size // 2 + 1))
    together: dict[SharedRate | None, Numbers] = {}
    for bet, count in bets.items():
        (first,), *later = bet
        assert first.gamble is not None
        shared = first.gamble.shared
        accept = np.array([float(first.gamble.accept)]) if shared is None else fine(shared).rates
        good, bad = turned(first.gamble, accept, circle ** int(first.price))
        after = np.ones(1, dtype=np.complex128)
        for (throw,) in later:
            after = after * circle ** (int(throw.price) * throw.takes)
        one = good * after + bad * (1.0 if first.gamble.fails else after)
        together[shared] = together.get(shared, np.ones(1)) * one**count
    result = np.ones(circle.size, dtype=np.complex128)
    for shared, value in together.items():
        result *= value[0] if shared is None else fine(shared).weights @ value
    return result


def difference(bets: Counter[Bet]) -> tuple[float, float]:
    """Give the largest difference of a chance, and of a chance with all before it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rates, "points_of", fine)
        found = cost_of_stakes(Stakes(Decimal(0), bets), "c")
    assert found.step == 1
    size = 1 << (found.chances.size - 1).bit_length()
    whole = np.fft.irfft(direct(bets, size), size)
    chances = np.roll(whole, -(int(found.first) % size))[: found.chances.size]
    return (
        float(np.abs(found.chances - chances).max()),
        float(np.abs(found.cumulative - np.cumsum(chances)).max()),
    )


@st.composite
def films(draw: st.DrawFn) -> Counter[Bet]:
    """Draw films of 20 to 300 shots of up to four kinds, so long that points and nodes are left out."""
    bets: Counter[Bet] = Counter({((Throw(Decimal(1), gamble(0.5, cap=2), 1),),): 1})
    for _ in range(draw(st.integers(1, 4))):
        fails = draw(st.booleans())
        thrown = gamble(
            draw(st.integers(2, 99)) / 100,
            cap=draw(st.integers(2, 16)),
            keepers=draw(st.sampled_from([1, 1, 1, 2, 3])),
            fails=fails,
            shared=draw(st.sampled_from([None, *CLASSES])),
        )
        later = ((Throw(Decimal(draw(st.integers(1, 90))), None, 1),),) if fails else ()
        for price in draw(st.lists(st.integers(3, 40), min_size=1, max_size=3, unique=True)):
            bets[((Throw(Decimal(price), thrown, 1),), *later)] += draw(st.integers(5, 20))
    return bets


@settings(max_examples=40)
@given(films())
def test_leaving_out_what_is_negligible_changes_no_chance(bets: Counter[Bet]) -> None:
    of_one, of_all_below = difference(bets)
    assert of_one <= 1e-13
    assert of_all_below <= 1e-12


def test_a_film_of_many_prices_and_classes_loses_nothing() -> None:
    bets: Counter[Bet] = Counter()
    for number in range(24):
        shared = [*CLASSES, None][number % 4]
        seconds = 3 + number * 7 % 13
        keepers = 2 if number % 11 == 0 else 1
        bets[
            ((Throw(Decimal(4 * seconds + number % 3), gamble(0.4, keepers=keepers, shared=shared), 1),),)
        ] += 1
    of_one, of_all_below = difference(bets)
    assert of_one <= 1e-13
    assert of_all_below <= 1e-12


ACCEPTS = [1e-6, 1e-3, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999999, 1.0]
_FREQUENCIES = np.concatenate((np.linspace(0.0, np.pi, 4001), np.geomspace(1e-9, 0.1, 400)))


@pytest.mark.parametrize(
    ("cap", "keepers"), [*product([1, 2, 3, 12, 40, 1000], [1, 2, 3]), (40, 20), (40, 40), (1000, 400)]
)
def test_a_gamble_pulls_at_least_as_hard_as_its_bound_says(cap: int, keepers: int) -> None:
    thrown, accept = gamble(0.5, cap=cap, keepers=keepers), np.array(ACCEPTS)
    good, bad = turned(thrown, accept, np.exp(1j * _FREQUENCIES))
    bound = np.exp(-_pull(thrown, accept[None, :])[:, None] * np.sin(_FREQUENCIES / 2) ** 2)
    assert (np.abs(good + bad) <= bound + 1e-12).all()


@given(st.floats(1e-6, 1.0), st.integers(1, 60), st.integers(1, 5))
def test_so_does_any_gamble(accept: float, cap: int, keepers: int) -> None:
    thrown, accepts = gamble(0.5, cap=cap, keepers=keepers), np.array([accept])
    good, bad = turned(thrown, accepts, np.exp(1j * _FREQUENCIES))
    bound = np.exp(-_pull(thrown, accepts[None, :])[:, None] * np.sin(_FREQUENCIES / 2) ** 2)
    assert (np.abs(good + bad) <= bound + 1e-12).all()


@pytest.mark.parametrize(("accept", "cap"), [(0.1, 40), (0.3, 12), (0.5, 12), (0.9, 12)])
def test_the_bound_of_a_usual_gamble_is_worth_its_name(accept: float, cap: int) -> None:
    """It takes at least a third of what the gamble pulls at its weakest."""
    thrown, accepts = gamble(accept, cap=cap), np.array([accept])
    good, bad = turned(thrown, accepts, np.exp(1j * _FREQUENCIES[1:4001]))
    weakest = (-np.log(np.abs(good + bad)[0]) / np.sin(_FREQUENCIES[1:4001] / 2) ** 2).min()
    assert float(_pull(thrown, accepts[None, :])[0]) >= weakest / 3
