"""What a user says about the rest of a budget: extras, a contingency, the codes it is booked on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import ZERO, counted, share
from kling_cost.cli.options import Spoken
from kling_cost.cli.settings.option import setting, settings_of
from kling_cost.datafiles import fault_in
from kling_cost.errors import InputRefused, KlingCostError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from kling_cost.accounts import Accounts
    from kling_cost.cli.settings.found import Settings
    from kling_cost.compare import PricedPlan
    from kling_cost.estimate import Estimate, Extra
    from kling_cost.models import Models
    from kling_cost.money import MoneyRules


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfEstimate:
    """The options as given, over the settings."""

    extras: Sequence[Extra]
    contingency: Decimal
    accounts: Accounts

    def of_known_models(self, models: Models, settings: Settings) -> SaidOfEstimate:
        """Give the same with the models of the accounts under their own names.

        Raises:
            InputRefused: for a model that there is not.
        """
        named, problems = {}, []
        for name, account in self.accounts.models.items():
            try:
                named[models.named(name)] = account
            except KlingCostError as error:
                problems += [
                    fault_in(settings.path or Path(), each.code, each.message, "accounts.models")
                    for each in error.problems()
                ]
        if problems:
            raise InputRefused(problems)
        return replace(self, accounts=replace(self.accounts, models=named))

    def estimate(self, entry: PricedPlan, money: MoneyRules) -> Estimate:
        """Give the estimate that stands on a plan.

        Raises:
            BadExtra: for an extra in credits where the provider charges in a currency.
        """
        from kling_cost.estimate import Estimate  # noqa: PLC0415 - not every command has one

        estimate = Estimate(
            entry=entry,
            money=money,
            extras=self.extras,
            contingency=self.contingency,
            accounts=self.accounts,
        )
        _ = estimate.items  # what does not fit is refused now, not where it is first shown
        return estimate

    def describe(self) -> list[str]:
        """Name what is added to the shots, as the result must."""
        from kling_cost.estimate.estimate import contingency_said  # noqa: PLC0415 - not every command has one

        said = [f"{counted(len(self.extras), 'extra')}: {', '.join(each.name for each in self.extras)}"]
        contingency = [f"contingency: {contingency_said(self.contingency)}"] if self.contingency else []
        return [*(said if self.extras else []), *contingency]


def estimate_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--contingency``, ``--extra`` and ``--project``, gathered as ``said_of_estimate``."""

    def gather(ctx: click.Context, _param: click.Parameter, value: str | None) -> SaidOfEstimate:
        settings, without = settings_of(ctx), ctx.params.pop("no_extras")
        return SaidOfEstimate(
            extras=ctx.params.pop("extras") or ([] if without else settings.extras),
            contingency=ctx.params.pop("contingency") or ZERO,
            accounts=replace(settings.accounts, project=value or ""),
        )

    for option in (
        setting(
            "--project",
            "said_of_estimate",
            key="project",
            metavar="CODE",
            callback=gather,
            help="The project that rows which name none are booked on.",
        ),
        click.option(
            "--extra",
            "extras",
            multiple=True,
            is_eager=True,
            metavar="NAME=AMOUNT",
            type=Spoken("extra", _extra),
            help="A cost besides the shots: 'Music=500 USD', 'Titles=300 credits'. May be repeated; those of "
            "kling-cost.toml are then left out.",
        ),
        click.option(
            "--no-extras", is_flag=True, is_eager=True, help="Leave out the extras of kling-cost.toml."
        ),
        setting(
            "--contingency",
            key="contingency",
            is_eager=True,
            metavar="SHARE",
            type=Spoken("share", _share),
            help="Set a share of shots and extras aside: 10%; 0 for none.",
        ),
    ):
        function = option(function)
    return function


def _share(text: str) -> Decimal:
    return ZERO if text.strip().removesuffix("%") == "0" else share(text)


def _extra(text: str) -> Extra:
    from kling_cost.estimate.extras import read_extra  # noqa: PLC0415 - only where one is given

    return read_extra(text)
