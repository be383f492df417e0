"""The file of models: what each can, who stands in for it, and models of tomorrow laid over the shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost import InputRefused, Mode, Models
from kling_cost.datafiles import pricing_dir

if TYPE_CHECKING:
    from pathlib import Path


def test_a_model_can_what_the_file_says_and_others_stand_in_for_it(models: Models) -> None:
    assert models.can("o3", Mode.VIDEO_EDIT)
    assert not models.can("v3", Mode.VIDEO_EDIT)
    assert models.able("v3", Mode.VIDEO_EDIT) == ["o3"]
    assert models.able("v3-turbo", Mode.VIDEO_EDIT) == ["o3"]
    assert models.able("o3", Mode.LIP_SYNC) == []


def test_a_model_of_tomorrow_is_a_few_lines_laid_over_the_shipped_ones(tmp_path: Path) -> None:
    text = """
        [sources.rumour]
        title = "A rumour"
        note = "Heard."
        read_on = 2026-12-01
        [tiers.cinema]
        [models.v9]
        name = "Kling V9"
        aliases = ["9.0"]
        modes = ["text-to-video"]
        instead = ["v3"]
        source = "rumour"
    """
    (tmp_path / "models.toml").write_text(text, encoding="utf-8")
    shipped = Models()
    both = Models(pricing_dir(), tmp_path)
    assert both.named("Kling 9.0") == "v9"
    assert both.ids == [*shipped.ids, "v9"]
    assert both.tiers == [*shipped.tiers, "cinema"]


def test_a_file_of_models_tells_every_fault_at_once(tmp_path: Path) -> None:
    text = """
        [sources]
        [tiers]
        [models.v9]
        name = "Kling V9"
        modes = ["text-to-video"]
        instead = ["v5"]
        source = "rumour"
    """
    (tmp_path / "models.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        Models(tmp_path)
    assert [(fault.column, fault.message) for fault in refused.value.problems()] == [
        ("models.v9", "instead: 'v5' is not a model"),
        ("models.v9", "source: 'rumour' is not in [sources]"),
    ]


def test_a_folder_without_models_adds_none(tmp_path: Path) -> None:
    assert Models(tmp_path).ids == []
