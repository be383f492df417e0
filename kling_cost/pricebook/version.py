"""A version: one dated file of a provider, and which of several is in force.

Two clocks. ``on`` picks by the day from which a version applies, ``known_on`` by the day on which we learned
of it. A version may be announced ahead, corrected by a later one of the same day, or taken back.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from kling_cost.datafiles import Fault, FileModel, SourceFile, Text
from kling_cost.errors import closest
from kling_cost.pricebook.rate import Basis

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

VERSION_NAME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(-r(?P<revision>[2-9]|[1-9]\d+))?")
"""``2026-03-10``, or ``2026-03-10-r2`` for its correction."""


class VersionFile(FileModel):
    """What every dated file says about itself."""

    applies_from: date
    """The first day of what it says, as far as is known; equals the day in the file's name."""
    first_day: Literal["stated", "inferred", "announced"]
    """`stated` by a source, `inferred` (in force by then, true first day unknown), or `announced` ahead."""
    known_from: date
    """The day we learned of it: `--known-on` before that day does not see this file."""
    summary: Text
    """What this file is and what changed since the one before it."""
    supersedes: Text | None = None
    """Only in a correction: the name of the file it replaces, e.g. `2026-02-05`."""
    reason: Text | None = None
    """Only in a correction: what was wrong."""
    cancelled: bool = False
    """Only in a correction: what was announced never came into force. The file then lists no prices."""
    unit: Text
    """The provider's credit id, or an ISO 4217 currency."""
    sources: dict[str, SourceFile]
    """The sources by key."""

    def faults(self) -> Iterator[Fault]:
        """Give what contradicts itself in the version."""
        if (self.supersedes is None) != (self.reason is None):
            cure = f"add {'supersedes' if self.supersedes is None else 'reason'}, or drop the other"
            yield "supersedes", f"a correction has both supersedes and reason, any other file neither; {cure}"
        if self.cancelled and self.supersedes is None:
            yield "cancelled", "a cancellation names the file that it takes back; add supersedes and reason"
        if self.first_day == "announced" and self.known_from > self.applies_from:
            yield "first_day", f"announced on {self.known_from}, after its first day; say stated or inferred"

    def source_faults(self, here: str, what: str, source: str, basis: Basis) -> Iterator[Fault]:
        """Give what is wrong with the source of a price, ``what``, that stands at the key ``here``."""
        found = self.sources.get(source)
        if found is None:
            yield f"{here}.source", f"{what}: {source!r} is not in [sources]; {self._source_cure(source)}"
        elif found.link is None and basis is Basis.PUBLISHED:
            rule = "a price without a link is third-party at best, not published"
            yield f"{here}.basis", f"{rule}; write third-party, or give [sources.{source}] its link"

    def _source_cure(self, source: str) -> str:
        """Say which source may have been meant, or that it is to be added."""
        meant = closest(source, self.sources)
        if meant:
            return f"did you mean {meant}? Otherwise add [sources.{source}]"
        others = f", or name one that is there: {', '.join(self.sources)}" if self.sources else ""
        return f"add [sources.{source}]{others}"


class Version(Protocol):
    """A version in memory."""

    @property
    def name(self) -> str:
        """Its name: day and revision."""

    @property
    def file(self) -> VersionFile:
        """What its file says."""


AnyVersion = TypeVar("AnyVersion", bound=Version)


def in_order(name: str) -> tuple[str, int]:
    """Sort versions by their day, corrections after what they correct: 2026-02-05, 2026-02-05-r2, ..."""
    day, _, revision = name.partition("-r")
    return day, int(revision or 1)


def standing(versions: Iterable[AnyVersion], known_on: date | None) -> list[AnyVersion]:
    """Give the versions that stand as known on a day: neither corrected nor taken back by then.

    Without ``known_on``: all we know today. The order stays.
    """
    known = [version for version in versions if known_on is None or version.file.known_from <= known_on]
    replaced = {version.file.supersedes for version in known}
    return [version for version in known if version.name not in replaced and not version.file.cancelled]


def in_force(versions: Sequence[AnyVersion], on: date, known_on: date | None) -> AnyVersion | None:
    """Give the version that applies on a day as known on another, or None before the first one."""
    applying = [version for version in standing(versions, known_on) if version.file.applies_from <= on]
    return applying[-1] if applying else None


def misfits(
    versions: Mapping[str, VersionFile], names: Collection[str]
) -> Iterator[tuple[str, str, str, str]]:
    """Hold each version against its name and the one that it corrects, and refuse overlaps.

    ``names`` are those of all files, also of files that could not be read.

    Yields:
        The version's name, a code, the key, and what is wrong.
    """
    for name, file in versions.items():
        day, revision = in_order(name)
        if day != str(file.applies_from):
            message = f"is {file.applies_from}, but the file is {name}.toml; rename it or correct the day"
            yield name, "card-day", "applies_from", message
        if (revision > 1) != (file.supersedes is not None):
            rule = "a correction (-r2 and on) names the file it supersedes, any other does not"
            cure = f"add it, such as supersedes = {day!r}" if revision > 1 else "drop it, or rename the file"
            yield name, "card-correction", "supersedes", f"{rule}; {cure}"
        elif file.supersedes is not None:
            yield from ((name, *fault) for fault in _correction_faults(name, file, versions, names))


def _correction_faults(
    name: str, file: VersionFile, versions: Mapping[str, VersionFile], names: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    day, here = in_order(name)[0], in_order(name)
    earlier = sorted(
        (other for other in names if in_order(other)[0] == day and in_order(other) < here), key=in_order
    )
    superseded = file.supersedes or ""
    wrong = versions.get(superseded)
    if superseded not in earlier:
        message = f"{superseded!r} is no earlier file of {day}; there is {', '.join(earlier) or 'none'}; "
        message += "name the last" if earlier else "drop supersedes and reason, and rename the file"
        yield "card-correction", "supersedes", message
    elif twin := _twin(name, superseded, versions):
        message = f"{twin} supersedes {superseded} too: two would be in force from {day}"
        yield "overlap", "supersedes", f"{message}; let this one supersede {twin}"
    elif wrong is not None and file.known_from < wrong.known_from:
        message = (
            f"is before {wrong.known_from}, when {superseded} was known: nothing is corrected before that; "
            f"write the day on which the mistake was found"
        )
        yield "card-correction", "known_from", message


def _twin(name: str, superseded: str, versions: Mapping[str, VersionFile]) -> str | None:
    """Give an earlier correction of the same version, which then overlaps with this one."""
    twins = [
        other
        for other, file in versions.items()
        if file.supersedes == superseded and in_order(other) < in_order(name)
    ]
    return max(twins, key=in_order) if twins else None
