"""The public names: each resolves, each is always the same thing, and none drags heavy rooms in."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import kling_cost

HEAVY = ("pandas", "numpy", "matplotlib", "pydantic", "click", "rich", "hypothesis")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_public_name_is_the_same_class_or_function_however_often_it_is_imported() -> None:
    lines = ["import kling_cost", "wrong = []"]
    for name in kling_cost.__all__:
        lines += [
            f"from kling_cost import {name} as first",
            f"from kling_cost import {name} as again",
            f"same = first is again is kling_cost.{name}",
            f"if not (same and callable(first) and first.__name__ == {name!r}): wrong.append({name!r})",
        ]
    assert run("\n".join([*lines, "print(wrong)"])) == "[]"


def test_all_public_names_are_listed() -> None:
    assert set(kling_cost.__all__) <= set(dir(kling_cost))
    assert "__version__" in dir(kling_cost)
    assert kling_cost.__all__ == sorted(kling_cost.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'kling_cost' has no attribute 'price_of_tea'$"):
        kling_cost.price_of_tea  # noqa: B018 - looking is the point


def test_the_version_is_that_of_the_installed_package() -> None:
    assert kling_cost.__version__ == version("kling-cost")


def test_importing_the_package_imports_nothing_heavy() -> None:
    loaded = run(f"import sys, kling_cost; print([name for name in {HEAVY} if name in sys.modules])")
    assert loaded == "[]"


def test_pricing_one_clip_needs_neither_pandas_nor_numpy_nor_a_command_line() -> None:
    loaded = run(
        "import sys\nfrom datetime import date\nfrom kling_cost import Models, PriceBook, quote_line\n"
        "clip = Models().clip(model='v3', tier='pro', audio='on', duration_s=5)\n"
        "line = quote_line(clip, PriceBook().rate_for(clip, 'pixverse', date(2026, 11, 20)))\n"
        "assert line.amount.number == 175\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert loaded == "['pydantic']"
