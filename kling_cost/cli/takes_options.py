"""What a user says about takes: how many, the chance that one is good, and what happens when none is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from kling_cost.breakdown import IMAGE_STAGE
from kling_cost.cli.options import Spoken
from kling_cost.cli.settings.option import setting
from kling_cost.clips import folded
from kling_cost.errors import KlingCostError, closest
from kling_cost.storyboard.columns import MOST_TAKES
from kling_cost.storyboard.shot import AtCap
from kling_cost.takes.accept_rate import BadAcceptRate, read_accept_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kling_cost.strategies import Strategy
    from kling_cost.takes import AcceptRate, TakesRules


class UnknownRateName(KlingCostError):  # noqa: N818 - named after what was asked for
    """An accept rate for what is neither a class of shot nor a stage."""

    code = "unknown-accept-name"

    def __init__(self, name: str, stages: Sequence[str], classes: Sequence[str]) -> None:
        meant = closest(folded(name), [*stages, *classes])
        hint = f"did you mean {meant!r}? " if meant else ""
        super().__init__(
            f"--accept {name}=...: there is no such stage or class of shot; {hint}"
            f"stages: {', '.join(stages)}; classes: {', '.join(classes)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfTakes:
    """The options about takes as given; the accept rate for all stages that iterate stands under ``""``."""

    takes: int | None
    accept: Mapping[str, AcceptRate]
    at_cap: AtCap | None
    shot_class: str | None

    def choices(self, rules: TakesRules, strategies: Iterable[Strategy]) -> dict[str, Any]:
        """Give them as arguments of ``Choices``; ``strategies`` are all that there are.

        Raises:
            UnknownShotClass: with the closest one.
            UnknownRateName: for a rate of something that none of the strategies has.
        """
        stages = stage_names(strategies)
        classes = [each.name for each in rules.classes]
        for name in self.accept:
            if name and folded(name) not in map(folded, (*stages, *classes)):
                raise UnknownRateName(name, stages, classes)
        return {
            "takes": self.takes,
            "accept": self.accept.get(""),
            "accept_of": {name: rate for name, rate in self.accept.items() if name},
            "at_cap": self.at_cap,
            "shot_class": rules.shot_class(self.shot_class).name if self.shot_class else None,
        }


def stage_names(strategies: Iterable[Strategy]) -> list[str]:
    """Give the stages of strategies, and that of images, which every one has."""
    return [*dict.fromkeys(stage.name for each in strategies for stage in each.stages), IMAGE_STAGE]


def takes_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--takes``, ``--accept``, ``--at-cap`` and ``--shot-class``, gathered as ``said_of_takes``."""

    def gather(ctx: click.Context, _param: click.Parameter, value: str | None) -> SaidOfTakes:
        accept: dict[str, AcceptRate] = {}
        for rates in ctx.params.pop("accept"):
            for name, rate in rates.items():
                if name in accept:
                    raise click.UsageError(f"two accept rates are given for {name or 'all'}; give one")
                accept[name] = rate
        at_cap = ctx.params.pop("at_cap")
        return SaidOfTakes(
            takes=ctx.params.pop("takes"),
            accept=accept,
            at_cap=AtCap(at_cap) if at_cap else None,
            shot_class=value,
        )

    for option in (
        setting(
            "--shot-class",
            "said_of_takes",
            key="shot_class",
            metavar="CLASS",
            callback=gather,
            help="The class of shots whose row names none, e.g. hero; `kling-cost takes` lists them.",
        ),
        setting(
            "--at-cap",
            key="at_cap",
            type=click.Choice([each.value for each in AtCap]),
            is_eager=True,
            help="No good take within the cap: proceed with the best (default), or fail: give the shot up.",
        ),
        setting(
            "--accept",
            key="accept",
            multiple=True,
            is_eager=True,
            metavar="RATE",
            type=Spoken("accept rate", _rates),
            help="The share of takes that is good enough, for rows that do not say: 0.3, 30%, a range "
            "0.2..0.4, kept of made 41/164; by stage or class as draft=0.3,final=0.7. May be repeated.",
        ),
        setting(
            "--takes",
            key="takes",
            type=click.IntRange(1, MOST_TAKES),
            is_eager=True,
            help="Takes of shots whose row gives neither takes nor accept; with --accept the cap.",
        ),
    ):
        function = option(function)
    return function


def _rates(text: str) -> Mapping[str, AcceptRate]:
    if not text.strip():
        raise BadAcceptRate("an accept rate is missing; write 0.3, or draft=0.3,final=0.7")
    return read_accept_rates(text)
