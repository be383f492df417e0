"""Plans and packs: what a provider's credit costs, from dated, sourced files ``plans-<day>.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from kling_cost.amounts import EXACT
from kling_cost.clips import folded
from kling_cost.currencies import CURRENCY
from kling_cost.datafiles import ExactNumber, Fault, FileModel, Text
from kling_cost.errors import UnknownPlan
from kling_cost.pricebook.numbers import noise
from kling_cost.pricebook.rate import Basis
from kling_cost.pricebook.seller import Slug
from kling_cost.pricebook.version import VersionFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Currency = Annotated[str, StringConstraints(pattern=f"^{CURRENCY.pattern}$")]
Kind = Literal["subscription", "pack", "pay-as-you-go"]
Period = Literal["month", "year", "once"]
Terms = Literal["regular", "intro", "renewal", "list"]


class CreditPlanFile(FileModel):
    """A subscription or a pack."""

    id: Slug
    """Unique within the file; what `--pay-with` names."""
    name: Text
    """The plan as the provider calls it, e.g. `Premier`."""
    kind: Kind
    """`subscription`, `pack` or `pay-as-you-go`."""
    period: Period = "once"
    """What the price pays: a `month`, a `year`, or `once`."""
    terms: Terms = "regular"
    """`intro` (first month), `renewal` (every later one), `list` (the struck-out price), else `regular`."""
    price: Annotated[ExactNumber, Field(ge=0)]
    """What it costs, in `currency`, for the whole period."""
    currency: Currency
    """An ISO 4217 currency."""
    credits: Annotated[ExactNumber, Field(gt=0)] | None = None
    """The credits that the price buys over the whole period, bonus included. Absent where nobody says."""
    bonus: Annotated[ExactNumber, Field(ge=0)] | None = None
    """Those of `credits` that come on top of what is paid for."""
    expires: str = ""
    """When credits that are not used are lost."""
    source: Text
    """A key of `sources`."""
    basis: Annotated[Basis, Field(strict=False)]
    """`published` by the provider, `third-party`, or `approximate`."""
    note: str = ""
    """Anything a buyer must know."""


class PlansFile(VersionFile):
    """`pricing/<provider>/plans-<day>.toml`: the plans and packs of a provider from one day on."""

    worth: Annotated[ExactNumber, Field(gt=0)] = Decimal(1)
    """How much of `unit` one credit of a plan pays for. 1, except where cards are in a currency and packs are
    sold in units of so much list price."""
    plural: str = ""
    """How the credits of the plans are called, where that is not how the provider's own are: `units`."""
    plans: Annotated[tuple[CreditPlanFile, ...], Field(strict=False)] = ()
    """The plans and packs; at least one, but for a cancellation."""

    def faults(self) -> Iterator[Fault]:
        """Give what contradicts itself in the plans."""
        yield from super().faults()
        if self.cancelled == bool(self.plans):
            cure = "drop them, or cancelled" if self.plans else "add one"
            yield "plans", f"a file of plans has some, and a cancellation has none; {cure}"
        if noisy := noise(self.worth):
            yield "worth", noisy
        seen: dict[str, int] = {}
        for number, plan in enumerate(self.plans):
            here = f"plans[{number}]"
            if seen.setdefault(plan.id, number) != number:
                message = f"id {plan.id} is used already, at plans[{seen[plan.id]}].id; give this one its own"
                yield f"{here}.id", message
            numbers = {"price": plan.price, "credits": plan.credits, "bonus": plan.bonus}
            noises = ((key, noise(value)) for key, value in numbers.items())
            yield from ((f"{here}.{key}", message) for key, message in noises if message)
            yield from self.source_faults(here, f"plan {plan.id}", plan.source, plan.basis)
            if plan.bonus is not None and (plan.credits is None or plan.bonus >= plan.credits):
                yield f"{here}.bonus", "bonus is a part of credits; let credits be all that the price buys"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CreditPlans:
    """A provider's plans and packs in memory."""

    name: str
    provider: str
    path: Path
    file: PlansFile

    def named(self, name: str) -> CreditPlanFile:
        """Read a plan's id or name forgivingly.

        Raises:
            UnknownPlan: with the closest one, also for a name that several plans share.
        """
        called = self._called(name)
        if len(called) == 1:
            return called[0]
        hint = (
            "Several are called so." if called else f"kling-cost plans {self.provider} says what they cost."
        )
        raise UnknownPlan(name, [plan.id for plan in called or self.file.plans], hint=hint)

    def has(self, name: str) -> bool:
        """Tell whether there is a plan of this id or name."""
        return bool(self._called(name))

    def _called(self, name: str) -> list[CreditPlanFile]:
        """Give the plan of an id, or all of a name."""
        key = folded(name)
        by_id = [plan for plan in self.file.plans if plan.id == key]
        return by_id or [plan for plan in self.file.plans if folded(plan.name) == key]

    def buys(self, plan: CreditPlanFile) -> Decimal | None:
        """Give what a plan's price buys, in the unit of the rate card; None where nobody says how much."""
        return None if plan.credits is None else EXACT.multiply(plan.credits, self.file.worth)

    def per_unit(self, plan: CreditPlanFile) -> Fraction | None:
        """Give what one unit of the rate card costs under a plan, in its currency; None where not known."""
        buys = self.buys(plan)
        return Fraction(plan.price) / Fraction(buys) if buys and plan.price else None
