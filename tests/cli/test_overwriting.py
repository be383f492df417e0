"""A file that kling-cost wrote is written again in silence; anybody else's only when that is said."""

from __future__ import annotations

import json
import os
import stat
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kling_cost.cli import cli
from kling_cost.cli.overwriting import EDITED, FOREIGN, why_keep
from kling_cost.cli.writing import Target, Unwritable, write_whole

if TYPE_CHECKING:
    from click.testing import Result

ON = ("--on", "2026-11-20")
PLAN = ("plan", "film.csv", *ON, "--strategy", "routed")
CLIP = ("price", "--model", "v3", "--tier", "pro", "--audio", "on", "--duration", "5", *ON)
ENDINGS = (
    ".json",
    ".txt",
    ".md",
    ".markdown",
    ".csv",
    ".png",
    ".svg",
    ".pdf",
    ".html",
    ".xlsx",
    ".sarif",
    ".xml",
)
FILM = "shot_id,scene,description,duration_s,takes\n1,Harbour,Dawn,6,2\n"
OURS = {
    "a plan": (PLAN, (".json", ".txt", ".md", ".csv", ".xlsx", ".html")),
    "a price": (CLIP, (".json", ".txt", ".markdown", ".csv")),
    "providers": (("vendors", "film.csv", *ON), (".json", ".csv")),
    "a picture": (("chart", "film.csv", *ON), (".png", ".svg", ".pdf")),
    "shots": (("shots", "film.csv"), (".json", ".txt")),
}


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "film.csv"
    path.write_text(FILM, encoding="utf-8")
    return path


def run(*args: str, answer: str | None = None) -> Result:
    return CliRunner(env={"COLUMNS": None}).invoke(cli, args, input=answer)


@pytest.mark.parametrize("ending", ENDINGS)
@given(old=st.binary(min_size=1), new=st.binary())
def test_no_bytes_that_kling_cost_did_not_write_are_its_own(ending: str, old: bytes, new: bytes) -> None:
    if ending == ".csv":
        new = b"provider,on,amount\r\n" + new
    assert why_keep(ending, BytesIO(old), new) == (None if old == new else FOREIGN)


@given(ending=st.sampled_from(ENDINGS), content=st.binary())
def test_what_would_not_change_and_what_is_empty_may_always_be_written(ending: str, content: bytes) -> None:
    assert why_keep(ending, BytesIO(content), content) is None
    assert why_keep(ending, BytesIO(b""), content) is None


@given(ending=st.sampled_from(ENDINGS), old=st.binary(min_size=1), new=st.binary())
def test_what_is_kept_before_the_work_is_kept_after_it(ending: str, old: bytes, new: bytes) -> None:
    if why_keep(ending, BytesIO(old), None) is not None and old != new:
        assert why_keep(ending, BytesIO(old), new) is not None


@pytest.mark.parametrize(
    ("args", "ending"),
    [(args, ending) for args, endings in OURS.values() for ending in endings],
    ids=[f"{name} {ending}" for name, (_, endings) in OURS.items() for ending in endings],
)
def test_what_kling_cost_wrote_it_writes_again(args: tuple[str, ...], ending: str, film: Path) -> None:
    out = film.with_name(f"out{ending}")
    assert run(*args, "-o", out.name).exit_code == 0
    first = out.read_bytes()
    assert b"kling-cost" in first or ending in {".csv", ".xlsx"}
    film.write_text(FILM.replace("Dawn,6,2", "Dusk,9,4"), encoding="utf-8")

    again = run(*args, "-o", out.name)

    assert (again.exit_code, f"wrote {out.name}" in again.stderr) == (0, True)
    assert (out.read_bytes() != first) is (args is not CLIP)


@pytest.mark.parametrize("ending", [".json", ".csv", ".md", ".txt", ".html", ".xlsx"])
def test_a_foreign_file_is_left_as_it_is_until_force_is_given(ending: str, film: Path) -> None:
    mine = film.with_name(f"mine{ending}")
    mine.write_text('{"schema": "my own"}\n', encoding="utf-8")

    refused = run(*PLAN, "-o", mine.name)

    assert refused.exit_code == 1
    assert f"error: {mine.name} exists and was not written by kling-cost" in refused.stderr
    assert "--force" in refused.stderr
    assert mine.read_text("utf-8") == '{"schema": "my own"}\n'
    assert run(*PLAN, "-o", mine.name, "--force").exit_code == 0
    assert mine.read_bytes() != b'{"schema": "my own"}\n'
    assert sorted(path.name for path in film.parent.iterdir()) == ["film.csv", mine.name]


def test_a_foreign_picture_is_left_as_it_is_by_name_or_by_default(film: Path) -> None:
    mine = film.with_name("plan.png")
    mine.write_bytes(b"\x89PNG mine")
    for args in ((), ("-o", "plan.png")):
        assert run("chart", "film.csv", *ON, *args).exit_code == 1
    history = run("rates", "history", "fal", "v3", "--tier", "pro", "--audio", "on", "--chart", "plan.png")
    assert (history.exit_code, history.stdout) == (1, "")
    assert mine.read_bytes() == b"\x89PNG mine"


def test_the_refusal_is_a_document_and_comes_before_the_work(film: Path) -> None:
    film.with_name("mine.json").write_text("[]", encoding="utf-8")
    film.write_text("no storyboard at all", encoding="utf-8")

    done = run(*PLAN, "-o", "mine.json")

    found = json.loads(done.stdout)
    assert (done.exit_code, found["schema"]) == (1, "kling-cost/problems/1")
    assert [problem["code"] for problem in found["problems"]] == ["file-exists"]


def test_a_clean_storyboard_is_not_replaced_by_another_one_for_people_edit_it(film: Path) -> None:
    clean = film.with_name("clean.csv")
    assert run("shots", "film.csv", "-o", "clean.csv").exit_code == 0
    assert run("shots", "film.csv", "-o", "clean.csv").exit_code == 0  # nothing would be lost
    edited = clean.read_text("utf-8").replace("Dawn", "Dawn with gulls")
    clean.write_text(edited, encoding="utf-8", newline="")

    for command in ("shots", "route"):
        refused = run(command, "film.csv", "-o", "clean.csv")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("error: clean.csv exists and ")
    assert EDITED in run("shots", "film.csv", "-o", "clean.csv").stderr
    assert clean.read_text("utf-8") == edited.replace("\r\n", "\n")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("Yes\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_on_a_terminal_it_asks_once(
    answer: str, code: int, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling_cost.cli.writing.somebody_answers", lambda: True)
    mine = film.with_name("mine.json")
    mine.write_text("[]", encoding="utf-8")

    done = run(*PLAN, "-q", "-o", "mine.json", answer=answer)

    question = "mine.json exists and was not written by kling-cost. Overwrite it? [y/N] "
    assert (done.exit_code, done.stderr.count(question)) == (code, 1)
    assert (mine.read_text("utf-8") == "[]") is (code == 1)
    assert ("is left as it is" in done.stderr) is (code == 1)


def test_places_that_are_no_files_are_refused_before_the_work(film: Path) -> None:
    (film.parent / "folder.csv").mkdir()
    film.write_text("", encoding="utf-8")  # which would be refused too, later
    for place, why in {
        "folder.csv": "it is a folder",
        "nowhere/plan.csv": "there is no folder",
        "film.csv/plan.csv": "Not a directory",
    }.items():
        done = run(*PLAN, "-o", place)
        assert (done.exit_code, done.stderr.count("error: ")) == (1, 1)
        assert done.stderr.startswith(f"error: {place} cannot be written: ")
        assert why in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names")
def test_a_pipe_or_a_device_is_refused_and_stays_what_it_is(film: Path) -> None:
    pipe = film.with_name("pipe.csv")
    os.mkfifo(pipe)
    film.with_name("null.csv").symlink_to("/dev/null")
    for name in ("pipe.csv", "null.csv"):
        done = run(*PLAN, "-o", name, "--force")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "it is a device or a pipe, no file; leave out -o to write to standard output" in done.stderr
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert run(*PLAN, "-o", "/dev/stdout").exit_code == 2  # which has no ending that says a format


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_written_through(film: Path) -> None:
    (film.parent / "shared").mkdir()
    link = film.with_name("link.json")
    link.symlink_to("shared/plan.json")  # where nothing is yet
    for _ in range(2):
        assert run(*PLAN, "-o", "link.json").exit_code == 0
        assert link.is_symlink()
        assert json.loads((film.parent / "shared" / "plan.json").read_text("utf-8"))["on"] == "2026-11-20"
    (film.parent / "shared" / "plan.json").write_text("[]", encoding="utf-8")
    assert run(*PLAN, "-o", "link.json").exit_code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
def test_permissions_stay_and_a_read_only_file_is_asked_about(film: Path) -> None:
    out = film.with_name("plan.json")
    assert run(*PLAN, "-o", "plan.json").exit_code == 0
    out.chmod(0o640)
    assert run(*PLAN, "-o", "plan.json").exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    out.chmod(0o440)
    refused = run(*PLAN, "-o", "plan.json")
    assert (refused.exit_code, "plan.json exists and is read-only" in refused.stderr) == (1, True)
    assert run(*PLAN, "-o", "plan.json", "--force").exit_code == 0


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError], ids=lambda each: each.__name__)
def test_what_stops_a_writing_leaves_the_old_file_and_nothing_else(
    failure: type[BaseException], film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise failure

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KeyboardInterrupt if failure is KeyboardInterrupt else Unwritable):
        write_whole(film, b"new")
    assert [path.name for path in film.parent.iterdir()] == ["film.csv"]
    assert film.read_text("utf-8") == FILM


def test_a_target_that_was_free_is_looked_at_again_before_it_is_written(film: Path) -> None:
    target = Target(film.with_name("plan.json"))
    target.check()
    target.path.write_text("[]", encoding="utf-8")
    with pytest.raises(Exception, match="was not written by kling-cost"):
        target.write(b"{}")
    assert target.path.read_text("utf-8") == "[]"
