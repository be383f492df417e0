"""Short neighbours of one scene packed into one clip of several cuts, where that bills less.

A group is one generation from the draft to the final: every stage that generates must make such clips, and
all its shots must ask for the same one. A picture opens a clip, so a shot that begins from a picture may
open a group and never follows in one. What is packed costs whatever its lines come to: the bills compared
here are the plan's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kling_cost.amounts import EXACT, ZERO
from kling_cost.breakdown import clip_of_cuts
from kling_cost.clips import Mode
from kling_cost.errors import KlingCostError
from kling_cost.fitting import pack
from kling_cost.staging import has_video_input
from kling_cost.takes import takes_together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from kling_cost.amounts import Amount
    from kling_cost.breakdown import Ask, Bill, Biller, Breakdown
    from kling_cost.clips import Clip
    from kling_cost.staging import Staged, Staging
    from kling_cost.storyboard.shot import Shot
    from kling_cost.strategies import Stage, Strategy
    from kling_cost.takes import Takes

_GROUPS_KEPT = 2**14
_OF_EACH_CUT: dict[str, Any] = dict.fromkeys(("takes", "accept", "keepers", "at_cap", "shot_class"))
JOINT = "+"
"""What stands between the ids of shots that share a clip: ``3+4+5``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """What packing did to a plan: the groups, and what every shot alone would come to.

    ``reason`` says why there are no groups.
    """

    groups: Sequence[Shot]
    unpacked: Amount
    unpacked_billed_s: Decimal
    reason: str = ""

    @property
    def shots(self) -> int:
        """How many shots share a clip with others."""
        return sum(len(group.cuts) for group in self.groups)


@dataclass(frozen=True, slots=True, eq=False)
class _Ask:
    """What a strategy makes of a shot that may share a clip: stages, and the kind of clip of each."""

    stages: Sequence[Stage]
    kinds: Sequence[Staged]

    @property
    def most_cuts(self) -> int:
        return min(kind.cuts.most_cuts for kind in self.kinds if kind.cuts is not None)


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """What some rows that may share a clip ask for, and their bill alone."""

    shot: Shot
    ask: _Ask
    first: bool
    takes: Sequence[Takes]
    """Stage by stage."""
    alone: Decimal


@dataclass(frozen=True, slots=True)
class _Member:
    """A shot that may share a clip, and its place among the rows."""

    place: int
    shot: Shot
    kind: _Kind


class Packer:
    """Packs the shots of a storyboard for one strategy at one provider."""

    def __init__(self, staging: Staging, strategy: Strategy, biller: Biller) -> None:
        self._staging, self._strategy, self._biller = staging, strategy, biller
        self._asks: dict[tuple[object, ...], _Ask | str] = {}
        self._follows: dict[tuple[_Ask, _Ask], bool] = {}
        self._bills: dict[tuple[object, ...], Decimal | None] = {}
        self._reasons: dict[str, None] = {}
        self._tried = False
        # Neighbours repeat themselves too, but not without end: what is kept of them is bounded.
        self._shared = lru_cache(maxsize=_GROUPS_KEPT)(self._bill_of)

    def pack(self, alone: Breakdown) -> list[Shot]:
        """Give the rows, each group as one shot in its first shot's place; ``alone`` prices each alone."""
        rows: dict[int, Shot] = dict(enumerate(alone.rows.shots))
        for run in self._runs(alone):
            for group in self._grouped(run):
                rows[group[0].place] = together([member.shot for member in group])
                for member in group[1:]:
                    del rows[member.place]
        return list(rows.values())

    def _grouped(self, run: Sequence[_Member]) -> Iterator[Sequence[_Member]]:
        """Give the groups of a stretch in which it comes to least, those of one shot left out."""
        self._tried = self._tried or len(run) > 1
        kinds = tuple(member.kind for member in run)
        full = [len(run) + 1] * len(run)

        def bill(first: int, end: int) -> Decimal | None:
            if end - first == 1:
                return kinds[first].alone
            if end >= full[first]:
                return None
            fits, billed = self._shared(kinds[first:end])
            if not fits:
                full[first] = end  # nor will it hold any more
            return billed

        at = 0
        for size in pack(len(run), bill, most=max(kind.ask.most_cuts for kind in kinds)):
            if size > 1:
                yield run[at : at + size]
            at += size

    @property
    def reason(self) -> str:
        """Say why nothing was packed."""
        reason = "no neighbours of one scene come to less together"
        return reason if self._tried else next(iter(self._reasons), reason)

    def _runs(self, alone: Breakdown) -> Iterator[list[_Member]]:
        """Give stretches of neighbours of one scene and account that may share clips, stills aside."""
        rows = alone.rows
        kinds = [self._kind(ask, bill) for ask, bill in zip(rows.asks, alone.bills, strict=True)]
        run: list[_Member] = []
        for place, (shot, number) in enumerate(zip(rows.shots, rows.numbers, strict=True)):
            if shot.is_image:
                continue
            kind = kinds[number]
            if run and (kind is None or _whose(shot) != _whose(run[0].shot)):
                yield run
                run = []
            if kind is not None:
                run.append(_Member(place, shot, kind))
        if run:
            yield run

    def _kind(self, asked: Ask, bill: Bill) -> _Kind | None:
        shot = asked.shot
        if shot.is_image:
            return None
        ask = self._ask(shot, first=asked.first)
        if isinstance(ask, str):
            self._reasons.setdefault(ask)
            return None
        alone = bill.amount
        if alone is None:
            return None
        takes = [self._biller.takes_of(shot, stage) for stage in ask.stages]
        return _Kind(shot, ask, asked.first, takes, alone)

    def _ask(self, shot: Shot, *, first: bool) -> _Ask | str:
        """Give what a shot asks for, or why it shares no clip."""
        if shot.seconds is None:
            return "a shot of unknown length shares no clip"
        if shot.count > 1:
            return "a row that stands for several shots shares no clip"
        key = (shot.mode, shot.video_input, shot.model, shot.tier, shot.audio, shot.resolution, first)
        if key not in self._asks:
            try:
                self._asks[key] = self._asked(shot, first=first)
            except KlingCostError as error:
                self._asks[key] = str(error)
        return self._asks[key]

    def _asked(self, shot: Shot, *, first: bool) -> _Ask | str:
        stages = self._strategy.stages_for(first=first, video_input=has_video_input(shot))
        kinds: list[Staged] = []
        for stage in stages:
            staged = self._staging.clip(shot, stage, delivers=stage is stages[-1])
            generates = stage.source_stage is None
            kinds.append(self._staging.of_several_shots(staged) if generates else staged)
        if all(kind.cuts is None for kind in kinds):
            return f"strategy {self._strategy.name} generates no clip for this shot"
        return _Ask(stages, kinds)

    def _bill_of(self, group: Sequence[_Kind]) -> tuple[bool, Decimal | None]:
        """Tell whether a clip holds these shots; give what it comes to, None where they cannot share it."""
        opener = group[0]
        if not all(self._may_follow(opener.ask, kind.ask) for kind in group[1:]):
            return False, None
        shots = [kind.shot for kind in group]
        clips = [
            clip_of_cuts(shots, stage, staged)
            for stage, staged in zip(opener.ask.stages, opener.ask.kinds, strict=True)
            if staged.cuts is not None
        ]
        if None in clips:
            return False, None
        takes = [takes_together(of_stage) for of_stage in zip(*(kind.takes for kind in group), strict=True)]
        if None in takes:
            return True, None
        key = (opener.ask, *clips, *takes)
        if key not in self._bills:
            self._bills[key] = self._biller.bill(together(shots), first=opener.first).amount
        return True, self._bills[key]

    def _may_follow(self, opener: _Ask, other: _Ask) -> bool:
        """Tell whether a shot may be a later cut of a clip: made from words, and otherwise of its kind."""
        known = self._follows.get((opener, other))
        if known is None:
            known = self._follows[opener, other] = opener.stages == other.stages and all(
                kind.clip == (opening.clip if kind.cuts is None else _from_words(opening.clip))
                for opening, kind in zip(opener.kinds, other.kinds, strict=True)
            )
        return known


def _whose(shot: Shot) -> tuple[str, str, str]:
    return shot.scene, shot.account, shot.project


def _from_words(clip: Clip) -> Clip:
    return replace(clip, mode=Mode.TEXT_TO_VIDEO)


def together(shots: Sequence[Shot]) -> Shot:
    """Give several shots as one, whose cuts they are; whatever a stage asks it is the first shot's."""
    seconds = ZERO
    for shot in shots:
        seconds = EXACT.add(seconds, shot.seconds or ZERO)
    joined = JOINT.join(shot.shot_id for shot in shots)
    return replace(shots[0], shot_id=joined, seconds=seconds, **_OF_EACH_CUT, cuts=tuple(shots))
