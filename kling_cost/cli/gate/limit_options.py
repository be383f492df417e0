"""What a user says about limits: options that ``[check]`` of ``kling-cost.toml`` may set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.options import Spoken
from kling_cost.cli.settings.option import setting
from kling_cost.gate.limits import Limits, Measure, read_allowance, read_coverage, read_increase
from kling_cost.pricebook.rate import Basis

if TYPE_CHECKING:
    from collections.abc import Callable

_GIVEN = ("max_increase", "max_per_shot", "max_per_scene", "measure", "require_coverage", "max_card_age")
_FIELDS = {"most": "max"} | {name: name for name in _GIVEN}
"""The field of the limits that each option gives; ``max`` is a name of Python's."""


def _gathered(ctx: click.Context, _param: click.Parameter, value: str | None) -> Limits:
    """Make one of the options that were read before this one, the last."""
    said = {field: ctx.params.pop(name) for name, field in _FIELDS.items()}
    return Limits(
        **said | {"measure": Measure(said["measure"])},
        min_basis=Basis(value) if value else None,
    )


_OPTIONS = (
    setting(
        "--max",
        "most",
        key="check.max",
        is_eager=True,
        metavar="AMOUNT",
        type=Spoken("amount", read_allowance),
        help="What the whole storyboard may cost: 2000 in the plan's unit, or '500 USD'.",
    ),
    setting(
        "--max-increase",
        key="check.max_increase",
        is_eager=True,
        metavar="SHARE|AMOUNT",
        type=Spoken("increase", read_increase),
        help="How much more than --base it may cost: 10%, or '50 USD'.",
    ),
    setting(
        "--base",
        key="check.base",
        metavar="LOCK|FILE|git:REV",
        type=click.Path(),
        help="What it is compared with: a lock, another storyboard, or the same file where REV and this "
        "commit last agreed, such as git:origin/main.",
    ),
    setting(
        "--max-per-shot",
        key="check.max_per_shot",
        is_eager=True,
        metavar="AMOUNT",
        type=Spoken("amount", read_allowance),
        help="What a single shot may cost.",
    ),
    setting(
        "--max-per-scene",
        key="check.max_per_scene",
        is_eager=True,
        metavar="AMOUNT",
        type=Spoken("amount", read_allowance),
        help="What a scene may cost.",
    ),
    setting(
        "--measure",
        key="check.measure",
        is_eager=True,
        type=click.Choice([each.value for each in Measure]),
        default=Measure.SUM.value,
        help="Hold the sum of the lines against these limits (default), or what is enough with a chance of "
        "50, 80 or 90 %.",
    ),
    setting(
        "--require-coverage",
        key="check.require_coverage",
        is_eager=True,
        metavar="SHARE",
        type=Spoken("share", read_coverage),
        default="100%",
        help="The share of shots that must have a price. Default: 100%.",
    ),
    setting(
        "--max-card-age",
        key="check.max_card_age",
        is_eager=True,
        metavar="DAYS",
        type=click.IntRange(0),
        help="How many days ago a price may have been read.",
    ),
    setting(
        "--min-basis",
        "limits",
        key="check.min_basis",
        callback=_gathered,
        type=click.Choice([each.value for each in Basis]),
        help="The weakest basis that a price may stand on.",
    ),
)


def limit_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; the command gets them as ``limits``, and ``--base`` as ``base``."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
