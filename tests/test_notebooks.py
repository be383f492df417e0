"""The notebooks run, and print what they show."""

from __future__ import annotations

import base64
import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from matplotlib.image import imread

from kling_cost.charts import save

REPOSITORY = Path(__file__).parent.parent
MOST_BYTES, DPI = 50_000, 70
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


def picture_in(cell: dict[str, Any]) -> bytes | None:
    """Give the PNG that a cell shows."""
    pictures = [output["data"]["image/png"] for output in cell["outputs"] if "data" in output]
    return base64.b64decode(pictures[0]) if pictures else None


def shown(cell: dict[str, Any]) -> str:
    return "".join("".join(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_prints_what_it_shows(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(notebook.parent)
    names: dict[str, Any] = {}
    cells = [c for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    assert any(shown(cell) for cell in cells)
    for cell in cells:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec("".join(cell["source"]), names)  # noqa: S102 - our own notebook
        assert printed.getvalue() == shown(cell)
        if (expected := picture_in(cell)) is not None:
            assert len(expected) < MOST_BYTES
            expected_pixels = imread(io.BytesIO(expected))
            pixels = imread(io.BytesIO(save(names["figure"], Path("shown.png"), dpi=DPI)))
            assert expected_pixels.shape == pixels.shape
            assert abs(expected_pixels - pixels).mean() < 0.01  # a font renderer may shift an edge
