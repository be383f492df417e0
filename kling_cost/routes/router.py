"""Routes a storyboard: models are recommended by ``routing``, prices come from plans of one stage.

Two plans are made, of what is recommended and of its alternatives, and laid side by side.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.clips import Audio
from kling_cost.errors import Problem
from kling_cost.pricebook.age import stale_prices
from kling_cost.routes.routed import Compared, RoutedShot, Routes, amount_of
from kling_cost.routing.recommend import Unroutable
from kling_cost.staging import Choices
from kling_cost.storyboard.shot import Storyboard
from kling_cost.strategies import Stage, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from kling_cost.plan import Plan, Planner
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.quote import Line
    from kling_cost.routing.recommend import Routing
    from kling_cost.storyboard.shot import Shot

DEFAULT_TIER = "pro"
"""The tier that the named strategies deliver in."""
# Its models never count, for every row of the plan names its own.
_FINAL = Stage(name="final", models=("v3",), tier=DEFAULT_TIER, audio=Audio.ON, takes="shot")
_ONE_TAKE = Strategy(name="one-take", summary="one take of each shot", stages=(_FINAL,))


class Router:
    """Routes storyboards at one provider on one day."""

    def __init__(
        self,
        *,
        routing: Routing,
        planner: Planner,
        book: PriceBook,
        provider: str,
        on: date,
        known_on: date | None = None,
        tier: str | None = None,
        audio: Audio | None = None,
    ) -> None:
        """Choose tier and audio of rows that do not say; the default is Pro, with audio where it is sold."""
        self._routing, self._planner, self._book = routing, planner, book
        self._where = (provider, on, known_on)
        self._tier, self._audio = tier, audio

    def route(self, storyboard: Storyboard, *, infer: bool = False) -> Routes:
        """Recommend a model for every shot and price one take of it and of its alternative.

        Raises:
            UnknownProvider, BeforeFirstCard: when there is no price list at all.
        """
        provider, on, _ = self._where
        found = [self._recommended(shot, infer=infer) for shot in storyboard.shots]
        chosen = self._priced({n: each.made for n, each in enumerate(found) if each.recommendation})
        others = self._priced({n: made for n, each in enumerate(found) if (made := each.made_otherwise)})
        shots = [self._completed(n, each, chosen, others) for n, each in enumerate(found)]
        return Routes(
            storyboard=storyboard,
            provider=provider,
            on=on,
            tier=self._tier or DEFAULT_TIER,
            audio=self._audio,
            unit=chosen.unit,
            infer=infer,
            shots=shots,
            assumptions=[*storyboard.assumptions, *_read_from_words(shots), *chosen.assumptions],
            problems=[
                *storyboard.warnings,
                *_unknown_words(shots, storyboard.file),
                *stale_prices((line.rate for line in chosen.all), on),
            ],
        )

    def _recommended(self, shot: Shot, *, infer: bool) -> RoutedShot:
        needs = self._routing.needs_of(shot, infer=infer)
        try:
            found = self._routing.recommend(shot, infer=infer)
        except Unroutable as error:
            return RoutedShot(shot=shot, needs=needs, recommendation=None, reason=str(error))
        return RoutedShot(shot=shot, needs=needs, recommendation=found, cannot=found.cannot)

    def _priced(self, shots: Mapping[int, Shot]) -> _Prices:
        """Price one take of shots; a row's number stands for its place, for ids may repeat themselves."""
        provider, on, known_on = self._where
        rows = [
            replace(shot, row=number, takes=1, accept=None, keepers=None, at_cap=None, shot_class=None)
            for number, shot in shots.items()
        ]
        plan = self._planner.plan(
            Storyboard(file="", shots=rows),
            _ONE_TAKE,
            provider=provider,
            on=on,
            known_on=known_on,
            choices=Choices(tier=self._tier, audio=self._audio),
        )
        return _Prices(plan)

    def _completed(self, number: int, each: RoutedShot, chosen: _Prices, others: _Prices) -> RoutedShot:
        """Add a shot's price, its alternative's, and what the provider cannot do of it."""
        found = each.recommendation
        if found is None:
            return each
        priced = replace(each, lines=chosen.lines[number], reason=chosen.reason(number))
        compared = None
        if found.alternative is not None:
            lines, reason = others.lines[number], others.reason(number)
            audio = lines[0].clip.audio if lines else None
            compared = Compared(
                alternative=found.alternative, amount=amount_of(lines), audio=audio, reason=reason
            )
        return replace(priced, compared=compared, cannot=(*each.cannot, *self._lacking(priced)))

    def _lacking(self, priced: RoutedShot) -> Iterator[str]:
        """Give what the provider does not sell of what a shot asks."""
        provider, on, known_on = self._where
        if not priced.lines:
            return
        clip = priced.lines[0].clip
        pieces = priced.lines[: len(priced.lines) // priced.shot.count]
        if priced.shot.seconds is not None and len(pieces) > 1:
            longest = self._book.lengths_for(clip, provider, on, known_on=known_on).longest
            split = " + ".join(plain(line.clip.seconds) for line in pieces if line.clip.seconds is not None)
            whole = plain(priced.shot.seconds)
            yield f"make {whole} s in one clip: the longest at {provider} is {longest} s, so {split} s"
        silenced = clip.audio is Audio.OFF and Audio.OFF not in {priced.shot.audio, self._audio}
        if silenced and clip.product.sound_is_chosen:
            footage = " from a video" if clip.video_input else ""
            yield f"have audio: {provider} sells {clip.model} {clip.mode}{footage} without"


class _Prices:
    """The lines and the reasons of a plan, by the numbers of its rows."""

    def __init__(self, plan: Plan) -> None:
        self.lines: dict[int, list[Line]] = defaultdict(list)
        self.all = plan.lines
        for line in plan.lines:
            if line.row is not None:
                self.lines[line.row].append(line)
        self._reasons = {entry.shot.row: entry.reason for entry in plan.unpriced}
        self.unit, self.assumptions = plan.unit, plan.assumptions

    def reason(self, number: int) -> str:
        """Say why a row has no price; empty if it has one."""
        return "" if self.lines.get(number) else self._reasons.get(number, "no price was found")


def _read_from_words(shots: Sequence[RoutedShot]) -> Iterator[str]:
    """Say which shots' needs were read from their words, and which stills have a length that is not used."""
    inferred = [
        each for each in shots if each.recommendation is not None and each.recommendation.needs.inferred
    ]
    if inferred:
        named = ", ".join(each.shot.shot_id for each in inferred)
        yield f"needs read from the words of descriptions and dialogue, for --infer is given: shots {named}"
    stills = [each.shot.shot_id for each in shots if each.made.is_image and not each.shot.is_image]
    if stills:
        yield f"a still has no length, so that of the row is not used: shots {', '.join(stills)}"


def _unknown_words(shots: Sequence[RoutedShot], file: str) -> Iterator[Problem]:
    """Warn of words of the needs column that say nothing to the rules."""
    for each in shots:
        for word, meant in each.needs.unknown:
            cure = f"did you mean {meant}?" if meant else "kling-cost route --help lists the needs"
            yield Problem(
                level="warning",
                code="unknown-need",
                message=f"{word!r} is not a need that routing knows, so it decides nothing; {cure}",
                file=file,
                row=each.shot.row,
                column="needs",
            )
