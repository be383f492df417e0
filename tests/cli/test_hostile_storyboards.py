"""Files that would fill a memory, run for ever or drive a terminal end in a clear message, soon and small.

Each runs as a process under a limit of memory; what is over it would be a traceback, which fails the test.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

import openpyxl
import pytest

from kling_cost.storyboard.table import MOST_BYTES, MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

pytest.importorskip("resource")

MOST_MEMORY = 1_200_000_000
"""What a process may reserve, its libraries among it. 64 MB of text are 256 MB as letters at worst."""
MOST_SECONDS = 60
"""Generous, for slow machines that run other tests besides; none took over 15 when this was written."""
SOON = 10
GOLDEN = Path(__file__).parent.parent / "storyboards"
_LIMITED = (
    f"import resource, sys; resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}));"
    "from kling_cost.cli import main; main()"
)


Write: TypeAlias = "Callable[[str, bytes], str]"


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended."""

    code: int
    out: str
    err: str
    seconds: float


def run(*args: str, stdin: IO[bytes] | int = subprocess.DEVNULL, before: Sequence[str] = ()) -> Ended:
    began = time.monotonic()
    done = subprocess.run(
        [*before, sys.executable, "-c", _LIMITED, *args],
        capture_output=True,
        stdin=stdin,
        env=os.environ | {"PYTHONUTF8": "1"},
        timeout=MOST_SECONDS,
        check=False,
    )
    ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode(), time.monotonic() - began)
    assert "Traceback" not in ended.err + ended.out
    return ended


def refused(ended: Ended, *words: str) -> None:
    assert (ended.code, ended.out) == (1, "")
    (message,) = ended.err.splitlines()
    assert message.startswith("error: ")
    for word in words:
        assert word in message


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], str]:
    def write(name: str, data: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


# --- too large


@pytest.fixture
def gigabyte(tmp_path: Path) -> Path:
    """Give a file of one line of 1 GB, which takes no room on a disk that knows holes."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"shot_id,duration_s,")
        file.truncate(10**9)
    return path


@pytest.mark.parametrize("command", ["shots", "plan", "route"])
def test_a_line_of_a_gigabyte_is_refused_soon(command: str, gigabyte: Path) -> None:
    ended = run(command, str(gigabyte))
    refused(ended, "huge.csv", "larger than 64 MB", "split it")
    assert ended.seconds < SOON


def test_a_gigabyte_through_standard_input_is_refused_soon(gigabyte: Path) -> None:
    with gigabyte.open("rb") as file:
        ended = run("shots", "-", stdin=file)
    refused(ended, "standard input", "larger than 64 MB")
    assert ended.seconds < SOON


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a file without an end is needed")
def test_a_file_without_an_end_is_refused_soon() -> None:
    with Path("/dev/zero").open("rb") as endless:
        refused(run("shots", "-", stdin=endless), "standard input", "larger than 64 MB")
    refused(run("shots", "/dev/zero"), "/dev/zero", "larger than 64 MB")


def test_ten_million_rows_are_refused(written: Write) -> None:
    rows = b"shot_id,duration_s\n" + b"1,5\n" * 10_000_000
    assert len(rows) < MOST_BYTES
    refused(run("shots", written("rows.csv", rows)), "has over 2,000,000 lines", "split it")
    refused(run("plan", written("rows.csv", rows + rows)), "larger than 64 MB")


def test_a_row_more_than_a_storyboard_may_have_is_refused(written: Write) -> None:
    rows = b"shot_id,duration_s\n" + b"".join(b"%d,5\n" % number for number in range(MOST_ROWS))
    refused(run("shots", written("rows.csv", rows)), f"over {MOST_ROWS:,} rows", "split it")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("commas.csv", b"shot_id,duration_s\n" + b"," * (MOST_BYTES - 20)),
        ("letters.csv", b"shot_id,duration_s\n" + b"a" * (MOST_BYTES - 20)),
        ("chinese.csv", b"shot_id,duration_s\n" + "镜".encode() * (MOST_BYTES // 3 - 20)),
        ("breaks.csv", b"shot_id,duration_s\n" + b"\n" * (MOST_BYTES - 20)),
        ("bars.md", b"| a | b |\n|---|---|\n" + b"|" * (MOST_BYTES - 40)),
        ("text.json", b'{"shots": ["' + b"a" * (MOST_BYTES - 40)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_just_below_the_limit_that_is_all_one_sign_is_refused(
    name: str, data: bytes, written: Write
) -> None:
    refused(run("shots", written(name, data)), name)


# --- small on disk, large in memory


def test_columns_beyond_all_reason_are_refused_before_every_shot_keeps_a_cell_for_each(
    written: Write,
) -> None:
    wide = ",".join(f"c{at}" for at in range(50_000)).encode()
    short = b"1,5\n" * 100_000
    ended = run("shots", written("wide.csv", b"shot_id,duration_s," + wide + b"\n" + short))
    refused(ended, "over 1,000 columns", "no storyboard has")
    some = ",".join(f"c{at}" for at in range(500)).encode()
    ended = run("shots", written("wide.csv", b"shot_id,duration_s," + some + b"\n" + short))
    refused(ended, "502 columns for 100,000 rows", "4,000,000 cells")


def test_rows_that_are_all_like_headers_are_no_work_for_minutes(written: Write) -> None:
    wide = "\n".join(",".join(f"c{at}x{row}" for at in range(80_000)) for row in range(40))
    refused(run("shots", written("wide.csv", wide.encode())), "not a list of shots")
    headers = "".join(f"Shot v{row},Scene,Duration,Description\n1,2,3,4\n" for row in range(60_000))
    assert run("shots", written("headers.csv", headers.encode())).code == 0


def test_thousands_of_tables_are_read_in_bounded_time(written: Write) -> None:
    tables = "".join(f"# S{n}\n\n| Shot | Duration |\n|---|---|\n| {n} | 5s |\n\n" for n in range(10_000))
    ended = run("shots", written("tables.md", tables.encode()), "--format", "json")
    assert ended.code == 0
    assert json.loads(ended.out)["total_s"] == "50000"


def test_a_number_of_frames_with_a_vast_exponent_is_no_length(written: Write) -> None:
    ended = run("shots", written("frames.csv", b"Shot,Frames,FPS\n1,1e999999999,24\n2,48,24\n"))
    assert ended.code == 0
    assert "2 shots, 2 s of film, 1 of unknown length" in ended.out
    assert ended.seconds < SOON


def workbook(sheet: bytes, repeats: int = 1) -> bytes:
    """Pack a workbook by hand, its one sheet with a part that is repeated."""
    book = openpyxl.Workbook()
    packed = BytesIO()
    book.save(packed)
    bomb = BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
            for _ in range(repeats):
                part.write(sheet)
            part.write(b"<sheetData/></worksheet>")
    return bomb.getvalue()


def test_a_zip_bomb_that_is_named_a_workbook_is_refused(written: Write) -> None:
    bomb = workbook(b" " * 10**6, 500)
    assert len(bomb) < 10**6
    ended = run("shots", written("bomb.xlsx", bomb))
    refused(ended, "bomb.xlsx", "which no storyboard does")
    refused(run("shots", written("bomb.csv", bomb)), "bomb.csv")


def test_a_cell_in_the_last_corner_of_a_sheet_takes_no_memory(written: Write) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(1_048_576, 16_384).value = "x"
    packed = BytesIO()
    book.save(packed)
    ended = run("shots", written("corner.xlsx", packed.getvalue()))
    refused(ended, "corner.xlsx")
    assert ended.seconds < SOON


# --- broken in ways that parsers stumble over


DEEP = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEP,
        "[" * DEEP + "]" * DEEP,
        '{"shots":' * DEEP,
        '{"shots":' * DEEP + "1" + "}" * DEEP,
        "```json\n" + "[" * DEEP + "\n```\n",
        '{"OTIO_SCHEMA": "Timeline.1", "tracks": ' + "[" * DEEP,
    ],
    ids=["lists", "closed lists", "objects", "closed objects", "in a fence", "a timeline"],
)
def test_json_that_is_nested_a_hundred_thousand_times_is_refused(text: str, written: Write) -> None:
    refused(run("shots", written("deep.json", text.encode())), "nested over 100 levels deep")


TIMELINE = json.loads((GOLDEN / "animatic.otio").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        '{"a":{"":1,"":{"OTIO_SCHEMA":".1"}}}',
        '{"OTIO_SCHEMA":"Timeline.1","tracks":null,"tracks":{"OTIO_SCHEMA":"Stack.1"}}',
        '{"OTIO_SCHEMA":"Timeline.1","tracks":{"OTIO_SCHEMA":"Stack.1","children":[null]}}',
        json.dumps(TIMELINE)[:-40],
        json.dumps(TIMELINE).replace('"Clip.', '"Clap.'),
        json.dumps(TIMELINE).replace('"value": ', '"value": 1e999, "was": '),
    ],
    ids=["a name twice", "tracks twice", "an empty child", "cut off", "unknown", "endless"],
)
def test_a_broken_timeline_is_refused_or_read_and_never_crashes(text: str, written: Write) -> None:
    ended = run("shots", written("cut.otio", text.encode()))
    assert ended.code in {0, 1}
    assert ended.code == 0 or ended.err.startswith("error: ")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"shot_id,duration_s\n1,5\0\n", ("null bytes",)),
        (b"\0" * 1000, ("shots.csv",)),
        (
            b'shot_id,scene,duration_s\n1,"Bar, night,5\n' + b"2,x,8\n" * 9,
            ("quote in row 2", "close or remove it"),
        ),
        (b'"' * 1_000_001, ("shots.csv",)),
    ],
    ids=["a null byte", "null bytes", "a lone quote", "quotes"],
)
def test_null_bytes_and_lone_quotes_are_refused(data: bytes, words: Sequence[str], written: Write) -> None:
    refused(run("shots", written("shots.csv", data)), *words)


def test_a_lone_quote_that_shifts_no_cell_costs_no_row_and_is_told(written: Write) -> None:
    rows = "".join(f"{number},8\n" for number in range(2, 10))
    ended = run("shots", written("shots.csv", f'shot_id,duration_s\n1,"5\n{rows}'.encode()))
    assert ended.code == 0
    assert "9 shots, 69 s of film" in ended.out
    assert "quotes in row 2 do not pair" in ended.err
