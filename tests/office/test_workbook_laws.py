"""Laws of the workbook: beside its formulas it holds the estimate, and no text of a storyboard runs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from kling_cost import MoneyRules
from kling_cost.estimate import Extra
from kling_cost.export.workbook import to_workbook
from kling_cost.export.workbook.pages import LONGEST_TEXT, clean
from kling_cost.export.workbook.tables import headers
from kling_cost.export.workbook.terms import allotted_by
from kling_cost.money import CreditPrice

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

    from kling_cost.dossier import Dossier

few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
lengths = st.lists(st.tuples(st.integers(3, 40), st.integers(1, 12)), min_size=1, max_size=6)
money = st.one_of(
    st.none(),
    st.builds(
        CreditPrice,
        price=st.integers(1, 10**5).map(lambda number: Decimal(number).scaleb(-3)),
        currency=st.sampled_from(["USD", "JPY", "KWD"]),
        credits=st.integers(1, 3000).map(Decimal),
    ),
)
shares = st.integers(0, 300).map(lambda number: Decimal(number).scaleb(-3))
texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["=1+1", "+1", "-1", "@x", "1e5", "https://a.b", "_x0041_", "\x07", "\ufffe", "{=1}"]),
)


def read(dossier: Dossier, *, values: bool) -> Workbook:
    return load_workbook(BytesIO(to_workbook(dossier)), data_only=values)


def named(book: Workbook, name: str) -> Decimal:
    ((sheet, cell),) = book.defined_names[name].destinations
    return Decimal(repr(book[sheet][cell.replace("$", "")].value))


@few
@given(lengths, money, shares)
def test_the_totals_held_are_those_of_the_estimate(
    dossier_of: Callable[..., Dossier],
    rows: list[tuple[int, int]],
    price: CreditPrice | None,
    contingency: Decimal,
) -> None:
    film = "shot_id,duration_s,takes\n" + "\n".join(f"{n},{s},{t}" for n, (s, t) in enumerate(rows))
    dossier = dossier_of(
        film,
        strategy="v3-draft-o3-final",
        money=MoneyRules(credit_prices={"": price} if price else {}),
        extras=(Extra(name="Titles", number=Decimal(307)),),
        contingency=contingency,
    )
    book, estimate = read(dossier, values=True), dossier.estimate
    assert estimate.total is not None
    assert named(book, "Grand_total") == estimate.total.number
    assert named(book, "Shots_total") == estimate.shots.number
    assert named(book, "Shots_amount") == dossier.chosen.plan.total.number


@few
@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4))
def test_no_text_of_a_storyboard_is_a_formula(
    dossier_of: Callable[..., Dossier], said: list[tuple[str, str, str]]
) -> None:
    dossier = dossier_of("shot_id,duration_s,takes\n" + "\n".join(f"{n},5,1" for n in range(len(said))))
    plan = dossier.chosen.plan
    shots = [
        replace(shot, shot_id=shot_id, scene=scene, description=words, notes=words, account=scene)
        for shot, (shot_id, scene, words) in zip(plan.storyboard.shots, said, strict=True)
    ]
    rows = replace(plan.breakdown.rows, shots=shots)
    entry = replace(dossier.chosen, plan=replace(plan, breakdown=replace(plan.breakdown, rows=rows)))
    book = read(replace(dossier, estimate=replace(dossier.estimate, entry=entry)), values=False)
    sheet = book["Shots"]
    bounds: Any = range_boundaries(sheet.tables["Shots"].ref)
    left, top, right, _ = bounds
    cells = list(sheet.iter_rows(top, top + len(said), left, right))
    heads = [cell.value for cell in cells[0]]
    for found, (shot_id, _, words) in zip(cells[1:], said, strict=True):
        for head, text in (("Shot", shot_id), ("Description", words)):
            if head in heads and text:
                cell = found[heads.index(head)]
                assert cell.data_type == "s"
                assert cell.hyperlink is None


@given(st.fractions(0, 10**6, max_denominator=3000), st.integers(1, 10**5))
def test_a_turn_falls_with_the_row_and_rises_with_the_rest(steps: Fraction, row: int) -> None:
    whole, rank = allotted_by(steps, row)
    assert 0 <= steps - whole < 1 or whole - steps < Fraction(1, 10**6)
    assert allotted_by(steps, row + 1)[1] == rank - 1
    assert allotted_by(Fraction(whole), row)[1] <= rank
    assert rank < 10**15  # a double holds it exactly


@given(st.text(max_size=200))
def test_a_cell_holds_any_text(said: str) -> None:
    kept = clean(said)
    assert "\x00" not in kept
    assert len(kept.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert clean("plain words") == "plain words"


@pytest.mark.parametrize("letter", ["x", "語", "🎬"])
def test_a_text_too_long_is_cut_with_an_ellipsis(letter: str) -> None:
    kept = clean(letter * 40_000)
    assert kept.endswith(f"{letter}…")
    assert LONGEST_TEXT - 1 <= len(kept.encode("utf-16-le")) // 2 <= LONGEST_TEXT


@given(st.lists(st.text(max_size=100), unique=True, max_size=6))
def test_headers_are_unlike_each_other_and_ours(names: list[str]) -> None:
    given_headers = headers(names, ["Amount", "Shot"])
    folded = [header.lower() for header in given_headers.values()]
    assert list(given_headers) == names
    assert len({*folded, "amount", "shot"}) == len(names) + 2
    assert all(header and "\n" not in header for header in given_headers.values())


def test_a_header_is_never_read_as_an_escaped_character() -> None:
    assert headers(["_x0041_", "a_x00e9_b"], []) == {"_x0041_": "_x0041 _", "a_x00e9_b": "a_x00e9 _b"}
