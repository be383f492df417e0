"""What a storyboard holds never drives a terminal: its escape codes reach neither stdout nor stderr."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Sequence

CODES = {"\x1b", "\x07"}
FORMATS = ("table", "json", "csv", "markdown")
EVIL = "\x1b[2J\x1b]0;x\x07evil"
EVIL_FILES: dict[str, str] = {
    "an id": f"shot_id,duration_s\n{EVIL},5\n",
    "a header": f"shot_id,{EVIL},duration_s\n1,x,5\n",
    "a header of unknown lengths": f"Shot,{EVIL},Description\n1,x,walks\n",
    "the only header": f"{EVIL},mood\n1,x\n2,y\n",
    "a length": f"shot_id,duration_s\n1,{EVIL}\n",
    "a foreign length": f"Shot,Duration\n1,{EVIL}\n2,5s\n",
    "a wrong cell": f"shot_id,duration_s,takes,model\n1,5,{EVIL},{EVIL}\n",
    "a scene": f"shot_id,scene,duration_s\n1,{EVIL},5\n",
    "a description": f"shot_id,description,notes,duration_s\n1,{EVIL},{EVIL},5\n",
    "a duplicate id": f"shot_id,duration_s\n{EVIL},5\n{EVIL},5\n",
    "a row's title": f"{EVIL}\n\nShot,Duration\n1,5s\n",
    "a key": json.dumps({EVIL: 1, "shots": [{"shot": 1, EVIL: 5, "duration": 5}]}),
    "the key of the shots": json.dumps({f"shots {EVIL}": [{"shot": 1}]}),
    "a value": json.dumps({"shots": [{"shot": EVIL, "duration": EVIL}]}),
    "a key that stands twice": f'{{"shots": 1, "{EVIL}": 1, "{EVIL}": 2}}',
    "a heading": f"# Scene 1 {EVIL}\n\n| Shot | Duration |\n|---|---|\n| {EVIL} | 5s |\n",
    "a heading that is a shot": f"## Shot 1: {EVIL} (5s)\n\ntext\n\n## Shot 2: {EVIL} ({EVIL})\n",
    "the name of a clip": "TITLE: x\n001 AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n"
    f"* FROM CLIP NAME: {EVIL}\n",
}


@pytest.mark.parametrize("command", [("shots",), ("plan", "--strategy", "routed")], ids=["shots", "plan"])
@pytest.mark.parametrize("place", EVIL_FILES)
def test_no_code_of_a_storyboard_reaches_a_terminal(
    place: str, command: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file's name is evil as well, and quoted by every message and document."""
    monkeypatch.chdir(tmp_path)
    name = f"{EVIL.replace('/', '')}.csv" if not EVIL_FILES[place].startswith("#") else f"{EVIL}.md"
    Path(name).write_text(EVIL_FILES[place], encoding="utf-8")
    for form in FORMATS:
        done = CliRunner().invoke(cli, [*command[:1], name, *command[1:], "--fps", "24", "--format", form])
        assert done.exit_code in {0, 1, 3}
        assert not CODES & {*done.stdout, *done.stderr}
