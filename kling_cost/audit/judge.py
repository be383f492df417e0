"""The judge: each claim held against the price book, with a verdict and everything that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.audit.asking import Asking
from kling_cost.audit.explain import explain
from kling_cost.audit.figures import figures
from kling_cost.audit.wording import Wording
from kling_cost.audit.words import slip_text
from kling_cost.errors import BeforeFirstCard, NoPublicPrice, NotSold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kling_cost.audit.asking import Asked, Point
    from kling_cost.audit.claims import Claim
    from kling_cost.audit.explain import Explanation, Kind
    from kling_cost.audit.figures import Figure
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.rate import Rate


class Verdict(StrEnum):
    """What comes of a claim."""

    AGREES = "agrees"
    ELSEWHERE = "agrees-elsewhere"
    DISAGREES = "disagrees"
    UNJUDGED = "cannot-be-judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim with its verdict.

    ``figures`` are the claimed price and total beside ours, of the reading that is nearest to the claim;
    ``rates`` are those that agree. ``explanations`` say where else it would be right, the best first.
    ``words`` say all of it in sentences, the most important first.
    """

    claim: Claim
    verdict: Verdict
    figures: Sequence[Figure] = ()
    rates: Sequence[Rate] = ()
    explanations: Sequence[Explanation] = ()
    words: Sequence[str] = ()

    @property
    def kind(self) -> Kind | None:
        """What is otherwise where the claim is right, if it is right elsewhere."""
        return self.explanations[0].kind if self.verdict is Verdict.ELSEWHERE else None


def audit(
    claims: Iterable[Claim], book: PriceBook, models: Models, *, on: date, known_on: date | None = None
) -> list[Judged]:
    """Judge each claim by the prices in force on its day, or ``on`` where it names none.

    Amounts are compared exactly; one rounded to two digits or more agrees if ours rounds to it.

    Raises:
        InputRefused: when a price file is not right.
    """
    return [_Judge(claim, book, models, on, known_on).judged() for claim in claims]


class _Judge:
    """The judging of one claim."""

    def __init__(
        self, claim: Claim, book: PriceBook, models: Models, on: date, known_on: date | None
    ) -> None:
        self._claim, self._book, self._models = claim, book, models
        self._on, self._known_on = on, known_on
        self._reasons: list[str] = []

    def judged(self) -> Judged:
        asking = Asking(self._claim, self._book, self._models, self._on, self._known_on)
        asked = asking.asked()
        if asked is None:
            slip = list(filter(None, [slip_text(self._claim)]))
            verdict = Verdict.DISAGREES if slip else Verdict.UNJUDGED
            return self._give(verdict, words=[*slip, *asking.reasons])
        wording = Wording(asked, self._book, self._models, self._known_on)
        readings = self._readings(asked, wording)
        held = {point: figures(asked, point) for point in readings}
        agreeing = [
            point
            for point, found in held.items()
            if len(found) == len(asked.stated) and all(figure.agrees for figure in found)
        ]
        if agreeing:
            return self._give(
                Verdict.AGREES,
                found=held[agreeing[0]],
                rates=list(dict.fromkeys(point.rate for point in agreeing)),
                words=wording.agreeing(agreeing, readings, held[agreeing[0]]),
            )
        return self._at_odds(asked, wording, held)

    def _at_odds(self, asked: Asked, wording: Wording, held: Mapping[Point, list[Figure]]) -> Judged:
        """Judge a claim that no reading bears out, by the reading that is nearest to it."""
        slip = list(filter(None, [slip_text(self._claim)]))
        nearest = min(held.values(), key=_nearness, default=[])
        wrong = [figure for figure in nearest if not figure.agrees]
        if wrong and all(figure.point.rate.floor and figure.difference > 0 for figure in wrong):
            words = [*slip, *map(wording.floor, wrong)]
            return self._give(Verdict.DISAGREES if slip else Verdict.UNJUDGED, found=nearest, words=words)
        unanswered = bool(held) and len(nearest) < len(asked.stated)
        if unanswered:
            self._reasons.append(wording.no_answer(next(iter(held))))
        explanations, whole = self._explained(
            asked, [figure.about for figure in wrong] if held else asked.stated
        )
        verdict = Verdict.DISAGREES if wrong or slip else Verdict.UNJUDGED
        if whole and not unanswered and not slip:
            verdict = Verdict.ELSEWHERE
        words = [
            *slip,
            *wording.told_by_provider(nearest),
            *wording.explained(explanations, nearest),
            *map(wording.held, nearest),
            *self._reasons,
            *wording.assumptions(),
        ]
        return self._give(verdict, found=nearest, explanations=explanations, words=words)

    def _give(
        self,
        verdict: Verdict,
        *,
        words: Iterable[str],
        found: Sequence[Figure] = (),
        rates: Sequence[Rate] = (),
        explanations: Sequence[Explanation] = (),
    ) -> Judged:
        return Judged(
            claim=self._claim,
            verdict=verdict,
            figures=found,
            rates=rates,
            explanations=explanations,
            words=list(dict.fromkeys(words)),
        )

    def _explained(self, asked: Asked, wrong: Sequence[str]) -> tuple[list[Explanation], bool]:
        """Explain what is wrong, all of it at once or else a part, and say whether it is all of it."""
        for names in [wrong, *([name] for name in wrong)]:
            found = explain(asked, self._book, self._models, self._known_on, wanted=names) if names else []
            if found:
                return found, len(names) == len(wrong)
        return [], False

    def _readings(self, asked: Asked, wording: Wording) -> list[Point]:
        """Give everything that the claim may be about; the reasons where there is nothing."""
        readings: list[Point] = []
        in_other_units: list[Point] = []
        refusals: list[str] = []
        for provider in asked.providers:
            try:
                card = self._book.card(provider, asked.on, known_on=self._known_on)
            except (BeforeFirstCard, NoPublicPrice) as error:
                refusals.append(str(error))
                continue
            found = asked.readings(card)
            readings += (point for point in found if asked.in_unit(point.rate))
            in_other_units += (point for point in found if not asked.in_unit(point.rate))
            if not found:
                refusals.append(self._not_sold(provider, wording))
        if not readings:
            if in_other_units:
                self._reasons.append(wording.other_unit(in_other_units[0].rate))
            elif asked.anywhere:
                self._reasons.append(wording.not_sold("no provider"))
            else:
                self._reasons += refusals
        return readings

    def _not_sold(self, provider: str, wording: Wording) -> str:
        """Say that a provider does not sell it, in the words of the price book where it has some."""
        asked = wording.asked
        if asked.mode_said and asked.tier and asked.audio:
            try:
                self._book.lengths_for(wording.clip(), provider, asked.on, known_on=self._known_on)
            except NotSold as error:
                return str(error)
        return wording.not_sold(provider)


def _nearness(found: Sequence[Figure]) -> tuple[int, int, Fraction]:
    """Rank a reading: what answers most of the claim, then what has least wrong, then the least distance."""
    wrong = [figure.distance for figure in found if not figure.agrees]
    return -len(found), len(wrong), sum(wrong, Fraction(0))
