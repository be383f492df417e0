"""Drafts into shots: each cell becomes a value, and what cannot is told with its place.

In a table of our own columns a wrong value is an error. In a foreign one a column may only share our name (an
``audio`` that describes sounds): it is used if most of its values can be read, and told either way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kling_cost.clips import OPTIONAL_VIDEO_INPUT_MODES, Mode, Product, resolution_named
from kling_cost.errors import KlingCostError, Level
from kling_cost.storyboard.columns import LONGEST_SHOT_S, CellFault, value_readers
from kling_cost.storyboard.lengths import in_seconds, sensible, shown
from kling_cost.storyboard.shot import Shot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from kling_cost.models import Models
    from kling_cost.storyboard.draft import Draft
    from kling_cost.storyboard.notebook import Notebook
    from kling_cost.storyboard.vocabulary import Vocabulary

_LISTED = re.compile("[,;/|\n\u3001\uff0c\uff1b]")  # also the commas and semicolons of Chinese and Japanese
_RESOLUTION = re.compile(r"\d{3,4}p|[1248]k")
_FRAME_SIZE = re.compile("([0-9]{3,5})\\s*[x\u00d7*]\\s*([0-9]{3,5})")
_EXAMPLES = 3


class Values:
    """Reads the cells of drafts, noting what is wrong in a notebook."""

    def __init__(self, models: Models, vocabulary: Vocabulary, notebook: Notebook) -> None:
        self._vocabulary, self._notebook = vocabulary, notebook
        readers = dict(value_readers(models))
        del readers["duration_s"]
        self._readers: Mapping[str, Callable[[str], Any]] = readers
        self._foreign = {**readers, "resolution": _foreign_resolution}
        self._known: dict[tuple[bool, str, str], Any] = {}
        self._unused: set[str] = set()
        self.set_aside: list[str] = []
        """The names under which the texts of unfit columns go along."""

    def shots(self, drafts: Sequence[Draft]) -> list[Shot]:
        """Understand every draft."""
        self._part_tiers(drafts)
        self._unused = self._unfit([draft for draft in drafts if not draft.own])
        return [self._shot(draft, number) for number, draft in enumerate(drafts, start=1)]

    def _unfit(self, drafts: Sequence[Draft]) -> set[str]:
        """Find the columns of foreign tables whose values are mostly something else than their names say."""
        unfit = set()
        self._settle_modes(drafts)
        self._settle_kinds(drafts)
        for column in self._foreign:
            texts = dict.fromkeys(draft.cells[column] for draft in drafts if column in draft.cells)
            wrong = [text for text in texts if not self._reads(column, text)]
            if wrong and 2 * len(wrong) >= len(texts):
                unfit.add(column)
                self._keep_aside(column, drafts)
                shown = ", ".join(repr(text[:30]) for text in wrong[:_EXAMPLES])
                self._notebook.assume(
                    f"the column for {column} is not used: {shown} is no {column} as prices know it"
                )
        return unfit

    def _keep_aside(self, column: str, drafts: Sequence[Draft]) -> None:
        """Let the texts of an unfit column go along under a name that is not ours, so that none is lost."""
        for draft in drafts:
            if column in draft.cells:
                name = f"{column} as written"
                draft.extra = {**draft.extra, name: draft.cells.pop(column)}
                if name not in self.set_aside:
                    self.set_aside.append(name)

    def _settle_modes(self, drafts: Sequence[Draft]) -> None:
        """Take a column of modes for tiers where it holds them: Kling's own API calls std and pro a mode."""
        said = [draft for draft in drafts if "mode" in draft.cells and "tier" not in draft.cells]
        texts = {draft.cells["mode"] for draft in said}
        if texts and all(self._reads("tier", text) for text in texts):
            for draft in said:
                draft.cells["tier"] = draft.cells.pop("mode")
            self._notebook.assume(f"the column of modes holds tiers ({', '.join(sorted(texts))})")

    def _settle_kinds(self, drafts: Sequence[Draft]) -> None:
        """Take a column of kinds for products where it tells stills from videos."""
        said = [draft for draft in drafts if "kind" in draft.cells and "product" not in draft.cells]
        texts = {draft.cells["kind"] for draft in said}
        if texts and all(self._reads("product", text) for text in texts):
            for draft in said:
                draft.cells["product"] = draft.cells["kind"]
            self._notebook.assume(
                f"{said[0].column('kind')!r} tells the product ({', '.join(sorted(texts))})"
            )

    def _part_tiers(self, drafts: Sequence[Draft]) -> None:
        """Part a model that is written with its tier: ``O3 Pro``, ``Kling 3.0 Standard``."""
        for draft in drafts:
            text = draft.cells.get("model", "")
            if " " not in text or "tier" in draft.cells or self._reads("model", text):
                continue
            model, _, tier = text.rpartition(" ")
            if self._reads("model", model) and self._reads("tier", tier):
                draft.cells["model"], draft.cells["tier"] = model, tier

    def _reads(self, column: str, text: str) -> bool:
        """Tell whether a cell of a foreign table is a value of a column."""
        return not isinstance(self._read(column, text, own=False), KlingCostError)

    def _read(self, column: str, text: str, *, own: bool) -> Any:  # noqa: ANN401 - each column has its own type
        key = (own, column, text)
        if key not in self._known:
            try:
                self._known[key] = (self._readers if own else self._foreign)[column](text)
            except KlingCostError as error:
                self._known[key] = error
        return self._known[key]

    def _shot(self, draft: Draft, number: int) -> Shot:
        values: dict[str, Any] = {}
        for column in self._readers:
            text = draft.cells.get(column)
            if not text or (not draft.own and column in self._unused):
                continue
            value = self._read(column, text, own=draft.own)
            if isinstance(value, KlingCostError):
                level = strictness(draft)
                self._notebook.note(level, value.code, str(value), row=draft.row, column=draft.column(column))
            else:
                values[column] = value
        mode, video_input = values.get("mode"), values.get("video_input")
        values["product"] = self._product(values.pop("product", None), mode, draft)
        if mode is not None and video_input is not None:
            self._check_video_input(mode, draft, said=video_input)
        needs = draft.cells.get("needs", "")
        is_image = values["product"] is Product.IMAGE
        seconds = None if is_image else self._seconds(draft)
        shot = Shot(
            shot_id=draft.shot_id or str(number),
            seconds=seconds,
            duration_from=draft.duration_from if seconds is not None else None,
            count=values.pop("count", None) or 1,
            row=draft.row,
            line=draft.line,
            extra=draft.extra,
            scene=draft.scene,
            description=draft.cells.get("description", ""),
            prompt=draft.cells.get("prompt", ""),
            dialogue=draft.cells.get("dialogue", ""),
            references=draft.cells.get("references", ""),
            account=draft.cells.get("account", ""),
            project=draft.cells.get("project", ""),
            notes=draft.cells.get("notes", ""),
            needs=tuple(word for part in _LISTED.split(needs) if (word := part.strip())) if needs else (),
            **values,
        )
        if is_image:
            self._check_image(shot)
        return shot

    def _seconds(self, draft: Draft) -> Decimal | None:
        """Give a draft's length, refusing in our own tables what no shot can last."""
        said = draft.cells.get("duration_s", "")
        if draft.length_s is None and draft.own and said and not self._vocabulary.is_unknown_length(said):
            cure = "write seconds as a plain number such as 8 or 7.5, or TBD if it is not known yet"
            message = f"{said[:60]!r} is not a length in seconds; {cure}"
            self._notebook.note("error", "bad-duration", message, row=draft.row, column="duration_s")
            return None
        if draft.length_s is None:
            self._notebook.unknown_length(draft)
            return None
        if sensible(draft.length_s) and (seconds := in_seconds(draft.length_s)) > 0:
            return seconds
        if draft.length_s > LONGEST_SHOT_S:
            doubt = "a shot this long is probably given in frames or milliseconds"
            message = f"{shown(draft.length_s)} s is over {LONGEST_SHOT_S} s; {doubt}: write it in seconds"
        else:
            message = f"a shot of {shown(draft.length_s)} s cannot be made; write a length above 0"
        level = strictness(draft)
        self._notebook.note(level, "bad-duration", message, row=draft.row, column=draft.column("duration_s"))
        return None

    def _product(self, said: Product | None, mode: Mode | None, draft: Draft) -> Product:
        """Take the product from its column, else from the mode, else video; the two must not contradict."""
        if mode is not None and said is not None and mode.product is not said:
            found = draft.cells["product"]
            message = f"mode {mode} makes {mode.product}, not {found}; change one of the two"
            column = draft.column("product")
            self._notebook.note("error", "contradiction", message, row=draft.row, column=column)
        return said or (mode.product if mode else Product.VIDEO)

    def _check_video_input(self, mode: Mode, draft: Draft, *, said: bool) -> None:
        takes_video = mode.implies_video_input or mode in OPTIONAL_VIDEO_INPUT_MODES
        message = ""
        if said and not takes_video:
            able = "reference-to-video, video-edit and motion-control"
            message = f"{mode} takes no video; {able} do: change the mode or leave video_input empty"
        if not said and mode.implies_video_input:
            message = f"{mode} always works on a video; leave video_input empty or write yes"
        if message:
            column = draft.column("video_input")
            self._notebook.note("error", "contradiction", message, row=draft.row, column=column)

    def _check_image(self, shot: Shot) -> None:
        for column in ("tier", "audio", "video_input"):
            if getattr(shot, column) is not None:
                message = f"is not used for an image; the value {getattr(shot, column)} changes nothing"
                self._notebook.note("warning", "unused", message, row=shot.row, column=column)


def strictness(draft: Draft) -> Level:
    """Say how bad a wrong value is: an error in a table of our own columns, a doubt in a foreign one."""
    return "error" if draft.own else "warning"


def _foreign_resolution(text: str) -> str:
    """Read a resolution where the column may hold frame sizes or aspect ratios."""
    size = _FRAME_SIZE.search(text)
    named = f"{min(int(size[1]), int(size[2]))}p" if size else resolution_named(text)
    named = {"2160p": "4k", "1440p": "2k"}.get(named, named)
    if _RESOLUTION.fullmatch(named):
        return named
    raise CellFault("bad-resolution", f"{text!r} is not a resolution such as 720p, 1080p or 4k")
