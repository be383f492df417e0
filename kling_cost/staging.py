"""What a stage asks of a shot: row, command line and strategy become one kind of clip that is on sale.

The order of who decides: a row's own words, then the command line's, then the strategy's. A row pins what
is delivered, its final stage; drafts follow the strategy. How many clips and takes there are is decided
elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kling_cost.clips import DEFAULT_IMAGE_RESOLUTION, DEFAULT_MODE, Audio, Clip, Mode
from kling_cost.errors import KlingCostError
from kling_cost.pricebook.cuts import OneShotOnly, cut_limits
from kling_cost.routing import route

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.cuts import CutLimits
    from kling_cost.pricebook.lengths import Lengths
    from kling_cost.pricebook.rate import Rate
    from kling_cost.storyboard.shot import AtCap, Shot
    from kling_cost.strategies import Stage
    from kling_cost.takes import AcceptRate

DEFAULT_IMAGE_MODEL = "o3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the command line says for rows that do not say it.

    ``accept`` is the accept rate of stages that iterate, ``accept_of`` that of a class of shot or a stage by
    its name; ``at_cap`` says what happens when a gamble reaches its cap without a keeper; ``shot_class`` is
    the class of rows that name none. With ``reroute`` models may be swapped; with ``pack`` short neighbours
    of one scene may share one clip.
    """

    takes: int | None = None
    accept: Decimal | Fraction | AcceptRate | None = None
    accept_of: Mapping[str, AcceptRate] = field(default_factory=dict)
    at_cap: AtCap | None = None
    shot_class: str | None = None
    tier: str | None = None
    audio: Audio | None = None
    reroute: bool = False
    pack: bool = False


@dataclass(frozen=True, slots=True)
class Staged:
    """A kind of clip (its ``seconds`` open), the lengths it is made in, and the assumptions made for it.

    ``cuts`` are the limits of a clip of several shots, None for a clip of one; ``of_limits`` are the
    assumptions about these, which concern the provider and not the line.
    """

    clip: Clip
    lengths: Lengths
    assumptions: tuple[str, ...] = ()
    cuts: CutLimits | None = None
    of_limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Everything that decides which kind of clip a stage makes."""

    models: tuple[str, ...]
    mode: Mode
    video_input: bool
    tiers: tuple[str | None, ...]
    sounds: tuple[Audio, ...]
    resolution: str | None


def mode_of(shot: Shot) -> Mode:
    """Give how a shot is made: its own mode, an edit if only a video input is named, else by product."""
    if shot.mode is not None:
        return shot.mode
    return Mode.VIDEO_EDIT if shot.video_input and not shot.is_image else DEFAULT_MODE[shot.product]


def models_of(shot: Shot, stage: Stage, *, delivers: bool) -> tuple[str, ...]:
    """Give the models that may make a stage of a shot, best first; a row's own is what it is delivered in."""
    return (shot.model,) if delivers and shot.model else stage.models


def has_video_input(shot: Shot) -> bool:
    """Tell whether a shot works on footage."""
    return mode_of(shot).implies_video_input or shot.video_input is True


class Staging:
    """The clips of shots at one provider on one day."""

    def __init__(
        self,
        *,
        book: PriceBook,
        models: Models,
        provider: str,
        on: date,
        known_on: date | None,
        choices: Choices,
    ) -> None:
        self._book, self._models, self._choices = book, models, choices
        self._where = (provider, on, known_on)
        # Storyboards repeat themselves: each kind of clip, and each length of it, is looked up once.
        self._settled: dict[_Wanted, Staged | KlingCostError] = {}
        self.rate: Callable[[Clip, int], tuple[Clip, Rate]] = cache(self._rate)

    def _rate(self, clip: Clip, seconds: int) -> tuple[Clip, Rate]:
        """Give the clip of a fitted length and the rate that prices it."""
        provider, on, known_on = self._where
        fitted = replace(clip, seconds=Decimal(seconds))
        return fitted, self._book.rate_for(fitted, provider, on, known_on=known_on)

    def image(self, shot: Shot) -> tuple[Clip, Rate]:
        """Give the image that an image row orders and its rate.

        Raises:
            KlingCostError: when it is not sold.
        """
        provider, on, known_on = self._where
        clip = Clip(
            model=shot.model or DEFAULT_IMAGE_MODEL,
            mode=mode_of(shot),
            resolution=shot.resolution or DEFAULT_IMAGE_RESOLUTION,
        )
        return clip, self._book.rate_for(clip, provider, on, known_on=known_on)

    def clip(self, shot: Shot, stage: Stage, *, delivers: bool) -> Staged:
        """Give the kind of clip that a stage generates for a shot.

        Raises:
            ModelCannot: when no model of the stage (or, with reroute, its stand-ins) has the mode.
            NotSold: when the provider does not sell it, naming what it does.
        """
        wanted, assumptions = self._wanted(shot, stage, delivers=delivers)
        settled = self._settled.get(wanted)
        if settled is None:
            try:
                settled = self._settle(wanted)
            except KlingCostError as error:
                settled = error
            self._settled[wanted] = settled
        if isinstance(settled, KlingCostError):
            raise settled
        return replace(settled, assumptions=(*assumptions, *settled.assumptions)) if assumptions else settled

    def of_several_shots(self, staged: Staged) -> Staged:
        """Give the kind of clip that holds several shots as its cuts.

        Where such clips always have audio, the clip has it and an assumption says so.

        Raises:
            OneShotOnly: where no such clip is made.
            NotSold: where it is not made with the audio that it must have.
        """
        provider, on, known_on = self._where
        clip = staged.clip
        model, seller = self._models[clip.model], self._book.provider(provider).file
        limits = cut_limits(clip.model, model, clip.mode, seller)
        if limits is None or clip.video_input:
            raise OneShotOnly(f"{clip.model} {clip.mode}", provider)
        assumptions = staged.assumptions
        if limits.sound and clip.audio is Audio.OFF:
            clip = replace(clip, audio=Audio.ON)
            text = f"audio on, for {provider} makes several shots in one clip with audio only"
            assumptions = (*assumptions, text)
        lengths = self._book.lengths_for(clip, provider, on, known_on=known_on)
        unsaid = f"what {provider} does not say of several shots in one clip is as {clip.model} has it"
        of_limits = () if limits.said else (f"{unsaid}: {limits}",)
        return Staged(clip, lengths, assumptions, limits, of_limits)

    def _wanted(self, shot: Shot, stage: Stage, *, delivers: bool) -> tuple[_Wanted, tuple[str, ...]]:
        mode, assumptions = self._mode(shot, stage, delivers=delivers)
        return (
            _Wanted(
                models=models_of(shot, stage, delivers=delivers),
                mode=mode,
                video_input=mode.implies_video_input
                or (mode is Mode.REFERENCE_TO_VIDEO and shot.video_input is True),
                tiers=self._tiers(shot, stage, delivers=delivers),
                sounds=self._sounds(shot, stage, mode, delivers=delivers),
                resolution=shot.resolution if delivers else None,
            ),
            assumptions,
        )

    def _mode(self, shot: Shot, stage: Stage, *, delivers: bool) -> tuple[Mode, tuple[str, ...]]:
        """Give the stage's mode; a stage that works on an earlier stage's clips keeps its own."""
        if stage.mode is not None and (stage.source_stage is not None or not delivers or shot.mode is None):
            return stage.mode, ()
        mode = mode_of(shot)
        drafted_without_references = (
            not delivers
            and not has_video_input(shot)
            and not any(self._models.can(model, mode) for model in stage.models)
        )
        if drafted_without_references:
            text = f"{stage.name} on {stage.models[0]} made as text-to-video, for it cannot do {mode}"
            return Mode.TEXT_TO_VIDEO, (text,)
        return mode, ()

    def _tiers(self, shot: Shot, stage: Stage, *, delivers: bool) -> tuple[str | None, ...]:
        """Give the tiers to try: one, unless a row asks for a resolution and leaves the tier open."""
        if not delivers:
            return (stage.tier,)
        pinned = shot.tier or self._choices.tier
        if pinned or shot.resolution is None:
            return (pinned or stage.tier,)
        return (stage.tier, *(tier for tier in self._models.tiers if tier != stage.tier))

    def _sounds(self, shot: Shot, stage: Stage, mode: Mode, *, delivers: bool) -> tuple[Audio, ...]:
        """Give the audio settings to try: a row's ``off`` everywhere, its ``on`` in what is delivered."""
        if not mode.product.sound_is_chosen:
            return (Audio.OFF,)
        said = shot.audio or self._choices.audio
        if said is Audio.OFF or (said is not None and delivers):
            return (said,)
        if delivers and stage.audio is Audio.ON:
            return (Audio.ON, Audio.OFF)
        return (stage.audio,)

    def _settle(self, wanted: _Wanted) -> Staged:
        provider, on, known_on = self._where

        def options(model: str) -> Sequence[Clip]:
            return [
                Clip(
                    model=model,
                    mode=wanted.mode,
                    tier=tier,
                    audio=audio,
                    video_input=wanted.video_input,
                    resolution=wanted.resolution,
                )
                for tier in wanted.tiers
                for audio in wanted.sounds
            ]

        def first_sold(model: str) -> Clip | None:
            sold = (c for c in options(model) if self._book.sells(c, provider, on, known_on=known_on))
            return next(sold, None)

        taken = route(
            wanted.models,
            wanted.mode,
            models=self._models,
            sold=lambda model: first_sold(model) is not None,
            reroute=self._choices.reroute,
        )
        clip = first_sold(taken.model) or options(taken.model)[0]
        assumptions = [taken.reason] if taken.reason else []
        if clip.audio is not wanted.sounds[0]:
            assumptions.append(f"audio off, for {provider} sells {clip.model} {clip.mode} without audio only")
        if clip.tier != wanted.tiers[0]:
            assumptions.append(f"tier {clip.tier} taken for resolution {clip.resolution}")
        lengths = self._book.lengths_for(clip, provider, on, known_on=known_on)
        return Staged(clip, lengths, tuple(assumptions))
