"""Options that several commands share, and the tables they open."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.settings.option import setting
from kling_cost.cli.telling import is_verbose, tell_more
from kling_cost.datafiles import pricing_dir
from kling_cost.errors import KlingCostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kling_cost.claims import Claims
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.routing import Routing
    from kling_cost.strategies import Strategies
    from kling_cost.takes import TakesRules

DEFAULT_PROVIDER = "pixverse"


class Day(click.ParamType[date]):
    """A day such as 2026-03-10."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """Read an ISO 8601 day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-03-10", param, ctx)


class Spoken(click.ParamType[Any]):
    """A value that a library function reads from text; what the function refuses, click refuses."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        """Name the value for the help text and give its reader."""
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Read the value."""
        try:
            return self._read(value) if isinstance(value, str) else value
        except KlingCostError as error:
            self.fail(str(error), param, ctx)


class Tables:
    """The data that a command works with, each table read when it is first needed."""

    def __init__(self, pricing: Path | None) -> None:
        """Lay a user's own folder over the shipped one, if there is one."""
        self.roots = (pricing_dir(), *((pricing,) if pricing else ()))

    @cached_property
    def book(self) -> PriceBook:
        """The price book."""
        from kling_cost.pricebook.book import PriceBook  # noqa: PLC0415 - read when needed

        tell_more(f"prices: {', '.join(map(str, self.roots))}")
        return PriceBook(*self.roots)

    def tell_cards(self, providers: Iterable[str], on: date, known_on: date | None) -> None:
        """With ``--verbose``, say which card of each provider is in force; nothing of one that has none."""
        if not is_verbose():
            return
        for provider in providers:
            with suppress(KlingCostError):
                card = self.book.card(provider, on, known_on=known_on)
                known = f", as known on {known_on}" if known_on else ""
                tell_more(f"card: {provider}/{card.name} on {on}{known}")

    @cached_property
    def models(self) -> Models:
        """The models."""
        from kling_cost.models import Models  # noqa: PLC0415

        return Models(*self.roots)

    @cached_property
    def claims(self) -> Claims:
        """What is said about the models."""
        from kling_cost.claims import Claims  # noqa: PLC0415

        return Claims(*self.roots, models=self.models)

    @cached_property
    def takes(self) -> TakesRules:
        """The planning figures for takes."""
        from kling_cost.takes import TakesRules  # noqa: PLC0415

        return TakesRules(*self.roots)

    @cached_property
    def routing(self) -> Routing:
        """The rules of which model a shot needs."""
        from kling_cost.routing import Routing  # noqa: PLC0415

        return Routing(*self.roots, models=self.models)

    def strategies(self, files: Sequence[Path]) -> Strategies:
        """Give the named strategies, with those of the user's files."""
        from kling_cost.strategies import Strategies  # noqa: PLC0415

        return Strategies(*files, models=self.models)


def today() -> date:
    """Give today: the command line is the only place of kling-cost that reads a clock."""
    return date.today()  # noqa: DTZ011 - a price applies on the user's calendar day


pricing_option = setting(
    "--pricing",
    "tables",
    key="pricing",
    metavar="DIR",
    envvar="KLING_COST_PRICING",
    type=click.Path(path_type=Path),
    callback=lambda _ctx, _param, value: Tables(value),
    help="A folder of your own rate cards, laid over the shipped ones. Also: KLING_COST_PRICING.",
)
"""``--pricing`` alone, for commands that ask for no price; the command receives it as ``tables``."""


def table_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--on``, ``--known-on`` and ``--pricing``; the command receives the last as ``tables``."""
    for option in (
        pricing_option,
        setting(
            "--known-on",
            key="known_on",
            type=Day(),
            help="Only cards known by that day: what would have been said then.",
        ),
        setting(
            "--on", key="on", type=Day(), default=today, help="The day the clips are made. Default: today."
        ),
    ):
        function = option(function)
    return function
