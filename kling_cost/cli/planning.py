"""What ``plan`` and ``chart`` share: the options of a plan, and the plans that they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.estimate_options import SaidOfEstimate, estimate_options
from kling_cost.cli.money_options import SaidOfMoney, money_options
from kling_cost.cli.options import DEFAULT_PROVIDER, Tables, table_options
from kling_cost.cli.progress import passing, step
from kling_cost.cli.reading_options import infer_option, reading_options, storyboard_to_plan
from kling_cost.cli.settings.option import setting, settings_of, settings_said
from kling_cost.cli.takes_options import SaidOfTakes, stage_names, takes_options
from kling_cost.clips import audio_named, folded
from kling_cost.compare import Comparison, compare_plans
from kling_cost.plan import Planner
from kling_cost.pricebook.age import stale_prices
from kling_cost.staging import Choices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from kling_cost.cli.settings.found import Settings
    from kling_cost.errors import Problem
    from kling_cost.estimate import Estimate, Rest
    from kling_cost.money import MoneyRules
    from kling_cost.storyboard.shot import Storyboard
    from kling_cost.strategies import Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A storyboard's plans, compared, with every assumption that the chosen one stands on."""

    storyboard: Storyboard
    comparison: Comparison
    money: MoneyRules
    estimate: Estimate
    title: str
    tables: Tables
    on: date
    default_provider: bool
    settings: str = ""
    """The settings in force, in words; they are told apart from the assumptions."""
    said_of_estimate: Sequence[str] = ()
    unused: Sequence[str] = ()
    """What was asked for and no shot needed."""

    @property
    def warnings(self) -> list[Problem]:
        """What was doubtful in the storyboard, and which prices of the chosen plan were read long ago."""
        rates = self.comparison.chosen.plan.rates
        return [
            *self.storyboard.warnings,
            *stale_prices(rates, self.on),
            *self.money.old_plans(self.on),
        ]

    @property
    def assumptions(self) -> list[str]:
        """What was decided for the user: in reading the file, provider, money, and the chosen plan's own."""
        provider = [f"provider {DEFAULT_PROVIDER}, the default"] if self.default_provider else []
        plan = self.comparison.chosen.plan
        return [
            *self.storyboard.assumptions,
            *provider,
            *self.money.describe(),
            *self.said_of_estimate,
            *self.unused,
            *plan.assumptions,
        ]


_OPTIONS = (
    click.argument("file", type=click.Path(path_type=Path, allow_dash=True)),
    setting(
        "--strategy",
        "strategies",
        key="strategy",
        multiple=True,
        help="Plan under this strategy only. May be repeated. Default: all named ones.",
    ),
    setting(
        "--provider",
        "providers",
        key="provider",
        multiple=True,
        help=f"Plan at this provider. May be repeated. Default: {DEFAULT_PROVIDER}.",
    ),
    setting(
        "--strategies",
        "strategy_files",
        key="strategies",
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A TOML file with strategies of your own. May be repeated.",
    ),
    setting("--tier", key="tier", help="The tier of the final clip, for rows that give none."),
    setting(
        "--audio", key="audio", help="For rows that give none: off for all stages, on or voice for the final."
    ),
    setting(
        "--reroute/--no-reroute",
        key="reroute",
        default=False,
        help="Where a model cannot do a shot's mode, take one that can.",
    ),
    setting(
        "--pack/--no-pack",
        key="pack",
        default=False,
        help="Let short neighbours of one scene share one clip of several cuts where that bills less.",
    ),
)


def planning_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a plan; the command hands them to :func:`what_is_asked`."""
    function = takes_options(infer_option(reading_options(function)))
    function = table_options(money_options(estimate_options(function)))
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a command is asked to plan: the storyboard as read, and all that decides about its plans."""

    storyboard: Storyboard
    planner: Planner
    strategies: Sequence[Strategy]
    providers: Sequence[str]
    default_provider: bool
    on: date
    known_on: date | None
    choices: Choices
    money: MoneyRules
    said_of_estimate: SaidOfEstimate
    settings: Settings
    tables: Tables
    file: Path
    reading: Mapping[str, Any]
    """The options under which the storyboard was read."""

    def rest(self) -> Rest:
        """Give what the budget holds besides the shots, for plans at the first provider."""
        from kling_cost.estimate import Rest  # noqa: PLC0415 - few ask for it

        provider = self.providers[0]
        return Rest(
            extras=self.said_of_estimate.extras,
            contingency=self.said_of_estimate.contingency,
            unit=self.tables.book.card(provider, self.on, known_on=self.known_on).file.unit,
            provider=provider,
            money=self.money,
        )

    def planned(self) -> Planned:
        """Plan it under every strategy at every provider."""
        self.tables.tell_cards(self.providers, self.on, self.known_on)
        asked = list(product(self.providers, self.strategies))
        with step("planning", len(asked)) as done:
            plans = [
                self.planner.plan(
                    self.storyboard,
                    strategy,
                    provider=provider,
                    on=self.on,
                    known_on=self.known_on,
                    choices=self.choices,
                )
                for provider, strategy in passing(asked, done)
            ]
        comparison = compare_plans(plans, self.money)
        return Planned(
            storyboard=self.storyboard,
            comparison=comparison,
            money=self.money,
            estimate=self.said_of_estimate.estimate(comparison.chosen, self.money),
            title=self.settings.title or Path(self.storyboard.file).stem,
            settings=settings_said(click.get_current_context()),
            said_of_estimate=self.said_of_estimate.describe(),
            tables=self.tables,
            on=self.on,
            default_provider=self.default_provider,
            unused=list(self._unused()),
        )

    def estimate_of(self, storyboard: Storyboard, strategy: Strategy, provider: str) -> Estimate:
        """Estimate another storyboard in one way of working, under all else that was said."""
        plan = self.planner.plan(
            storyboard,
            strategy,
            provider=provider,
            on=self.on,
            known_on=self.known_on,
            choices=self.choices,
        )
        return self.said_of_estimate.estimate(compare_plans([plan], self.money).chosen, self.money)

    def _unused(self) -> Iterator[str]:
        rows_say = all(shot.takes is not None or shot.accept is not None for shot in self.storyboard.shots)
        if rows_say and (self.choices.takes is not None or self.choices.accept is not None):
            yield "takes and accept rate given for all not used, for every row says its own"
        named = set(map(folded, self.choices.accept_of))
        planned = set(map(folded, stage_names(self.strategies)))
        classes = {each.name for each in self.tables.takes.classes}
        for name in sorted(named - planned - classes):
            yield f"accept rate of {name} not used, for no strategy that is planned has it"
        accounts = self.said_of_estimate.accounts
        for name in accounts.stages:
            if folded(name) not in planned:
                yield f"account of stage {name} not used, for no strategy that is planned has it"
        scenes = {shot.scene for shot in self.storyboard.shots}
        for name in accounts.scenes:
            if name not in scenes:
                yield f"account of scene {name!r} not used, for no shot is of it"
        of_shots = {shot.shot_class or self.choices.shot_class for shot in self.storyboard.shots}
        for name in sorted(named & classes - of_shots):
            yield f"accept rate of class {name} not used, for no shot is of it"


def what_is_asked(
    *,
    file: Path,
    strategies: tuple[str, ...],
    providers: tuple[str, ...],
    strategy_files: tuple[Path, ...],
    said_of_takes: SaidOfTakes,
    tier: str | None,
    audio: str | None,
    reroute: bool,
    pack: bool,
    said_of_money: SaidOfMoney,
    said_of_estimate: SaidOfEstimate,
    on: date,
    known_on: date | None,
    tables: Tables,
    **reading: Any,  # noqa: ANN401 - the reading options
) -> Asked:
    """Read the storyboard and the options.

    Raises:
        KlingCostError: for whatever is wrong in the file or the request.
    """
    settings = settings_of(click.get_current_context())
    named = tables.strategies(strategy_files)
    wanted = [named[name] for name in dict.fromkeys(strategies)] or list(named)
    where = list(dict.fromkeys(map(tables.book.provider_named, providers))) or [DEFAULT_PROVIDER]
    return Asked(
        storyboard=storyboard_to_plan(file, tables, **reading),
        planner=Planner(book=tables.book, models=tables.models, takes=tables.takes),
        strategies=wanted,
        providers=where,
        default_provider=not providers,
        on=on,
        known_on=known_on,
        choices=Choices(
            **said_of_takes.choices(tables.takes, list(named)),
            tier=tables.models.tier_named(tier) if tier else None,
            audio=audio_named(audio) if audio else None,
            reroute=reroute,
            pack=pack,
        ),
        money=said_of_money.rules(tables.book, where, on, known_on),
        said_of_estimate=said_of_estimate.of_known_models(tables.models, settings),
        settings=settings,
        tables=tables,
        file=file,
        reading=reading,
    )
