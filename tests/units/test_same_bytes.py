"""Same input, same bytes: no clock, no chance, no environment, no hash seed, and one room that divides."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kling_cost.plan

HOUSE = Path(kling_cost.plan.__file__).parent
LIBRARY = sorted(path for path in HOUSE.rglob("*.py") if "cli" not in path.relative_to(HOUSE).parts)
NEVER_DIVIDE = [
    "amounts",
    "breakdown/bill",
    "breakdown/biller",
    "breakdown/breakdown",
    "breakdown/rows",
    "clips",
    "compare",
    "fitting",
    "ledger",
    "packing",
    "plan",
    "pricebook/cuts",
    "pricebook/laws",
    "pricebook/seller",
    "pricebook/version",
    "pricebook/why",
    "pricebook/lengths",
    "pricebook/rate",
    "quote",
    "routing/asked",
    "routing/needs",
    "routing/preference",
    "routing/recommend",
    "staging",
    "storyboard/shot",
]

EVERYTHING = """
import json
from datetime import date
from kling_cost import *
from kling_cost.estimate import Estimate
from kling_cost.export.finance_csv import to_finance_csv
from kling_cost.export.to_documents import to_plan_document
from kling_cost.export.to_table_documents import to_card_document, to_rates_document
from kling_cost.storyboard.shot import Shot, Storyboard

on = date(2026, 11, 20)
book, models, takes = PriceBook(), Models(), TakesRules()
planner = Planner(book=book, models=models, takes=takes)
shots = [
    Shot(shot_id=str(number), seconds=models.clip(model="v3", tier="pro", audio="on", duration_s=n).seconds,
         mode=mode, scene=f"Scene {n}")
    for number, (n, mode) in enumerate((n, mode) for n in (4, 22) for mode in (None, *Mode))
    if mode is None or mode.product is not Product.IMAGE
]
board = Storyboard(file="drawn.csv", shots=shots)
for provider in [name for name in book.provider_ids if book.provider(name).cards]:
    plans = [planner.plan(board, known, provider=provider, on=on) for known in Strategies(models=models)]
    comparison = compare_plans(plans, MoneyRules())
    print(to_finance_csv([Estimate(entry=entry) for entry in comparison.ranked]))
    document = to_plan_document(
        comparison, on=on, storyboard=board, budget=None, assumptions=comparison.chosen.plan.assumptions
    )
    print(json.dumps(document))
    print(json.dumps(to_card_document(book.card(provider, on), on)))
print(json.dumps(to_rates_document(book)))
"""


def printed(seed: str) -> bytes:
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_plans_and_tables_are_the_same_bytes_whatever_the_hash_seed() -> None:
    first = printed("1")
    assert len(first) > 10_000
    assert printed("2") == first


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(HOUSE)))
def test_the_library_reads_no_clock_no_environment_and_no_chance(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"today", "now", "utcnow", "environ", "getenv", "urlopen"}
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
        if name != "urllib.parse"  # which writes addresses and opens none
    }
    assert not imported & {"time", "random", "secrets", "uuid", "socket", "urllib", "http", "requests", "os"}


@pytest.mark.parametrize("room", NEVER_DIVIDE)
def test_the_exact_core_neither_divides_nor_holds_a_float(room: str) -> None:
    tree = ast.parse((HOUSE / f"{room}.py").read_text(encoding="utf-8"))
    divided = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
    ]
    floats = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert (divided, floats) == ([], [])
