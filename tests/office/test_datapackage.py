"""The data package beside a finance CSV, as frictionless reads both: the package is valid, and every cell."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli
from kling_cost.export.csv_dialects import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.libreoffice

FILM = """\
shot_id,scene,duration_s,mode,takes,notes,Vendor code
007,"Harbour; dusk",8,,2,"line one
=1+1","1,5"
1-2,é 镜头,5,video-edit,3,"a;=1",0815
3,Market,22,image-to-video,1,,
"""
COMMAND = (
    *("plan", "film.csv", "--on", "2026-11-20", "--strategy", "routed", "--credit-price", "0.0133 USD"),
    *("--extra", "Music=500.10 USD", "--contingency", "10%", "--datapackage", "-o", "lines.csv"),
)
OPTIONS = [(), *(("--by", by) for by in ("scene", "stage", "model", "account")), ("--all-plans",)]


@pytest.fixture(params=list(Dialect))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    chosen: Dialect = request.param
    return chosen


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dialect: Dialect) -> Callable[..., Path]:
    """Plan a film into a CSV with its data package; gives the package."""

    def write(*options: str) -> Path:
        (tmp_path / "film.csv").write_text(FILM, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        done = CliRunner().invoke(cli, [*COMMAND, "--csv-dialect", dialect.value, *options])
        assert done.exit_code == 3, done.output
        return tmp_path / "datapackage.json"

    return write


def faults(package: Path) -> list[str]:
    from frictionless import validate  # noqa: PLC0415 - only these tests have it

    return [str(fault) for fault in validate(str(package)).flatten(["type", "message"])]


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_package_and_rows_are_valid(written: Callable[..., Path], options: tuple[str, ...]) -> None:
    assert faults(written(*options)) == []


def test_frictionless_reads_every_type(written: Callable[..., Path]) -> None:
    from frictionless import Package  # noqa: PLC0415 - only these tests have it
    from frictionless.resources import TableResource  # noqa: PLC0415

    lines = Package(str(written())).get_resource("lines")
    assert isinstance(lines, TableResource)
    rows = lines.read_rows()
    shot, unpriced = rows[0], next(row for row in rows if row["reason"])
    assert [shot[name] for name in ("kind", "on", "takes", "clip_s", "amount", "money", "video_input")] == [
        *("shot", date(2026, 11, 20), 2, Decimal(8), Decimal(560), Decimal("7.45"), False)
    ]
    assert (unpriced["amount"], unpriced["money"]) == (None, None)
    assert sum(row["money"] or 0 for row in rows) == Decimal("569.57")  # (17.69 + 500.10) and a tenth of it


@pytest.mark.parametrize(
    ("right", "wrong", "kind"),
    [
        (b"2026-11-20", b"2026-11-2x", "type-error"),
        (b"approximate", b"approximade", "constraint-error"),
        (b"money", b"monie", "incorrect-label"),
        (b"pixverse", b"pixvers", "byte-count"),
        (b"pixverse", b"pixverze", "hash-count"),
    ],
)
def test_a_file_that_somebody_edited_is_found_out(
    written: Callable[..., Path], right: bytes, wrong: bytes, kind: str
) -> None:
    package = written()
    lines = package.with_name("lines.csv")
    lines.write_bytes(lines.read_bytes().replace(right, wrong))
    assert kind in " ".join(faults(package))


def test_a_package_that_somebody_edited_is_found_out(written: Callable[..., Path]) -> None:
    package = written()
    document = json.loads(package.read_text(encoding="utf-8"))
    document["resources"][0]["schema"]["fields"][0]["type"] = "word"
    package.write_text(json.dumps(document), encoding="utf-8")
    assert faults(package)
