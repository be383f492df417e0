"""Strategies: named lists of stages, each with its source. What they cost is the plan's business."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from kling_cost.clips import Audio, Mode, folded
from kling_cost.datafiles import ExactNumber, Fault, FileModel, SourceFile, Text, load_file, pricing_dir
from kling_cost.errors import InputRefused, KlingCostError, Problem, UnknownStrategy
from kling_cost.storyboard.columns import MOST_TAKES
from kling_cost.storyboard.shot import AtCap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kling_cost.models import Models


class Shots(StrEnum):
    """Which shots a stage is for."""

    ALL = "all"
    FIRST = "first"
    AFTER_FIRST = "after-first"
    WITH_VIDEO_INPUT = "with-video-input"
    WITHOUT_VIDEO_INPUT = "without-video-input"


def _read_takes(value: object) -> object:
    if value == "shot" or (type(value) is int and 1 <= value <= MOST_TAKES):
        return value
    raise ValueError(f'takes are "shot" (the shot\'s own) or a whole number from 1 to {MOST_TAKES:,}')


class Stage(FileModel):
    """A phase of work on a shot: which clip is generated, and how often."""

    name: Text
    """`draft`, `final`, `restyle`, ..."""
    shots: Annotated[Shots, Field(strict=False)] = Shots.ALL
    """Which shots it is for: `all`, `first`, `after-first`, `with-video-input` or `without-video-input`."""
    models: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    """The model, or several of which the first that can make the shot is taken."""
    tier: Text
    """The tier, e.g. `standard` or `pro`."""
    audio: Annotated[Audio, Field(strict=False)]
    """`off`, `on` or `voice`; `on` in the final stage falls back to `off` where no audio is sold."""
    takes: Annotated[Literal["shot"] | int, BeforeValidator(_read_takes)]
    """`shot` for the shot's own number of takes, or a fixed number."""
    accept: Annotated[ExactNumber, Field(gt=0, le=1)] | None = None
    """The share of takes that is good enough: the stage is a gamble, `takes`, if a number, its cap."""
    at_cap: Annotated[AtCap, Field(strict=False)] | None = None
    """At the cap without a keeper: `proceed` with the best take, or `fail`: the shot is given up."""
    mode: Annotated[Mode, Field(strict=False)] | None = None
    """The mode; absent for the mode of the shot."""
    source_stage: str | None = None
    """The earlier stage whose clips this one works on, clip by clip."""
    longest_clip_s: Annotated[int, Field(ge=1)] | None = None
    """The most seconds of a clip in this stage, for short drafts."""


class Strategy(FileModel):
    """A named way of working."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """How it is asked for, e.g. `v3-draft-o3-final`."""
    summary: Text
    """What is done, in one line."""
    source: Text | None = None
    """A key of `sources`: who works like this. May be left out in a file of your own."""
    stages: Annotated[tuple[Stage, ...], Field(strict=False, min_length=1)]
    """The stages in order; the last one that is for a shot delivers it."""

    def stages_for(self, *, first: bool, video_input: bool) -> list[Stage]:
        """Give the stages of one shot, in order."""
        wanted = {
            Shots.ALL,
            Shots.FIRST if first else Shots.AFTER_FIRST,
            Shots.WITH_VIDEO_INPUT if video_input else Shots.WITHOUT_VIDEO_INPUT,
        }
        return [stage for stage in self.stages if stage.shots in wanted]


class StrategiesFile(FileModel):
    """`pricing/strategies.toml`, or a user's own file of the same form."""

    sources: dict[str, SourceFile] = Field(default_factory=dict)
    """Who works like this."""
    strategies: Annotated[tuple[Strategy, ...], Field(strict=False, min_length=1)]
    """The strategies; of two plans that cost the same, the one that stands first here is named first."""


class Strategies:
    """The named strategies: the shipped ones, then those of the user's files; a later namesake replaces."""

    def __init__(self, *files: Path, models: Models) -> None:
        """Read the shipped strategies and then each file.

        Raises:
            InputRefused: with every fault of every file (unknown models and tiers get a "did you mean").
        """
        self._by_name: dict[str, Strategy] = {}
        self._sources: dict[str, SourceFile | None] = {}
        problems: list[Problem] = []
        for path in (pricing_dir() / "strategies.toml", *files):
            try:
                file = load_file(path, StrategiesFile)
            except InputRefused as refused:
                problems += refused.problems()
                continue
            problems += _misfits(path, file, models)
            for strategy in file.strategies:
                self._by_name[strategy.name] = strategy
                self._sources[strategy.name] = file.sources.get(strategy.source or "")
        if problems:
            raise InputRefused(problems)

    def __iter__(self) -> Iterator[Strategy]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Strategy:
        """Give a strategy by its name, read forgivingly (``V3 draft O3 final``).

        Raises:
            UnknownStrategy: with the closest one.
        """
        found = self._by_name.get(folded(name))
        if found is None:
            raise UnknownStrategy(name, list(self._by_name))
        return found

    def source(self, strategy: Strategy) -> SourceFile | None:
        """Give where a strategy comes from; None for a user's own that names no source."""
        return self._sources[strategy.name]


def _misfits(path: Path, file: StrategiesFile, models: Models) -> Sequence[Problem]:
    """Find models, tiers, sources and earlier stages that there are not."""
    found: list[tuple[str, str]] = []
    for number, strategy in enumerate(file.strategies):
        where = f"strategies[{number}]"
        if strategy.source is not None and strategy.source not in file.sources:
            found.append((f"{where}.source", f"{strategy.source!r} is not in [sources]"))
        found += [(f"{where}{key}", message) for key, message in strategy_faults(strategy, models)]
    return [
        Problem(level="error", code="strategies", message=message, file=str(path), column=key)
        for key, message in found
    ]


def strategy_faults(strategy: Strategy, models: Models) -> Iterator[Fault]:
    """Find models, tiers and earlier stages that there are not; a key begins with a point, or is empty."""
    earlier: list[str] = []
    for position, stage in enumerate(strategy.stages):
        key = f".stages[{position}]"
        if stage.name in earlier:
            yield "", f"two stages are called {stage.name!r}"
        if stage.source_stage not in (None, *earlier):
            yield f"{key}.source_stage", f"source_stage {stage.source_stage!r} is not an earlier stage"
        earlier.append(stage.name)
        for name in stage.models:
            yield from ((f"{key}.models", text) for text in _unknown(name, models.named))
        yield from ((f"{key}.tier", text) for text in _unknown(stage.tier, models.tier_named))


def _unknown(name: str, named: Callable[[str], str]) -> list[str]:
    try:
        exact_name = named(name)
    except KlingCostError as error:
        return [str(error)]
    return [] if exact_name == name else [f"write {exact_name!r}, not {name!r}: a file has one spelling"]
