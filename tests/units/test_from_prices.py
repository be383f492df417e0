"""Prices that a seller says with "from", flat prices of a run, and clips that bring their own sound."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost import Audio, Clip, Mode, MoneyRules, Planner, PriceBook, Product, quote_line
from kling_cost.charts import plan_figure
from kling_cost.cli import cli
from kling_cost.compare import compare_plans
from kling_cost.errors import IncompleteClip, NotSold
from kling_cost.export.to_documents import to_plan_document, to_price_document
from kling_cost.ledger import ledger_rows
from kling_cost.wording import clip_text, per_text, sum_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost import Models, Plan, Strategies, TakesRules
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
FROM = 'a "from" price: the real one may be higher'
RATES = (
    'id = "v3-off", tier = "standard", amount = 0.075, floor = true',
    'id = "v3-pro-off", tier = "pro", amount = 0.1',
    'id = "on", tier = "pro", audio = ["on"], amount = 0.2, floor = true, basis = "approximate"',
)
OFFERS = """
[[offers]]
model = "o3"
modes = ["video-edit"]
video_input = true
per = "clip"
lengths = "3..10"
rates = [{ id = "o3-edit", tier = "pro", amount = 0.5, source = "page", basis = "published" }]

[[offers]]
model = "avatar-v2"
modes = ["avatar"]
per = "second"
lengths = "2..60"
rates = [{ id = "avatar", tier = "standard", amount = 0.05, source = "page", basis = "published" }]
"""


@pytest.fixture
def prices(own_shop: Callable[..., Path]) -> Path:
    """A folder with one seller, some of whose prices are "from" prices."""
    return own_shop("2026-02-05", *RATES, offers=OFFERS, read="2026-11-01")


@pytest.fixture
def shop(prices: Path) -> PriceBook:
    return PriceBook(prices)


@pytest.fixture
def plan_of(
    shop: PriceBook,
    models: Models,
    takes: TakesRules,
    strategies: Strategies,
    storyboard_of: Callable[[str], Storyboard],
) -> Callable[..., Plan]:
    def plan(text: str, strategy: str = "routed") -> Plan:
        planner = Planner(book=shop, models=models, takes=takes)
        return planner.plan(storyboard_of(text), strategies[strategy], provider="shop", on=ON)

    return plan


def clip(tier: str = "standard", audio: Audio = Audio.OFF) -> Clip:
    return Clip(model="v3", tier=tier, audio=audio, seconds=Decimal(5))


def edit(seconds: int) -> Clip:
    return Clip(model="o3", mode=Mode.VIDEO_EDIT, tier="pro", seconds=Decimal(seconds), video_input=True)


SILENT = "shot_id,scene,duration_s,takes,tier,audio\n1,A,5,2,standard,off\n2,B,5,1,pro,off\n"


def test_a_from_price_makes_a_line_a_floor_and_says_so(shop: PriceBook) -> None:
    line = quote_line(clip(), shop.rate_for(clip(), "shop", ON), takes=2, note="rerouted")
    assert (line.amount.number, line.floor) == (Decimal("0.75"), True)
    assert line.note == f"rerouted; {FROM}"
    firm = quote_line(clip("pro"), shop.rate_for(clip("pro"), "shop", ON))
    assert (firm.floor, firm.note) == (False, "")


def test_a_price_document_says_whether_the_price_is_a_floor(shop: PriceBook) -> None:
    for tier, floor in (("standard", True), ("pro", False)):
        line = quote_line(clip(tier), shop.rate_for(clip(tier), "shop", ON))
        assert to_price_document(line, ON, None)["floor"] is floor


def test_a_plan_with_one_from_price_is_a_floor_though_every_shot_is_priced(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of(SILENT)
    assert (plan.complete, plan.floor) == (True, True)
    assert [line.floor for line in plan.lines] == [True, False]
    assert [row["note"] for row in ledger_rows(plan, None)] == [FROM, ""]


def test_a_plan_of_firm_prices_is_none_and_a_partial_one_is(plan_of: Callable[..., Plan]) -> None:
    firm = plan_of("duration_s,tier,audio\n5,pro,off\n")
    partial = plan_of("duration_s,tier,audio\n5,pro,off\n5,4k,off\n")
    assert [(plan.complete, plan.floor) for plan in (firm, partial)] == [(True, False), (False, True)]


@pytest.mark.parametrize(("text", "floor"), [(SILENT, True), ("duration_s,tier,audio\n5,pro,off\n", False)])
def test_a_plan_document_says_whether_its_total_is_a_floor(
    plan_of: Callable[..., Plan], text: str, *, floor: bool
) -> None:
    plan = plan_of(text)
    document = to_plan_document(
        compare_plans([plan], MoneyRules()), on=ON, storyboard=plan.storyboard, budget=None, assumptions=[]
    )
    assert document["plans"][0]["floor"] is floor
    assert document["plans"][0]["coverage"] == {"shots": plan.shots, "priced": plan.shots}


def run(prices: Path, *args: str, columns: int | None = None) -> str:
    env = {"COLUMNS": str(columns) if columns else None}
    done = CliRunner(env=env).invoke(cli, [*args, "--pricing", str(prices), "--on", "2026-11-20"])
    assert done.exit_code == 0
    return done.stdout


CLIP = ("price", "--model", "v3", "--duration", "5", "--provider", "shop")


def test_a_from_price_is_shown_as_a_floor(prices: Path) -> None:
    said = run(prices, *CLIP, "--tier", "standard", "--audio", "off", "--fx", "USD/EUR=0.9")
    assert "\n  >= 0.375 USD\n" in said
    assert "money   >= 0.34 EUR\n" in said
    assert 'note    The seller says "from": the real price may be higher.\n' in said
    assert ">=" not in run(prices, *CLIP, "--tier", "pro", "--audio", "off")


def test_a_from_price_that_is_approximate_is_marked_as_both(prices: Path) -> None:
    assert "\n  >= ~ 1.00 USD\n" in run(prices, *CLIP, "--tier", "pro", "--audio", "on")


def test_the_total_of_a_plan_with_a_from_price_is_shown_as_a_floor(prices: Path, tmp_path: Path) -> None:
    (tmp_path / "film.csv").write_text(SILENT, encoding="utf-8")
    plan = ("plan", str(tmp_path / "film.csv"), "--provider", "shop", "--strategy", "routed")
    said = run(prices, *plan)
    assert "Total  >= 1.25 USD\n" in said
    assert 'some prices are "from" prices: the total is a floor' in said
    # 2 x 5 s x 0.075 = 0.75 at least, 5 s x 0.1 = 0.50 for certain.
    rows = {line.split()[0]: line for line in said.splitlines() if line[:1] in set("12=")}
    assert ">= 0.75" in rows["1"]
    assert ">= 0.75" in next(line for line in said.splitlines() if line.startswith("= A"))
    assert ">=" not in rows["2"]
    assert "0.50" in rows["2"]
    assert FROM in said


def test_a_narrow_terminal_hides_no_floor(prices: Path, tmp_path: Path) -> None:
    (tmp_path / "film.csv").write_text(SILENT, encoding="utf-8")
    plan = ("plan", str(tmp_path / "film.csv"), "--provider", "shop", "--strategy", "routed")
    said = run(prices, *plan, columns=50)
    assert FROM not in said
    assert said.count(">= 0.75") == 2
    assert "Total  >= 1.25 USD\n" in said


def test_a_picture_marks_a_floor_and_leaves_a_firm_total_alone(plan_of: Callable[..., Plan]) -> None:
    labels = []
    for text in (SILENT, "duration_s,takes,tier,audio\n5,1,pro,off\n"):
        plan = plan_of(text)
        figure = plan_figure([plan], plan, unit="USD", title="A film", note="")
        labels.append([text.get_text() for text in figure.axes[0].texts])
    assert labels == [[">= 1.25"], ["0.50"]]


def test_a_flat_price_of_a_run_is_the_same_whatever_the_length(shop: PriceBook) -> None:
    for seconds in (3, 7, 10):
        line = quote_line(edit(seconds), shop.rate_for(edit(seconds), "shop", ON), takes=3)
        assert (line.quantity, line.amount.number) == (Decimal(3), Decimal("1.5"))
        assert line.billed_s == seconds * 3
    with pytest.raises(Exception, match=r"in lengths of 3\.\.10, not 11 s; nearest: 10 s"):
        shop.rate_for(edit(11), "shop", ON)


def test_a_flat_price_is_summed_by_the_run(shop: PriceBook) -> None:
    seller = shop.provider("shop").file
    rate = shop.rate_for(edit(7), "shop", ON)
    sums = [sum_text(quote_line(edit(7), rate, takes=takes), seller) for takes in (1, 3)]
    assert sums == ["1 clip x 0.5 USD/clip = 0.50 USD", "3 clips x 0.5 USD/clip = 1.50 USD"]
    assert per_text(rate) == "0.5 USD per clip of any length"


def test_a_from_price_is_written_as_one(shop: PriceBook) -> None:
    assert per_text(shop.rate_for(clip(), "shop", ON)) == "from 0.075 USD/s"


def test_a_long_edit_at_a_flat_price_is_the_fewest_runs(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,mode,model,takes,audio\n17,video-edit,o3,2,off\n")
    assert [line.clip.seconds for line in plan.lines] == [9, 8]
    assert [line.amount.number for line in plan.lines] == [1, 1]  # two takes at 0.5 each


@pytest.mark.parametrize("name", ["avatar", "Avatar", "talking head", "audio+image"])
def test_an_avatar_is_a_product_of_its_own(models: Models, name: str) -> None:
    made = models.clip(model="avatar-v2", mode=name, tier="Std", duration_s=30)
    assert (made.product, made.tier, made.audio, made.video_input) == (
        Product.AVATAR,
        "standard",
        Audio.OFF,
        False,
    )
    assert str(made) == "avatar-v2 standard avatar, 30 s"
    assert models.clip(model="avatar-v2", product="avatar", tier="Std", duration_s=30) == made


def test_an_avatar_needs_a_tier_and_a_length_and_no_audio(models: Models) -> None:
    with pytest.raises(IncompleteClip, match=r"^an avatar needs tier, duration; missing: tier, duration$"):
        models.clip(model="avatar-v2", mode="avatar")
    with pytest.raises(IncompleteClip, match=r"^a lip-sync needs duration; missing: duration$"):
        models.clip(model="lip-sync", mode="lip-sync")


@pytest.mark.parametrize("mode", ["avatar", "lip-sync"])
def test_what_brings_its_own_sound_is_asked_for_no_other(models: Models, mode: str) -> None:
    words = {"model": "avatar-v2", "mode": mode, "tier": "pro", "duration_s": 5}
    assert models.clip(**words, audio="off").audio is Audio.OFF  # type: ignore[arg-type]
    for audio in ("on", "voice"):
        with pytest.raises(IncompleteClip, match="has the sound of the recording that goes in"):
            models.clip(**words, audio=audio)  # type: ignore[arg-type]


def test_an_avatar_is_priced_by_its_length_and_told_without_a_word_on_audio(
    shop: PriceBook, models: Models
) -> None:
    made = models.clip(model="avatar-v2", mode="avatar", tier="standard", duration_s=30)
    line = quote_line(made, shop.rate_for(made, "shop", ON))
    assert line.amount.number == Decimal("1.5")
    assert clip_text(line, models).endswith(" Standard, avatar, 30 s")
    with pytest.raises(NotSold, match=r"shop does not sell .* nearest sold: avatar-v2 standard avatar$"):
        shop.rate_for(models.clip(model="avatar-v2", mode="avatar", tier="pro", duration_s=30), "shop", ON)


def test_an_avatar_in_a_storyboard_is_priced_without_an_assumption_on_its_sound(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,mode,model,tier,takes\n30,avatar,avatar-v2,standard,2\n", "routed")
    (line,) = plan.lines
    assert line.amount.number == 3
    assert not any("audio" in text for text in plan.assumptions)


def test_the_price_of_an_avatar_is_asked_like_any_other(prices: Path) -> None:
    words = ("price", "--mode", "avatar", "--model", "avatar-v2", "--tier", "standard", "--duration", "30")
    document = json.loads(run(prices, *words, "--provider", "shop", "--format", "json"))
    assert (document["clip"]["product"], document["amount"]) == ("avatar", "1.5")
