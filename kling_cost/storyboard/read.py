"""A storyboard file becomes shots: every fault is found and told with its place, none hides another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling_cost.clips import OPTIONAL_VIDEO_INPUT_MODES, Mode, Product
from kling_cost.datafiles import read_text
from kling_cost.errors import InputRefused, KlingCostError, Level, Problem, closest
from kling_cost.storyboard.columns import COLUMNS, header_key, value_readers
from kling_cost.storyboard.shot import Shot, Storyboard
from kling_cost.storyboard.table import Row, rows_of_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kling_cost.models import Models


_LENGTH_WORDS = ("dur", "sec", "length", "time")


def read_storyboard(path: str | Path, *, models: Models) -> Storyboard:
    """Read a storyboard from a CSV file.

    Raises:
        InputRefused: with every error and warning of the file, each with row, column and cure.
    """
    name = str(path)
    return shots_from_rows(rows_of_csv(read_text(Path(path)), name), name, models=models)


def shots_from_rows(rows: Sequence[Row], file: str, *, models: Models) -> Storyboard:
    """Understand raw rows, the first of which is the header.

    Raises:
        InputRefused: with every error and warning.
    """
    reading = _Reading(file, models)
    return reading.storyboard(rows)


class _Reading:
    """One pass over a file, gathering shots and problems."""

    def __init__(self, file: str, models: Models) -> None:
        self._file = file
        self._readers = value_readers(models)
        self._problems: list[Problem] = []

    def storyboard(self, rows: Sequence[Row]) -> Storyboard:
        if not rows:
            self._note(
                "error", "empty-file", "is empty; the first row names the columns, e.g. shot_id,duration_s"
            )
            raise InputRefused(self._problems)
        names, extra = self._header(rows[0])
        if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
            message = (
                f"all columns stand in one cell ({names[0]!r}); save the file with commas between the cells"
            )
            self._note("error", "wrong-separator", message, row=rows[0].number, column="duration_s")
            raise InputRefused(self._problems)
        shots = [self._shot(row, names, number) for number, row in enumerate(rows[1:], start=1)]
        if "duration_s" not in names and not all(shot.is_image for shot in shots):
            self._missing_duration(names, rows[0])
        self._duplicate_ids(shots)
        if not shots:
            self._note("warning", "no-shots", "has a header and no shots")
        self._problems.sort(key=lambda problem: problem.row or 0)
        if any(problem.level == "error" for problem in self._problems):
            raise InputRefused(self._problems)
        return Storyboard(file=self._file, shots=shots, warnings=self._problems, extra_columns=extra)

    def _header(self, row: Row) -> tuple[list[str], list[str]]:
        """Name each column: by a known name, or by its own header if it is unknown."""
        names: list[str] = []
        extra: list[str] = []
        for position, cell in enumerate(row.cells, start=1):
            key = header_key(cell)
            name = key if key in COLUMNS else cell or f"column {position}"
            if name in names:
                where = names.index(name) + 1
                message = f"columns {where} and {position} are both called {name}; keep one of them"
                self._note("error", "duplicate-column", message, row=row.number, column=name)
                name = f"{name} ({position})"
            elif name not in COLUMNS:
                extra.append(name)
            names.append(name)
        return names, extra

    def _missing_duration(self, names: Sequence[str], header: Row) -> None:
        found = ", ".join(names) or "nothing"
        candidate = closest("duration_s", names) or next(
            (name for name in names if any(word in name.casefold() for word in _LENGTH_WORDS)), None
        )
        cure = f"rename {candidate!r} to duration_s" if candidate else "add it with each shot's seconds"
        message = f"there is no column duration_s (found: {found}); {cure}"
        self._note("error", "missing-column", message, row=header.number, column="duration_s")

    def _shot(self, row: Row, names: Sequence[str], number: int) -> Shot:
        """Read one row; what is refused is noted and left open, so that the next cell is read too."""
        cells = dict(zip(names, row.cells, strict=False))
        if len(row.cells) > len(names) and any(row.cells[len(names) :]):
            message = (
                f"has {len(row.cells)} cells under {len(names)} columns; put quotes around a text with commas"
            )
            self._note("error", "too-many-cells", message, row=row.number)
        refused: set[str] = set()
        values: dict[str, Any] = {}
        for column, read in self._readers.items():
            if text := cells.get(column, ""):
                values[column] = self._value(read, text, row, column, refused)
        values["product"] = self._product(values, cells, row, refused)
        values["video_input"] = self._video_input(values, row)
        shot = Shot(
            shot_id=cells.get("shot_id") or str(number),
            seconds=values.pop("duration_s", None),
            count=values.pop("count", None) or 1,
            row=row.number,
            extra={name: cells.get(name, "") for name in names if name not in COLUMNS},
            scene=cells.get("scene", ""),
            description=cells.get("description", ""),
            notes=cells.get("notes", ""),
            **values,
        )
        self._check_whole(shot, names, row, refused)
        return shot

    def _value(self, read: Callable[[str], Any], text: str, row: Row, column: str, refused: set[str]) -> Any:  # noqa: ANN401 - each column has its own type
        try:
            return read(text)
        except KlingCostError as error:
            refused.add(column)
            self._note("error", error.code, str(error), row=row.number, column=column)
            return None

    def _product(
        self, values: Mapping[str, Any], cells: Mapping[str, str], row: Row, refused: set[str]
    ) -> Product:
        """Take the product from its column, else from the mode, else video; the two must not contradict."""
        mode: Mode | None = values.get("mode")
        said: Product | None = values.get("product")
        if mode is not None and said is not None and mode.product is not said:
            message = f"mode {mode} makes {mode.product}, not {cells['product']}; change one of the two"
            self._note("error", "contradiction", message, row=row.number, column="product")
            refused.add("product")
        return said or (mode.product if mode else Product.VIDEO)

    def _video_input(self, values: Mapping[str, Any], row: Row) -> bool | None:
        said: bool | None = values.get("video_input")
        mode: Mode | None = values.get("mode")
        if mode is None or said is None:
            return said
        takes_video = mode.implies_video_input or mode in OPTIONAL_VIDEO_INPUT_MODES
        if said and not takes_video:
            able = "reference-to-video, video-edit and motion-control"
            message = f"{mode} takes no video; {able} do: change the mode or leave video_input empty"
            self._note("error", "contradiction", message, row=row.number, column="video_input")
        if not said and mode.implies_video_input:
            message = f"{mode} always works on a video; leave video_input empty or write yes"
            self._note("error", "contradiction", message, row=row.number, column="video_input")
        return said

    def _check_whole(self, shot: Shot, names: Sequence[str], row: Row, refused: set[str]) -> None:
        """Find what only the whole row shows."""
        if (
            not shot.is_image
            and shot.seconds is None
            and "duration_s" in names
            and "duration_s" not in refused
        ):
            message = "has no length; write the seconds of the shot"
            self._note("error", "missing-duration", message, row=row.number, column="duration_s")
        if shot.is_image:
            for column in ("tier", "audio", "video_input"):
                if getattr(shot, column) is not None:
                    message = f"is not used for an image; the value {getattr(shot, column)} changes nothing"
                    self._note("warning", "unused", message, row=row.number, column=column)

    def _duplicate_ids(self, shots: Sequence[Shot]) -> None:
        first: dict[str, Shot] = {}
        for shot in shots:
            earlier = first.setdefault(shot.shot_id, shot)
            if earlier is not shot:
                message = f"shot {shot.shot_id!r} stands already in row {earlier.row}; both are counted"
                self._note("warning", "duplicate-shot", message, row=shot.row, column="shot_id")

    def _note(
        self, level: Level, code: str, message: str, *, row: int | None = None, column: str | None = None
    ) -> None:
        self._problems.append(
            Problem(level=level, code=code, message=message, file=self._file, row=row, column=column)
        )
