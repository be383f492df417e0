"""Run every benchmark and print the ratios side by side: ``python benchmarks/run.py``.

Both contenders of a line are measured in the same run, in turn. A ratio is their time by ours, so above 1
kling-cost is faster; given are the median, the least and the greatest of the pairs. Benchmarks report and do
not judge: the exit code is 0 whatever the figures are, but a wrong price stops the run.
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

import bulk
import cold_start
import long_storyboard
import one_clip
import quotes
import risk
import storyboard_plan
import writers
from harness import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness import Result

INSTALL = "skipped: genai-prices with its command is not installed; pip install '.[bench]' adds it"


def measurements(rows: int) -> Iterator[Result | None]:
    """Measure one after the other; None stands for one that needs what is not installed."""
    if find_spec("genai_prices") is None:
        yield None
    else:
        yield one_clip.measure(import_module("genai_prices"))
        yield cold_start.measure()
    frames = bulk.Bulk()
    for kind in bulk.AT_LEAST:
        yield frames.measure(kind, rows)
    yield storyboard_plan.measure()
    yield from quotes.measure()
    yield from writers.measure()
    yield from risk.measure()
    yield from risk.measure_budget()
    yield from long_storyboard.measure()
    for kind in bulk.AT_LEAST:
        if rows > bulk.SMALL_ROWS:
            yield frames.measure(kind, bulk.SMALL_ROWS)


def main() -> None:
    """Parse the one option, measure, print."""
    parser = argparse.ArgumentParser(description="Ratios of kling-cost against what people use otherwise.")
    parser.add_argument(
        "--rows", type=int, default=10_000_000, help="rows of the big frame (default: %(default)s)"
    )
    rows = parser.parse_args().rows
    libraries = [
        name
        for name in ("kling-cost", "genai-prices", "pandas", "numpy")
        if find_spec(name.replace("-", "_"))
    ]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; rows: {rows:,}")
    print(", ".join(f"{name} {version(name)}" for name in libraries), end="\n\n")
    results = []
    for result in measurements(rows):
        if result is None:
            print(INSTALL, flush=True)
        else:
            print(*(cell for cell in result.cells() if cell != "-"), sep="  ", flush=True)
            results.append(result)
    print(f"\n{table(results)}")


if __name__ == "__main__":
    main()
