"""What a gate says of a storyboard: a ruling for each rule that was asked for, with the rows to blame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


class Rule(StrEnum):
    """What may be asked of a storyboard; the values are the keys of ``[check]`` in ``kling-cost.toml``."""

    MAX = "max"
    MAX_INCREASE = "max_increase"
    MAX_PER_SHOT = "max_per_shot"
    MAX_PER_SCENE = "max_per_scene"
    REQUIRE_COVERAGE = "require_coverage"
    MAX_CARD_AGE = "max_card_age"
    MIN_BASIS = "min_basis"

    @property
    def summary(self) -> str:
        """What the rule asks, in one sentence."""
        return _SUMMARIES[self]


_SUMMARIES = {
    Rule.MAX: "The whole storyboard costs no more than is allowed.",
    Rule.MAX_INCREASE: "The storyboard costs no more than is allowed above what it is compared with.",
    Rule.MAX_PER_SHOT: "No shot costs more than is allowed.",
    Rule.MAX_PER_SCENE: "No scene costs more than is allowed.",
    Rule.REQUIRE_COVERAGE: "As many shots have a price as are required.",
    Rule.MAX_CARD_AGE: "No price was read longer ago than is allowed.",
    Rule.MIN_BASIS: "No price stands on a weaker basis than is required.",
}


class Outcome(StrEnum):
    """How a rule came out."""

    KEPT = "kept"
    BROKEN = "broken"
    SKIPPED = "skipped"
    """It could not be looked at, and its ruling says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A place where a rule is broken.

    ``row`` is the storyboard's row as people count it, ``line`` the line of its file where that is a text;
    both are None where the whole storyboard is meant.
    """

    message: str
    shot_id: str = ""
    row: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What became of one rule.

    ``allowed`` and ``found`` are for people (``500 USD``, ``+12.5 %``), ``limit`` and ``value`` the numbers
    in them, counted in ``unit`` (a currency, a credit, ``percent``, ``days``), where they are numbers. A
    broken rule has at least one finding.
    """

    rule: Rule
    outcome: Outcome
    allowed: str
    found: str
    message: str
    limit: Decimal | None = None
    value: Decimal | None = None
    unit: str = ""
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The rulings on a storyboard, ``file`` as it was given."""

    file: str
    rulings: Sequence[Ruling]

    @property
    def broken(self) -> Sequence[Ruling]:
        """The rules that are broken."""
        return [ruling for ruling in self.rulings if ruling.outcome is Outcome.BROKEN]

    @property
    def exceeded(self) -> bool:
        """Whether a limit is exceeded: any rule but coverage is broken."""
        return any(ruling.rule is not Rule.REQUIRE_COVERAGE for ruling in self.broken)

    @property
    def incomplete(self) -> bool:
        """Whether fewer shots have a price than are required."""
        return any(ruling.rule is Rule.REQUIRE_COVERAGE for ruling in self.broken)
