"""What a kind of row comes to under one strategy: its stages, clips and takes, priced one by one.

Every decision made for the user is kept as an assumption.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.breakdown.bill import Assumed, Bill, Fault, Stake
from kling_cost.breakdown.stage_takes import IMAGE_STAGE, StageTakes
from kling_cost.clips import Mode
from kling_cost.errors import KlingCostError
from kling_cost.fitting import fit
from kling_cost.quote import quote_line
from kling_cost.staging import DEFAULT_IMAGE_MODEL, has_video_input, mode_of, models_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.quote import Line
    from kling_cost.staging import Choices, Staged, Staging
    from kling_cost.storyboard.shot import Shot
    from kling_cost.strategies import Stage, Strategy
    from kling_cost.takes import Takes, TakesRules

_NO_LENGTH = "its length is not known; write it into the file or give --default-duration"


class Biller:
    """Tells what rows come to under one strategy at one provider."""

    def __init__(self, staging: Staging, strategy: Strategy, takes: TakesRules, choices: Choices) -> None:
        self._staging, self._strategy = staging, strategy
        self._takes = StageTakes(takes, choices)
        self._assumed: dict[Assumed, None] = {}

    def bill(self, shot: Shot, *, first: bool) -> Bill:
        """Give the lines of a row, or why it has none; ``first`` is for a film's first video shot."""
        self._assumed = {}
        found = list(self._image(shot) if shot.is_image else self._video(shot, first=first))
        faults = {entry.stage: entry for entry in found if isinstance(entry, Fault)}
        made = [] if faults else [entry for entry in found if not isinstance(entry, Fault)]
        return Bill(
            lines=tuple(line for line, _ in made),
            stakes=tuple(stake for _, stake in made),
            faults=tuple(faults.values()),
            assumed=tuple(self._assumed),
        )

    def _assume(self, text: str, cut: int | None = None) -> None:
        self._assumed[Assumed(text, cut)] = None

    def _image(self, shot: Shot) -> Iterator[tuple[Line, Stake] | Fault]:
        try:
            clip, rate = self._staging.image(shot)
        except KlingCostError as error:
            yield Fault(IMAGE_STAGE, str(error), shot.model or DEFAULT_IMAGE_MODEL)
            return
        if shot.model is None:
            self._assume(f"images made with {DEFAULT_IMAGE_MODEL}, for no model is named")
        if shot.resolution is None:
            self._assume(f"images made at {clip.resolution}, for no resolution is named")
        takes = self._planned_takes(shot, None)
        line = quote_line(clip, rate, takes=takes.planned * shot.count, stage=IMAGE_STAGE)
        yield line, Stake(takes, pieces=shot.count)

    def _video(self, shot: Shot, *, first: bool) -> Iterator[tuple[Line, Stake] | Fault]:
        """Give the lines of each of the row's ``count`` shots, numbering clips stage by stage."""
        if shot.seconds is None:
            yield Fault("", _NO_LENGTH, shot.model or "")
            return
        numbers: Counter[str] = Counter()
        for cut, each in _each_cut(shot):
            self._assume_mode(each, cut)
        if shot.cuts:
            self._assume_shared_fate(shot)
        for copy in range(shot.count):
            stages = self._strategy.stages_for(first=first and copy == 0, video_input=has_video_input(shot))
            if not stages:
                reason = f"strategy {self._strategy.name} has no stage for this shot"
                yield Fault("", reason, shot.model or "")
            clips: dict[str, Sequence[int]] = {}
            for stage in stages:
                for made in self._stage(shot, stage, clips, numbers, delivers=stage is stages[-1]):
                    yield made if isinstance(made, Fault) else (made[0], Stake(made[1], copy))
            if all(stage.takes != "shot" for stage in stages):
                self._assume_takes_fixed(shot)

    def _stage(
        self,
        shot: Shot,
        stage: Stage,
        clips: dict[str, Sequence[int]],
        numbers: Counter[str],
        *,
        delivers: bool,
    ) -> Iterator[tuple[Line, Takes] | Fault]:
        """Give the lines of a stage with their takes; ``clips`` holds the fitted clips of those before it."""
        try:
            staged = self._staged(shot, stage, delivers=delivers)
        except KlingCostError as error:
            clips[stage.name] = ()  # said once: a stage that works on this one's clips has none to price
            yield Fault(stage.name, str(error), models_of(shot, stage, delivers=delivers)[0])
            return
        if stage.source_stage is not None and stage.source_stage not in clips:
            reason = f"there are no clips of stage {stage.source_stage} to work on"
            yield Fault(stage.name, reason, models_of(shot, stage, delivers=delivers)[0])
            return
        for text in (*staged.assumptions, *staged.of_limits):
            self._assume(text)
        takes = self._planned_takes(shot, stage)
        clips[stage.name] = _fitted(shot, stage, staged, clips)
        notes = [_cuts_text(shot), *staged.assumptions] if shot.cuts else staged.assumptions
        for seconds in clips[stage.name]:
            numbers[stage.name] += 1
            clip, rate = self._staging.rate(staged.clip, seconds)
            line = quote_line(
                clip,
                rate,
                takes=takes.planned,
                stage=stage.name,
                clip_no=numbers[stage.name],
                delivers=delivers,
                note="; ".join(notes),
            )
            yield line, takes

    def _staged(self, shot: Shot, stage: Stage, *, delivers: bool) -> Staged:
        """Give the kind of clip of a stage; of several shots, unless it works on an earlier stage's clips."""
        staged = self._staging.clip(shot, stage, delivers=delivers)
        if shot.cuts and stage.source_stage is None:
            return self._staging.of_several_shots(staged)
        return staged

    def takes_of(self, shot: Shot, stage: Stage) -> Takes:
        """Plan the takes of each clip of a stage."""
        return self._takes.of(shot, stage)

    def _planned_takes(self, shot: Shot, stage: Stage | None) -> Takes:
        """Plan the takes of each clip of a stage and say what was assumed; None stands for a still."""
        for assumed in self._takes.assumed(shot, stage):
            self._assumed[assumed] = None
        return self._takes.of(shot, stage)

    def _assume_takes_fixed(self, shot: Shot) -> None:
        cause = f"strategy {self._strategy.name} fixes its takes"
        for cut, each in _each_cut(shot):
            for column in ("takes", "accept", "keepers", "shot_class"):
                if getattr(each, column) is not None:
                    self._assume(f"{column} of the row not used, for {cause}", cut)

    def _assume_shared_fate(self, shot: Shot) -> None:
        self._assume("packed with neighbours into one clip: one rejected take repeats the whole group")
        if not shot.scene:
            self._assume("neighbours without a scene taken for one scene")

    def _assume_mode(self, shot: Shot, cut: int | None) -> None:
        mode = mode_of(shot)
        if shot.mode is None and mode is not Mode.MOTION_CONTROL:
            cause = "a video goes in and no mode is named" if shot.video_input else "no mode is named"
            self._assume(f"mode {mode}, for {cause}", cut)
        if mode is Mode.REFERENCE_TO_VIDEO and shot.video_input is None:
            self._assume("references are images, for video_input is empty", cut)


def _each_cut(shot: Shot) -> Iterator[tuple[int | None, Shot]]:
    """Give each cut of a group with its place, or the shot itself."""
    return enumerate(shot.cuts) if shot.cuts else iter([(None, shot)])


def _fitted(shot: Shot, stage: Stage, staged: Staged, clips: dict[str, Sequence[int]]) -> Sequence[int]:
    """Fit a stage's clips: from the shot's length, or from each clip of the stage that it works on."""
    lengths = staged.lengths
    if staged.cuts is not None:
        clip = clip_of_cuts(shot.cuts, stage, staged)
        return [] if clip is None else [clip]
    sources = [shot.seconds] if stage.source_stage is None else map(Decimal, clips[stage.source_stage])
    fitted = [seconds for source in sources if source is not None for seconds in fit(source, lengths)]
    cap = stage.longest_clip_s
    if cap is None:
        return fitted
    return [lengths.at_least(min(cap, seconds)) or seconds for seconds in fitted]


def clip_of_cuts(shots: Sequence[Shot], stage: Stage, staged: Staged) -> int | None:
    """Give the length of a stage's clip of several shots, or None where they do not fit into one.

    A short draft shortens each of the cuts: cut off at its end it would show the first shots only.
    """
    cuts = [shot.seconds for shot in shots if shot.seconds is not None]
    cap = stage.longest_clip_s
    if cap is not None:
        cuts = [min(cut, Decimal(cap)) for cut in cuts]
    return staged.cuts.clip_of(cuts, staged.lengths) if staged.cuts is not None else None


def _cuts_text(shot: Shot) -> str:
    """Write ``3 cuts: 0.5 + 1.2 + 2 s``."""
    seconds = " + ".join(plain(cut.seconds) for cut in shot.cuts if cut.seconds is not None)
    return f"{len(shot.cuts)} cuts: {seconds} s"
