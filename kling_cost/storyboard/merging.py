"""Tables of one file laid together: a later one adds shots, or tells more of those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.storyboard.columns import COLUMNS
from kling_cost.storyboard.draft import same_cells
from kling_cost.storyboard.evidence import LENGTHS
from kling_cost.storyboard.shot import shots_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.storyboard.draft import Draft


class Merged:
    """The shots of all tables, in the order in which they first stand."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.notes: list[str] = []
        self._by_id: dict[str, Draft] = {}

    def add(self, drafts: Sequence[Draft], where: str) -> None:
        """Lay a table's shots beside those before it.

        Where most of its ids stand already and nothing that both say differs, it tells more of the same
        shots; it adds shots otherwise, also when its ids begin again for another scene.
        """
        known = [self._by_id[draft.shot_id] for draft in drafts if draft.shot_id in self._by_id]
        if not self.drafts or 2 * len(known) < len(drafts) or not known:
            self._append(drafts)
            return
        pairs = [(self._by_id[draft.shot_id], draft) for draft in drafts if draft.shot_id in self._by_id]
        differing = [later.shot_id for earlier, later in pairs if not _same_shot(earlier, later)]
        if 2 * len(differing) > len(pairs):
            self._append(drafts)
            self.notes.append(
                f"the ids of {where} begin again: its shots are counted besides the earlier ones"
            )
            return
        added = {name for earlier, later in pairs for name in later.cells if name not in earlier.cells}
        added &= set(COLUMNS)
        added |= {name for earlier, later in pairs for name in later.extra if name not in earlier.extra}
        for earlier, later in pairs:
            _tell_more(earlier, later)
        fresh = [draft for draft in drafts if draft.shot_id not in self._by_id]
        self._append(fresh)
        if added:
            self.notes.append(f"{where} repeats ids and adds {', '.join(sorted(added))} to their shots")
        elif fresh:
            self.notes.append(f"{where} repeats {shots_named([later.shot_id for _, later in pairs])}")
        else:
            self.notes.append(f"{where} repeats the table before it and is left out")
        if differing:
            self.notes.append(f"{where} says otherwise of {shots_named(differing)}; what stands first counts")

    def _append(self, drafts: Sequence[Draft]) -> None:
        self.drafts += drafts
        for draft in drafts:
            if draft.shot_id:
                self._by_id.setdefault(draft.shot_id, draft)


def _same_shot(earlier: Draft, later: Draft) -> bool:
    if earlier.scene and later.scene and earlier.scene != later.scene:
        return False
    if earlier.length_s is not None and later.length_s is not None and earlier.length_s != later.length_s:
        return False
    # "3s" and "0:03" are the same length in other words
    told = {name: text for name, text in earlier.cells.items() if name not in LENGTHS}
    return same_cells(told, later.cells)


def _tell_more(earlier: Draft, later: Draft) -> None:
    earlier.cells = {**later.cells, **earlier.cells}
    earlier.extra = {**later.extra, **earlier.extra}
    earlier.scene = earlier.scene or later.scene
    if later.length_s is not None and later.duration_from is not None:
        earlier.settle(later.length_s, later.duration_from)
