"""What a shell offers on Tab: commands without importing them, and names from the price tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import BashComplete

from kling_cost.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost import Models, PriceBook, Strategies, TakesRules

CLIP = ("price",)
VARIABLE = "_KLING_COST_COMPLETE"


def offered(*words: str) -> list[str]:
    """Give what Bash is offered for the last word."""
    complete = BashComplete(cli, {}, "kling-cost", VARIABLE)
    return [item.value for item in complete.get_completions(list(words[:-1]), words[-1])]


def test_commands_are_offered_by_their_beginning() -> None:
    assert offered("pl") == ["plan", "plans"]
    assert offered("rates", "") == ["list", "show", "history", "why", "diff", "check", "add"]
    assert offered("--ver") == ["--version"]


def test_options_are_offered_those_of_nested_commands_too() -> None:
    assert "--provider" in offered("plan", "--pro")
    assert offered("rates", "diff", "--mod") == ["--model"]
    assert offered("plan", "--qui") == ["--quiet"]


def test_names_are_those_of_the_shipped_tables(
    book: PriceBook, models: Models, strategies: Strategies, takes: TakesRules
) -> None:
    assert offered("plan", "--provider", "") == book.provider_ids
    assert offered("rates", "show", "kling-") == [
        each for each in book.provider_ids if each.startswith("kling-")
    ]
    assert offered("plan", "--strategy", "") == [each.name for each in strategies]
    assert offered("plan", "--shot-class", "") == [each.name for each in takes.classes]
    assert {"v3", "o3"} <= set(offered(*CLIP, "--model", ""))
    assert all(models.named(name) == name for name in offered(*CLIP, "--model", ""))
    assert all(models.tier_named(name) == name for name in offered(*CLIP, "--tier", ""))
    assert offered(*CLIP, "--audio", "o") == ["off", "on"]
    assert "video-edit" in offered(*CLIP, "--mode", "v")
    assert offered("plan", "x.csv", "--format", "j") == ["json"]


def test_plans_are_offered_of_the_provider_that_is_asked(book: PriceBook) -> None:
    known = {plan.id for each in book.all_plans("kling-app") for plan in each.file.plans}
    assert set(offered("plan", "--provider", "kling-app", "--pay-with", "")) == known
    named = offered("plan", "--pay-with", "kling-app=")
    assert set(named) == {f"kling-app={plan}" for plan in known}
    assert set(named) < set(offered("plan", "--pay-with", ""))


def test_own_tables_are_offered_too(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "provider.toml").write_text('name = "Shop"\n', encoding="utf-8")
    ways = tmp_path / "ways.toml"
    ways.write_text('[[strategies]]\nname = "our-way"\n', encoding="utf-8")
    (tmp_path / "broken.toml").write_text("[[", encoding="utf-8")
    assert offered("plan", "--pricing", str(tmp_path), "--provider", "sho") == ["shop"]
    assert offered("plan", "--strategies", str(ways), "--strategy", "our") == ["our-way"]
    assert offered("plan", "--strategies", str(tmp_path / "broken.toml"), "--strategy", "our") == []


def test_files_are_left_to_the_shell() -> None:
    complete = BashComplete(cli, {}, "kling-cost", VARIABLE)
    for words in (["plan"], ["plan", "x.csv", "-o"], ["audit"], ["chart", "x.csv", "-o"]):
        assert [item.type for item in complete.get_completions(words, "")] == ["file"]


LOADED = """
import json, sys
from kling_cost.cli import main
try:
    main()
except SystemExit:
    pass
print(json.dumps([name for name in ("pandas", "numpy", "pydantic", "rich") if name in sys.modules]))
"""


@pytest.mark.parametrize(
    ("words", "found", "loaded"),
    [("kling-cost pla", "plain,plan", []), ("kling-cost plan --provi", "plain,--provider", ["pydantic"])],
    ids=["a command", "an option"],
)
def test_a_process_answers_the_shell_without_loading_what_it_does_not_need(
    words: str, found: str, loaded: list[str]
) -> None:
    env = os.environ | {VARIABLE: "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run([sys.executable, "-c", LOADED], env=env, capture_output=True, text=True, check=True)
    *answers, modules = done.stdout.splitlines()
    assert found in answers
    assert json.loads(modules) == loaded
