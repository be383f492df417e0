"""What the audit says of a claim, in sentences: where it agrees, where else it would, what we hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.audit.explain import Kind
from kling_cost.audit.figures import Agreement
from kling_cost.audit.words import clip_text, money_text
from kling_cost.clips import OPTIONAL_VIDEO_INPUT_MODES, Audio, Clip, Mode, Product
from kling_cost.currencies import is_currency
from kling_cost.pricebook.periods import periods
from kling_cost.pricebook.rate import Basis, Per
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from kling_cost.audit.asking import Asked, Point
    from kling_cost.audit.explain import Explanation
    from kling_cost.audit.figures import Figure
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.rate import Rate

# Audio adds the same in either tier of O3, and half of the silent price in V3. Third parties have carried
# O3's rates with audio over to V3, published them, and taken them back.
OFTEN_CONFUSED = frozenset({"v3", "o3"})

_WORTH_TELLING = 2  # from twice or half of ours on, how many times says more than a percent


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences about one claim."""

    asked: Asked
    book: PriceBook
    models: Models
    known_on: date | None

    def agreeing(
        self, points: Sequence[Point], readings: Sequence[Point], found: Sequence[Figure]
    ) -> list[str]:
        """Say with which rate a claim agrees, and what it leaves open though it matters."""
        rate = points[0].rate
        words = [f"{', '.join(map(self._ours, found))} ({rate.ref})"]
        if any(figure.agreement is Agreement.ROUNDED for figure in found):
            words.append("the claim is ours, rounded")
        if self.asked.anywhere:
            fitting, every = (
                dict.fromkeys(each.rate.provider for each in those) for those in (points, readings)
            )
            words.append(f"at {', '.join(fitting)}: {len(fitting)} of the {len(every)} that sell it")
        telling = self._telling(points, readings)
        if telling:
            settings = dict.fromkeys(
                ", ".join(f"{name} {value(point)}" for name, value in telling) for point in points
            )
            words.append(f"for {' or for '.join(settings)}, which the claim does not say")
        if rate.floor:
            words.append("ours is the lowest price; the real one may be higher")
        return [*words, *self.assumptions()]

    def explained(self, explanations: Sequence[Explanation], nearest: Sequence[Figure]) -> list[str]:
        """Say where else a claim would be right, the best of it beside what we hold."""
        words = [self._explained(each) for each in explanations]
        if explanations:
            words[0] += self._against(explanations[0], nearest)
        return words

    def _explained(self, explanation: Explanation) -> str:
        figure, rate = explanation.figures[0], explanation.point.rate
        amount = money_text(figure.claimed, figure.unit, self.book, figure.per)
        what = "the rate" if figure.about == "price" else f"the price of {self._taken(explanation)}"
        told = {
            Kind.DATE: f"right {self._days(explanation)}",
            Kind.LENGTH: f"{what} {self._days(explanation)}".strip(),
            Kind.COUNT: f"the price of one, not of {self.asked.count}",
            Kind.PROVIDER: f"{what} at {rate.provider}",
        }.get(explanation.kind, f"{what} of {self._other(explanation)}")
        over = explanation.last is not None and explanation.last < self.asked.on
        said = f"{amount} {'was' if over else 'is'} {told} ({rate.ref})"
        if figure.agreement is Agreement.ROUNDED:
            said += f", rounded from {self._ours(figure)}"
        return said

    def _against(self, explanation: Explanation, nearest: Sequence[Figure]) -> str:
        """Set the claimed model's own price beside that of the model whose price it is."""
        about = explanation.figures[0].about
        ours = next((each for each in nearest if each.about == about and not each.agrees), None)
        if explanation.kind is not Kind.MODEL or ours is None:
            return ""
        point = explanation.point
        confused = {point.rate.model, self.asked.model} == OFTEN_CONFUSED and point.audio is not Audio.OFF
        own = f"; {clip_text(ours.point.clip, self.models)} is {self._ours(ours)}"
        return own + (": the two are often confused" if confused else "")

    def held(self, figure: Figure) -> str:
        """Say what we hold beside a claimed figure."""
        ours = f"{self._ours(figure)}{self._which(figure.point)} ({figure.point.rate.ref})"
        if figure.agrees:
            return f"the {'rate' if figure.about == 'price' else 'total'} agrees: {ours}"
        gap = money_text(abs(figure.difference), figure.unit, self.book, figure.per)
        side = "low" if figure.difference < 0 else "high"
        said = f"we hold {ours}: the claim is {gap} or {plain(rounded(abs(figure.percent), 1))} % too {side}"
        if figure.claimed and figure.distance >= _WORTH_TELLING:
            times = plain(rounded(figure.distance, 1))
            said += f" ({times} times ours)" if side == "high" else f" (ours is {times} times as much)"
        return said

    def floor(self, figure: Figure) -> str:
        """Say that a claim above a "from" price is neither right nor wrong."""
        ours = f"from {self._ours(figure)}{self._which(figure.point)} ({figure.point.rate.ref})"
        return f"we hold a lowest price only, {ours}; a higher one may be right"

    def no_answer(self, point: Point) -> str:
        """Say why a claimed figure has no answer though its clip is sold."""
        rate, asked = point.rate, self.asked
        if asked.seconds is not None and point.seconds is None and rate.lengths is not None:
            return f"{rate.provider} makes it in lengths of {rate.lengths}, not {plain(asked.seconds)} s"
        if asked.total is not None and asked.seconds is None and rate.lengths is not None:
            return "a total needs the length of the clip; the claim does not say it"
        return f"{rate.provider} charges it per {rate.per}, not per {asked.per}"

    def other_unit(self, rate: Rate) -> str:
        """Say that a claim is in a unit that the provider does not charge in."""
        said, charges = self.asked.unit_said, money_text(Fraction(2), rate.unit, self.book).split(" ", 1)[1]
        here = f"{rate.provider} charges in {charges}, the claim is in {said}"
        if is_currency(rate.unit) and is_currency(said):
            return f"{here}, and no exchange rate is held"
        if is_currency(said):
            return f"{here}: what one costs depends on the plan (kling-cost plans), so claim the {charges}"
        return here

    def not_sold(self, provider: str) -> str:
        """Say that a provider does not sell what the claim is about."""
        asked = self.asked
        where = "no provider of the price book sells" if asked.anywhere else f"{provider} does not sell"
        sound = f", audio {asked.audio}" if asked.audio else ""
        words = [asked.model, asked.tier, min(asked.modes, key=list(Mode).index) if asked.mode_said else None]
        return f"{where} {' '.join(word for word in words if word)}{sound} on {asked.on}"

    def clip(self) -> Clip:
        """Give a clip as the claim has it; what it leaves open is silent and from text."""
        asked = self.asked
        mode = min(asked.modes, key=list(Mode).index)
        return Clip(
            model=asked.model,
            mode=mode,
            tier=asked.tier,
            audio=asked.audio or Audio.OFF,
            video_input=mode.implies_video_input if asked.video_input is None else asked.video_input,
            resolution=asked.resolution,
        )

    def assumptions(self) -> Iterator[str]:
        """Name what was assumed where the claim is silent, and how its unit was understood."""
        asked = self.asked
        if asked.mode_said and asked.modes <= OPTIONAL_VIDEO_INPUT_MODES and asked.video_input is None:
            yield "assumed: no video goes in"
        yield from asked.notes

    def told_by_provider(self, figures: Sequence[Figure]) -> Iterator[str]:
        """Give the provider's notes that name a claimed figure and the model: they say what it really is."""
        for figure in figures:
            provider = self.book.provider(figure.point.rate.provider).file
            amount = re.compile(rf"(?<![\d.,]){re.escape(plain(figure.claimed))}(?!\d|[.,]\d)")
            model = re.compile(rf"\b{re.escape(self.asked.model)}\b", re.IGNORECASE)
            for note in provider.notes:
                if amount.search(note) and model.search(note):
                    yield f"note: {note}"

    def _ours(self, figure: Figure) -> str:
        about = "about " if figure.point.rate.basis is Basis.APPROXIMATE else ""
        return about + money_text(figure.ours, figure.unit, self.book, figure.per)

    def _telling(
        self, points: Sequence[Point], readings: Sequence[Point]
    ) -> list[tuple[str, Callable[[Point], str]]]:
        """Give what the claim leaves open and its price hangs on: without it right and wrong look alike."""
        fitting = set(points)
        telling = list(self._open())
        for each in list(telling):
            others = [other for other in telling if other is not each]
            alike: dict[tuple[str, ...], set[bool]] = {}
            for point in readings:
                known = point.rate.provider, *(value(point) for _, value in others)
                alike.setdefault(known, set()).add(point in fitting)
            if all(len(fits) == 1 for fits in alike.values()):
                telling = others
        return telling

    def _open(self) -> Iterator[tuple[str, Callable[[Point], str]]]:
        """Give what the claim leaves open, with what a reading has there."""
        asked = self.asked
        filmed = any(mode.product.sound_is_chosen for mode in asked.modes)
        if asked.tier is None and filmed:
            yield "tier", lambda point: point.rate.tier or "none"
        if asked.audio is None and filmed:
            yield "audio", lambda point: point.audio
        if not asked.mode_said:
            yield "mode", lambda point: point.mode
        if asked.resolution is None and not filmed:
            yield "resolution", lambda point: point.rate.resolution or "any"
        if asked.seconds is None:
            yield "length", lambda point: f"{point.rate.clip_s} s" if point.rate.clip_s else "any"

    def _which(self, point: Point) -> str:
        """Name which reading of an open claim ours is of."""
        named = [
            f"{name} {value(point)}"
            for name, value in self._open()
            if name in {"tier", "audio", "length"} and value(point) not in {"none", "any"}
        ]
        return f" for {', '.join(named)}" if named else ""

    def _other(self, explanation: Explanation) -> str:
        """Name the clip whose price it is, with what the claim has otherwise."""
        clip = explanation.point.clip
        extra: list[str] = (
            [clip.mode] if explanation.what == "mode" or clip.mode not in self.asked.modes else []
        )
        if clip.video_input and not clip.mode.implies_video_input:
            extra.append("from a video")
        elif explanation.what == "video input":
            extra.append("without a video input")
        if explanation.what == "resolution" and clip.resolution and clip.product is not Product.IMAGE:
            extra.append(clip.resolution)
        return ", ".join([clip_text(clip, self.models), *extra])

    def _taken(self, explanation: Explanation) -> str:
        """Write what a total buys: ``10 s (10 x 0.196 USD/s)``, ``3 clips of 5 s``."""
        seconds, rate = explanation.point.seconds, explanation.point.rate
        if seconds is None:
            return "one" if explanation.count == 1 else f"{explanation.count} of them"
        several = f"{explanation.count} x " if explanation.count != 1 else ""
        if rate.per is not Per.SECOND:
            return f"{several}{plain(seconds)} s"
        price = money_text(rate.amount, rate.unit, self.book, rate.per)
        return f"{several}{plain(seconds)} s at {price}"

    def _days(self, explanation: Explanation) -> str:
        """Say on which days: ``until 2026-03-09``, ``since 2026-03-10``, nothing for all that we know."""
        first, last = explanation.first, explanation.last
        known = periods(self.book, explanation.provider, known_on=self.known_on)
        if first == known[0].first:
            return f"until {last}" if last else ""
        if last is not None:
            return f"from {first} until {last}"
        return f"since {first}" if first <= self.asked.on else f"from {first} on"
