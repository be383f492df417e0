"""What is noted while a storyboard is read: problems with their place, and what was assumed for the user."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kling_cost.errors import Level, Problem
from kling_cost.storyboard.columns import LONGEST_SHOT_S
from kling_cost.storyboard.lengths import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.storyboard.draft import Draft

_SAID = ("duration_s", "time_range", "start", "frames")
"""Where a length could have stood, in the order in which one is quoted that could not be read."""
_LONGEST_QUOTE = 60
_ROWS_NAMED = 8
_LONG_S = 60
_ALIKE = 200
_LONGEST_MESSAGE = 600


@dataclass(slots=True)
class Notebook:
    """The notes on one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    without_length: list[Draft] = field(default_factory=list)
    _noted: Counter[tuple[Level, str]] = field(default_factory=Counter)
    _assumed: set[str] = field(default_factory=set)

    def note(
        self, level: Level, code: str, message: str, *, row: int | None = None, column: str | None = None
    ) -> None:
        """Note a problem at its place; of very many alike only the first, and how many they are."""
        self._noted[level, code] += 1
        if self._noted[level, code] <= _ALIKE:
            if len(message) > _LONGEST_MESSAGE:
                message = f"{message[: _LONGEST_MESSAGE // 2]} ... {message[-_LONGEST_MESSAGE // 2 :]}"
            self.problems.append(
                Problem(level=level, code=code, message=message, file=self.file, row=row, column=column)
            )

    def close(self) -> None:
        """Bring the problems into the order of their rows, and count those that were not told one by one."""
        self.problems.sort(key=lambda problem: problem.row or 0)
        for (level, code), count in self._noted.items():
            if count > _ALIKE:
                message = f"and {count - _ALIKE:,} more of the kind {code}"
                self.problems.append(Problem(level=level, code=code, message=message, file=self.file))

    def assume(self, text: str) -> None:
        """Note what was decided for the user, once."""
        if text not in self._assumed:
            self._assumed.add(text)
            self.assumptions.append(text)

    def unknown_length(self, draft: Draft) -> None:
        """Note a shot whose length could not be read."""
        self.without_length.append(draft)

    def tell_unknown_lengths(self, shots: int, columns: str) -> None:
        """Say which shots have no length, with what stands there and how to cure it."""
        cure = "write it, or give --default-duration"
        if self.without_length and len(self.without_length) == shots:
            cure = "name its column with --map duration_s=COLUMN, or give --default-duration"
            message = f"no length can be read (columns: {columns}); {cure}"
            self.note("warning", "no-lengths", message)
            return
        alike: dict[tuple[str, str], list[Draft]] = {}
        for draft in self.without_length:
            found = next((draft.cells[name] for name in _SAID if name in draft.cells), "")
            what = f"{found[:_LONGEST_QUOTE]!r} is not a length" if found else "has no length"
            if draft.starts_at is not None:
                begins = f"begins at {shown(draft.starts_at)} s"
                end = draft.cells.get("end")
                what = f"{begins} and ends at {end!r}" if end else f"{begins} and nothing says where it ends"
            alike.setdefault((what, "bad-duration" if found else "missing-duration"), []).append(draft)
        for (what, code), drafts in alike.items():
            rows = [draft.row for draft in drafts]
            several = f" (also rows {_listed(rows[1:])})" if len(rows) > 1 else ""
            whose = "these shots are counted and have" if several else "the shot is counted and has"
            message = f"{what}{several}; {whose} no price: {cure} (seconds such as 8, 7.5 or 0:08)"
            self.note("warning", code, message, row=rows[0], column=drafts[0].column("duration_s"))

    def tell_contradicted(self, drafts: Sequence[Draft]) -> None:
        """Say of which shots the stated length is not that between start and end."""
        if drafts:
            rows = _listed([draft.row for draft in drafts])
            message = f"the length is not the time from start to end (rows {rows}); the length counts"
            self.note("warning", "lengths-differ", message, row=drafts[0].row)

    def tell_long(self, drafts: Sequence[Draft]) -> None:
        """Doubt shots longer than a minute in a foreign table: 5:00 may mean five seconds there."""
        long = [
            draft
            for draft in drafts
            if not draft.own and draft.length_s and _LONG_S < draft.length_s <= LONGEST_SHOT_S
        ]
        if long:
            rows = _listed([draft.row for draft in long])
            message = f"a shot longer than a minute is rare (rows {rows}); look whether its length is meant"
            self.note("warning", "long-shot", message, row=long[0].row, column=long[0].column("duration_s"))

    @property
    def refused(self) -> bool:
        """Whether anything was an error."""
        return any(problem.level == "error" for problem in self.problems)


def _listed(rows: Sequence[int]) -> str:
    more = len(rows) - _ROWS_NAMED
    return ", ".join(map(str, rows[:_ROWS_NAMED])) + (f" and {more} more" if more > 0 else "")
