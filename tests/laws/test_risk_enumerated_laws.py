"""What a plan will probably cost, against an enumeration of everything that may happen.

The enumeration is written anew here: each outcome's chance is a polynomial in the shared rates p and in
q = 1 - p whose terms are all above zero, and E p^i q^j of a beta rate is a product of fractions. So nothing
is cut off, nothing cancels, and there is no quadrature in it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import comb, isclose
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost import PriceBook
from kling_cost.breakdown import Bill, Stake
from kling_cost.clips import Audio, Clip, Mode
from kling_cost.pricebook.rate import Per
from kling_cost.quote import quote_line
from kling_cost.risk import Distribution, cost_of
from kling_cost.risk.cost import cost_of_stakes
from kling_cost.risk.drivers import variance_shares
from kling_cost.risk.stakes import Stakes
from kling_cost.storyboard.shot import AtCap
from kling_cost.takes import SharedRate, Takes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CLOSE = 1e-12
CLIP = Clip(model="v3", mode=Mode.TEXT_TO_VIDEO, tier="pro", audio=Audio.OFF, seconds=Decimal(5))
RATE = replace(next(iter(PriceBook().provider("fal").cards[0].rates)), per=Per.CLIP)

ENOUGH = 100
"""Examples of a law, in the thorough profile too: every film is enumerated anew for each of them."""


class Piece(NamedTuple):
    """A clip: what a take of it costs, and its takes."""

    price: Decimal
    takes: Takes


Shot = tuple[tuple[Piece, ...], ...]
"""The stages of a shot with their clips."""
Powers = tuple[int, int, int, int]
Terms = dict[Powers, float]
"""A polynomial: what each p^i q^j r^k s^l is multiplied with, r and s being the second rate's p and q."""
NONE: Powers = (0, 0, 0, 0)


class Film(NamedTuple):
    """Shots, and the two uncertain rates that their gambles may share."""

    rates: tuple[SharedRate, SharedRate]
    shots: list[Shot]


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


def times(one: Terms, other: Terms) -> Terms:
    product: Terms = {}
    for (a, b, c, d), left in one.items():
        for (e, f, g, h), right in other.items():
            powers = (a + e, b + f, c + g, d + h)
            product[powers] = product.get(powers, 0.0) + left * right
    return product


def add(into: Terms, terms: Terms, ways: int = 1) -> None:
    for powers, factor in terms.items():
        into[powers] = into.get(powers, 0.0) + ways * factor


def in_a_row(takes: Takes, kept: int, missed: int) -> Terms:
    """Give the chance that certain takes are kept and certain others are not."""
    assert takes.accept is not None
    if takes.shared is None:
        return {NONE: float(takes.accept**kept * (1 - takes.accept) ** missed)}
    shift = 2 if takes.shared.name == "second" else 0

    def powers(i: int, j: int) -> Powers:
        return (0, 0, i, j) if shift else (i, j, 0, 0)

    # A take of n cuts is kept with p^n, and not with 1 - p^n = q (1 + p + ... + p^(n - 1)).
    terms: Terms = {powers(takes.power * kept, missed): 1.0}
    for _ in range(missed):
        terms = times(terms, {powers(i, 0): 1.0 for i in range(takes.power)})
    return terms


def outcomes(takes: Takes) -> Iterator[tuple[int, bool, Terms]]:
    """Give every number of takes, whether the shot goes on, and the chance of it."""
    if takes.accept is None or takes.cap is None:
        yield takes.planned, True, {NONE: 1.0}
        return
    for made in range(takes.keepers, takes.cap + 1):
        came: Terms = {}
        add(came, in_a_row(takes, takes.keepers, made - takes.keepers), comb(made - 1, takes.keepers - 1))
        yield made, True, came
    short: Terms = {}
    for kept in range(min(takes.keepers, takes.cap + 1)):
        add(short, in_a_row(takes, kept, takes.cap - kept), comb(takes.cap, kept))
    yield takes.cap, takes.at_cap is AtCap.PROCEED, short


def after(shot: Shot, totals: dict[Decimal, Terms]) -> dict[Decimal, Terms]:
    """Give the chance of each total once a shot is made too."""
    states = {(spent, True): terms for spent, terms in totals.items()}
    for stage in shot:
        given_up = {state: terms for state, terms in states.items() if not state[1]}
        alive = {state: terms for state, terms in states.items() if state[1]}
        for piece in stage:
            reached: dict[tuple[Decimal, bool], Terms] = {}
            for (spent, good), terms in alive.items():
                for made, goes_on, chance in outcomes(piece.takes):
                    state = (spent + made * piece.price, good and goes_on)
                    add(reached.setdefault(state, {}), times(terms, chance))
            alive = reached
        states = given_up
        for state, terms in alive.items():
            add(states.setdefault(state, {}), terms)
    summed: dict[Decimal, Terms] = {}
    for (spent, _), terms in states.items():
        add(summed.setdefault(spent, {}), terms)
    return summed


@cache
def mean_of_powers(shared: SharedRate, i: int, j: int) -> float:
    """Give E p^i q^j: a take that is kept adds one to alpha, one that is not adds one to beta."""
    mean, alpha, beta = Fraction(1), shared.alpha, shared.beta
    for _ in range(i):
        mean, alpha = mean * alpha / (alpha + beta), alpha + 1
    for _ in range(j):
        mean, beta = mean * beta / (alpha + beta), beta + 1
    return float(mean)


def mean(film: Film, terms: Terms) -> float:
    one, two = film.rates
    return sum(f * mean_of_powers(one, i, j) * mean_of_powers(two, k, m) for (i, j, k, m), f in terms.items())


def expectation(totals: dict[Decimal, Terms], power: int = 1) -> Terms:
    """Give the mean, or the mean square, given the shared rates."""
    result: Terms = {}
    for total, terms in totals.items():
        add(result, {powers: factor * float(total) ** power for powers, factor in terms.items()})
    return result


def enumerated(film: Film) -> dict[Decimal, float]:
    """Give every total and its chance, the least first."""
    totals: dict[Decimal, Terms] = {Decimal(0): {NONE: 1.0}}
    for shot in film.shots:
        totals = after(shot, totals)
    return {total: mean(film, totals[total]) for total in sorted(totals)}


def with_its_mean(takes: Takes) -> Takes:
    shared = takes.shared
    return takes if shared is None else replace(takes, accept=shared.alpha / (shared.alpha + shared.beta))


betas = st.builds(Fraction, st.integers(3, 60), st.just(2))
LATTICES = (("20", "45", "70"), ("0.63", "0.42", "0.21"), ("7.5", "1.25", "0"), ("0.0001",))


@st.composite
def films(draw: st.DrawFn) -> Film:
    rates = (
        SharedRate("first", draw(betas), draw(betas)),
        SharedRate("second", draw(betas), draw(betas)),
    )
    prices = st.sampled_from([Decimal(price) for price in draw(st.sampled_from(LATTICES))])
    percents = st.builds(Fraction, st.integers(1, 100), st.just(100))

    def takes(stage: int) -> st.SearchStrategy[Takes]:
        # A rate that a later stage adds is the second one: two in either order would be mixed twice over.
        shared = [None, rates[0], rates[1]] if stage else [None, rates[0]]
        fixed = st.builds(Takes, planned=st.integers(1, 3))
        return fixed | st.builds(
            Takes,
            planned=st.just(1),
            accept=percents,
            cap=st.integers(1, 4),
            keepers=st.integers(1, 3),
            at_cap=st.sampled_from(AtCap),
            shared=st.sampled_from(shared),
            power=st.integers(1, 2),
        ).map(with_its_mean)

    def stages(count: int) -> st.SearchStrategy[Shot]:
        pieces = [st.lists(st.builds(Piece, prices, takes(n)), min_size=1, max_size=2) for n in range(count)]
        return st.tuples(*[each.map(tuple) for each in pieces])

    shots = st.integers(1, 3).flatmap(stages)
    return Film(rates, draw(st.lists(shots, min_size=1, max_size=3)))


@settings(max_examples=ENOUGH)
@given(films())
def test_every_total_has_the_chance_that_an_enumeration_gives_it(film: Film) -> None:
    found, totals = cost(film.shots), enumerated(film)
    chances = {found.amount(place): chance for place, chance in enumerate(found.chances)}
    for total in {*chances, *totals}:
        assert abs(chances.get(total, 0.0) - totals.get(total, 0.0)) <= CLOSE
    assert found.gap == 0
    assert found.left_out <= CLOSE


@settings(max_examples=ENOUGH)
@given(films())
def test_mean_and_deviation_are_those_of_the_enumeration(film: Film) -> None:
    found, totals = cost(film.shots), enumerated(film)
    mean = sum(float(total) * chance for total, chance in totals.items())
    variance = sum((float(total) - mean) ** 2 * chance for total, chance in totals.items())
    largest = float(max(totals)) or 1.0
    assert isclose(found.mean, mean, rel_tol=CLOSE)
    # sums of floats are exact to so many digits of the largest square: near zero its root has half as many
    assert isclose(found.sd**2, variance, rel_tol=1e-9, abs_tol=1e-13 * largest**2)


chances = st.integers(1, 99).map(lambda percent: percent / 100)


@settings(max_examples=ENOUGH)
@given(films(), chances)
def test_a_quantile_is_the_least_total_whose_chance_with_all_below_reaches_it(
    film: Film, chance: float
) -> None:
    found, totals = cost(film.shots), enumerated(film)
    quantile = found.quantile(chance)
    assert quantile in totals
    assert sum(c for total, c in totals.items() if total <= quantile) >= chance - 2 * CLOSE
    assert sum(c for total, c in totals.items() if total < quantile) < chance
    assert found.chance_within(quantile) >= chance - CLOSE
    assert found.quantile(1.0) == max(total for total, c in totals.items() if c > 2 * CLOSE)


@settings(max_examples=ENOUGH)
@given(films(), st.integers(-2, 40))
def test_what_a_budget_holds_and_what_is_lacking_are_those_of_the_enumeration(film: Film, part: int) -> None:
    found, totals = cost(film.shots), enumerated(film)
    limit = max(totals) * part / 30
    over = {total: chance for total, chance in totals.items() if total > limit}
    assert abs(found.chance_within(limit) - (1.0 - sum(over.values()))) <= 2 * CLOSE
    if sum(over.values()) > 1e-6:
        lacking = sum(float(total - limit) * chance for total, chance in over.items()) / sum(over.values())
        assert isclose(found.expected_overrun(limit), lacking, rel_tol=1e-6)
    if not over:
        assert found.expected_overrun(limit) == 0.0


@settings(max_examples=ENOUGH)
@given(films())
def test_the_shares_of_the_variance_are_the_covariances_with_the_total(film: Film) -> None:
    totals = enumerated(film)
    whole = sum(float(total) * chance for total, chance in totals.items())
    variance = sum((float(total) - whole) ** 2 * chance for total, chance in totals.items())
    shares = variance_shares([(bill(shot), 1) for shot in film.shots])
    assert isclose(sum(shares), 1.0 if any(shares) else 0.0, rel_tol=1e-9)
    largest = float(max(totals)) or 1.0
    if variance < 1e-9 * largest**2:
        return
    of_shots = [expectation(after(shot, {Decimal(0): {NONE: 1.0}})) for shot in film.shots]
    for place, share in enumerate(shares):
        covariance = 0.0
        for other, terms in enumerate(of_shots):
            together = times(of_shots[place], terms)
            if other == place:
                outcomes_of_it = after(film.shots[place], {Decimal(0): {NONE: 1.0}})
                together = expectation(outcomes_of_it, power=2)
            covariance += mean(film, together) - mean(film, of_shots[place]) * mean(film, terms)
        assert isclose(share, covariance / variance, rel_tol=1e-7, abs_tol=1e-9)


@settings(max_examples=ENOUGH)
@given(films())
def test_the_means_of_stages_and_of_shots_add_up_to_the_mean_of_all(film: Film) -> None:
    bills = [(bill(shot), 1) for shot in film.shots]
    stages = sorted({line.stage for each, _ in bills for line in each.lines})
    of_stages = [cost_of_stakes(Stakes.of(bills, stage=stage), "c").mean for stage in stages]
    of_shots = [cost([shot]).mean for shot in film.shots]
    whole = cost(film.shots).mean
    assert isclose(sum(of_stages), whole, rel_tol=1e-11)
    assert isclose(sum(of_shots), whole, rel_tol=1e-11)
