"""A storyboard of a hundred thousand rows: the command that plans it, against only reading the file."""

from __future__ import annotations

import csv
import gc
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from harness import Pair, Result, in_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOTS = 100_000
SHOTS_PER_SCENE = 40
SEED = 20261120
ROUNDS = 3
UNDER_S, UNDER_MB = 10.0, 500.0
PLAN = ("plan", "film.csv", "--provider", "kling-api", "--on", "2026-11-20")
ALL_PRICED = "100,000 of 100,000"
# What people do without us: the rows in memory, in text, with nothing understood.
BY_CSV = "import csv; rows = list(csv.reader(open('film.csv', encoding='utf-8', newline='')))"
BY_PANDAS = "import pandas; frame = pandas.read_csv('film.csv', dtype=str)"
STARTER = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
print(time.perf_counter() - start, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
_MB = 1024 if sys.platform != "darwin" else 1024 * 1024  # ru_maxrss counts kilobytes, on macOS bytes
_PARTS = 7


@dataclass(frozen=True, slots=True)
class Run:
    """The seconds and the peak memory of one process."""

    seconds: float
    megabytes: float


def measure() -> list[Result]:
    """Run the command, csv and pandas in turn, each as a process of its own."""
    command = shutil.which("kling-cost", path=sysconfig.get_path("scripts"))
    assert command is not None, "kling-cost is not installed beside this interpreter"
    works = {
        "plan": [command, *PLAN],
        "plan to csv": [command, *PLAN, "-o", "plan.csv"],
        "csv": [sys.executable, "-c", BY_CSV],
        "pandas": [sys.executable, "-c", BY_PANDAS],
    }
    with TemporaryDirectory() as folder:
        (Path(folder) / "film.csv").write_text(_storyboard(), encoding="utf-8", newline="")
        shown = subprocess.run(  # noqa: S603 - the words stand above
            works["plan"], capture_output=True, cwd=folder, check=True, encoding="utf-8"
        )
        assert shown.stdout.count(ALL_PRICED) > 1, shown.stdout
        turns = [{name: _run(words, folder) for name, words in works.items()} for _ in range(ROUNDS)]
    name = f"{SHOTS:,} rows"
    return [
        _line(f"{name}, 9 strategies as a process, csv only reads", turns, "plan", "csv"),
        _line(f"{name}, 9 strategies as a process, pandas only reads", turns, "plan", "pandas"),
        _line(f"{name}, the chosen plan's lines as CSV", turns, "plan to csv", "pandas"),
        _memory(f"{name}, peak memory", turns, "plan", "pandas"),
        _memory(f"{name}, peak memory with lines as CSV", turns, "plan to csv", "pandas"),
    ]


def _run(words: Sequence[str], folder: str) -> Run:
    """Run a process to its end, started by a small one: a process's peak begins at that of its parent."""
    gc.collect()
    done = subprocess.run(  # noqa: S603 - the words stand above
        [sys.executable, "-c", STARTER, *words], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    seconds, peak, code = done.stdout.split()
    assert code == "0", words
    return Run(float(seconds), int(peak) / _MB)


def _line(name: str, turns: Sequence[dict[str, Run]], ours: str, theirs: str) -> Result:
    pairs = [Pair(turn[ours].seconds, turn[theirs].seconds) for turn in turns]
    return Result(
        name=name,
        ours=in_seconds(median(pair.ours for pair in pairs)),
        theirs=in_seconds(median(pair.theirs for pair in pairs)),
        ratios=[pair.ratio for pair in pairs],
        target=f"< {UNDER_S:g} s",
        met=median(pair.ours for pair in pairs) < UNDER_S,
    )


def _memory(name: str, turns: Sequence[dict[str, Run]], ours: str, theirs: str) -> Result:
    pairs = [Pair(turn[ours].megabytes, turn[theirs].megabytes) for turn in turns]
    return Result(
        name=name,
        ours=f"{max(pair.ours for pair in pairs):.0f} MB",
        theirs=f"{max(pair.theirs for pair in pairs):.0f} MB",
        ratios=[pair.ratio for pair in pairs],
        target=f"< {UNDER_MB:g} MB",
        met=max(pair.ours for pair in pairs) < UNDER_MB,
    )


def _storyboard() -> str:
    """Write a long shot list as people write it.

    Lengths are spelled in several ways, half of them to a tenth of a second; audio and takes are often left
    open, descriptions have commas and quotes, and there is a column that nobody else knows.
    """
    rng = np.random.default_rng(SEED)
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Shot", "Scene", "Description", "Duration", "Audio", "Takes", "Lens"])
    for shot in range(SHOTS):
        writer.writerow(
            [
                f"{shot // SHOTS_PER_SCENE + 1}-{shot % SHOTS_PER_SCENE + 1:02}",
                f"Scene {shot // SHOTS_PER_SCENE + 1}",
                f'She turns, says "now", and leaves; part {shot % _PARTS}',
                _length(rng),
                rng.choice(["", "on", "off"]),
                rng.choice(["", "", "2", "3", "5", "8"]),
                rng.choice(["", "35 mm", "50 mm", "85 mm"]),
            ]
        )
    return out.getvalue()


def _length(rng: np.random.Generator) -> str:
    """Write 2 to 20 s, whole or to the tenth, as ``8``, ``4.5s``, ``12 sec``, ``~7s`` or ``0:15``."""
    whole, tenths = int(rng.integers(2, 21)), int(rng.integers(1, 10))
    spellings = [f"{whole}", f"{whole} sec", f"~{whole}s", f"0:{whole:02}"]
    exactly = [f"{whole}.{tenths}", f"{whole}.{tenths}s"]
    return str(rng.choice(exactly if rng.integers(2) else spellings))
