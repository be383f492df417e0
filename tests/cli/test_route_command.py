"""``route``: the model of each shot with the word that decided, one take's price, and what it cannot do."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli
from kling_cost.export.contract import document_schema

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
FILM = """\
shot_id,scene,description,duration_s,needs,references,video_input,mode,model
1,A,A woman talks to the camera,8,,,,,
2,A,She walks on,20,recurring,"a.png, b.png, c.png, d.png, e.png",,,
3,B,The street at dusk,2,,,,,
4,B,Tom at the table,5,speech,,,,
"""
EDIT = "shot_id,duration_s,video_input\n1,12,yes\n"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.csv"
    path.write_text(FILM, encoding="utf-8")
    return path


def run(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": str(columns) if columns else None, "KLING_COST_PRICING": None}
    return CliRunner(env=env).invoke(cli, [*args, *ON])


def route(path: Path, *args: str, columns: int | None = None) -> Result:
    return run("route", str(path), *args, columns=columns)


def document_of(path: Path, *args: str, code: int = 0) -> dict[str, Any]:
    done = route(path, "--format", "json", *args)
    assert done.exit_code == code, done.output
    document: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(document, document_schema("route"))
    return document


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "storyboard.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shot_has_its_model_mode_price_and_the_word_that_decided(film: Path) -> None:
    document = document_of(film)
    assert [(entry["model"], entry["mode"], entry["amount"]["amount"]) for entry in document["routes"]] == [
        ("v3", "text-to-video", "280"),
        ("o3", "reference-to-video", "900"),
        ("v3", "text-to-video", "105"),
        ("v3", "text-to-video", "175"),
    ]
    assert document["routes"][1]["decided_by"] == {
        "need": "recurring",
        "column": "needs",
        "word": "recurring",
        "inferred": False,
    }
    assert document["total"] == {"amount": "1460", "unit": "pixverse-credit"}
    assert document["coverage"] == {"shots": 4, "priced": 4}
    assert (document["tier"], document["audio"], document["approximate"]) == ("pro", None, True)


def test_the_alternative_is_priced_and_says_what_it_lacks(film: Path) -> None:
    alternative = document_of(film)["routes"][1]["alternative"]
    assert (alternative["model"], alternative["mode"]) == ("v3", "text-to-video")
    assert alternative["difference"] == {"amount": "-200", "unit": "pixverse-credit"}
    assert "take references: no reference mode is listed for V3" in alternative["cannot"]
    shown = " ".join(route(film).stdout.split())
    assert "v3 text-to-video: 200 credits less" in shown
    assert "v3 cannot take references: no reference mode is listed for V3" in shown
    assert "o3 text-to-video: 80 credits more" in shown


def test_what_the_model_and_the_provider_cannot_do_is_told(film: Path) -> None:
    assert document_of(film)["routes"][1]["cannot"] == [
        "surely take 5 references: VidMuse says at most 4; ComfyUI 7, PixVerse 7",
        "make 20 s in one clip: the longest at pixverse is 15 s, so 10 + 10 s",
    ]


def test_one_take_is_priced_whatever_the_rows_say_of_their_gambles(film: Path, tmp_path: Path) -> None:
    header, *rows = FILM.splitlines()
    gambles = ("9,0.1,4,fail,", ",0.5,,proceed,", ",,,,hero", ",,,,such-as-nobody-knows")
    text = "\n".join(
        [
            f"{header},takes,accept,keepers,at_cap,shot_class",
            *(f"{row},{said}" for row, said in zip(rows, gambles, strict=True)),
        ]
    )
    plain, gambling = document_of(film), document_of(written(tmp_path, text))
    assert (gambling["routes"], gambling["total"]) == (plain["routes"], plain["total"])


def test_a_clip_that_is_rounded_up_shows_both_lengths(film: Path) -> None:
    assert "2 (3 billed)" in route(film).stdout


def test_an_edit_has_no_audio_where_none_is_sold_with_a_video_and_is_split_at_ten_seconds(
    tmp_path: Path,
) -> None:
    document = document_of(written(tmp_path, EDIT), "--provider", "kling-api")
    (entry,) = document["routes"]
    assert (entry["model"], entry["mode"], entry["audio"]) == ("o3", "video-edit", "off")
    assert entry["clips_s"] == ["6", "6"]
    assert entry["cannot"] == [
        "make 12 s in one clip: the longest at kling-api is 10 s, so 6 + 6 s",
        "have audio: kling-api sells o3 video-edit from a video without",
    ]


def test_a_shot_that_the_provider_does_not_sell_has_no_price_and_exit_code_3(tmp_path: Path) -> None:
    document = document_of(written(tmp_path, EDIT), code=3)
    (entry,) = document["routes"]
    assert entry["amount"] is None
    assert "pixverse does not sell o3 pro video-edit" in entry["reason"]
    assert (document["floor"], document["coverage"]) == (True, {"shots": 1, "priced": 0})
    assert entry["alternative"]["amount"] == {"amount": "420", "unit": "pixverse-credit"}
    assert entry["alternative"]["difference"] is None


def test_a_shot_that_no_rule_can_serve_is_named_with_the_cure(tmp_path: Path) -> None:
    path = written(tmp_path, "shot_id,duration_s,references,model\n1,5,anna.png,v3\n2,5,,\n")
    document = document_of(path, code=3)
    first, second = document["routes"]
    assert first["model"] is None
    assert "the row names v3, which cannot do reference-to-video" in first["reason"]
    assert "o3 can: name it, or leave the model empty" in first["reason"]
    assert second["model"] == "v3"
    assert "none" in route(path).stdout


def test_descriptions_are_read_only_when_asked_for(film: Path) -> None:
    plain = route(film)
    assert "Some shots state no need: --infer" in plain.stdout
    inferred = route(film, "--infer")
    assert "speech: 'talks' in description (inferred)" in inferred.stdout
    assert (
        "needs read from the words of descriptions and dialogue, for --infer is given: shots 1"
        in inferred.stderr
    )
    assert document_of(film)["routes"][0]["rule"] == "text"
    assert document_of(film, "--infer")["routes"][0]["rule"] == "speech"


def test_the_rules_that_decided_are_shown_with_their_sources_and_who_says_otherwise(film: Path) -> None:
    shown = " ".join(route(film).stdout.split())
    assert "source Kling V3 or Kling O3: which route fits which job (GPTImage2), as of 2026-04-07" in shown
    assert (
        "others Kling V3 and Kling O3: two halves of the same toolkit (Picsart): V3 takes up to four" in shown
    )
    assert "footage Footage that exists" not in shown
    rules = {entry["rule"]: entry for entry in document_of(film)["rules"]}
    assert set(rules) == {"references", "speech", "text"}
    assert any("PonPon" in other["source"]["title"] for other in rules["references"]["others"])


def test_defaults_are_named_and_can_be_chosen(film: Path) -> None:
    shown = route(film)
    assert "one take at pixverse (default) on 2026-11-20" in shown.stdout
    assert "tier pro, with audio where it is sold" in shown.stdout
    assert "assumed: provider pixverse, the default" in shown.stderr
    chosen = document_of(film, "--tier", "std", "--audio", "off", "--provider", "PixVerse")
    assert [entry["amount"]["amount"] for entry in chosen["routes"]] == ["160", "500", "60", "100"]
    assert (chosen["tier"], chosen["audio"]) == ("standard", "off")


def test_the_csv_is_the_storyboard_with_model_and_mode_and_plan_prices_what_route_said(
    film: Path, tmp_path: Path
) -> None:
    target = tmp_path / "routed.csv"
    assert route(film, "--infer", "-o", str(target)).exit_code == 0
    rows = list(csv.DictReader(StringIO(target.read_text(encoding="utf-8"))))
    assert [(row["shot_id"], row["model"], row["mode"], row["needs"]) for row in rows] == [
        ("1", "v3", "text-to-video", "speech"),
        ("2", "o3", "reference-to-video", "recurring, references"),
        ("3", "v3", "text-to-video", ""),
        ("4", "v3", "text-to-video", "speech"),
    ]
    assert rows[0]["why"] == "speech: 'talks' in description"
    planned = run("plan", str(target), "--strategy", "o3-pro-throughout", "--takes", "1", "--format", "json")
    (plan,) = json.loads(planned.stdout)["plans"]
    assert [(line["shot_id"], line["model"]) for line in plan["lines"]] == [
        ("1", "v3"),
        ("2", "o3"),
        ("2", "o3"),
        ("3", "v3"),
        ("4", "v3"),
    ]
    assert plan["total"]["amount"] == "1460"


def test_routing_the_routed_storyboard_again_keeps_models_and_modes(film: Path, tmp_path: Path) -> None:
    target = tmp_path / "routed.csv"
    route(film, "--infer", "-o", str(target))
    first, second = document_of(film, "--infer"), document_of(target)
    for before, after in zip(first["routes"], second["routes"], strict=True):
        assert (before["model"], before["mode"]) == (after["model"], after["mode"])
        assert before["amount"] == after["amount"]


def test_a_still_in_4k_loses_its_length_and_is_planned_as_an_image(tmp_path: Path) -> None:
    path = written(tmp_path, "shot_id,duration_s,needs\nposter,8,4k-still\n")
    target = tmp_path / "routed.csv"
    done = route(path, "-o", str(target))
    assert done.exit_code == 0
    assert "a still has no length, so that of the row is not used: shots poster" in done.stderr
    (entry,) = document_of(target)["routes"]
    assert (entry["model"], entry["mode"], entry["resolution"]) == ("o3", "text-to-image", "4k")
    assert entry["amount"] == {"amount": "20", "unit": "pixverse-credit"}
    assert entry["alternative"]["difference"] == {"amount": "-10", "unit": "pixverse-credit"}


def test_words_that_are_no_need_are_warned_about(tmp_path: Path) -> None:
    done = route(written(tmp_path, "shot_id,duration_s,needs\n1,5,fotage\n"))
    assert done.exit_code == 0
    assert "row 2, column needs: 'fotage' is not a need that routing knows" in done.stderr
    assert "did you mean footage?" in done.stderr


def test_a_row_of_several_shots_is_priced_for_all_of_them(tmp_path: Path) -> None:
    path = written(tmp_path, "shot_id,duration_s,count\n1,20,3\n")
    (entry,) = document_of(path)["routes"]
    assert entry["clips_s"] == ["10"] * 6
    assert entry["amount"]["amount"] == "2100"
    assert entry["cannot"] == ["make 20 s in one clip: the longest at pixverse is 15 s, so 10 + 10 s"]
    assert "20 x 3" in route(path).stdout


def test_shots_with_the_same_id_keep_their_own_prices(tmp_path: Path) -> None:
    path = written(tmp_path, "shot_id,duration_s,needs\nA,5,\nA,10,references\n")
    entries = document_of(path)["routes"]
    assert [entry["amount"]["amount"] for entry in entries] == ["175", "450"]


@pytest.mark.parametrize("columns", [60, 100, 200])
def test_no_figure_is_lost_in_a_narrow_terminal(film: Path, columns: int) -> None:
    shown = route(film, columns=columns).stdout
    assert max(map(len, shown.splitlines())) <= columns
    for figure in ("280", "900", "105", "175"):
        assert figure in shown


def test_markdown_is_a_table_of_the_same_columns(film: Path) -> None:
    lines = route(film, "--format", "markdown").stdout.splitlines()
    assert lines[0] == "| shot | model | mode | why | seconds | one take | the other | cannot |"
    assert len(lines) == 6


def test_wrong_requests_are_refused(film: Path, tmp_path: Path) -> None:
    assert route(film, "--provider", "nobody").exit_code == 1
    assert route(film, "--tier", "golden").exit_code == 1
    assert route(tmp_path / "missing.csv").exit_code == 1
    overwriting = route(film, "-o", str(film))
    assert overwriting.exit_code == 2
    assert "would overwrite the storyboard" in overwriting.output
    assert film.read_text(encoding="utf-8") == FILM
