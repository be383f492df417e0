"""What ``plan`` and ``chart`` share: the options of a plan, and the plans that they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import share
from kling_cost.cli.money_options import SaidOfMoney, money_options
from kling_cost.cli.options import DEFAULT_PROVIDER, Spoken, Tables, table_options
from kling_cost.cli.reading_options import infer_option, reading_options, storyboard_to_plan
from kling_cost.clips import audio_named
from kling_cost.compare import Comparison, compare_plans
from kling_cost.plan import Planner
from kling_cost.pricebook.age import stale_prices
from kling_cost.staging import Choices
from kling_cost.storyboard.columns import MOST_TAKES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from kling_cost.errors import Problem
    from kling_cost.money import MoneyRules
    from kling_cost.storyboard.shot import Storyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A storyboard's plans, compared, with every assumption that the chosen one stands on."""

    storyboard: Storyboard
    comparison: Comparison
    money: MoneyRules
    tables: Tables
    on: date
    default_provider: bool

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
        return [*self.storyboard.assumptions, *provider, *self.money.describe(), *plan.assumptions]


_OPTIONS = (
    click.argument("file", type=click.Path(path_type=Path, allow_dash=True)),
    click.option(
        "--strategy",
        "strategies",
        multiple=True,
        help="Plan under this strategy only. May be repeated. Default: all named ones.",
    ),
    click.option(
        "--provider",
        "providers",
        multiple=True,
        help=f"Plan at this provider. May be repeated. Default: {DEFAULT_PROVIDER}.",
    ),
    click.option(
        "--strategies",
        "strategy_files",
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A TOML file with strategies of your own. May be repeated.",
    ),
    click.option(
        "--takes",
        type=click.IntRange(1, MOST_TAKES),
        help="Takes of shots whose row gives neither takes nor accept.",
    ),
    click.option(
        "--accept",
        type=Spoken("share", share),
        help="The share of takes that are good enough (0.25 or 25%), for such rows.",
    ),
    click.option("--tier", help="The tier of the final clip, for rows that give none."),
    click.option("--audio", help="For rows that give none: off for all stages, on or voice for the final."),
    click.option("--reroute", is_flag=True, help="Where a model cannot do a shot's mode, take one that can."),
    click.option(
        "--pack",
        is_flag=True,
        help="Let short neighbours of one scene share one clip of several cuts where that bills less.",
    ),
)


def planning_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a plan; the command hands them to :func:`plans_asked_for`."""
    function = table_options(money_options(infer_option(reading_options(function))))
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def plans_asked_for(
    *,
    file: Path,
    strategies: tuple[str, ...],
    providers: tuple[str, ...],
    strategy_files: tuple[Path, ...],
    takes: int | None,
    accept: Decimal | None,
    tier: str | None,
    audio: str | None,
    reroute: bool,
    pack: bool,
    said_of_money: SaidOfMoney,
    on: date,
    known_on: date | None,
    tables: Tables,
    **reading: Any,  # noqa: ANN401 - the reading options
) -> Planned:
    """Read the storyboard and plan it as the options say.

    Raises:
        KlingCostError: for whatever is wrong in the file or the request.
    """
    named = tables.strategies(strategy_files)
    wanted = [named[name] for name in dict.fromkeys(strategies)] or list(named)
    where = list(dict.fromkeys(map(tables.book.provider_named, providers))) or [DEFAULT_PROVIDER]
    storyboard = storyboard_to_plan(file, tables, **reading)
    choices = Choices(
        takes=takes,
        accept=accept,
        tier=tables.models.tier_named(tier) if tier else None,
        audio=audio_named(audio) if audio else None,
        reroute=reroute,
        pack=pack,
    )
    planner = Planner(book=tables.book, models=tables.models, takes=tables.takes)
    plans = [
        planner.plan(storyboard, strategy, provider=provider, on=on, known_on=known_on, choices=choices)
        for provider in where
        for strategy in wanted
    ]
    money = said_of_money.rules(tables.book, where, on, known_on)
    return Planned(
        storyboard=storyboard,
        comparison=compare_plans(plans, money),
        money=money,
        tables=tables,
        on=on,
        default_provider=not providers,
    )
