"""Laws of packing: never dearer than every shot alone, as cheap as any grouping, always within the limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Choices, Models, Plan, Planner, PriceBook, Strategies, TakesRules
from kling_cost.fitting import fit, pack
from kling_cost.pricebook.cuts import CutLimits
from kling_cost.pricebook.lengths import Lengths
from kling_cost.pricebook.sellers import sellers_of
from kling_cost.storyboard.shot import Shot, Storyboard
from kling_cost.takes import Takes, takes_together
from kling_cost.testing import seconds, storyboards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
STRATEGIES = {strategy.name: strategy for strategy in Strategies(models=MODELS)}
ON = date(2026, 11, 20)
KLING = Lengths.of(range(3, 16))

every_strategy = st.sampled_from(sorted(STRATEGIES))
providers = st.sampled_from(sorted({name for names in sellers_of(BOOK, ON).values() for name in names}))
shots_of_a_scene = st.lists(st.tuples(seconds(18), st.integers(1, 4)), min_size=1, max_size=10)
limits = st.builds(
    CutLimits,
    most_cuts=st.integers(2, 6),
    least_cut_s=st.sampled_from([Decimal("0.1"), Decimal(1), Decimal("1.5"), Decimal(3)]),
    longest_s=st.sampled_from([10, 15]),
    longest_cut_s=st.none() | st.integers(2, 12),
    whole_seconds=st.booleans(),
)


def groupings(count: int) -> Iterator[list[int]]:
    """Give every division of neighbours into groups, as sizes in order."""
    for parts in range(count):
        for bounds in combinations(range(1, count), parts):
            edges = [0, *bounds, count]
            yield [after - before for before, after in pairwise(edges)]


def spans(sizes: list[int] | tuple[int, ...]) -> list[tuple[int, int]]:
    """Give where each group begins and ends."""
    return [(sum(sizes[:n]), sum(sizes[: n + 1])) for n in range(len(sizes))]


def billing(shots: list[tuple[Decimal, int]], allowed: CutLimits) -> Callable[[int, int], Decimal | None]:
    """Bill seconds x takes: alone as fitted, together as one clip that is repeated as its worst shot is."""

    def bill(first: int, end: int) -> Decimal | None:
        group = shots[first:end]
        takes = max(takes for _, takes in group)
        if len(group) == 1:
            return Decimal(sum(fit(group[0][0], KLING)) * takes)
        clip = allowed.clip_of([length for length, _ in group], KLING)
        return None if clip is None else Decimal(clip * takes)

    return bill


@given(shots_of_a_scene, limits)
def test_packing_is_as_good_as_the_best_of_all_groupings(
    shots: list[tuple[Decimal, int]], allowed: CutLimits
) -> None:
    bill = billing(shots, allowed)

    def worth(sizes: list[int] | tuple[int, ...]) -> tuple[Decimal, int] | None:
        bills = [bill(*span) for span in spans(sizes)]
        pairs = sum(size * (size - 1) // 2 for size in sizes)
        return None if None in bills else (sum((b for b in bills if b is not None), Decimal(0)), pairs)

    found = pack(len(shots), bill, most=allowed.most_cuts)
    best = min(value for sizes in groupings(len(shots)) if (value := worth(sizes)) is not None)
    assert worth(found) == best


@given(shots_of_a_scene, limits)
def test_packing_never_bills_more_than_not_packing(
    shots: list[tuple[Decimal, int]], allowed: CutLimits
) -> None:
    bill = billing(shots, allowed)
    packed = sum(bill(*span) or 0 for span in spans(pack(len(shots), bill, most=allowed.most_cuts)))
    assert packed <= sum(bill(n, n + 1) or 0 for n in range(len(shots)))


@given(shots_of_a_scene, limits)
def test_no_group_exceeds_a_limit_and_every_shot_is_in_one_group(
    shots: list[tuple[Decimal, int]], allowed: CutLimits
) -> None:
    sizes = pack(len(shots), billing(shots, allowed), most=allowed.most_cuts)
    assert sum(sizes) == len(shots)
    for first, end in spans(sizes):
        cuts = [length for length, _ in shots[first:end]]
        if len(cuts) > 1:
            clip = allowed.clip_of(cuts, KLING)
            assert clip is not None
            assert len(cuts) <= allowed.most_cuts
            assert max(allowed.least_cut_s * len(cuts), sum(cuts)) <= clip <= min(15, allowed.longest_s)
            assert max(cuts) <= (allowed.longest_cut_s or 15)


@given(st.integers(1, 8), st.integers(2, 6))
def test_shots_that_save_nothing_together_stay_alone(count: int, most: int) -> None:
    assert pack(count, lambda first, end: Decimal(end - first), most=most) == (1,) * count


def test_a_shot_without_a_bill_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="shot 1 has no bill of its own"):
        pack(2, lambda first, end: None if first == 1 else Decimal(end), most=1)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=6), st.integers(1, 1000))
def test_a_shared_gamble_is_won_when_every_cut_is_good(thousandths: list[int], cap: int) -> None:
    rates = [Decimal(n).scaleb(-3) for n in thousandths]
    together = takes_together([TAKES.plan(takes=cap, accept=rate) for rate in rates])
    product = Fraction(1)
    for rate in rates:
        product *= Fraction(rate)
    wanted = ceil(1 / product)
    assert (together.planned if together else None) == (wanted if wanted <= cap else None)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=6))
def test_shots_with_fixed_takes_share_as_many_as_the_one_that_wants_most(counts: list[int]) -> None:
    assert takes_together([Takes(planned=count) for count in counts]) == Takes(planned=max(counts))


def plan(board: Storyboard, strategy: str, provider: str, *, packed: bool) -> Plan:
    planner = Planner(book=BOOK, models=MODELS, takes=TAKES)
    return planner.plan(board, STRATEGIES[strategy], provider=provider, on=ON, choices=Choices(pack=packed))


@given(storyboards(most_shots=8), every_strategy, providers)
def test_a_packed_plan_never_costs_more_and_tells_what_the_other_one_costs(
    board: Storyboard, strategy: str, provider: str
) -> None:
    alone, packed = (plan(board, strategy, provider, packed=each) for each in (False, True))
    assert alone.packing is None
    assert packed.packing is not None
    assert packed.packing.unpacked == alone.total
    assert packed.packing.unpacked_billed_s == alone.billed_s
    assert packed.total.number <= alone.total.number
    assert packed.saved is not None
    assert packed.saved + packed.total == alone.total
    assert bool(packed.packing.groups) == (packed.saved.number > 0) == (not packed.packing.reason)


@given(storyboards(most_shots=8), every_strategy, providers)
def test_packing_changes_neither_the_film_nor_what_has_a_price(
    board: Storyboard, strategy: str, provider: str
) -> None:
    alone, packed = (plan(board, strategy, provider, packed=each) for each in (False, True))
    assert (packed.shots, packed.priced, packed.film_s) == (alone.shots, alone.priced, alone.film_s)
    assert packed.unpriced == alone.unpriced
    told = [shot_id for line in packed.lines for shot_id in (line.shot_id or "").split("+")]
    assert list(dict.fromkeys(told)) == list(dict.fromkeys(line.shot_id for line in alone.lines))
    assert packed.packing is not None
    for group in packed.packing.groups:
        assert 2 <= len(group.cuts) <= 6
        assert {cut.scene for cut in group.cuts} == {group.scene}
        assert group.seconds == sum(cut.seconds or 0 for cut in group.cuts) <= 15


@given(st.lists(st.tuples(seconds(20), st.integers(1, 4)), min_size=1, max_size=10))
def test_a_packed_plan_is_the_cheapest_of_all_groupings(shots: list[tuple[Decimal, int]]) -> None:
    board = Storyboard(
        file="drawn.csv",
        shots=[
            Shot(shot_id=str(n), seconds=length, takes=takes, row=n + 2)
            for n, (length, takes) in enumerate(shots)
        ],
    )
    allowed = CutLimits(most_cuts=6, least_cut_s=Decimal(1), longest_s=15, whole_seconds=True)
    bill = billing(shots, allowed)
    bills = [[bill(*span) for span in spans(sizes)] for sizes in groupings(len(shots))]
    least = min(sum(each) for each in bills if None not in each)  # type: ignore[arg-type]
    assert plan(board, "v3-pro-throughout", "kling-api", packed=True).billed_s == least
