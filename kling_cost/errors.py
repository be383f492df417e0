"""What can go wrong, as one class per failure under one root.

Every message says what was found, what is allowed and how to cure it. A fault in a file is a
:class:`Problem` with its place; all problems of a file travel together in one :class:`InputRefused`.
Nothing here knows about files' formats, prices or the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

Level = Literal["error", "warning"]

LONGEST_SHOWN = 60
"""More characters than this of what was found are not read out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault (or doubt) and its place.

    ``row`` counts as a spreadsheet does: the header is row 1. ``column`` is a column's name or, in a
    data file, the path of a key (``offers[3].rates[0].amount``).
    """

    level: Level
    code: str
    message: str
    file: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Give ``file, row 4, column audio: message``."""
        place = [
            self.file,
            f"row {self.row}" if self.row is not None else None,
            f"column {self.column}" if self.column is not None and self.row is not None else self.column,
        ]
        where = ", ".join(part for part in place if part)
        return f"{where}: {self.message}" if where else self.message


class KlingCostError(Exception):
    """The root of every error that kling-cost raises on purpose."""

    code = "error"

    def problems(self) -> Sequence[Problem]:
        """Give the failure as problems with places, as a JSON document lists them."""
        return [Problem(level="error", code=self.code, message=str(self))]


class InputRefused(KlingCostError):  # noqa: N818 - named after what happened, as the message is
    """A file (or several) with at least one error; nothing was computed or written.

    Warnings found on the way are carried too, so that one reading shows everything.
    """

    code = "input-refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self._problems))

    def problems(self) -> Sequence[Problem]:
        """Give every problem with its place."""
        return self._problems


class NotExact(KlingCostError):  # noqa: N818
    """A number that is not an exact decimal: a float, a truth value, or text that is no number."""

    code = "not-exact"

    def __init__(self, value: object) -> None:
        shown = repr(value) if isinstance(value, str) else str(value)
        if len(shown) > LONGEST_SHOWN:
            shown = f"{shown[:LONGEST_SHOWN]}..."
        cure = "write it in digits, such as 8 or 0.084"
        if isinstance(value, float):
            cure = "a float is a binary fraction; give an int, a Decimal or text"
        super().__init__(f"{shown} is not an exact number; {cure}")


class NotAShare(KlingCostError):  # noqa: N818
    """A share (an accept rate) that is not above 0 and at most 1."""

    code = "not-a-share"

    def __init__(self, found: str) -> None:
        super().__init__(f"{found!r} is not a share above 0 and at most 1; write 0.25 or 25%")


class UnitMismatch(KlingCostError):  # noqa: N818
    """Two amounts in different units were added or compared."""

    code = "unit-mismatch"

    def __init__(self, left: str, right: str) -> None:
        super().__init__(
            f"amounts in {left} and in {right} do not add up; give both in money with --credit-price or --fx"
        )


def closest(found: str, known: Iterable[str]) -> str | None:
    """Give the known name that ``found`` was probably meant to be, or None.

    Compares without case; a candidate must share at least 60 % of the letters (difflib's ratio).
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    by_folded = {name.casefold(): name for name in known}
    matches = get_close_matches(found.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


class UnknownName(KlingCostError):  # noqa: N818
    """A name that the vocabulary does not have; the message offers the closest one.

    ``known`` is shown in full, so keep it to the names a user may type.
    """

    kind = "name"
    code = "unknown-name"

    def __init__(self, found: str, known: Iterable[str], *, hint: str = "") -> None:
        self.found = found
        self.known = tuple(known)
        self.suggestion = closest(found, self.known)
        meant = f"; did you mean {self.suggestion}?" if self.suggestion else "."
        listed = f" Known: {', '.join(self.known)}." if self.known else ""
        super().__init__(f"unknown {self.kind} {found!r}{meant}{listed}{' ' + hint if hint else ''}")


class UnknownProvider(UnknownName):
    """No such provider in the price book."""

    kind = "provider"
    code = "unknown-provider"


class UnknownModel(UnknownName):
    """No such model in ``pricing/models.toml``."""

    kind = "model"
    code = "unknown-model"


class UnknownTier(UnknownName):
    """No such tier in ``pricing/models.toml``."""

    kind = "tier"
    code = "unknown-tier"


class UnknownMode(UnknownName):
    """No such mode."""

    kind = "mode"
    code = "unknown-mode"


class UnknownAudio(UnknownName):
    """No such audio setting."""

    kind = "audio setting"
    code = "unknown-audio"


class UnknownProduct(UnknownName):
    """No such product."""

    kind = "product"
    code = "unknown-product"


class UnknownStrategy(UnknownName):
    """No such strategy."""

    kind = "strategy"
    code = "unknown-strategy"


class UnknownPlan(UnknownName):
    """No such plan or pack at the provider, or a name that several of them have."""

    kind = "plan"
    code = "unknown-plan"


class NoPublicPrice(KlingCostError):  # noqa: N818
    """The provider publishes no price; the message says what is known and what to do instead."""

    code = "no-public-price"

    def __init__(self, provider: str, known: str) -> None:
        super().__init__(f"{provider} has no public price. {known}")


class BeforeFirstCard(KlingCostError):  # noqa: N818
    """No rate card was in force that day; the message names the first day that has one."""

    code = "before-first-card"

    def __init__(
        self, provider: str, on: date, first_day: date | None, *, known_on: date | None = None
    ) -> None:
        self.first_day = first_day
        known = f" that was known on {known_on}" if known_on else ""
        cure = "there is none for any other day either"
        if first_day:
            cure = f"the first card applies from {first_day}, so ask for that day or later"
        elif known_on:
            cure = "ask with a later --known-on"
        super().__init__(f"{provider} has no rate card{known} for {on}; {cure}")


class UnknownCard(KlingCostError):  # noqa: N818
    """A rate card that is asked for by its name is not in the price book."""

    code = "unknown-card"

    def __init__(self, provider: str, card: str) -> None:
        super().__init__(
            f"the price book has no card {provider}/{card}; cards are never removed, so perhaps it is one of "
            "your own: give its folder with --pricing"
        )


class IncompleteClip(KlingCostError):  # noqa: N818
    """A clip lacks what its price depends on, or contradicts itself."""

    code = "incomplete-clip"


class NotSold(KlingCostError):  # noqa: N818
    """The provider does not sell this combination; the message names the nearest one that it does."""

    code = "not-sold"

    def __init__(self, asked: str, provider: str, card: str, nearest: str | None) -> None:
        self.nearest = nearest
        cure = f"; nearest sold: {nearest}" if nearest else ""
        super().__init__(f"{provider} does not sell {asked} (card {card}){cure}")


class Closed(NotSold):
    """The provider stopped selling; the message says since when."""

    code = "closed"

    def __init__(self, asked: str, provider: str, since: date, summary: str) -> None:
        self.nearest = None
        what = " ".join(summary.split())
        KlingCostError.__init__(self, f"{provider} stopped selling on {since}, so it has no {asked}. {what}")


class LengthNotAllowed(KlingCostError):  # noqa: N818
    """A clip's length is not on sale; the message names the nearest length."""

    code = "length-not-allowed"

    def __init__(self, asked: str, provider: str, seconds: str, allowed: str, nearest: str) -> None:
        self.nearest = nearest
        super().__init__(
            f"{provider} makes {asked} in lengths of {allowed}, not {seconds} s; nearest: {nearest} s"
        )


class ModelCannot(KlingCostError):  # noqa: N818
    """A model was asked for a mode that it does not have."""

    code = "model-cannot"

    def __init__(self, model: str, mode: str, able: Sequence[str]) -> None:
        others = f"; {' and '.join(able)} can: --reroute swaps the model" if able else ""
        super().__init__(f"{model} cannot do {mode}{others}")


class MoneyUnknown(KlingCostError):  # noqa: N818
    """Money was asked for, but what a credit costs (or an exchange rate) was not given."""

    code = "money-unknown"

    def __init__(self, unit: str, wanted: str | None = None) -> None:
        currency = wanted or "USD"
        cure = f"--credit-price '0.0133 {currency}'"
        if len(unit) == len("USD") and unit.isupper():
            cure = f"--fx {unit}/{currency}=RATE"
        super().__init__(f"what an amount in {unit} is in {currency} is not known; give {cure}")
