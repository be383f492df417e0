"""The wheel carries the price data, and a checkout reads its own: the same data, file by file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kling_cost.datafiles import pricing_dir

REPOSITORY = Path(__file__).parent.parent


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_installed_carries_every_price_file_of_the_checkout() -> None:
    assert contents(pricing_dir()) == contents(REPOSITORY / "pricing")


def test_a_checkout_reads_its_own_pricing_folder(tmp_path: Path) -> None:
    program = "import kling_cost.datafiles as d; print(d.__file__); print(d.pricing_dir())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        check=True,
        text=True,
    )
    assert done.stdout.splitlines() == [
        str(REPOSITORY / "kling_cost" / "datafiles.py"),
        str(REPOSITORY / "pricing"),
    ]


def test_the_typing_marker_and_the_schemas_are_installed() -> None:
    package = pricing_dir().parent
    package = package if (package / "py.typed").exists() else package / "kling_cost"
    assert (package / "py.typed").exists()
    assert (package / "export" / "schemas" / "plan-1.schema.json").exists()
