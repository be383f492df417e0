"""Shared by the tests of quotes: a shop with a card, a storyboard, and the lock of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

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


@pytest.fixture
def edited(lock: Path) -> Callable[..., None]:
    """Change what the lock says by a function of its document, and seal it anew where that is asked for."""

    def edit(change: Callable[[dict[str, Any]], object], *, seal: bool = False) -> None:
        document = json.loads(lock.read_text(encoding="utf-8"))
        change(document)
        if seal:
            document["seal"] = seal_of(document)
        lock.write_text(json.dumps(document, indent=2), encoding="utf-8")

    return edit
