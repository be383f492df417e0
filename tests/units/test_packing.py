"""Short neighbours in one clip: which may share, what it costs, and how the result tells it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices, InputRefused, Models, Planner, PriceBook, Strategies, TakesRules
from kling_cost.compare import compare_plans
from kling_cost.datafiles import pricing_dir
from kling_cost.export.to_documents import to_plan_document
from kling_cost.ledger import ledger_columns, ledger_rows
from kling_cost.money import MoneyRules
from kling_cost.storyboard.shot import Shot, Storyboard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost import Plan

ON = date(2026, 11, 20)
LIMITS = "up to 6 cuts of 1 s at least in whole seconds, 15 s in all"


@pytest.fixture
def plan_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., Plan]:
    def plan(
        text: str, strategy: str = "v3-pro-throughout", *, provider: str = "kling-api", pack: bool = True
    ) -> Plan:
        return planner.plan(
            storyboard_of(text), strategies[strategy], provider=provider, on=ON, choices=Choices(pack=pack)
        )

    return plan


def groups(plan: Plan) -> list[str]:
    assert plan.packing is not None
    return [group.shot_id for group in plan.packing.groups]


def lengths(plan: Plan, stage: str) -> list[int]:
    return [int(line.clip.seconds or 0) for line in plan.lines if line.stage == stage]


def test_short_neighbours_share_a_clip_and_the_line_names_them_and_their_cuts(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("shot_id,duration_s,takes\n3,0.5,2\n4,1.2,4\n5,2,3\n6,12,1\n")
    packed, alone = plan.lines
    assert (packed.shot_id, packed.row, packed.note) == ("3+4+5", 2, "3 cuts: 0.5 + 1.2 + 2 s")
    assert [packed.clip.seconds, packed.takes] == [5, 4]  # 1 + 2 + 2 s, as often as the worst of them
    assert (alone.shot_id, alone.note) == ("6", "")
    assert plan.packing is not None
    assert [plan.billed_s, plan.packing.unpacked_billed_s] == [32, 39]
    assert [plan.shots, plan.priced, plan.film_s, plan.fitted_s] == [4, 4, Decimal("15.7"), 17]


def test_what_packing_costs_and_assumes_is_listed_shot_by_shot(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s,mode,takes\n1,1,t2v,1\n2,1,t2v,1\n3,15,t2v,1\n", provider="pixverse")
    assert plan.assumptions == [
        "packed with neighbours into one clip: one rejected take repeats the whole group (2 shots: 1, 2)",
        "neighbours without a scene taken for one scene (2 shots: 1, 2)",
        f"what pixverse does not say of several shots in one clip is as v3 has it: {LIMITS} (2 shots: 1, 2)",
    ]
    assert plan_of("shot_id,duration_s,mode,takes\n3,9,t2v,1\n").assumptions == []


def test_a_provider_that_gives_all_limits_leaves_nothing_to_assume(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,scene,duration_s,mode,takes\n1,A,1,t2v,1\n2,A,1,t2v,1\n", provider="comfyui")
    assert groups(plan) == ["1+2"]
    assert [text.split(":")[0] for text in plan.assumptions] == ["packed with neighbours into one clip"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("1,A,1,,,,\n2,B,1,,,,\n3,B,1,,,,", ["2+3"]),  # another scene
        ("1,A,1,,,,\n2,A,1,,,on,\n3,A,1,,,off,\n4,A,1,,,off,", ["1+2", "3+4"]),  # another clip
        ("1,A,1,,,,\n2,A,1,,,,2\n3,A,1,,,,", []),  # a row that stands for two shots parts its neighbours
        ("1,A,1,i2v,,,\n2,A,1,,,,\n3,A,1,i2v,,,\n4,A,1,i2v,,,\n5,A,1,,,,", ["1+2", "4+5"]),  # pictures open
        ("1,A,1,r2v,,,\n2,A,1,r2v,o3,,\n3,A,1,r2v,o3,,", []),  # references do not share
        ("1,A,1,,,,\n2,A,1,,o3,,\n3,A,1,,o3,,", ["2+3"]),  # another model
        ("1,A,1,,,,,4100\n2,A,1,,,,,4100\n3,A,1,,,,,4200", ["1+2"]),  # another account
        ("\n".join(f"{n},A,1,,,," for n in range(1, 8)), ["1+2+3", "4+5+6+7"]),  # 3 s is the least billed
    ],
)  # fmt: skip
def test_only_neighbours_of_one_scene_that_ask_for_the_same_clip_share_one(
    plan_of: Callable[..., Plan], rows: str, expected: list[str]
) -> None:
    plan = plan_of(f"shot_id,scene,duration_s,mode,model,audio,count,account\n{rows}\n")
    assert groups(plan) == expected


def test_stills_do_not_part_neighbours_and_an_unpriced_shot_does(plan_of: Callable[..., Plan]) -> None:
    text = "shot_id,duration_s,product,mode\n1,1,video,\n2,,image,\n3,1,video,\n4,5,video,r2v\n5,1,video,\n"
    plan = plan_of(text)
    assert groups(plan) == ["1+3"]
    assert [line.shot_id for line in plan.lines] == ["1+3", "2", "5"]
    assert [entry.shot.shot_id for entry in plan.unpriced] == ["4"]
    assert (plan.shots, plan.priced) == (5, 4)


def test_a_gamble_that_the_cap_would_cut_short_is_not_shared(plan_of: Callable[..., Plan]) -> None:
    shared = plan_of("shot_id,duration_s,accept\n1,1,0.9\n2,1,0.5\n")
    assert (groups(shared), shared.lines[0].takes) == (["1+2"], 3)
    assert "accept rate 0.45 of all cuts together: 3 takes planned, at most 12 (2 shots: 1, 2)" in (
        shared.assumptions
    )
    # 0.2 x 0.2 needs 25 takes; twelve of 3 s would look cheaper than twice five, for nothing is kept.
    assert groups(plan_of("shot_id,duration_s,accept\n1,1,0.2\n2,1,0.2\n3,1,0.2\n")) == []
    mixed = plan_of("shot_id,duration_s,takes,accept\n1,1,3,\n2,1,,0.5\n")
    assert [line.takes for line in mixed.lines] == [3]


def test_a_restyle_works_on_the_packed_clip(plan_of: Callable[..., Plan]) -> None:
    text = "shot_id,duration_s,takes\n" + "".join(f"{n},2,1\n" for n in range(1, 7))
    plan = plan_of(text, "generate-then-restyle")
    assert groups(plan) == ["1+2", "3+4", "5+6"]  # smaller groups bill the same: 4 + 4 + 4 s
    assert (lengths(plan, "generate"), lengths(plan, "restyle")) == ([4, 4, 4], [4, 4, 4])


def test_a_short_draft_shortens_every_cut_rather_than_leaving_the_last_ones_out(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("shot_id,duration_s,takes\n1,1,1\n2,7,1\n3,1.5,1\n", "short-draft-first")
    assert groups(plan) == ["1+2+3"]
    assert (lengths(plan, "draft"), lengths(plan, "final")) == ([8], [10])


def test_the_reference_shot_of_explore_styles_shares_no_clip(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s\n1,1\n2,1\n3,1\n", "explore-styles")
    assert groups(plan) == ["2+3"]


def test_where_several_shots_always_have_audio_it_is_paid_and_told(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s,audio,takes\n1,1,off,1\n2,1,off,1\n", provider="vidgo")
    (line,) = plan.lines
    assert [line.clip.audio.value, line.amount.number] == ["on", 3 * 49]
    reason = "audio on, for vidgo makes several shots in one clip with audio only"
    assert line.note == f"2 cuts: 1 + 1 s; {reason}"
    assert any(text.startswith(reason) for text in plan.assumptions)
    dearer = plan_of("shot_id,duration_s,audio,takes\n1,2,off,1\n2,3,off,1\n", provider="vidgo")
    assert groups(dearer) == []  # 5 s with audio cost 245, twice 3 s without 234


@pytest.mark.parametrize(
    ("text", "strategy", "provider", "reason"),
    [
        ("1,1,,\n2,1,,", "v3-pro-throughout", "fal", "no neighbours of one scene come to less together"),
        ("1,1,,\n2,,t2i,", "v3-pro-throughout", "fal", "no neighbours of one scene come to less together"),
        ("1,1,r2v,\n2,1,r2v,", "o3-pro-throughout", "kling-api",
         "o3 reference-to-video holds one shot only at kling-api, as far as is known"),
        ("1,1,,3", "v3-pro-throughout", "kling-api", "a row that stands for several shots shares no clip"),
        ("1,,t2i,", "v3-pro-throughout", "kling-api", "no neighbours of one scene come to less together"),
    ],
)  # fmt: skip
def test_where_nothing_is_packed_the_plan_says_why(
    plan_of: Callable[..., Plan], text: str, strategy: str, provider: str, reason: str
) -> None:
    plan = plan_of(f"shot_id,duration_s,mode,count\n{text}\n", strategy, provider=provider)
    assert plan.packing is not None
    assert (groups(plan), plan.packing.reason) == ([], reason)
    assert plan.saved is not None
    assert plan.saved.number == 0


def test_a_strategy_without_a_stage_for_a_shot_packs_nothing(
    planner: Planner, strategies: Strategies
) -> None:
    transform = strategies["film-transform-extend"]
    footage_only = transform.model_copy(update={"stages": transform.stages[:1]})
    shots = [Shot(shot_id=str(n), seconds=Decimal(1), row=n) for n in (1, 2)]
    board = Storyboard(file="drawn.csv", shots=shots)
    plan = planner.plan(board, footage_only, provider="kling-api", on=ON, choices=Choices(pack=True))
    assert plan.packing is not None
    assert plan.packing.reason == "strategy film-transform-extend generates no clip for this shot"
    assert [entry.shot.shot_id for entry in plan.unpriced] == ["1", "2"]


def test_unpacked_a_plan_says_nothing_of_packing(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s\n1,1\n2,1\n", pack=False)
    assert (plan.packing, plan.saved, len(plan.lines)) == (None, None, 2)


def test_rows_of_a_group_join_what_its_shots_say(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of(
        "shot_id,duration_s,description,priority,notes,lens,day\n1,1,Door,1,x,35,2\n2,1,Hand,2,x,,2\n3,1,,2,x,50,2\n"
    )
    (row,) = ledger_rows(plan, None)
    assert sorted(row) == sorted(ledger_columns(plan))
    assert row["shot_id"] == "1+2+3"
    assert [row[name] for name in ("description", "priority", "notes", "lens", "day")] == [
        "Door + Hand", None, "x", "35 + 50", "2",
    ]  # fmt: skip


def test_a_document_tells_groups_both_totals_and_the_saving(
    plan_of: Callable[..., Plan], storyboard_of: Callable[[str], Storyboard]
) -> None:
    text = "shot_id,scene,duration_s,takes\n1,A,0.5,1\n2,A,2,1\n3,B,9,1\n"
    comparison = compare_plans([plan_of(text)], MoneyRules())
    document = to_plan_document(
        comparison, on=ON, storyboard=storyboard_of(text), budget=None, assumptions=[]
    )
    assert document["plans"][0]["packing"] == {
        "groups": [{"shot_id": "1+2", "scene": "A", "shots": ["1", "2"], "cuts_s": ["0.5", "2"]}],
        "shots": 2,
        "clips": 1,
        "unpacked": {"amount": "2.52", "unit": "USD"},
        "unpacked_billed_s": "15",
        "saved": {"amount": "0.504", "unit": "USD"},
        "reason": "",
    }
    assert document["plans"][0]["coverage"] == {"shots": 3, "priced": 3}
    unpacked = compare_plans([plan_of(text, pack=False)], MoneyRules())
    without = to_plan_document(unpacked, on=ON, storyboard=storyboard_of(text), budget=None, assumptions=[])
    assert without["plans"][0]["packing"] is None


@pytest.mark.parametrize("pack", [False, True])
def test_a_video_of_unknown_length_has_no_price_under_any_strategy(
    planner: Planner, strategies: Strategies, *, pack: bool
) -> None:
    shots = [Shot(shot_id=str(n), seconds=None if n == 2 else Decimal(1), row=n + 1) for n in (1, 2, 3)]
    board = Storyboard(file="drawn.csv", shots=shots)
    for strategy in strategies:
        plan = planner.plan(board, strategy, provider="kling-api", on=ON, choices=Choices(pack=pack))
        (entry,) = plan.unpriced
        assert (entry.shot.shot_id, entry.stage) == ("2", "")
        assert entry.reason == "its length is not known; write it into the file or give --default-duration"
        assert [plan.shots, plan.priced, plan.film_s] == [3, 2, 2]


def test_the_shipped_rules_of_several_shots_name_models_that_make_such_clips(
    book: PriceBook, models: Models
) -> None:
    rules = {name: book.provider(name).file.multi_shot for name in book.provider_ids}
    assert {name for name, said in rules.items() if said} == {
        "comfyui", "fal", "kie", "kling-api", "replicate", "segmind", "vidgo",
    }  # fmt: skip
    for said in rules.values():
        named = [model for rule in said for model in rule.models]
        assert len(named) == len(set(named))
        assert all(models[model].multi_shot is not None for model in named)


SELLER = """
name = "Shop"
home = "https://example.com"
[[multi_shot]]
models = ["v3"]
{limits}
[multi_shot.source]
title = "A page"
link = "https://example.com/shots"
read_on = 2026-11-01
"""


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("", ["1+2+3"]),
        ("most_cuts = 1", []),
        ("most_cuts = 2", ["1+2"]),
        ("longest_s = 3", ["1+2"]),
        ("longest_cut_s = 1", []),
        ("least_cut_s = 3", []),
    ],
)
def test_a_seller_s_own_limits_count(
    open_shop: Callable[..., Path], models: Models, strategies: Strategies, limits: str, expected: list[str]
) -> None:
    root = open_shop("shop", v3="0.1")
    (root / "shop" / "provider.toml").write_text(SELLER.format(limits=limits), encoding="utf-8")
    planner = Planner(book=PriceBook(root), models=models, takes=TakesRules())
    cuts = [Decimal(1), Decimal("1.2"), Decimal(2)]
    shots = [Shot(shot_id=str(n), seconds=cut, row=n + 1) for n, cut in enumerate(cuts, start=1)]
    board = Storyboard(file="drawn.csv", shots=shots)
    strategy = strategies["v3-draft-o3-final"]
    drafts = strategy.model_copy(update={"stages": strategy.stages[:1]})
    plan = planner.plan(board, drafts, provider="shop", on=ON, choices=Choices(pack=True))
    assert plan.complete
    assert groups(plan) == expected


def test_a_model_s_limits_need_a_source(tmp_path: Path) -> None:
    text = (
        (pricing_dir() / "models.toml").read_text("utf-8").replace('source = "comfyui"', 'source = "nobody"')
    )
    (tmp_path / "models.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=r"multi_shot.source: 'nobody' is not in \[sources\]"):
        Models(tmp_path)
