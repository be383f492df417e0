"""Making a lock of a quote, and writing it as a document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kling_cost.lock.figures import figures_of, gaps_of, lines_of
from kling_cost.lock.file import SCHEMA, Foundation, LockFile
from kling_cost.lock.inputs import (
    Asked,
    LockedAccounts,
    LockedExtra,
    LockedReading,
    LockedShot,
    LockedStoryboard,
)
from kling_cost.lock.parts import locked_choices, locked_money
from kling_cost.lock.seal import digest_of_files, seal_of
from kling_cost.pricebook.load import SELLER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from kling_cost.estimate import Estimate
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.staging import Choices
    from kling_cost.storyboard.reading import Reading
    from kling_cost.strategies import Strategy
    from kling_cost.takes import TakesRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quote before it is locked: an estimate with all that it follows from.

    ``storyboard_file`` is the path of the storyboard as seen from the lock, ``storyboard_sha256`` None where
    it came from standard input. ``roots`` are the folders of price data, the shipped one first.
    """

    estimate: Estimate
    strategy: Strategy
    choices: Choices
    takes: TakesRules
    book: PriceBook
    roots: Sequence[Path]
    known_on: date | None
    storyboard_file: str
    storyboard_sha256: str | None
    reading: Reading
    infer: bool = False
    title: str = ""
    assumptions: Sequence[str] = ()


def lock_of(
    quote: Quote, *, made_by: str, made_on: date, valid_until: date, valid_because: str
) -> dict[str, Any]:
    """Give the lock of a quote as a JSON document, sealed; ``made_by`` is the version of kling-cost."""
    estimate, plan = quote.estimate, quote.estimate.entry.plan
    lock = LockFile(
        made_by=made_by,
        made_on=made_on,
        valid_until=valid_until,
        valid_because=valid_because,
        title=quote.title,
        storyboard=LockedStoryboard(
            file=quote.storyboard_file,
            sha256=quote.storyboard_sha256,
            reading=_locked_reading(quote.reading, infer=quote.infer),
            shots=tuple(map(LockedShot.model_validate, plan.storyboard.shots)),
        ),
        asked=Asked(
            provider=plan.provider,
            on=plan.on,
            known_on=quote.known_on,
            strategy=quote.strategy,
            choices=locked_choices(quote.choices),
            takes=quote.takes.file,
            money=locked_money(estimate.money),
            extras=tuple(map(LockedExtra.model_validate, estimate.extras)),
            contingency=estimate.contingency,
            accounts=LockedAccounts.model_validate(estimate.accounts),
        ),
        card=plan.card,
        stands_on=tuple(
            Foundation(file=name, sha256=digest)
            for name, digest in foundations(quote.book, plan.provider, plan.card, quote.roots).items()
        ),
        figures=figures_of(estimate),
        lines=lines_of(estimate),
        unpriced=gaps_of(plan),
        assumptions=tuple(quote.assumptions),
    )
    document = _in_unicode({"schema": SCHEMA, **lock.model_dump(mode="json", exclude_defaults=True)})
    return document | {"seal": seal_of(document)}


def _in_unicode(document: dict[str, Any]) -> dict[str, Any]:
    """Write a question mark for what no JSON can carry: bytes of a file's name that are no character."""
    found: dict[str, Any] = json.loads(json.dumps(document, ensure_ascii=False).encode(errors="replace"))
    return found


def foundations(book: PriceBook, provider: str, card: str, roots: Iterable[Path]) -> Mapping[str, str]:
    """Give the SHA-256 of each file of price data behind the figures of a plan.

    What else they follow from (the strategy, planning figures for takes, prices of credits) the lock carries.
    """
    files = book.files(provider)
    named = {f"{provider}/{name}": [files[name]] for name in (f"{card}.toml", SELLER) if name in files}
    named["models.toml"] = [root / "models.toml" for root in roots]
    return {name: digest_of_files(paths) for name, paths in named.items()}


def _locked_reading(reading: Reading, *, infer: bool) -> LockedReading:
    return LockedReading(
        columns=dict(reading.columns),
        unit=reading.unit,
        fps=reading.fps,
        default_duration_s=reading.default_duration_s,
        infer=infer,
    )
