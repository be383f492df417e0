"""docs/finance-csv.md tells the truth: its sessions are run, its columns are those of the contract."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kling_cost.estimate import GroupBy
from kling_cost.export.csv_dialects import Dialect
from kling_cost.export.finance_contract import (
    FINANCE_COLUMNS,
    FINANCE_CONTRACT,
    GROUPS_CONTRACT,
    contract_table,
    group_columns,
)
from kling_cost.export.tabular import to_markdown

REPOSITORY = Path(__file__).parent.parent
PAGE = REPOSITORY / "docs" / "finance-csv.md"
COLUMNS = {"lines": FINANCE_COLUMNS, "account": group_columns(GroupBy.ACCOUNT)}
SESSIONS = re.findall(r"^\$ (.*)\n((?:(?!\$ |```).*\n)*)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("part", list(COLUMNS))
def test_the_page_lists_the_columns_of_the_contract(part: str, pytestconfig: pytest.Config) -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = re.compile(rf"(?<=<!-- columns: {part} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    expected = f"\n{to_markdown(contract_table(COLUMNS[part]))}\n"
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(table.sub(lambda _: expected, text, count=1), encoding="utf-8")
        return
    assert table.findall(text) == [expected]


def test_the_page_names_both_contracts_every_dialect_and_every_group() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for word in (FINANCE_CONTRACT, GROUPS_CONTRACT, *Dialect, *GroupBy):
        assert f"{word}`" in text, word


@pytest.mark.parametrize(("command", "expected"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_a_session_of_the_page_prints_what_it_says(command: str, expected: str) -> None:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, cwd=REPOSITORY, env=environment, check=False, timeout=60
    )
    assert done.stdout.decode().replace("\r\n", "\n") == expected
