"""TOML files read into models: every fault at once, each with its file and the path of its key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from pydantic import Field

from kling_cost.datafiles import (
    ExactNumber,
    FileModel,
    SourceFile,
    key_path,
    load_file,
    load_toml,
    pricing_dir,
    read_text,
)
from kling_cost.errors import InputRefused

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost.errors import Problem


class _Row(FileModel):
    amount: ExactNumber
    count: int = Field(default=1, ge=1)


class _File(FileModel):
    rows: dict[str, _Row]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.toml"


def faults(path: Path, text: str) -> list[Problem]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        load_file(path, _File)
    assert {problem.file for problem in refused.value.problems()} == {str(path)}
    return list(refused.value.problems())


@pytest.mark.parametrize(
    ("written", "number"), [("0.1", "0.1"), ("20", "20"), ("0.30000000000000004", "0.30000000000000004")]
)
def test_a_number_keeps_every_digit(path: Path, written: str, number: str) -> None:
    path.write_text(f"[rows.a]\namount = {written}\n", encoding="utf-8")
    assert str(load_file(path, _File).rows["a"].amount) == number


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('"0.1"', "'0.1' is text; write the number without quotes"),
        (
            "true",
            "True is not an exact number; write it in digits, such as 8 or 0.084",
        ),
        ("nan", "NaN is not an exact number; "),
        ("inf", "Infinity is not an exact number; "),
        ("2026-01-01", "2026-01-01 is not an exact number; "),
    ],
)
def test_a_number_is_neither_text_nor_a_truth_value_nor_endless(
    path: Path, written: str, message: str
) -> None:
    (fault,) = faults(path, f"[rows.a]\namount = {written}\n")
    assert fault.column == "rows.a.amount"
    assert fault.code == "data-value-error"
    assert fault.message.startswith(message)


def test_all_faults_of_a_file_come_at_once_each_with_the_path_of_its_key(path: Path) -> None:
    text = """
        colour = "red"
        [rows.a]
        amount = "1"
        [rows.b]
        count = 0
        amout = 2
        [rows.c]
        amount = 1
        count = 2.5
    """
    found = {fault.column: fault.message for fault in faults(path, text)}
    assert found == {
        "colour": "unknown key 'colour'; leave it out",
        "rows.a.amount": "'1' is text; write the number without quotes",
        "rows.b.amount": "Field required; add it",
        "rows.b.count": "Input should be greater than or equal to 1; found 0",
        "rows.b.amout": "unknown key 'amout'; did you mean amount?",
        "rows.c.count": "Input should be a valid integer; found 2.5; "
        "write a whole number without quotes or a point, such as 5",
    }


def test_a_file_that_is_no_toml_is_refused_with_the_line(path: Path) -> None:
    (fault,) = faults(path, "[rows.a]\namount = \n")
    assert fault.code == "not-toml"
    assert "at line 2" in fault.message


def test_a_missing_file_cannot_be_read(path: Path) -> None:
    with pytest.raises(
        InputRefused, match=r"table\.toml: cannot be read: No such file or directory"
    ) as refused:
        load_toml(path)
    assert refused.value.problems()[0].code == "unreadable"


def test_a_file_that_is_not_utf_8_is_refused_with_the_place(path: Path) -> None:
    path.write_bytes(b"name = '\xe4'")
    with pytest.raises(
        InputRefused, match=r"is not UTF-8 text \(byte 9\); save it as 'CSV UTF-8' or 'UTF-8'"
    ):
        read_text(path)


def test_a_file_that_is_perhaps_utf_16_is_refused_as_such(path: Path) -> None:
    path.write_bytes("a = 1".encode("utf-16-le"))
    with pytest.raises(InputRefused, match="is not UTF-8 text but perhaps UTF-16; save it as 'CSV UTF-8'"):
        read_text(path)


def test_a_byte_order_mark_is_no_part_of_the_text(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa = 1")
    assert read_text(path) == "a = 1"
    assert load_toml(path) == {"a": 1}


@pytest.mark.parametrize(
    ("location", "written"),
    [
        (("offers", 3, "rates", 0, "amount"), "offers[3].rates[0].amount"),
        ((), ""),
        (("unit",), "unit"),
        ((0, "a"), "[0].a"),
    ],
)
def test_a_place_in_a_file_is_written_as_a_path(location: tuple[int | str, ...], written: str) -> None:
    assert key_path(location) == written


def test_a_source_has_a_link_or_a_note_that_says_why_not() -> None:
    day = date(2026, 3, 1)
    assert SourceFile(title="A page", link="https://example.com", read_on=day).note == ""
    assert SourceFile(title="A page", note="The link was not kept.", read_on=day).link is None
    with pytest.raises(ValueError, match="needs a note that says why there is none"):
        SourceFile(title="A page", read_on=day)
    with pytest.raises(ValueError, match="String should match pattern"):
        SourceFile(title="A page", link="example.com", read_on=day)


def test_a_model_of_a_file_cannot_be_changed() -> None:
    row = _Row(amount=Decimal(1))
    with pytest.raises(ValueError, match="Instance is frozen"):
        row.count = 2  # type: ignore[misc]


def test_the_shipped_prices_lie_where_the_code_looks_for_them() -> None:
    assert (pricing_dir() / "models.toml").is_file()
