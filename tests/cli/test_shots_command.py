"""``kling-cost shots``: what was read, in every format, from files and standard input; what it refuses."""

from __future__ import annotations

import io
import json
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost import InputRefused
from kling_cost.cli import cli
from kling_cost.cli.reading_options import STANDARD_INPUT, storyboard_of
from kling_cost.storyboard.table import MOST_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from kling_cost import Models

FILM = """\
Harbour film,,,,,
shot,scene,action,duration,needs,lens
1,Pier,Waves,4s,,35
2,,"A boat, a gull",0:05.5,speech,50
3,Market,Crowd,soon,references,
Total,,,9.5,,
"""
CLIP = ["shots", "film.csv"]


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "film.csv"
    path.write_text(FILM, encoding="utf-8")
    return path


def run(*args: str, stdin: str | None = None, columns: str | None = None) -> Result:
    done = CliRunner(env={"COLUMNS": columns}).invoke(cli, args, input=stdin)
    assert isinstance(done.exception, SystemExit | None)
    return done


def document_of(*args: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run(*args, "--format", "json").stdout)
    return document


def test_the_table_shows_each_shot_with_how_its_length_was_read_and_the_totals() -> None:
    done = run(*CLIP)
    assert done.exit_code == 0
    lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
    assert lines[0] == ["shot", "scene", "seconds", "how", "read", "mode", "needs", "shows"]
    assert ["1", "Pier", "4", "stated", "Waves"] in lines
    assert ["2", "Pier", "5.5", "stated", "speech", "A", "boat,", "a", "gull"] in lines
    assert lines[4][:3] == ["3", "Market", "unknown"]
    assert done.stdout.splitlines()[-3:] == [
        "3 shots, 9.5 s of film, 1 of unknown length",
        "The file says 9.5 s in all",
        "1 row left out: no shots",
    ]


def test_what_was_assumed_and_what_is_doubtful_goes_to_stderr() -> None:
    lines = run(*CLIP).stderr.splitlines()
    assert "assumed: 1 shots without a scene belong to the one named above them" in lines
    assert "assumed: lengths: 2 stated, 1 unknown" in lines
    assert lines[-1].startswith("warning: film.csv, row 5, column duration: 'soon' is not a length; ")


def test_the_document_keeps_to_the_schema_that_ships_with_the_package() -> None:
    schema = json.loads((files("kling_cost") / "export/schemas/shots-1.schema.json").read_text("utf-8"))
    document = document_of(*CLIP)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert {
        key: document[key] for key in ("schema", "file", "total_s", "stated_total_s", "skipped_rows")
    } == {
        "schema": "kling-cost/shots/1",
        "file": "film.csv",
        "total_s": "9.5",
        "stated_total_s": "9.5",
        "skipped_rows": 1,
    }
    first, second, third = document["shots"]
    assert [shot["duration_s"] for shot in document["shots"]] == ["4", "5.5", None]
    assert (first["duration_from"], third["duration_from"]) == ("stated", None)
    assert (second["scene"], second["description"], second["row"]) == ("Pier", "A boat, a gull", 4)
    assert (second["needs"], second["extra"], first["extra"]) == (["speech"], {"lens": "50"}, {"lens": "35"})
    assert [(problem["row"], problem["column"]) for problem in document["problems"]] == [(5, "duration")]


def test_the_markdown_is_a_table_that_reads_back() -> None:
    done = run(*CLIP, "--format", "markdown")
    assert done.exit_code == 0
    header = next(line for line in done.stdout.splitlines() if line.startswith("|"))
    assert [cell.strip() for cell in header.strip("|").split("|")] == [
        *["shot", "scene", "seconds", "how read", "mode", "needs", "shows"]
    ]
    assert "| 2 | Pier | 5.5 | stated |" in done.stdout


def test_standard_input_is_read_like_a_file() -> None:
    from_file, piped = document_of(*CLIP), run("shots", "-", "--format", "json", stdin=FILM)
    document = json.loads(piped.stdout)
    assert document["file"] == "standard input"
    assert document["shots"] == from_file["shots"]


def test_a_refusal_of_standard_input_names_it() -> None:
    done = run("shots", "-", stdin="")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: standard input: is empty; ")


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (
            ["--map", "duration"],
            2,
            "'duration' lacks an equals sign; write MEANING=COLUMN, such as duration=",
        ),
        (["--map", "colour=x"], 2, "no column means 'colour'; there are shot_id, scene, "),
        (["--map", "prioritie=x"], 2, "no column means 'prioritie'; did you mean priority?"),
        (
            ["--map", "duration=Durtion"],
            1,
            "has no column 'Durtion' for duration_s; did you mean 'duration'?",
        ),
        (["--fps", "abc"], 2, "'abc' is no number of frames per second; write 24, 25, 29.97 or 30000/1001"),
        (["--fps", "0"], 2, "'0' is no number of frames per second"),
        (["--default-duration", "0"], 2, "a shot of 0 s cannot be made"),
        (["--default-duration", "ten"], 2, "'ten' is not a length in seconds"),
        (["--unit", "x"], 2, "'x' is not one of 's', 'ms', 'frames'"),
        (["--format", "xml"], 2, "'xml' is not one of"),
        (["-o", "out.xlsx"], 2, "the ending says the format"),
        (["--nonsense"], 2, "No such option"),
    ],
)
def test_wrong_options_are_refused_with_what_is_right(options: list[str], code: int, message: str) -> None:
    done = run(*CLIP, *options)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr


def test_options_say_what_the_file_leaves_open(film: Path) -> None:
    assert document_of(*CLIP, "--default-duration", "2.5")["total_s"] == "12"
    film.write_text("nr;ms;x9\n1;4800;2\n2;2400;3\n", encoding="utf-8")
    assert document_of(*CLIP, "--map", "duration=ms", "--unit", "ms")["total_s"] == "7.2"
    mapped = (*CLIP, "--map", "duration=ms", "--unit", "frames", "--fps", "24", "--map", "shot_id=x9")
    document = document_of(*mapped)
    assert [(shot["shot_id"], shot["duration_s"]) for shot in document["shots"]] == [
        ("2", "200"),
        ("3", "100"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "out"),
    [
        ("shot,duration\n1,4\n", 0, True),
        ("shot,duration\n", 0, True),
        ("shot,action\n1,Waves\n", 0, True),
        ("shot,duration\n1,4000\n2,5000\n", 1, False),
        ("shot_id,duration_s\n1,ten\n", 1, False),
        ("asset id,file,license\n1,a,b\n2,c,d\n", 1, False),
        ("", 1, False),
    ],
)
def test_a_readable_file_ends_with_0_and_a_refused_one_with_1_and_no_output(
    film: Path,
    text: str,
    code: int,
    out: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    film.write_text(text, encoding="utf-8")
    done = run(*CLIP)
    assert (done.exit_code, bool(done.stdout)) == (code, out)
    assert ("error: " in done.stderr) == (code == 1)


def test_a_refusal_is_a_document_where_one_was_asked_for(film: Path) -> None:
    film.write_text("asset id,file,license\n1,a,b\n2,c,d\n", encoding="utf-8")
    document = document_of(*CLIP)
    (problem,) = document["problems"]
    assert (document["schema"], problem["level"], problem["code"]) == (
        *("kling-cost/problems/1", "error", "not-a-shot-list"),
    )


def test_a_file_that_is_not_there_is_refused() -> None:
    done = run("shots", "nowhere.csv")
    assert done.exit_code == 1
    assert "nowhere.csv: cannot be read: No such file or directory" in done.stderr


@pytest.mark.parametrize("out", ["film.csv", "./film.csv", "../{folder}/film.csv", "link.csv"])
def test_the_storyboard_is_never_written_over(film: Path, out: str) -> None:
    (film.parent / "link.csv").symlink_to(film)
    done = run(*CLIP, "-o", out.format(folder=film.parent.name))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "would overwrite the storyboard; give another name" in done.stderr
    assert film.read_text("utf-8") == FILM


@pytest.mark.parametrize(("name", "form"), [("out.csv", "csv"), ("out.json", "json"), ("out.md", "markdown")])
def test_an_output_file_holds_what_its_format_prints(film: Path, name: str, form: str) -> None:
    printed, written = run(*CLIP, "--format", form), run(*CLIP, "-o", name)
    assert (written.exit_code, written.stdout) == (0, "")
    mark = b"\n<!-- kling-cost -->\n" if form == "markdown" else b""
    assert (film.parent / name).read_bytes() == printed.stdout_bytes + mark


def test_nothing_is_written_of_a_refused_file(film: Path) -> None:
    film.write_text("", encoding="utf-8")
    assert run(*CLIP, "-o", "out.csv").exit_code == 1
    assert not (film.parent / "out.csv").exists()


def test_needs_decide_the_mode_and_infer_reads_them_from_the_words(film: Path) -> None:
    text = "shot,action,dialogue,duration,references\n1,The captain says hello,Ahoy,4,\n2,Waves,,5,ref.png\n"
    film.write_text(text, encoding="utf-8")
    plain, inferred = document_of(*CLIP), document_of(*CLIP, "--infer")
    assert [shot["mode"] for shot in plain["shots"]] == [None, "reference-to-video"]
    assert any(
        "mode reference-to-video, for " in text and "(shot 2)" in text for text in plain["assumptions"]
    )
    assert [shot["needs"] for shot in plain["shots"]] == [[], []]
    assert inferred["shots"][0]["needs"] != []
    assert len(inferred["assumptions"]) > len(plain["assumptions"])


def test_a_row_of_several_shots_counts_as_so_many(film: Path) -> None:
    text = "shot_id,duration_s,count,product\n1,4,3,\n2,TBD,2,\n3,,4,image\n"
    film.write_text(text, encoding="utf-8")
    done = run(*CLIP)
    assert "4 x 3" in done.stdout
    assert "6 shots, 12 s of film, 2 of unknown length" in done.stdout
    row = next(line.split() for line in done.stdout.splitlines() if line.split()[:1] == ["3"])
    assert "unknown" not in row


def test_a_narrow_terminal_cuts_no_id_and_no_length() -> None:
    wide = run(*CLIP, columns="200").stdout
    narrow = run(*CLIP, columns="60").stdout
    assert max(map(len, narrow.splitlines())) <= 60
    assert max(map(len, wide.splitlines())) <= 200
    for words in (["1", "Pier", "4"], ["2", "Pier", "5.5"], ["3", "Market"]):
        assert any(line.split()[: len(words)] == words for line in narrow.splitlines())


def test_control_codes_of_a_cell_never_reach_the_terminal(film: Path) -> None:
    film.write_text("shot,action,duration\n\x1b[31m1,Waves,\x1b[2J\n2,b,4\n", encoding="utf-8")
    for form in ("table", "csv", "markdown", "json"):
        done = run(*CLIP, "--format", form)
        assert "\x1b" not in done.stdout + done.stderr


def test_standard_input_is_bounded(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(size if size is not None else -1)
            return b"x" * (MOST_BYTES + 1)

    class Stdin:
        buffer = Endless()

    monkeypatch.setattr(sys, "stdin", Stdin())
    with pytest.raises(InputRefused, match="standard input: is larger than 64 MB"):
        storyboard_of(STANDARD_INPUT, models)
    assert asked == [MOST_BYTES + 1]
