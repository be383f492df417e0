"""The causes for which two estimates may differ, in the order in which equal ones are named."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why an amount is another one."""

    ADDED = "shots-added"
    """A shot that was not there before, or more copies of one."""
    REMOVED = "shots-removed"
    """A shot that is not there any more, or fewer copies of one."""
    LENGTHS = "lengths"
    """A shot is longer or shorter in the film."""
    TAKES = "takes"
    """A clip is made more or less often."""
    STAGES = "way-of-working"
    """A stage, such as a draft, that only one side has."""
    PACKING = "packing"
    """The same shots share clips with other neighbours."""
    MAKING = "making"
    """Another model, tier, audio, mode or resolution."""
    RULES = "billing-rules"
    """Clips are sold in other lengths, or charged by another measure."""
    PRICE = "price"
    """The same clip has another price."""
    EXCHANGE = "exchange"
    """The same credits, or the same currency, are another sum of money."""
    COVERAGE = "coverage"
    """A shot that has a price on one side only."""
    EXTRAS = "extras"
    """An extra was added, taken away or changed."""
    CONTINGENCY = "contingency"
    """The contingency follows what it is a share of, or is another share."""

    @property
    def said(self) -> str:
        """Name it as people read it."""
        return _SAID.get(self, self.value.replace("-", " "))


_SAID = {Cause.MAKING: "model, tier or audio"}
