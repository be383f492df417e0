"""What is no list of shots is refused with its columns, what it seems to be, and a cure that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost import InputRefused
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.readers import kinds
from kling_cost.storyboard.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Models
    from kling_cost.storyboard.shot import Storyboard

CURE = "if it is one, say which column is which: --map shot_id=COLUMN --map duration_s=COLUMN"


@pytest.fixture
def read(models: Models) -> Callable[..., Storyboard]:
    def reading(text: str, name: str = "x.csv", **columns: str) -> Storyboard:
        return storyboard_in(text.encode(), name, models=models, reading=Reading(columns=columns))

    return reading


@pytest.fixture
def refusal(read: Callable[..., Storyboard]) -> Callable[..., tuple[str, str]]:
    def refused(text: str, name: str = "x.csv") -> tuple[str, str]:
        with pytest.raises(InputRefused) as found:
            read(text, name)
        (problem,) = found.value.problems()
        return problem.code, problem.message

    return refused


def rows(header: str, count: int = 3) -> str:
    cells = len(header.split(","))
    return "\n".join([header, *(",".join(f"{row + at}" for at in range(cells)) for row in range(count))])


@pytest.mark.parametrize(
    ("header", "kind", "by"),
    [
        ("asset_id,description,file", "an asset list", "asset_id, file"),
        ("id,description,duration,file", "an asset list", "file"),
        ("sample,timestamp,duration,temperature,notes", "a lab log", "sample, temperature"),
        ("样品,时间,温度,电压", "a lab log", "样品, 温度, 电压"),
        ("run id,duration,loss,notes", "a log of runs and tests", "run id, loss"),
        ("slide,caption,duration", "a slideshow", "slide"),
        ("invoice no,description,amount,tax", "an invoice", "invoice no, amount, tax"),
        ("artist,track,duration", "a playlist", "artist, track"),
        ("task,description,hours,deadline", "a work plan", "task, hours, deadline"),
        ("speaker,start,end,transcript,confidence", "a transcript", "speaker, transcript, confidence"),
        ("name,title,city,email", "a list of places or people", "city, email"),
        ("slide,caption,duration,file,license", "an asset list", "file, license"),
        ("shot,asset name,file,license", "an asset list", "asset name, file, license"),
    ],
)
def test_a_table_of_something_else_is_named_by_its_columns(
    refusal: Callable[..., tuple[str, str]], header: str, kind: str, by: str
) -> None:
    columns = header.replace(",", ", ")
    reason = f"is not a list of shots: its columns ({columns}) are those of {kind} ({by})"
    assert refusal(rows(header)) == ("not-a-shot-list", f"{reason}; {CURE}")


@pytest.mark.parametrize(
    "header",
    [
        "id,name",
        "id,description",
        "start,end",
        "id,start,end",
        "prompt,notes",
        "fps,takes",
        "name,title,notes",
    ],
)
def test_columns_that_say_neither_what_is_filmed_nor_how_long_are_no_list_of_shots(
    refusal: Callable[..., tuple[str, str]], header: str
) -> None:
    reason = f"its columns ({header.replace(',', ', ')}) do not say what is filmed or how long it is"
    assert refusal(rows(header)) == ("not-a-shot-list", f"is not a list of shots: {reason}; {CURE}")


@pytest.mark.parametrize(
    "header",
    [
        *(
            "shot,duration",
            "shot,camera",
            "id,duration",
            "description,duration",
            "scene,duration",
            "shot,prompt",
        ),
        *("scene,prompt", "id,camera", "description,start", "camera,dialogue", "id,scene"),
        "shot,file,url,license,copyright,duration",
        "id,description,prompt,duration,file",
        "shot,prompt,file",
        "shot,action,file",
        "notes,lens,duration_s",
        "product,count,file,license",
    ],
)
def test_enough_that_is_said_of_shots_is_a_list_of_them(read: Callable[..., Storyboard], header: str) -> None:
    of_stills = rows(header).replace("\n0", "\nimage").replace("\n1", "\nimage").replace("\n2", "\nimage")
    assert len(read(of_stills if "product" in header else rows(header)).shots) == 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A lighthouse at dawn, slow push in.", "x.txt"),
        ("A lighthouse at dawn,\nslow push in, no people,\n8 seconds", "x.csv"),
    ],
)
def test_a_text_without_a_table_is_called_one(
    refusal: Callable[..., tuple[str, str]], text: str, name: str
) -> None:
    message = "holds a text and no list of shots; price a single clip with `kling-cost price`"
    assert refusal(text, name) == ("not-a-shot-list", message)


def test_a_table_that_names_no_column_says_so(refusal: Callable[..., tuple[str, str]]) -> None:
    reason = "is not a list of shots: no row of it names its columns"
    assert refusal(rows("a,b,c", 2)) == ("not-a-shot-list", f"{reason}; {CURE}")
    assert refusal(rows("a,b,c", 1))[1].startswith("holds a text")


@pytest.mark.parametrize("header", ["asset_id,description,file", "sample,temp,ph", "id,name", "a,b,c"])
def test_the_cure_that_a_refusal_names_works(
    read: Callable[..., Storyboard], refusal: Callable[..., tuple[str, str]], header: str
) -> None:
    assert refusal(rows(header))[1].endswith(CURE)
    first, second, *_ = header.split(",")
    board = read(rows(header), shot_id=first, duration_s=second)
    assert [(shot.shot_id, str(shot.seconds)) for shot in board.shots] == [("0", "1"), ("1", "2"), ("2", "3")]


def test_the_reasons_of_several_tables_are_all_told(refusal: Callable[..., tuple[str, str]]) -> None:
    text = "| slide | caption |\n|---|---|\n| 1 | a |\n\n| id | name |\n|---|---|\n| 1 | a |\n"
    _, message = refusal(text, "x.md")
    assert "those of a slideshow (slide); its columns (id, name) do not say" in message


def test_a_table_of_something_else_beside_the_shots_is_left_out_and_counted(
    read: Callable[..., Storyboard],
) -> None:
    shots = "| shot | action | duration |\n|---|---|---|\n| 1 | a | 3 |\n"
    props = "| asset id | file | license |\n|---|---|---|\n| A | a.png | own |\n| B | b.png | own |\n"
    board = read(f"{shots}\n\n{props}", "x.md")
    assert (len(board.shots), board.skipped_rows) == (1, 2)


def test_a_file_is_read_up_to_its_limit(
    read: Callable[..., Storyboard],
    refusal: Callable[..., tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "shot,duration\n1,4\n"
    monkeypatch.setattr(kinds, "MOST_BYTES", len(text))
    assert len(read(text).shots) == 1
    assert refusal(f"{text}\n")[0] == "too-large"


def test_an_empty_file_is_refused(refusal: Callable[..., tuple[str, str]]) -> None:
    assert refusal("\n\n") == (
        "empty-file",
        "is empty; the first row names the columns, e.g. shot_id,duration_s",
    )


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"%PDF-1.7", "foreign-format", "is a PDF; export its table as CSV or XLSX"),
        (b"\x89PNG\r\n", "foreign-format", "is a picture; write its shots as CSV or XLSX"),
        (b"\xff\xd8\xff\xe0", "foreign-format", "is a picture; write its shots as CSV or XLSX"),
        (b"{\\rtf1", "foreign-format", "is an RTF text; save it as plain text, CSV or XLSX"),
        (
            b"| Shot | Duration |\n|---|---|\n| 1 | 3 |\n",
            "misnamed",
            "is Markdown under the name of a table of",
        ),
    ],
)
def test_files_of_other_kinds_are_named_with_what_to_do(
    models: Models, data: bytes, code: str, message: str
) -> None:
    with pytest.raises(InputRefused) as found:
        storyboard_in(data, "x.csv", models=models)
    (problem,) = found.value.problems()
    assert (problem.code, problem.message[: len(message)], problem.file) == (code, message, "x.csv")
