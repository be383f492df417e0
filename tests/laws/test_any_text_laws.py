"""Laws of any input at all: a file is read or refused in sentences, whatever is in it."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from kling_cost import InputRefused, Models
from kling_cost.cli import cli
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.reading import AS_WRITTEN, Reading

if TYPE_CHECKING:
    import random

    from kling_cost.errors import Problem

MODELS = Models()
FOLDER = Path(__file__).parent.parent / "storyboards"
# The parser of timelines is a library in C++, which is held to this in a process of its own; see
# tests/cli/test_hostile_storyboards.py.
GOLDEN = sorted(
    path for path in FOLDER.rglob("*.*") if path.suffix != ".otio" and path.name != "expected.csv"
)
JARGON = re.compile(
    r"Traceback|\w(?:Error|Exception|Warning)\b|NoneType|object at 0x|<class "
    r"|\b(?:Fraction|Decimal|Row|Path)\("
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_DRIVES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What a terminal obeys, but for line ends and tabs."""

ENDINGS = [
    "",
    ".csv",
    ".tsv",
    ".txt",
    ".md",
    ".json",
    ".jsonl",
    ".edl",
    ".xlsx",
    ".xls",
    ".ods",
    ".html",
    ".CSV",
]
names = st.sampled_from([f"film{ending}" for ending in ENDINGS])
readings = st.sampled_from(
    [
        AS_WRITTEN,
        Reading(fps=Fraction(24)),
        Reading(columns={"duration_s": "Time", "shot_id": "No"}),
        Reading(columns={"duration_s": ""}, fps=Fraction(30000, 1001)),
    ]
)


def told(data: bytes, name: str, reading: Reading = AS_WRITTEN) -> list[Problem]:
    """Read or be refused, and give what is said of it."""
    try:
        storyboard = storyboard_in(data, name, models=MODELS, reading=reading)
    except InputRefused as refused:
        problems = list(refused.problems())
        assert any(problem.level == "error" for problem in problems)
    else:
        problems = list(storyboard.warnings)
        assert all(problem.level == "warning" for problem in problems)
        assert all(shot.seconds is None or 0 < shot.seconds <= 3600 for shot in storyboard.shots)
        assert not any(_CONTROLS.search(text) for text in storyboard.assumptions)
        assert all(shot.shot_id for shot in storyboard.shots)
    return problems


def held_to_sentences(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.code
        assert problem.message.strip() == problem.message != ""
        assert "\n" not in problem.message
        assert not JARGON.search(problem.message)


PIECES = [
    *(
        "shot_id,duration_s\n",
        "Shot;Dauer;Bild\n",
        "镜号\t时长\n",
        "| Shot | Duration |\n|---|---|\n",
        "1,5\n",
    ),
    *("shot_id,scene,takes,accept,mode,audio,product,count\n", "| 1 | 8s |\n", "Total,30\n", "Scene 2\n"),
    *(
        "Shot,Frame In,Frame Out,FPS\n",
        "Shot,Start,End\n",
        "Shot,Keepers,At cap,Shot class,Duration\n",
        "0:00-0:08",
        "1e999999999",
        "٣",
        "²",
        "-",
        "inf,nan",
    ),
    *(
        "00:00:05:12",
        "1/0",
        "9" * 400,
        "~8 sec",
        "8,5",
        "TBD",
        "=1+1",
        "'",
        '"',
        '""',
        ",",
        ";",
        "|",
        "\t",
        ":",
    ),
    *(
        "```csv\n",
        "```json\n",
        "```\n",
        "# ",
        "## Shot 1: Handshake (0-10s)\n",
        "- Duration: 8s\n",
        "> ",
        "---\n",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        '{"shots": [',
        '{"shot": 1, "duration": 8}',
        '"fps": 24',
        "null",
        "\\u0000",
        "\\ud800",
    ),
    *("TITLE: x\n", "001 AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n", "* FROM CLIP NAME: a\n"),
    *(
        "PK\x03\x04",
        "%PDF-1.7",
        "sep=;\n",
        "\ufeff",
        "\n",
        "\r\n",
        "\r",
        "\x85",
        "\u2028",
        "\0",
        "\x1b[31m",
        "\x9b2J",
    ),
]
any_text = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25).map("".join)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "gb18030", "shift_jis"])


@given(any_text, encodings, names, readings)
@example("Shot,Frames,FPS\n1,1e999999999,24\n", "utf-8", "film.csv", AS_WRITTEN)
@example("Shot,Frame In,Frame Out\n1,1,1e999999999\n", "utf-8", "film.csv", Reading(fps=Fraction(24)))
@example('"sho\nt\x1b[31m",dur\n1,x\n', "utf-8", "film.csv", Reading(columns={"duration_s": "Time"}))
@example("shot_id,scene\n1,2\n", "utf-8", "a\0b.csv", AS_WRITTEN)
def test_any_text_is_read_or_refused_in_sentences(
    text: str, encoding: str, name: str, reading: Reading
) -> None:
    held_to_sentences(told(text.encode(encoding, "replace"), name, reading))


@given(st.binary(max_size=200), names)
def test_any_bytes_are_read_or_refused_in_sentences(data: bytes, name: str) -> None:
    held_to_sentences(told(data, name))


JUNK = [piece.encode("utf-8", "replace") for piece in PIECES]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, str]:
    """Draw a storyboard as people write them after an accident or two, with the ending of some format."""
    path = draw(st.sampled_from(GOLDEN))
    data = path.read_bytes()
    for _ in range(draw(st.integers(1, 3))):
        data = draw(st.sampled_from(ACCIDENTS))(data, draw(st.randoms(use_true_random=False)))
    ending = draw(st.just(path.suffix) | st.sampled_from(ENDINGS))
    return data[:20_000], f"film{ending}"


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def doubled(data: bytes, _chance: random.Random) -> bytes:
    return data + data


def shuffled(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def inserted(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice([chance.randbytes(4), *JUNK]) + data[at:]


def left_out(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + data[at + chance.randint(1, 40) :]


def replaced(data: bytes, chance: random.Random) -> bytes:
    cells = data.split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(JUNK)
    return b",".join(cells)


ACCIDENTS = [cut, doubled, shuffled, inserted, left_out, replaced]


@given(damaged(), readings)
def test_a_damaged_storyboard_is_read_or_refused_in_sentences(
    file: tuple[bytes, str], reading: Reading
) -> None:
    data, name = file
    held_to_sentences(told(data, name, reading))


FORMATS = st.sampled_from(["table", "json", "csv", "markdown"])
any_file = damaged() | st.tuples(any_text.map(lambda text: text.encode("utf-8", "replace")), names)


@given(any_file, FORMATS)
def test_the_command_line_ends_with_0_or_1_and_drives_no_terminal(file: tuple[bytes, str], form: str) -> None:
    data, name = file
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        done = CliRunner().invoke(cli, ["shots", str(path), "--format", form])
    assert done.exit_code in {0, 1}
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert not _DRIVES.search(done.output)
    assert done.exit_code == 0 or "error: " in done.stderr


@given(any_text, st.sampled_from(["shots", "plan", "route"]))
def test_standard_input_ends_with_an_exit_code_that_is_documented(text: str, command: str) -> None:
    done = CliRunner().invoke(cli, [command, "-"], input=text.encode("utf-8", "replace"))
    assert done.exit_code in {0, 1, 3}
    assert done.exception is None or isinstance(done.exception, SystemExit)
