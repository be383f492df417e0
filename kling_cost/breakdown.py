"""A storyboard broken down into lines: each shot's stages, clips and takes, priced one by one.

A shot is priced whole or not at all; every decision made for the user is kept as an assumption with the
shots that it concerns.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.clips import Mode
from kling_cost.errors import KlingCostError
from kling_cost.fitting import fit
from kling_cost.quote import Line, quote_line
from kling_cost.staging import DEFAULT_IMAGE_MODEL, has_video_input, mode_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.staging import Choices, Staged, Staging
    from kling_cost.storyboard.shot import Shot
    from kling_cost.strategies import Stage, Strategy
    from kling_cost.takes import Takes, TakesRules

IMAGE_STAGE = "image"
SHOTS_NAMED = 6


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A stage of a shot that has no price, and why; the whole shot is then left out of the total."""

    shot: Shot
    stage: str
    reason: str


class Breakdown:
    """The lines, the unpriced stages and the assumptions of one plan, shot by shot."""

    def __init__(self, staging: Staging, strategy: Strategy, takes: TakesRules, choices: Choices) -> None:
        self._staging, self._strategy, self._takes, self._choices = staging, strategy, takes, choices
        self._assumed: dict[str, dict[str, None]] = {}
        self._video_shots_seen = 0
        self.lines: list[Line] = []
        self.unpriced: list[Unpriced] = []

    def add(self, shot: Shot) -> None:
        """Add a row's lines, or the reasons why it has none."""
        found = list(self._image(shot) if shot.is_image else self._video(shot))
        faults = {entry.stage: entry for entry in found if isinstance(entry, Unpriced)}
        if faults:
            self.unpriced += faults.values()
        else:
            self.lines += [entry for entry in found if isinstance(entry, Line)]

    def assumptions(self) -> list[str]:
        """Say every assumption once, with the shots it was made for."""
        return [f"{text} ({_named(list(shots))})" for text, shots in self._assumed.items()]

    def _assume(self, text: str, shot: Shot) -> None:
        self._assumed.setdefault(text, {})[shot.shot_id] = None

    def _image(self, shot: Shot) -> Iterator[Line | Unpriced]:
        try:
            clip, rate = self._staging.image(shot)
        except KlingCostError as error:
            yield Unpriced(shot, IMAGE_STAGE, str(error))
            return
        if shot.model is None:
            self._assume(f"images made with {DEFAULT_IMAGE_MODEL}, for no model is named", shot)
        if shot.resolution is None:
            self._assume(f"images made at {clip.resolution}, for no resolution is named", shot)
        takes = self._planned_takes(shot)
        yield quote_line(
            clip,
            rate,
            takes=takes.planned * shot.count,
            shot_id=shot.shot_id,
            row=shot.row,
            scene=shot.scene,
            stage=IMAGE_STAGE,
        )

    def _video(self, shot: Shot) -> Iterator[Line | Unpriced]:
        """Give the lines of each of the row's ``count`` shots, numbering clips stage by stage."""
        numbers: Counter[str] = Counter()
        self._assume_mode(shot)
        for _ in range(shot.count):
            self._video_shots_seen += 1
            stages = self._strategy.stages_for(
                first=self._video_shots_seen == 1, video_input=has_video_input(shot)
            )
            if not stages:
                yield Unpriced(shot, "", f"strategy {self._strategy.name} has no stage for this shot")
            clips: dict[str, Sequence[int]] = {}
            for stage in stages:
                yield from self._stage(shot, stage, clips, numbers, delivers=stage is stages[-1])
            if all(stage.takes != "shot" for stage in stages):
                for column in ("takes", "accept"):
                    if getattr(shot, column) is not None:
                        cause = f"strategy {self._strategy.name} fixes its takes"
                        self._assume(f"{column} of the row not used, for {cause}", shot)

    def _stage(
        self,
        shot: Shot,
        stage: Stage,
        clips: dict[str, Sequence[int]],
        numbers: Counter[str],
        *,
        delivers: bool,
    ) -> Iterator[Line | Unpriced]:
        """Give the lines of one stage; ``clips`` holds the fitted clips of the stages before it."""
        try:
            staged = self._staging.clip(shot, stage, delivers=delivers)
        except KlingCostError as error:
            clips[stage.name] = ()  # said once: a stage that works on this one's clips has none to price
            yield Unpriced(shot, stage.name, str(error))
            return
        if stage.source_stage is not None and stage.source_stage not in clips:
            yield Unpriced(shot, stage.name, f"there are no clips of stage {stage.source_stage} to work on")
            return
        for text in staged.assumptions:
            self._assume(text, shot)
        takes = self._planned_takes(shot).planned if stage.takes == "shot" else stage.takes
        clips[stage.name] = _fitted(shot, stage, staged, clips)
        for seconds in clips[stage.name]:
            numbers[stage.name] += 1
            clip, rate = self._staging.rate(staged.clip, seconds)
            yield quote_line(
                clip,
                rate,
                takes=takes,
                shot_id=shot.shot_id,
                row=shot.row,
                scene=shot.scene,
                stage=stage.name,
                clip_no=numbers[stage.name],
                delivers=delivers,
                note="; ".join(staged.assumptions),
            )

    def _planned_takes(self, shot: Shot) -> Takes:
        """Plan a shot's takes: the row's own words, else the command line's, else the default."""
        if shot.takes is not None or shot.accept is not None:
            takes = self._takes.plan(takes=shot.takes, accept=shot.accept)
        else:
            takes = self._takes.plan(takes=self._choices.takes, accept=self._choices.accept)
        if takes.accept is not None:
            count = "1 take" if takes.planned == 1 else f"{takes.planned} takes"
            self._assume(f"accept rate {plain(takes.accept)}: {count} planned, at most {takes.cap}", shot)
        elif not takes.given:
            self._assume(
                f"{takes.planned} takes, for none are given; planning figure: {self._takes.default_reason()}",
                shot,
            )
        return takes

    def _assume_mode(self, shot: Shot) -> None:
        mode = mode_of(shot)
        if shot.mode is None and mode is not Mode.MOTION_CONTROL:
            cause = "a video goes in and no mode is named" if shot.video_input else "no mode is named"
            self._assume(f"mode {mode}, for {cause}", shot)
        if mode is Mode.REFERENCE_TO_VIDEO and shot.video_input is None:
            self._assume("references are images, for video_input is empty", shot)


def _fitted(shot: Shot, stage: Stage, staged: Staged, clips: dict[str, Sequence[int]]) -> list[int]:
    """Fit a stage's clips: from the shot's length, or from each clip of the stage that it works on."""
    lengths = staged.lengths
    sources = [shot.seconds] if stage.source_stage is None else map(Decimal, clips[stage.source_stage])
    fitted = [seconds for source in sources if source is not None for seconds in fit(source, lengths)]
    cap = stage.longest_clip_s
    if cap is None:
        return fitted
    return [lengths.at_least(min(cap, seconds)) or seconds for seconds in fitted]


def _named(shot_ids: Sequence[str]) -> str:
    if len(shot_ids) == 1:
        return f"shot {shot_ids[0]}"
    shown = ", ".join(shot_ids[:SHOTS_NAMED])
    rest = len(shot_ids) - SHOTS_NAMED
    return f"{len(shot_ids)} shots: {shown}" + (f" and {rest} more" if rest > 0 else "")
