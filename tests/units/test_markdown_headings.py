"""Shots that are headings, bold lines or list items of a Markdown text: their lengths, scenes and details."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from kling_cost.storyboard.readers.markdown import markdown_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.storyboard.table import Content


def read(text: str) -> Content:
    return markdown_tables(dedent(text).lstrip("\n"))


def rows(text: str) -> list[Sequence[str]]:
    """Give the rows of the only table."""
    (table,) = read(text).tables
    return [list(row.cells) for row in table.rows]


def shots(text: str) -> list[dict[str, str]]:
    """Give the filled cells of each row by the names of the header."""
    header, *below = rows(text)
    return [{name: cell for name, cell in zip(header, row, strict=True) if cell} for row in below]


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("## Shot 1A: Handshake (0-10s)", {"shot_id": "1A", "title": "Handshake", "duration": "0-10s"}),
        ("### SCENE 2 | PRESENTER | ~12s", {"shot_id": "2", "title": "PRESENTER", "duration": "~12s"}),
        ("### Scene 3 — Market (8s)", {"shot_id": "3", "title": "Market", "duration": "8s"}),
        ("**Shot 3** (5 sec): She runs", {"shot_id": "3", "description": "She runs", "duration": "5 sec"}),
        ("**Shot 3** – Wide *(5s)*", {"shot_id": "3", "description": "Wide", "duration": "5s"}),
        ("**Total runtime:** 5s\n\n**Shot 3** (5s)", {"shot_id": "3", "duration": "5s"}),
        ("**Shot 3: Wide (5s)**", {"shot_id": "3", "title": "Wide", "duration": "5s"}),
        ("#### 镜头 3：标题（5秒）", {"shot_id": "3", "title": "标题", "duration": "5秒"}),
        ("##第三镜 特写（5秒）", {"shot_id": "三", "title": "特写", "duration": "5秒"}),
        ("### カット 4 (3秒)", {"shot_id": "4", "duration": "3秒"}),
        ("### Plan 2 - 4s", {"shot_id": "2", "duration": "4s"}),
        ("## SHOT 4 [0:10-0:15]", {"shot_id": "4", "duration": "0:10-0:15"}),
        ("## Shot 4 (0:10-0:15, 5s)", {"shot_id": "4", "duration": "5s", "time": "0:10-0:15"}),
        ("## Shot #7 (close-up, 3s)", {"shot_id": "7", "title": "(close-up)", "duration": "3s"}),
        ("- [ ] **Shot 5** – 4s: text", {"shot_id": "5", "duration": "4s", "description": "text"}),
        ("Shot 6 (3s): A man, a dog", {"shot_id": "6", "duration": "3s", "description": "A man, a dog"}),
        ("Shot 1-0: Sea\n====", {"shot_id": "1-0", "title": "Sea"}),
        ("## 🎬 Clip B: Sea (1m30s)", {"shot_id": "B", "title": "Sea", "duration": "1m30s"}),
    ],
)
def test_heads_of_shots_are_read(heading: str, found: dict[str, str]) -> None:
    assert shots(heading + "\n") == [found]


def test_details_below_a_heading_are_its_cells() -> None:
    found = shots(
        """
        ## Shot 1: Sea (0-10s)

        Waves, and
        a boat.

        - **Camera:** dolly in
          - slowly
        - Duration: 8s
        - with gulls
        **Model**: Kling | **Mood:** calm
        #### Dialogue
        Land!

        **Prompt:**
        ```
        A boat
        at sea
        ```

        ## Shot 2
        **Duration:** 4s
        Night.
        """
    )
    assert found == [
        {
            "shot_id": "1",
            "title": "Sea",
            "description": "Waves, and a boat. with gulls",
            "duration": "8s",
            "time": "0-10s",
            "Camera": "dolly in slowly",
            "Model": "Kling",
            "Mood": "calm",
            "Dialogue": "Land!",
            "Prompt": "A boat at sea",
        },
        {"shot_id": "2", "description": "Night.", "duration": "4s"},
    ]


def test_numbered_items_are_shots_and_one_without_a_length_as_well() -> None:
    found = shots("1. **Close-up** (3s) - a hand\n2. **Wide** - sea (4s)\n   - Camera: pan\n3. Fade out\n")
    assert found == [
        {"shot_id": "1", "title": "Close-up", "description": "a hand", "duration": "3s"},
        {"shot_id": "2", "title": "Wide", "description": "sea", "duration": "4s", "Camera": "pan"},
        {"shot_id": "3", "description": "Fade out"},
    ]


def test_shots_stand_in_the_scenes_above_them() -> None:
    text = (
        "# Film (60s)\n## Scene 1: Kitchen\n### Shot 1 (5s)\n### Shot 2\n- Time: 0:05-0:10\n"
        "## Scene 2\n### Shot 1 (4s)\n"
    )
    assert [(one["shot_id"], one["scene"]) for one in shots(text)] == [
        ("1", "Scene 1: Kitchen"),
        ("2", "Scene 1: Kitchen"),
        ("1", "Scene 2"),
    ]
    assert read(text).skipped == 1


def test_scenes_with_lengths_are_the_shots_where_nothing_else_is() -> None:
    found = shots(
        "## Scene 1 (8s)\nA boat.\n- 0:00-0:03: near\n- 0:03-0:08: far\n## Scene 2\n**Duration:** 4s\n"
    )
    assert [(one["shot_id"], one["duration"]) for one in found] == [("1", "8s"), ("2", "4s")]


def test_headings_with_lengths_are_shots_where_no_shot_is_named() -> None:
    found = shots("# Ad (15s)\n## Hook (0-3s)\n## Problem (3–8s)\n## Total (15s)\n## Notes\nbla\n")
    assert found == [
        {"title": "Hook", "duration": "0-3s"},
        {"title": "Problem", "duration": "3–8s"},
        {"shot_id": "Total", "duration": "15s"},
    ]


def test_what_stands_below_the_last_shot_is_not_its_own() -> None:
    content = read("## Shot 1 (5s)\nSea.\n\n---\n\n**Total duration:** 5s\n\nThanks for watching.\n")
    (table,) = content.tables
    assert table.defaults == {"total_duration": "5s"}
    assert list(table.rows[1].cells) == ["1", "Sea.", "5s"]
    assert content.skipped == 2


def test_a_table_of_names_and_values_describes_its_shot() -> None:
    one = "## Shot {0}\n| Field | Value |\n|---|---|\n| Duration | {0}s |\n| Camera | pan |\n\n"
    assert shots(one.format(4) + one.format(5)) == [
        {"shot_id": "4", "duration": "4s", "Camera": "pan"},
        {"shot_id": "5", "duration": "5s", "Camera": "pan"},
    ]


def test_a_table_of_shots_goes_before_headings_of_shots() -> None:
    content = read("## Shot 1 (5s)\n## Shot 2 (6s)\n# All\n| Shot | Duration |\n|---|---|\n| 1 | 5s |\n")
    assert [table.scene for table in content.tables] == ["All"]
    assert content.skipped == 2


def test_a_table_of_something_else_does_not_hide_the_headings() -> None:
    content = read("## Shot 1 (5s)\n## Cast\n| Name | Age |\n|---|---|\n| Ann | 33 |\n")
    assert [list(table.rows[0].cells) for table in content.tables] == [
        ["shot_id", "duration"],
        ["Name", "Age"],
    ]
    assert content.skipped == 0


def test_too_many_names_of_details_describe_the_shot_instead() -> None:
    (found,) = shots("## Shot 1\n" + "".join(f"- Name{at}x: {at}\n" for at in range(80)))
    assert len(found) == 60
    assert "Name79x: 79" in found["description"]
