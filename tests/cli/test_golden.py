"""Small plans whose sums a producer can do with pencil and paper, held to what they printed before.

A folder holds ``storyboard.csv``, ``command.txt`` (``risk``, ``budget`` or ``diff``, else it is ``plan``, and
what follows ``storyboard.csv``), the expected stdout, stderr and exit code, and a README that does the sum.
``pytest --update-golden`` rewrites what is expected; do the sum again before you commit it.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent.parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES)
def test_a_golden_plan_prints_what_it_printed_before(
    case: str, kling_cost: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    folder = GOLDEN / case
    arguments = shlex.split((folder / "command.txt").read_text("utf-8"))
    command = arguments.pop(0) if arguments[0] in {"risk", "budget", "diff"} else "plan"

    done = kling_cost(command, "storyboard.csv", *arguments, cwd=folder)

    found = {"expected.txt": done.out, "expected.err": done.err, "exit.txt": f"{done.code}\n"}
    if request.config.getoption("--update-golden"):
        for name, text in found.items():
            (folder / name).write_bytes(text.encode())
    assert found == {name: (folder / name).read_bytes().decode() for name in found}


@pytest.mark.parametrize("case", CASES)
def test_the_sum_of_a_golden_plan_is_done_by_hand_beside_it(case: str) -> None:
    folder = GOLDEN / case
    sums = (folder / "README.md").read_text("utf-8")
    printed = (folder / "expected.txt").read_text("utf-8")
    total = re.search(
        r"^(?:Total|Change|P50|\d+ of \d+ shots for) .*?([\d,.]+) (?:credits|USD)", printed, re.MULTILINE
    )

    assert "--on 2026-11-20" in (folder / "command.txt").read_text("utf-8")
    assert 3 <= len(sums.splitlines()) <= 8
    assert total is not None
    assert total[1] in sums


def test_there_are_golden_plans() -> None:
    assert len(CASES) >= 6
