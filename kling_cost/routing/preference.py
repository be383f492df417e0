"""Which model a shot needs: the first of a preference that can do the mode and is sold in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.errors import ModelCannot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_cost.clips import Mode
    from kling_cost.models import Models


@dataclass(frozen=True, slots=True)
class Route:
    """The model taken, and why if it is not the first choice."""

    model: str
    reason: str = ""


def route(
    preference: Sequence[str], mode: Mode, *, models: Models, sold: Callable[[str], bool], reroute: bool
) -> Route:
    """Choose the first model of ``preference`` that can do ``mode``.

    With ``reroute`` the models that may stand in for the first one are tried too, and those that the provider
    sells in this mode come before those that it does not. Without a choice the first able model is given even
    if it is not sold: the price book then says what is.

    Raises:
        ModelCannot: when no model of the preference has the mode, naming those that have.
    """
    first = preference[0]
    candidates = [*preference, *(models[first].instead if reroute else ())]
    able = [model for model in candidates if models.can(model, mode)]
    if not able:
        raise ModelCannot(first, mode, models.able(first, mode))
    taken = next((model for model in able if sold(model)), able[0])
    if taken == first:
        return Route(taken)
    cause = "cannot do" if not models.can(first, mode) else "is not sold in"
    return Route(taken, f"{taken} instead of {first}, which {cause} {mode}")
