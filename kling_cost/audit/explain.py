"""Explanations: where else a claim would be right. One thing is swapped at a time, the likeliest first.

First another day at the same provider, then, on the same day, another model, audio, tier, mode or input, then
another length or number of clips, then another provider. Each explanation names a clip, a provider and a day
on which the price book says just what the claim says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.audit.figures import Agreement, figures
from kling_cost.clips import Mode
from kling_cost.pricebook.periods import ONE_DAY, Period, periods
from kling_cost.pricebook.rate import Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from kling_cost.audit.asking import Asked, Point
    from kling_cost.audit.figures import Figure
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook

MOST_EXPLANATIONS = 3


class Kind(StrEnum):
    """What is otherwise where a claim would be right, the likeliest first."""

    DATE = "date"
    MODEL = "model"
    SETTING = "setting"
    LENGTH = "length"
    COUNT = "count"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Where a claim would be right: this clip (or so many of it), at this provider, on these days.

    ``first`` and ``last`` are the days of the price, ``last`` None where it still holds. ``figures`` are
    those of the claim that it explains. ``what`` is the one thing that is otherwise: the kind or, of a
    setting, which (audio, tier, mode, video input, resolution).
    """

    kind: Kind
    what: str
    provider: str
    point: Point
    count: int
    first: date
    last: date | None
    figures: Sequence[Figure]

    @property
    def exact(self) -> bool:
        """Whether it gives the claim's figures to the last digit rather than rounded."""
        return all(figure.agreement is Agreement.EXACT for figure in self.figures)

    def days_from(self, day: date) -> int:
        """Give how many days off its price is; 0 where it holds that day."""
        if self.last is not None and self.last < day:
            return (day - self.last).days
        return max(0, (self.first - day).days)


def explain(
    asked: Asked, book: PriceBook, models: Models, known_on: date | None, *, wanted: Iterable[str]
) -> list[Explanation]:
    """Give at most three places where the ``wanted`` figures (price, total) of a claim are right."""
    names = set(wanted)
    only = replace(
        asked,
        price=asked.price if "price" in names else None,
        total=asked.total if "total" in names else None,
    )
    search = _Search(only, book, models, known_on, expected=len(names))
    found = [*search.dates(), *search.swaps(), *search.lengths(), *search.one_clip(), *search.providers()]
    # A rounded figure is near many prices: it explains only what no price explains exactly.
    return ([each for each in found if each.exact] or found)[:MOST_EXPLANATIONS]


class _Search:
    """The search for one claim."""

    def __init__(
        self, asked: Asked, book: PriceBook, models: Models, known_on: date | None, *, expected: int
    ) -> None:
        self._asked, self._book, self._models, self._known_on = asked, book, models, known_on
        self._expected = expected
        self._known = {model: position for position, model in enumerate(models.ids)}
        self._periods = {provider: periods(book, provider, known_on=known_on) for provider in asked.providers}

    def _found(
        self, kind: Kind, what: str, period: Period, point: Point, asked: Asked | None = None
    ) -> Explanation | None:
        """Give the explanation if the point has all of the claim's figures."""
        held = asked or self._asked
        rate = point.rate
        if not held.in_unit(rate):
            return None
        agreeing = [figure for figure in figures(held, point) if figure.agrees]
        if len(agreeing) < self._expected:
            return None
        return Explanation(
            kind=kind,
            what=what,
            provider=rate.provider,
            point=point,
            count=held.count,
            first=period.first,
            last=period.last,
            figures=agreeing,
        )

    def _today(self) -> Iterator[Period]:
        for cards in self._periods.values():
            yield from (period for period in cards if period.holds(self._asked.on))

    def dates(self) -> list[Explanation]:
        """Find the days on which the clip cost that at the same provider, the nearest first."""
        found: list[Explanation] = []
        for cards in self._periods.values():
            for period in cards:
                if not period.holds(self._asked.on):
                    readings = self._asked.readings(period.card)
                    found += _first(self._found(Kind.DATE, "date", period, point) for point in readings)
        return self._nearest(_joined(found, self._asked.on))

    def swaps(self) -> list[Explanation]:
        """Find the clips that differ in one thing and cost that on the same day at the same provider."""
        found: dict[tuple[str, str], tuple[tuple[int, int], Explanation]] = {}
        for period in self._today():
            for point, differences in self._asked.points(period.card):
                what = self._swapped(point, differences)
                if what is None:
                    continue
                kind = Kind.MODEL if what == "model" else Kind.SETTING
                explanation = self._found(kind, what, period, point)
                if explanation is not None:
                    rank = self._likelihood(what, point, differences), self._rank(point, differences)
                    key = what, _value(point, what)
                    found[key] = min(found.get(key, (rank, explanation)), (rank, explanation), key=_rank_of)
        # Where a model that stands in for the claimed one explains it, no other model does.
        best = min((rank for rank, each in found.values() if each.kind is Kind.MODEL), default=None)
        known = 2 * len(self._models[self._asked.model].instead)
        return [
            explanation
            for rank, explanation in sorted(found.values(), key=_rank_of)
            if explanation.kind is not Kind.MODEL or best is None or best[1] >= known or rank[1] < known
        ]

    def _swapped(self, point: Point, differences: frozenset[str]) -> str | None:
        """Name the one thing in which a point differs, or None where that is not what a page mixes up."""
        asked = self._asked
        if "model" in differences:
            if point.rate.model not in self._known:
                return None
            maker = self._models[point.rate.model].name.split()[0]
            same_maker = maker == self._models[asked.model].name.split()[0]
            alike = differences == {"model"} or (
                differences == {"model", "mode"} and not point.rate.video_input and self._same_group(point)
            )
            return "model" if same_maker and alike else None
        if differences in ({"tier"}, {"tier", "resolution"}):
            return "tier"  # what a tier delivers comes with it
        if differences in ({"mode"}, {"mode", "video input"}):
            return "mode" if self._same_group(point) else None
        return next(iter(differences)) if len(differences) == 1 and differences <= set(_SWAPS) else None

    def _same_group(self, point: Point) -> bool:
        """Tell whether a page may mix the modes up: those of one product, and of all that are filmed."""
        products = {mode.product for mode in self._asked.modes}
        filmed = any(product.sound_is_chosen for product in products)
        return point.mode.product in products or (filmed and point.mode.product.sound_is_chosen)

    def _rank(self, point: Point, differences: frozenset[str]) -> int:
        """Rank the swaps of one thing: a model that stands in for the claimed one before any other."""
        standing_in = self._models[self._asked.model].instead
        model = point.rate.model
        place = standing_in.index(model) if model in standing_in else len(standing_in) + self._known[model]
        return 2 * place + ("mode" in differences)

    def _likelihood(self, what: str, point: Point, differences: frozenset[str]) -> int:
        """Rank the things that are swapped; a mode that brings or drops a video is as likely as the video."""
        on_videos = {mode.implies_video_input for mode in self._asked.modes}
        other_input = "video input" in differences or point.mode.implies_video_input not in on_videos
        return _SWAPS.index("video input" if what == "mode" and other_input else what)

    def lengths(self) -> list[Explanation]:
        """Find other lengths at which the clip costs the claimed total, on whatever day."""
        asked = self._asked
        if asked.total is None or asked.seconds is None:
            return []
        found: list[Explanation] = []
        for cards in self._periods.values():
            for period in cards:
                for point, differences in asked.points(period.card):
                    if differences <= {"length"}:
                        found += self._other_lengths(period, point)
        # The modes that a claim leaves open mostly cost the same: of those that do, the first one is told.
        told: dict[tuple[str, Decimal | None, date], Explanation] = {}
        for each in _joined(found, asked.on):
            told.setdefault((each.provider, each.point.seconds, each.first), each)
        return self._nearest(list(told.values()))

    def _other_lengths(self, period: Period, point: Point) -> Iterator[Explanation]:
        rate = point.rate
        made = [rate.clip_s] if rate.clip_s else list(rate.lengths.seconds) if rate.lengths else []
        for length in made:
            if length != self._asked.seconds:
                other = replace(point, seconds=Decimal(length))
                as_asked = replace(self._asked, seconds=Decimal(length))
                explanation = self._found(Kind.LENGTH, "length", period, other, as_asked)
                if explanation is not None:
                    yield explanation

    def one_clip(self) -> list[Explanation]:
        """Find out whether the total of several clips is that of one."""
        if self._asked.total is None or self._asked.count == 1:
            return []
        single = replace(self._asked, count=1)
        return _first(
            self._found(Kind.COUNT, "count", period, point, single)
            for period in self._today()
            for point in self._asked.readings(period.card)
        )

    def providers(self) -> list[Explanation]:
        """Find the other providers at which the clip costs that on the same day, in the same unit."""
        asked = replace(self._asked, units=self._asked.units or self._own_units())
        found: list[Explanation] = []
        for provider in self._book.provider_ids:
            if provider not in self._periods:
                found += _first(
                    self._found(Kind.PROVIDER, "provider", period, point, asked)
                    for period in periods(self._book, provider, known_on=self._known_on)
                    if period.holds(asked.on)
                    for point in asked.readings(period.card)
                )
        return sorted(found, key=lambda each: list(Basis).index(each.point.rate.basis))

    def _own_units(self) -> frozenset[str]:
        cards = [period.card for own in self._periods.values() for period in own]
        today = [period.card for period in self._today()]
        return frozenset(card.file.unit for card in today or cards)

    def _nearest(self, found: list[Explanation]) -> list[Explanation]:
        return sorted(found, key=lambda each: each.days_from(self._asked.on))


_SWAPS = ("model", "audio", "tier", "mode", "video input", "resolution")
"""What a page mixes up, the likeliest first."""


def _rank_of(ranked: tuple[tuple[int, int], Explanation]) -> tuple[int, int]:
    return ranked[0]


def _value(point: Point, what: str) -> str:
    """Give what a point has for the thing that was swapped."""
    clip = point.clip
    values = {"audio": clip.audio, "video input": clip.video_input, "model": clip.model, "tier": clip.tier}
    return str({**values, "mode": clip.mode, "resolution": clip.resolution}[what])


def _first(found: Iterable[Explanation | None]) -> list[Explanation]:
    """Give the best of several that say the same: an exact one, else the first one."""
    there = [each for each in found if each is not None]
    return sorted(there, key=lambda each: (not each.exact, list(Mode).index(each.point.mode)))[:1]


def _joined(found: Iterable[Explanation], on: date) -> list[Explanation]:
    """Join the days of one and the same price over several cards, told of the card nearest to ``on``."""
    joined: list[Explanation] = []
    for each in found:
        joins = next((other for other in joined if _continues(other, each)), None)
        if joins is None:
            joined.append(each)
        else:
            kept = each if each.first <= on else joins
            joined[joined.index(joins)] = replace(kept, first=joins.first, last=each.last)
    return joined


def _continues(earlier: Explanation, later: Explanation) -> bool:
    same = (earlier.provider, earlier.point.clip) == (later.provider, later.point.clip)
    return same and earlier.last is not None and earlier.last + ONE_DAY == later.first
