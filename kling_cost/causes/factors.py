"""The change of one stage of a shot, shared out among the factors that its amount is a product of.

What a stage comes to is copies x takes x the price of its clips x what a credit costs, and its clips follow
from the length of the shot, the kind of clip and the price list. Some of these factors differ between two
plans; a coalition of them is what the stage would come to with those of the other plan, worked out from the
price lists of both. Each factor's share of the change is its Shapley value.

Some mixtures do not exist: a kind of clip that the other provider does not sell, seconds priced by the clip,
credits of one provider at the price of another's. Factors that only such mixtures would tell apart are one,
and count as the most telling of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO
from kling_cost.causes.cause import Cause
from kling_cost.causes.shapley import shapley
from kling_cost.fitting import fit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from kling_cost.causes.sides import Tariff
    from kling_cost.causes.stages import StageOfRow


class Factor(Enum):
    """What the amount of a stage is a product of; the more telling come first."""

    MAKING = auto()
    RULES = auto()
    PRICE = auto()
    LENGTH = auto()
    EXCHANGE = auto()
    TAKES = auto()
    COPIES = auto()


_OF_A_CLIP = frozenset({Factor.LENGTH, Factor.MAKING, Factor.RULES, Factor.PRICE})
_TOGETHER: Sequence[frozenset[Factor]] = (
    frozenset(),
    frozenset({Factor.RULES, Factor.PRICE}),
    frozenset({Factor.MAKING, Factor.RULES, Factor.PRICE}),
    _OF_A_CLIP,
)
"""What is held together, from nothing to all that a clip is: then no mixture is left to be priced."""
_CAUSES = {
    Factor.MAKING: Cause.MAKING,
    Factor.RULES: Cause.RULES,
    Factor.PRICE: Cause.PRICE,
    Factor.LENGTH: Cause.LENGTHS,
    Factor.EXCHANGE: Cause.EXCHANGE,
    Factor.TAKES: Cause.TAKES,
}


class _NoSuchMixtureError(Exception):
    """A mixture of two plans that nobody sells."""


@dataclass(frozen=True)
class StageChange:
    """A stage of a shot in two plans, with the price list of each.

    ``moved`` says that the shot has other stages, and is made as often as before: if this one has other takes
    now, then because they moved from one stage to another.
    """

    stages: tuple[StageOfRow, StageOfRow]
    tariffs: tuple[Tariff, Tariff]
    moved: bool = False

    def causes(self) -> Mapping[Cause, Fraction]:
        """Share the change out, in the unit that both plans are told in; the shares add up to it."""
        shares: defaultdict[Cause, Fraction] = defaultdict(Fraction)
        if not all(stage.regular for stage in self.stages):
            shares[Cause.MAKING] = self._change
            return shares
        for players, values in self._games():
            try:
                worth = shapley(len(players), values)
            except _NoSuchMixtureError:
                continue
            for player, share in zip(players, worth, strict=True):
                shares[self._cause_of(player)] += share
            break
        # where the lines of a plan have other prices than its book, what remains is the price's
        shares[Cause.PRICE] += self._change - sum(shares.values())
        return shares

    @property
    def _change(self) -> Fraction:
        old, new = (
            stage.amount * tariff.factor for stage, tariff in zip(self.stages, self.tariffs, strict=True)
        )
        return new - old

    def _games(self) -> Iterator[tuple[Sequence[Collection[Factor]], _Values]]:
        """Give the players and what they come to, at first each factor alone, then more and more as one."""
        for together in _TOGETHER:
            players = self._players(together)
            yield players, _Values(self, players)

    def _players(self, together: Collection[Factor]) -> list[Collection[Factor]]:
        held = [factor for factor in self._differing if factor in together]
        alone = [factor for factor in self._differing if factor not in together]
        players: list[set[Factor]] = [set(held)] if held else []
        players += [{factor} for factor in alone]
        if self.tariffs[0].unit != self.tariffs[1].unit:  # a price and what its unit is worth are one
            tied = [player for player in players if player & {Factor.PRICE, Factor.EXCHANGE}]
            players = [player for player in players if player not in tied] + [set().union(*tied)]
        return list(players)

    @cached_property
    def _differing(self) -> list[Factor]:
        (old, new), (old_list, new_list) = self.stages, self.tariffs
        other_card = old_list.card is None or old_list.card is not new_list.card
        differs = {
            Factor.MAKING: old.kind != new.kind,
            Factor.RULES: other_card,
            Factor.PRICE: other_card,
            Factor.LENGTH: old.film != new.film if self.fitted else old.made != new.made,
            Factor.EXCHANGE: (old_list.unit, old_list.factor) != (new_list.unit, new_list.factor),
            Factor.TAKES: old.takes != new.takes,
            Factor.COPIES: old.copies != new.copies,
        }
        return [factor for factor in Factor if differs[factor]]

    @cached_property
    def fitted(self) -> bool:
        """Whether the clips of both sides follow from the length of the shot alone.

        They do not where a stage works on an earlier stage's clips, is kept short, or holds several shots;
        the clips as they were made then stand for the length.
        """
        for stage, tariff in zip(self.stages, self.tariffs, strict=True):
            lengths = tariff.lengths(stage.kind)
            seconds = stage.film[0] if len(stage.film) == 1 else None
            if lengths is None or seconds is None or stage.made != fit(seconds, lengths):
                return False
        return True

    def _cause_of(self, player: Collection[Factor]) -> Cause:
        factor = next(factor for factor in Factor if factor in player)
        if factor is Factor.COPIES:
            return Cause.ADDED if self.stages[1].copies > self.stages[0].copies else Cause.REMOVED
        if factor is Factor.TAKES and self.moved:
            return Cause.STAGES
        if factor is Factor.LENGTH and self.stages[0].film == self.stages[1].film:
            return Cause.RULES if Factor.RULES in self._differing else Cause.MAKING
        return _CAUSES[factor]


class _Values:
    """What coalitions come to: the numbers of the second plan for those who belong, else of the first."""

    def __init__(self, change: StageChange, players: Sequence[Collection[Factor]]) -> None:
        self._change, self._players = change, players
        self._known: dict[tuple[int, ...], Fraction] = {}

    def __call__(self, coalition: int) -> Fraction:
        stages, tariffs = self._change.stages, self._change.tariffs
        everyone = (1 << len(self._players)) - 1
        if coalition in {0, everyone}:
            side = int(bool(coalition))
            return stages[side].amount * tariffs[side].factor
        come = {
            factor
            for number, player in enumerate(self._players)
            if coalition >> number & 1
            for factor in player
        }
        side_of = {factor: int(factor in come) for factor in Factor}
        return (
            stages[side_of[Factor.COPIES]].copies
            * stages[side_of[Factor.TAKES]].takes
            * tariffs[side_of[Factor.EXCHANGE]].factor
            * self._per_take(side_of)
        )

    def _per_take(self, side_of: Mapping[Factor, int]) -> Fraction:
        """Give what one take of one copy comes to, in the unit of the price."""
        of_clip = tuple(side_of[factor] for factor in Factor if factor in _OF_A_CLIP)
        if of_clip not in self._known:
            self._known[of_clip] = self._priced(side_of)
        return self._known[of_clip]

    def _priced(self, side_of: Mapping[Factor, int]) -> Fraction:
        stages, tariffs = self._change.stages, self._change.tariffs
        sides = {side_of[factor] for factor in _OF_A_CLIP & set(self._differing())}
        if len(sides) <= 1:  # no mixture: what the plan says
            stage = stages[sides.pop() if sides else 0]
            return stage.amount / (stage.copies * stage.takes)
        kind = stages[side_of[Factor.MAKING]].kind
        ruling, pricing = tariffs[side_of[Factor.RULES]], tariffs[side_of[Factor.PRICE]]
        whole = ZERO
        for seconds in self._clips(side_of):
            ruled, priced = ruling.charge(kind, seconds), pricing.charge(kind, seconds)
            if ruled is None or priced is None or ruled.measure != priced.measure:
                raise _NoSuchMixtureError
            whole = EXACT.add(whole, EXACT.multiply(ruled.units, priced.each))
        return Fraction(whole)

    def _differing(self) -> Collection[Factor]:
        return {factor for player in self._players for factor in player}

    def _clips(self, side_of: Mapping[Factor, int]) -> Sequence[Decimal | None]:
        stage = self._change.stages[side_of[Factor.LENGTH]]
        if not self._change.fitted:
            return stage.made
        kind = self._change.stages[side_of[Factor.MAKING]].kind
        lengths = self._change.tariffs[side_of[Factor.RULES]].lengths(kind)
        seconds = stage.film[0]
        if lengths is None or seconds is None:
            raise _NoSuchMixtureError
        return [Decimal(each) for each in fit(seconds, lengths)]
