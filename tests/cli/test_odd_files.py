"""What is no usual file: folders, pipes, closed inputs, files that fail or are named as something else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GOLDEN = Path(__file__).parent.parent / "storyboards"
Write: TypeAlias = "Callable[[str, bytes], str]"


def run(
    *args: str, stdin: IO[bytes] | int = subprocess.DEVNULL, before: Sequence[str] = ()
) -> tuple[int, str, str]:
    """Run the command line as a process; give its exit code, stdout and stderr."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "kling_cost", *args],
        capture_output=True,
        stdin=stdin,
        env=os.environ | {"PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def refused(ended: tuple[int, str, str], *words: str) -> None:
    code, out, err = ended
    assert (code, out) == (1, "")
    (message,) = err.splitlines()
    assert message.startswith("error: ")
    for word in words:
        assert word in message


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(name: str, data: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refused(run("shots", str(tmp_path)), "cannot be read", "irectory")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    refused(run("shots", str(tmp_path / "none.csv")), "cannot be read", "No such file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(written: Write) -> None:
    name = written("secret.csv", b"shot_id,duration_s\n1,5\n")
    Path(name).chmod(0)
    refused(run("shots", name), "cannot be read", "ermission")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that fails when it is read")
def test_a_file_that_fails_while_it_is_read_is_refused() -> None:
    refused(run("shots", "/proc/self/mem"), "cannot be read")
    with Path("/proc/self/mem").open("rb") as failing:
        refused(run("shots", "-", stdin=failing), "standard input: cannot be read")


def test_a_named_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_bytes, args=[b"shot_id,duration_s\n1,5\n"], daemon=True)
    writing.start()
    code, out, _ = run("shots", str(pipe))
    assert code == 0
    assert "1 shot, 5 s of film" in out


def test_standard_input_that_is_closed_is_refused() -> None:
    ended = run("shots", "-", before=["sh", "-c", '"$@" <&-', "sh"])
    refused(ended, "standard input: is closed", "pipe it in")


def test_standard_input_without_anything_is_refused() -> None:
    refused(run("shots", "-"), "standard input: is empty", "the first row names the columns")


def test_a_workbook_that_is_named_csv_reads_as_what_it_is(written: Write) -> None:
    data = (GOLDEN / "titled-export.xlsx").read_bytes()
    for name in ("shots.csv", "shots.json", "shots.md", "shots"):
        code, out, _ = run("shots", written(name, data), "--format", "json")
        assert (code, json.loads(out)["total_s"]) == (0, "22")


def test_a_table_of_cells_that_is_named_a_workbook_reads_as_what_it_is(written: Write) -> None:
    data = (GOLDEN / "titled-export.csv").read_bytes()
    for name in ("shots.xlsx", "shots.ods", "shots.XLS", "shots"):
        code, out, _ = run("shots", written(name, data), "--format", "json")
        assert (code, json.loads(out)["total_s"]) == (0, "22")
