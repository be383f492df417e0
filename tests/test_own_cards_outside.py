"""A user's rate cards outside the repository: the three lines of CONTRIBUTING.md, in a pytest of their own.

What is installed is what runs: in CI that is the built wheel, and nothing of this repository is on the path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
EXAMPLE = REPOSITORY / "examples" / "own-cards"
CARD = Path("my-cards", "studio-deal", "2026-10-01.toml")
PAGES = [REPOSITORY / "CONTRIBUTING.md", REPOSITORY / "docs" / "own-cards.md"]


def three_lines(page: Path) -> str:
    """Give the test as a page shows it."""
    blocks: list[str] = re.findall(
        r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return next(block for block in blocks if 'check_cards("my-cards")' in block)


def test_the_test_is_three_lines_and_the_same_on_both_pages() -> None:
    one, other = map(three_lines, PAGES)
    assert one == other
    assert len([line for line in one.splitlines() if line]) == 3


def outcome(folder: Path, changes: list[tuple[str, str]]) -> tuple[int, str]:
    """Lay the example and the three lines in a folder, change the card, and run pytest there."""
    shutil.copytree(EXAMPLE, folder / "my-cards")
    text = (folder / CARD).read_text(encoding="utf-8")
    for right, wrong in changes:
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    (folder / CARD).write_text(text, encoding="utf-8")
    (folder / "test_cards.py").write_text(three_lines(PAGES[0]), encoding="utf-8")
    # Nothing of the pytest that runs this: neither its options nor that it has workers.
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "HYPOTHESIS_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest"],
        cwd=folder,
        env=clean | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert f"rootdir: {folder.resolve()}" in done.stdout
    assert "configfile" not in done.stdout
    return done.returncode, done.stdout


def test_a_good_card_passes(tmp_path: Path) -> None:
    code, out = outcome(tmp_path, [])
    assert (code, "1 passed" in out) == (0, True)


LAST = '"contract", basis = "third-party" },\n]'
AGAIN = f'  {{ id = "again", tier = "pro", audio = ["on"], amount = 0.16, source = {LAST}'
# What is changed on the card; then the key, what was found or is the rule, and the cure.
WRONG = {
    "an overlap": (
        (LAST, LAST.replace("]", AGAIN)),
        "offers[0].rates[4]",
        "again prices a clip that v3-pro-on prices: neither is then the price",
        "drop one, or tell them apart by modes, tier, audio, resolution or lengths",
    ),
    "a Pro cheaper than Standard": (
        ("amount = 0.11", "amount = 0.07"),
        "rate v3-pro-off",
        "costs 0.07, less than v3-standard-off (0.08): a higher tier never costs less",
        "read the source again",
    ),
    "a float": (
        ("amount = 0.12", "amount = 0.12000000000000001"),
        "offers[0].rates[1].amount",
        "has more than 12 significant digits and looks like the rounding noise of a binary float",
        "write 0.12, or the digits of the source",
    ),
    "a source that does not resolve": (
        ('amount = 0.08, source = "contract"', 'amount = 0.08, source = "contrat"'),
        "offers[0].rates[0].source",
        "rate v3-standard-off: 'contrat' is not in [sources]",
        "did you mean contract? Otherwise add [sources.contrat]",
    ),
}


def tells(out: str, key: str, found: str, cure: str) -> bool:
    """Tell whether a line of pytest's output has the file, the key, what was found and the cure."""
    line = re.compile(rf"^E +{re.escape(f'{CARD}, {key}: ')}.*{re.escape(f'{found}; {cure}')}$", re.MULTILINE)
    return line.search(out) is not None


@pytest.mark.parametrize("fault", WRONG.values(), ids=list(WRONG))
def test_a_wrong_card_fails_with_its_file_its_key_and_the_cure(
    tmp_path: Path, fault: tuple[tuple[str, str], str, str, str]
) -> None:
    change, *told = fault
    code, out = outcome(tmp_path, [change])
    assert (code, "1 failed" in out) == (1, True)
    assert "1 fault in the rate cards of my-cards\n" in out
    assert tells(out, *told)
    assert "hypothesis" not in out.partition("FAILURES")[2].lower()


def test_four_mistakes_in_one_card_are_told_by_one_failure(tmp_path: Path) -> None:
    code, out = outcome(tmp_path, [change for change, *_ in WRONG.values()])
    assert code == 1
    assert "4 faults in the rate cards of my-cards\n" in out
    assert all(tells(out, *told) for _, *told in WRONG.values())
