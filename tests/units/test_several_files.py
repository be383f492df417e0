"""Several files are written together: when one of them fails, all is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost.cli import beginning
from kling_cost.cli.beginning import write_all
from kling_cost.cli.writing import Unwritable, write_whole
from kling_cost.errors import InputRefused

if TYPE_CHECKING:
    from pathlib import Path


def test_folders_are_made_and_all_files_written(tmp_path: Path) -> None:
    files = {tmp_path / "a.txt": b"a", tmp_path / "b" / "c" / "d.txt": b"d"}
    write_all(files, force=False)
    assert {path: path.read_bytes() for path in files} == files


def test_every_file_that_is_in_the_way_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(InputRefused) as refused:
        write_all({tmp_path / name: b"new" for name in ("a.txt", "b.txt", "c.txt")}, force=False)
    assert [problem.file for problem in refused.value.problems()] == [
        str(tmp_path / "a.txt"),
        str(tmp_path / "b.txt"),
    ]
    assert not (tmp_path / "c.txt").exists()


def test_a_failure_at_the_last_file_takes_the_others_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, last = tmp_path / "old.txt", tmp_path / "new.txt", tmp_path / "x" / "y" / "last.txt"
    old.write_bytes(b"old")

    def full_disk(path: Path, content: bytes) -> None:
        if path == last:
            raise Unwritable(path, "the disk is full")
        write_whole(path, content)

    monkeypatch.setattr(beginning, "write_whole", full_disk)
    with pytest.raises(Unwritable):
        write_all({old: b"changed", new: b"new", last: b"last"}, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["old.txt"]
    assert old.read_bytes() == b"old"
