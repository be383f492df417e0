"""``verify`` as a process: which changes around a quote it holds under, and which it names."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from kling_cost.export.contract import document_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Shop = Callable[..., Path]
    Edit = Callable[..., None]

RATES = ('id = "standard-off", tier = "standard", amount = 0.1', 'id = "pro-off", tier = "pro", amount = 0.2')
DEARER = tuple(rate.replace("amount = 0", "amount = 1") for rate in RATES)


def document_of(done: Any) -> dict[str, Any]:  # noqa: ANN401 - a finished run
    document: dict[str, Any] = json.loads(done.out)
    jsonschema.validate(document, document_schema("verify"))
    return document


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
def test_one_changed_figure_is_named_with_its_line(edited: Edit, verify: Run, *, seal: bool) -> None:
    edited(lambda document: document["lines"][2].update(amount="12"), seal=seal)

    done = verify("film.lock.json", "--on", "2026-03-01")

    rows = done.out.split("─\n")[1].splitlines()
    assert done.code == 1
    assert "Does not hold: 1 disagreement with what derives from shop/2026-02-05" in done.out
    assert len(rows) == 1
    assert re.match(r"line 3 \(shot 2, draft, clip 1\) +amount +12 +1.2 +12 x 0.1 is 1.2; ", rows[0])
    assert ("Edited: the lock is not as kling-cost wrote it" in done.out) is not seal
    cause = "edited and sealed anew" if seal else "the lock was edited after it was made"
    assert rows[0].rstrip().endswith(cause)


def test_a_word_that_no_figure_depends_on_breaks_the_seal_alone(edited: Edit, verify: Run) -> None:
    edited(lambda document: document.update(valid_until="2099-01-01"))

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


def test_validity_is_told_and_only_required_on_request(edited: Edit, verify: Run) -> None:
    told = verify("film.lock.json", "--on", "2026-04-02")
    late = verify("film.lock.json", "--on", "2026-04-02", "--require-valid")
    in_time = verify("film.lock.json", "--on", "2026-03-31", "--require-valid")
    edited(lambda document: document["figures"].update(shots=9))
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


def test_markdown_and_a_narrow_terminal_lose_nothing(edited: Edit, verify: Run) -> None:
    edited(lambda document: document["lines"][0].update(takes=5, stage="dr*ft"))

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
