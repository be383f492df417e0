"""The takes of a stage, and who decided them.

For the stage that iterates (in a strategy of drafts the draft, else the one stage; for stills the image):

1. the row: its ``takes``, ``accept`` or both;
2. the command line: the accept rate of the row's class, else of the stage, else the plain one and the takes;
3. the strategy's accept rate for the stage;
4. the planning prior of the row's class, or of the one that the command line names;
5. the default number of takes.

A stage of fixed takes becomes a gamble if the command line or the strategy names an accept rate for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.breakdown.bill import Assumed
from kling_cost.clips import folded
from kling_cost.rounding import rounded, significant
from kling_cost.staging import mode_of
from kling_cost.storyboard.shot import AtCap
from kling_cost.takes import takes_together

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from fractions import Fraction

    from kling_cost.clips import Mode
    from kling_cost.staging import Choices
    from kling_cost.storyboard.shot import Shot
    from kling_cost.strategies import Stage
    from kling_cost.takes import AcceptRate, Takes, TakesRules
    from kling_cost.takes.rules import ShotClass

IMAGE_STAGE = "image"
PLAIN = "all"
"""Who shares an uncertain accept rate that was given for no stage and no class."""
_MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What somebody says of a clip's takes; ``why`` names who, where a reader could wonder."""

    takes: int | None = None
    accept: Decimal | Fraction | AcceptRate | None = None
    cap: int | None = None
    shared_by: str = PLAIN
    why: str = ""


class StageTakes:
    """Plans the takes of stages from rows, the command line, strategies and priors."""

    def __init__(self, rules: TakesRules, choices: Choices) -> None:
        self._rules, self._choices = rules, choices
        self._rates = {folded(name): rate for name, rate in choices.accept_of.items()}
        self._priors: dict[tuple[str, Mode], _Said] = {}

    def of(self, shot: Shot, stage: Stage | None) -> Takes:
        """Plan the takes of a clip of a stage, None for a still; the cuts of one clip are kept together."""
        alone = [self._alone(each, stage)[0] for each in shot.cuts or (shot,)]
        return (takes_together(alone) if shot.cuts else None) or alone[0]

    def assumed(self, shot: Shot, stage: Stage | None) -> Iterator[Assumed]:
        """Say what was assumed of them."""
        takes = self.of(shot, stage)
        if takes.accept is None:
            if not takes.given:
                reason = self._rules.default_reason()
                yield Assumed(f"{takes.planned} takes, for none are given; planning figure: {reason}")
            elif _iterates(stage) and shot.keepers is not None:
                yield Assumed("keepers of the row not used, for its takes are a fixed number")
            return
        for cut, each in enumerate(shot.cuts):
            alone, why = self._alone(each, stage)
            if why and alone.accept is not None:
                yield Assumed(f"{why}: {_gamble_text(alone)}", cut)
        rate = rate_text(takes.accept) + (" of all cuts together" if shot.cuts else "")
        why = "" if shot.cuts else self._alone(shot, stage)[1]
        yield Assumed(f"{why or f'accept rate {rate}'}: {_gamble_text(takes)}")
        if takes.cap is not None and takes.keepers > takes.cap:
            yield Assumed(f"{takes.keepers} keepers can never come of {takes.cap} takes")

    def _alone(self, shot: Shot, stage: Stage | None) -> tuple[Takes, str]:
        """Plan the takes of a shot in a clip of its own; name who gave its accept rate if one may ask."""
        said = next(self._who_said(shot, stage))
        planned = self._rules.plan(
            takes=said.takes,
            accept=said.accept,
            keepers=shot.keepers or 1 if _iterates(stage) else 1,
            at_cap=shot.at_cap or self._choices.at_cap or (stage.at_cap if stage else None),
            cap=said.cap,
            shared_by=said.shared_by,
        )
        return planned, said.why

    def _who_said(self, shot: Shot, stage: Stage | None) -> Iterator[_Said]:
        """Give what is said of a clip's takes; who comes first decides."""
        name = IMAGE_STAGE if stage is None else stage.name
        iterates, choices = _iterates(stage), self._choices
        of_class = shot.shot_class or choices.shot_class
        known = self._rules.shot_class(of_class) if of_class is not None and iterates else None
        if iterates and (shot.takes is not None or shot.accept is not None):
            yield _Said(takes=shot.takes, accept=shot.accept)
        takes = choices.takes if iterates else None
        if known and (rate := self._rates.get(known.name)):
            why = f"accept rate {rate} given for class {known.name}"
            yield _Said(takes=takes, accept=rate, cap=known.cap, shared_by=known.name, why=why)
        if rate := self._rates.get(folded(name)):
            why = f"accept rate {rate} given for stage {name}"
            yield _Said(takes=takes, accept=rate, shared_by=f"stage {name}", why=why)
        if iterates and (choices.takes is not None or choices.accept is not None):
            yield _Said(takes=choices.takes, accept=choices.accept)
        fixed = stage.takes if stage is not None and stage.takes != "shot" else None
        if stage is not None and stage.accept is not None:
            why = f"accept rate {plain(stage.accept)} of the strategy's stage {name}"
            yield _Said(takes=fixed, accept=stage.accept, why=why)
        if known:
            yield self._prior(known, mode_of(shot))
        yield _Said(takes=fixed)

    def _prior(self, known: ShotClass, mode: Mode) -> _Said:
        key = (known.name, mode)
        if key not in self._priors:
            self._priors[key] = self._new_prior(known, mode)
        return self._priors[key]

    def _new_prior(self, known: ShotClass, mode: Mode) -> _Said:
        rate = known.rate_for(mode)
        whose = known.name if rate == known.rate() else f"{known.name}, from a picture"
        why = f"class {whose}: accept rate {rate_said(rate)}, {self._rules.statement} (sources in takes.toml)"
        return _Said(accept=rate, cap=known.cap, shared_by=whose, why=why)


def _iterates(stage: Stage | None) -> bool:
    return stage is None or stage.takes == "shot"


def rate_text(rate: Fraction) -> str:
    """Write an accept rate: as it is, or to three digits where it has no end."""
    short = rounded(rate, _MOST_DECIMALS)
    return plain(short if short == rate else significant(rate, 3))


def rate_said(rate: AcceptRate) -> str:
    """Write a rate, an uncertain one with two deviations to either side."""
    if rate.beta is None:
        return rate_text(rate.mean)
    low, high = rate.range
    return f"{rate_text(rate.mean)}, probably {low:.2g} to {high:.2g}"


def _gamble_text(takes: Takes) -> str:
    count = "1 take" if takes.planned == 1 else f"{takes.planned} takes"
    wanted = f" for {takes.keepers} keepers" if takes.keepers > 1 else ""
    end = ", then given up" if takes.at_cap is AtCap.FAIL else ""
    return f"{count} planned{wanted}, at most {takes.cap}{end}"
