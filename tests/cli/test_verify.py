"""``verify`` as a process: which changes around a quote it holds under, and which it names."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from kling_cost.export.contract import document_schema
from kling_cost.lock.seal import seal_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Shop = Callable[..., Path]

SHOTS = """\
shot_id,scene,duration_s,takes,account
1,Harbour,5,4,
2,Harbour,3.5,,4100
3,Market,8,2,
"""
RATES = ('id = "standard-off", tier = "standard", amount = 0.1', 'id = "pro-off", tier = "pro", amount = 0.2')
DEARER = tuple(rate.replace("amount = 0", "amount = 1") for rate in RATES)
STRATEGY = """\
[[strategies]]
name = "house"
summary = "Draft, then final."
stages = [
  { name = "draft", models = ["v3"], tier = "standard", audio = "off", takes = "shot" },
  { name = "final", models = ["v3"], tier = "pro", audio = "off", takes = 1 },
]
"""


@pytest.fixture
def shop(tmp_path: Path, own_shop: Shop) -> Path:
    """A shop with a card of 2026-02-05, a strategy for it, and a storyboard; gives the folder of prices."""
    (tmp_path / "film.csv").write_text(SHOTS, encoding="utf-8")
    (tmp_path / "house.toml").write_text(STRATEGY, encoding="utf-8")
    return own_shop("2026-02-05", *RATES)


@pytest.fixture
def lock(tmp_path: Path, shop: Path, kling_cost: Run) -> Path:
    """The lock of that storyboard, made for 2026-03-01."""
    done = kling_cost(
        *("plan", "film.csv", "--provider", "shop", "--pricing", str(shop), "--strategies", "house.toml"),
        *("--strategy", "house", "--on", "2026-03-01", "-o", "film.lock.json"),
    )
    assert done.code == 0, done.err
    assert "the quote is valid until 2026-03-31: 30 days from 2026-03-01" in done.err
    return tmp_path / "film.lock.json"


@pytest.fixture
def verify(kling_cost: Run, shop: Path) -> Run:
    def run(*args: str, **how: Any) -> Any:  # noqa: ANN401 - what the runner takes
        return kling_cost("verify", *args, "--pricing", str(shop), **how)

    return run


def document_of(done: Any) -> dict[str, Any]:  # noqa: ANN401 - a finished run
    document: dict[str, Any] = json.loads(done.out)
    jsonschema.validate(document, document_schema("verify"))
    return document


def edited(lock: Path, change: Callable[[dict[str, Any]], object], *, seal: bool = False) -> None:
    document = json.loads(lock.read_text(encoding="utf-8"))
    change(document)
    if seal:
        document["seal"] = seal_of(document)
    lock.write_text(json.dumps(document, indent=2), encoding="utf-8")


def test_a_quote_holds_as_it_was_made(lock: Path, verify: Run) -> None:
    """4 x 5 s + 3 x 4 s + 2 x 8 s of drafts at 0.10, and one final of each at 0.20: 4.80 + 3.40."""
    done = verify("film.lock.json", "--on", "2026-03-31")

    first, *rest = done.out.splitlines()
    assert done.code == 0
    assert first.startswith("film.lock.json: 8.20 USD for film.csv, house at shop on 2026-03-01, made on ")
    assert rest == [
        "Holds: 6 lines and every total derive again from shop/2026-02-05",
        "Valid until 2026-03-31: 30 days from 2026-03-01",
        "Storyboard film.csv: as locked",
    ]
    assert lock.is_file()
    assert done.err == ""


@pytest.mark.usefixtures("lock")
def test_a_quote_holds_under_cards_that_came_later(own_shop: Shop, verify: Run) -> None:
    own_shop("2026-04-01", *DEARER)
    own_shop("2026-02-20", *DEARER)  # found out late: it was in force when the quote was made

    done = verify("film.lock.json", "--on", "2026-03-01")
    document = document_of(verify("film.lock.json", "--format", "json"))

    assert (done.code, document["holds"], document["corrected_by"]) == (0, True, "shop/2026-02-20")
    assert "Holds: 6 lines and every total derive again from shop/2026-02-05" in done.out
    assert "Note: for that day shop/2026-02-20 applies by now; the quote stands on its own card" in done.out


@pytest.mark.usefixtures("lock")
def test_a_quote_holds_when_its_card_was_corrected_and_says_so(own_shop: Shop, verify: Run) -> None:
    own_shop(
        "2026-02-05-r2", *DEARER, more='supersedes = "2026-02-05"\nreason = "Misread."\n', known="2026-03-02"
    )

    done = verify("film.lock.json", "--on", "2026-03-01")

    assert done.code == 0
    assert (
        "Note: for that day shop/2026-02-05-r2 applies by now; the quote stands on its own card" in done.out
    )


@pytest.mark.usefixtures("lock")
def test_an_edited_card_is_named_beside_each_figure_that_it_moves(own_shop: Shop, verify: Run) -> None:
    own_shop("2026-02-05", RATES[0], DEARER[1])

    done = verify("film.lock.json", "--format", "json")
    document = document_of(done)

    assert (done.code, document["holds"], document["sealed"]) == (1, False, True)
    of_lines = [each for each in document["disagreements"] if each["line"]]
    assert {(each["line"], each["shot_id"]) for each in of_lines} == {(2, "1"), (4, "2"), (6, "3")}
    assert {each["figure"] for each in of_lines} == {"unit_price", "amount", "money"}
    assert {each["why"] for each in document["disagreements"]} == {"shop/2026-02-05.toml has changed since"}
    assert {"file": "shop/2026-02-05.toml", "found": "changed"} in document["foundations"]
    whole = {each["figure"]: (each["locked"], each["derived"]) for each in document["disagreements"][9:]}
    assert whole["total"] == ("8.2 USD", "25.2 USD")


@pytest.mark.usefixtures("lock")
def test_a_card_that_was_edited_without_effect_is_a_note(shop: Path, verify: Run) -> None:
    card = shop / "shop" / "2026-02-05.toml"
    card.write_text(card.read_text(encoding="utf-8") + "# read again\n", encoding="utf-8")
    seller = shop / "shop" / "provider.toml"
    seller.write_text(seller.read_text(encoding="utf-8") + "# the same\n", encoding="utf-8")

    done = verify("film.lock.json")

    assert done.code == 0
    assert "Note: shop/2026-02-05.toml has changed since, and no figure with it" in done.out
    assert "Note: shop/provider.toml has changed since, and no figure with it" in done.out


@pytest.mark.usefixtures("lock")
def test_a_card_that_is_gone_is_an_error_with_its_cure(shop: Path, own_shop: Shop, verify: Run) -> None:
    own_shop("2026-04-01", *RATES)
    (shop / "shop" / "2026-02-05.toml").unlink()

    done = verify("film.lock.json")

    assert done.code == 1
    assert done.out == ""
    assert "the price book has no card shop/2026-02-05; cards are never removed" in done.err
    assert "--pricing" in done.err


@pytest.mark.usefixtures("lock")
def test_a_provider_of_ones_own_is_missed_with_the_cure(kling_cost: Run) -> None:
    done = kling_cost("verify", "film.lock.json")
    refused = kling_cost("verify", "film.lock.json", "--format", "json")

    assert (done.code, refused.code) == (1, 1)
    assert "no card shop/2026-02-05" in done.err
    assert "--pricing" in done.err
    assert json.loads(refused.out)["problems"][0]["code"] == "unknown-card"


@pytest.mark.parametrize("seal", [False, True])
def test_one_changed_figure_is_named_with_its_line(lock: Path, verify: Run, *, seal: bool) -> None:
    edited(lock, lambda document: document["lines"][2].update(amount="12"), seal=seal)

    done = verify("film.lock.json", "--on", "2026-03-01")

    rows = done.out.split("─\n")[1].splitlines()
    assert done.code == 1
    assert "Does not hold: 1 disagreement with what derives from shop/2026-02-05" in done.out
    assert len(rows) == 1
    assert re.match(r"line 3 \(shot 2, draft, clip 1\) +amount +12 +1.2 +12 x 0.1 is 1.2; ", rows[0])
    assert ("Edited: the lock is not as kling-cost wrote it" in done.out) is not seal
    cause = "edited and sealed anew" if seal else "the lock was edited after it was made"
    assert rows[0].rstrip().endswith(cause)


def test_a_word_that_no_figure_depends_on_breaks_the_seal_alone(lock: Path, verify: Run) -> None:
    edited(lock, lambda document: document.update(valid_until="2099-01-01"))

    done = verify("film.lock.json")
    document = document_of(verify("film.lock.json", "--format", "json"))

    assert done.code == 1
    assert "Edited: the lock is not as kling-cost wrote it" in done.out
    assert "Holds" not in done.out
    assert (document["holds"], document["sealed"], document["disagreements"]) == (False, False, [])


def test_a_lock_that_was_only_laid_out_anew_is_still_sealed(lock: Path, verify: Run) -> None:
    document = json.loads(lock.read_text(encoding="utf-8"))
    text = json.dumps(dict(sorted(document.items())), separators=(",", ":"))
    lock.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert verify("film.lock.json").code == 0


@pytest.mark.parametrize(
    "text",
    [
        SHOTS.replace("\n", "\r\n"),
        "# as agreed on Monday\n" + SHOTS,
        "duration_s,account,shot_id,takes,scene\n5,,1,4,Harbour\n3.5,4100,2,,Harbour\n8,,3,2,Market\n",
        SHOTS.replace("shot_id,", "shot_id,notes,").replace("\n1,", "\n1,new,").replace("\n2,", "\n2,,")
        .replace("\n3,", "\n3,,"),
    ],
    ids=["other line ends", "a comment", "other columns", "notes"],
)  # fmt: skip
@pytest.mark.usefixtures("lock")
def test_a_storyboard_that_was_written_again_with_the_same_shots_agrees(
    text: str, tmp_path: Path, verify: Run
) -> None:
    (tmp_path / "film.csv").write_bytes(text.encode())

    done = verify("film.lock.json")

    assert done.code == 0
    assert "Storyboard film.csv: other bytes, but the shots are as locked" in done.out


@pytest.mark.parametrize(
    ("was", "is_", "said"),
    [
        ("3,Market,8,2,", "3,Market,9,2,", "shot 3: seconds 8 -> 9"),
        ("1,Harbour,5,4,", "1,Harbour,5,,4000", "shot 1: takes 4 -> nothing, account  -> 4000"),
        ("3,Market,8,2,\n", "", "shot 3 is gone"),
        ("3,Market,8,2,\n", "3,Market,8,2,\n4,Market,8,2,\n", "shot 4 is new"),
        ("1,Harbour,5,4,\n2,Harbour,3.5,,4100\n", "2,Harbour,3.5,,4100\n1,Harbour,5,4,\n", "another order"),
    ],
)
@pytest.mark.usefixtures("lock")
def test_a_storyboard_that_has_changed_is_told_shot_by_shot(
    was: str, is_: str, said: str, tmp_path: Path, verify: Run
) -> None:
    assert was in SHOTS
    (tmp_path / "film.csv").write_text(SHOTS.replace(was, is_), encoding="utf-8")

    done = verify("film.lock.json")
    document = document_of(verify("film.lock.json", "--format", "json"))

    assert done.code == 1
    assert "Holds: 6 lines" in done.out
    assert "Storyboard film.csv: changed since\n  " in done.out
    assert said in done.out
    assert (document["holds"], document["storyboard"]["found"]) == (False, "changed")
    assert said in "".join(document["storyboard"]["changes"])


@pytest.mark.usefixtures("lock")
def test_a_storyboard_that_is_no_storyboard_any_more_is_told(tmp_path: Path, verify: Run) -> None:
    (tmp_path / "film.csv").write_bytes(b"\0\1\2")

    done = verify("film.lock.json")

    assert done.code == 1
    assert "it can no longer be read as a storyboard" in done.out


def test_a_lock_and_its_storyboard_move_together(lock: Path, tmp_path: Path, verify: Run) -> None:
    elsewhere = tmp_path / "client" / "quotes"
    elsewhere.mkdir(parents=True)
    (tmp_path / "film.csv").rename(elsewhere / "film.csv")
    lock.rename(elsewhere / "film.lock.json")
    (tmp_path / "latest.lock.json").symlink_to(elsewhere / "film.lock.json")

    for name in ("client/quotes/film.lock.json", "latest.lock.json"):
        done = verify(name)
        assert done.code == 0
        assert re.search(r"Storyboard \S*film\.csv: as locked", done.out)


def test_a_storyboard_that_is_not_there_may_be_named(lock: Path, tmp_path: Path, verify: Run) -> None:
    (tmp_path / "film.csv").rename(tmp_path / "other.csv")

    alone = verify("film.lock.json")
    named = verify("film.lock.json", "--storyboard", "other.csv")
    missing = verify("film.lock.json", "--storyboard", "film.csv")

    assert (alone.code, named.code, missing.code) == (0, 0, 1)
    assert "Storyboard film.csv: not there, so not looked at; --storyboard FILE names it" in alone.out
    assert "Storyboard other.csv: as locked" in named.out
    assert "film.csv: cannot be read: No such file" in missing.err
    assert lock.is_file()


def test_a_lock_in_a_folder_of_its_own_names_the_storyboard_beside_it(
    tmp_path: Path, shop: Path, kling_cost: Run, verify: Run
) -> None:
    (tmp_path / "quotes").mkdir()
    options = ("--provider", "shop", "--pricing", str(shop), "--strategies", "house.toml")
    made = kling_cost("plan", "film.csv", *options, "-o", "quotes/q.lock.json")

    assert made.code == 0
    assert json.loads((tmp_path / "quotes/q.lock.json").read_text())["storyboard"]["file"] == "../film.csv"
    assert "Storyboard film.csv: as locked" in verify("quotes/q.lock.json").out
    assert "Storyboard ../film.csv: as locked" in verify("q.lock.json", cwd=tmp_path / "quotes").out


def test_validity_is_told_and_only_required_on_request(lock: Path, verify: Run) -> None:
    told = verify("film.lock.json", "--on", "2026-04-02")
    late = verify("film.lock.json", "--on", "2026-04-02", "--require-valid")
    in_time = verify("film.lock.json", "--on", "2026-03-31", "--require-valid")
    edited(lock, lambda document: document["figures"].update(shots=9))
    both = verify("film.lock.json", "--on", "2026-04-02", "--require-valid")

    assert (told.code, late.code, in_time.code, both.code) == (0, 4, 0, 1)
    assert "30 days from 2026-03-01; that was 2 days before 2026-04-02" in told.out
    assert late.err == "error: the quote was valid until 2026-03-31, not on 2026-04-02; make a new one\n"


@pytest.mark.usefixtures("lock")
def test_csv_has_every_column_and_says_the_rest_beside_it(own_shop: Shop, verify: Run) -> None:
    good = verify("film.lock.json", "--format", "csv")
    own_shop("2026-02-05", RATES[0], DEARER[1])
    bad = verify("film.lock.json", "--format", "csv")
    quiet = verify("film.lock.json", "--format", "csv", "-q")

    assert (good.code, good.out) == (0, "where,figure,locked,derived,why\r\n")
    assert "Holds: 6 lines" in good.err
    assert bad.out.splitlines()[:2] == [
        "where,figure,locked,derived,why",
        '"line 2 (shot 1, final, clip 1)",unit_price,0.2,1.2,shop/2026-02-05.toml has changed since',
    ]
    assert "Does not hold: " in bad.err
    assert (quiet.out, quiet.err) == (bad.out, "")


def test_markdown_and_a_narrow_terminal_lose_nothing(lock: Path, verify: Run) -> None:
    edited(lock, lambda document: document["lines"][0].update(takes=5, stage="dr*ft"))

    markdown = verify("film.lock.json", "--format", "markdown")
    narrow = verify("film.lock.json", env={"COLUMNS": "60"})

    assert r"| line 1 (shot 1, dr\*ft, clip 1) | takes | 5 | 4 | the lock was edited" in markdown.out
    assert "Does not hold: 2 disagreements" in markdown.out
    assert max(map(len, narrow.out.splitlines())) <= 60
    words = " ".join(re.split(r"[\s─]+", narrow.out))
    assert "Does not hold: 2 disagreements with what derives from shop/2026-02-05" in words


def test_a_file_of_settings_is_looked_for_beside_the_lock(
    lock: Path, tmp_path: Path, kling_cost: Run
) -> None:
    """Only its prices count: what else it says is in the lock."""
    (tmp_path / "kling-cost.toml").write_text(
        'pricing = "prices"\ntakes = 9\nprovider = "fal"\ncontingency = "50%"\n', encoding="utf-8"
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    assert kling_cost("verify", str(lock), cwd=elsewhere).code == 0
    assert kling_cost("verify", str(lock), "--no-config", cwd=elsewhere).code == 1


def test_a_lock_is_not_written_over_unasked(lock: Path, shop: Path, tmp_path: Path, kling_cost: Run) -> None:
    options = ("--provider", "shop", "--pricing", str(shop), "--strategies", "house.toml")
    same = (*options, "--strategy", "house", "--on", "2026-03-01")
    (tmp_path / "other.json").write_bytes(before := lock.read_bytes())

    again = kling_cost("plan", "film.csv", *same, "-o", "film.lock.json")
    other = kling_cost("plan", "film.csv", *same, "--takes", "9", "-o", "film.lock.json")
    as_plan = kling_cost("plan", "film.csv", *options, "-o", "other.json")

    assert (again.code, other.code, as_plan.code) == (0, 1, 1)
    for done in (other, as_plan):
        assert "is a quote that somebody may rely on" in done.err
        assert "--force" in done.err
    assert lock.read_bytes() == before == (tmp_path / "other.json").read_bytes()
    assert kling_cost("plan", "film.csv", *same, "--takes", "9", "-o", "film.lock.json", "--force").code == 0
    assert lock.read_bytes() != before


@pytest.mark.usefixtures("lock")
def test_verify_does_not_write_over_the_lock_that_it_reads(kling_cost: Run) -> None:
    done = kling_cost("verify", "film.lock.json", "-o", "film.lock.json", "--force")

    assert done.code == 2
    assert "would overwrite the quote" in done.err


WRONG = [
    (b"", "is no lock: it is not valid JSON"),
    (b"shot_id,duration_s\n1,5\n", "is no lock: it is not valid JSON"),
    (b"\x89PNG\r\n\x1a\n\0\0", "is not UTF-8 text"),
    (b"[" * 100_000, "is no lock: it is not valid JSON (it is nested too deeply)"),
    (b"[]", "is no lock: it names no schema"),
    (b"null", "is no lock: it names no schema"),
    (b'{"schema": "kling-cost/plan/1"}', "is no lock: its schema is kling-cost/plan/1"),
    (b'{"schema": "kling-cost/lock/2"}', "is no lock: its schema is kling-cost/lock/2"),
    (b'{"schema": ["kling-cost/lock/1"]}', "is no lock: its schema is ['kling-cost/lock/1']"),
    (b'{"schema": "kling-cost/lock/1", "schema": "kling-cost/lock/1"}', "the key 'schema' stands twice"),
    (b'{"schema": "kling-cost/lock/1", "title": "\\ud800"}', "error: x.lock.json"),
    (b'{"schema": "kling-cost/lock/1", "title": 1' + b"0" * 5000 + b"}", "is not valid JSON"),
]


@pytest.mark.parametrize(("content", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_no_lock_is_refused_in_one_line(
    content: bytes, said: str, tmp_path: Path, kling_cost: Run
) -> None:
    (tmp_path / "x.lock.json").write_bytes(content)

    done = kling_cost("verify", "x.lock.json")
    refused = kling_cost("verify", "x.lock.json", "--format", "json")

    assert (done.code, refused.code, done.out) == (1, 1, "")
    assert said in done.err
    assert max(map(len, done.err.splitlines())) < 400
    assert json.loads(refused.out)["schema"] == "kling-cost/problems/1"


def test_everything_that_is_wrong_in_a_lock_is_told_at_once_with_its_key(lock: Path, verify: Run) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["madeby"] = "x"
        document["storyboard"]["shots"][0] |= {"seconds": "0", "takes": "4", "colour": "red"}
        document["storyboard"]["shots"][1]["accept"] = "1e99"
        document["asked"]["choices"] = {"accept": {"mean": "1/0"}, "accept_of": {"hero": {"mean": "3/2"}}}
        document["asked"]["money"] = {"exchange": [{"source": "USD", "to": "EUR", "rate": 0.9}]}
        document["lines"][0]["amount"] = 1.5
        del document["card"]

    edited(lock, spoil)
    done = verify("film.lock.json")

    keys = re.findall(r"^error: film\.lock\.json, ([^:]+): ", done.err, re.MULTILINE)
    assert done.code == 1
    assert sorted(keys) == [
        "asked.choices.accept.mean",
        "asked.choices.accept_of.hero",
        "asked.money.exchange[0].rate",
        "card",
        "lines[0].amount",
        "madeby",
        "storyboard.shots[0].colour",
        "storyboard.shots[0].seconds",
        "storyboard.shots[0].takes",
        "storyboard.shots[1].accept",
    ]
    assert "unknown key 'madeby'; did you mean made_by?" in done.err


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda asked: asked["strategy"]["stages"][0].update(models=["v33"]), "stages[0].models"),
        (lambda asked: asked["strategy"]["stages"][1].update(tier="best"), "stages[1].tier"),
        (lambda asked: asked["strategy"]["stages"][1].update(name="draft"), "two stages are called 'draft'"),
        (lambda asked: asked["takes"].update(default_sources=["nobody"]), "asked.takes.default_sources"),
        (lambda asked: asked["takes"]["classes"][0].update(low="0.9"), "asked.takes.classes[0]"),
        (lambda asked: asked.update(provider="../shop"), "no card ../shop/2026-02-05"),
        (lambda asked: asked.update(choices={"accept": {"mean": "1e9999999"}}), "asked.choices.accept.mean"),
        (
            lambda asked: asked.update(choices={"accept": {"mean": "1/2", "beta": ["1", "0"]}}),
            "asked.choices.accept",
        ),
    ],
)
def test_what_could_not_have_been_asked_is_refused(
    spoil: Callable[[dict[str, Any]], object], said: str, lock: Path, verify: Run
) -> None:
    edited(lock, lambda document: spoil(document["asked"]), seal=True)

    done = verify("film.lock.json")

    assert (done.code, done.out) == (1, "")
    assert said in done.err


def test_a_lock_says_nothing_that_drives_a_terminal(lock: Path, verify: Run) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["storyboard"]["file"] = "\x1b[31mred.csv"
        document["lines"][0]["stage"] = "\x1b]0;title\x07"

    edited(lock, spoil)
    done = verify("film.lock.json")

    assert done.code == 1
    assert "\x1b" not in done.out
    assert r"\x1b[31mred.csv" in done.out


@pytest.mark.skipif(os.name == "nt", reason="names are bytes only elsewhere")
def test_a_storyboard_whose_name_is_no_text_is_locked_all_the_same(
    tmp_path: Path, shop: Path, kling_cost: Run, verify: Run
) -> None:
    name = os.fsdecode(b"fi\xfflm.csv")
    (tmp_path / name).write_text(SHOTS, encoding="utf-8")
    options = ("--provider", "shop", "--pricing", str(shop), "--strategies", "house.toml")
    made = kling_cost("plan", name, *options, "-o", "q.lock.json")

    done = verify("q.lock.json")

    assert (made.code, done.code) == (0, 0)
    assert "Storyboard fi?lm.csv: not there" in done.out
