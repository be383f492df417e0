"""What ``verify`` refuses: files that are no lock, and locks that say what nobody can have asked."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Shop = Callable[..., Path]
    Edit = Callable[..., None]

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


def test_everything_that_is_wrong_in_a_lock_is_told_at_once_with_its_key(edited: Edit, verify: Run) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["madeby"] = "x"
        document["storyboard"]["shots"][0] |= {"seconds": "0", "takes": "4", "colour": "red"}
        document["storyboard"]["shots"][1]["accept"] = "1e99"
        document["asked"]["choices"] = {"accept": {"mean": "1/0"}, "accept_of": {"hero": {"mean": "3/2"}}}
        document["asked"]["money"] = {"exchange": [{"source": "USD", "to": "EUR", "rate": 0.9}]}
        document["lines"][0]["amount"] = 1.5
        del document["card"]

    edited(spoil)
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
    spoil: Callable[[dict[str, Any]], object], said: str, edited: Edit, verify: Run
) -> None:
    edited(lambda document: spoil(document["asked"]), seal=True)

    done = verify("film.lock.json")

    assert (done.code, done.out) == (1, "")
    assert said in done.err


def test_a_lock_says_nothing_that_drives_a_terminal(edited: Edit, verify: Run) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["storyboard"]["file"] = "\x1b[31mred.csv"
        document["lines"][0]["stage"] = "\x1b]0;title\x07"

    edited(spoil)
    done = verify("film.lock.json")

    assert done.code == 1
    assert "\x1b" not in done.out
    assert r"\x1b[31mred.csv" in done.out


@pytest.mark.skipif(os.name == "nt", reason="names are bytes only elsewhere")
def test_a_storyboard_whose_name_is_no_text_is_locked_all_the_same(
    tmp_path: Path, shop: Path, kling_cost: Run, verify: Run
) -> None:
    name = os.fsdecode(b"fi\xfflm.csv")
    (tmp_path / name).write_text((tmp_path / "film.csv").read_text(encoding="utf-8"), encoding="utf-8")
    options = ("--provider", "shop", "--pricing", str(shop), "--strategies", "house.toml")
    made = kling_cost("plan", name, *options, "-o", "q.lock.json")

    done = verify("q.lock.json")

    assert (made.code, done.code) == (0, 0)
    assert "Storyboard fi?lm.csv: not there" in done.out
