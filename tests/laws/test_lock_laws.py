"""Laws of locks: what was locked derives again, and one figure that was changed is the one that is named."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kling_cost import Models, MoneyRules, Planner, PriceBook, Strategies, TakesRules
from kling_cost.accounts import Accounts
from kling_cost.clips import Audio, Mode
from kling_cost.compare import compare_plans
from kling_cost.datafiles import pricing_dir, read_document
from kling_cost.estimate import Estimate, Extra
from kling_cost.export.contract import document_schema
from kling_cost.lock.file import LockFile
from kling_cost.lock.make import Quote, lock_of
from kling_cost.lock.parts import accounts_of, choices_of, extra_of, money_of, shot_of
from kling_cost.lock.requote import Lock
from kling_cost.lock.seal import seal_of
from kling_cost.lock.verify import SEALED_ANEW, Verified, verify_lock
from kling_cost.money import CreditPrice, PaidWith, paid_with_plan
from kling_cost.staging import Choices
from kling_cost.storyboard.reading import Reading
from kling_cost.storyboard.shot import AtCap, Shot
from kling_cost.takes import AcceptRate
from kling_cost.testing import storyboards

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
STRATEGIES = {each.name: each for each in Strategies(models=MODELS)}
CLASSES = [each.name for each in TAKES.file.classes]
PLANNER = Planner(book=BOOK, models=MODELS, takes=TAKES)
FEWER = settings(max_examples=settings().max_examples // 2)
"""Each of these examples plans a film or two and takes it apart, so there are half as many as elsewhere."""
VERSION = "1.2.3"
IN_CENTS = st.integers(1, 10**6).map(lambda cents: Decimal(cents).scaleb(-2))
SHARES = st.integers(1, 100).map(lambda percent: Fraction(percent, 100))
RATES = st.one_of(
    SHARES.map(AcceptRate),
    st.integers(1, 200).flatmap(
        lambda made: st.integers(0, made).map(lambda kept: AcceptRate.counted(kept, made))
    ),
    st.sampled_from([AcceptRate.between(Fraction(1, 5), Fraction(2, 5))]),
)
ACCOUNTS = Accounts(
    default="4000", project="P", scenes={"Market": "4300"}, models={"o3": "4400"}, contingency="9900"
)
SCHEMA = Draft202012Validator(document_schema("lock"))


def packs(on: date) -> dict[str, PaidWith]:
    plans = BOOK.plans("kling-app", on)
    assert plans is not None
    return {"kling-app": paid_with_plan(plans, "premier-yearly")}


@st.composite
def choices(draw: st.DrawFn) -> Choices:
    return Choices(
        takes=draw(st.none() | st.integers(1, 20)),
        accept=draw(st.none() | RATES | SHARES | st.just(Decimal("0.3"))),
        accept_of=draw(st.dictionaries(st.sampled_from(["draft", "hero"]), RATES, max_size=2)),
        at_cap=draw(st.sampled_from([None, *AtCap])),
        shot_class=draw(st.sampled_from([None, "narrative"])),
        tier=draw(st.sampled_from([None, "standard", "pro"])),
        audio=draw(st.sampled_from([None, Audio.OFF, Audio.ON])),
        reroute=draw(st.booleans()),
        pack=draw(st.booleans()),
    )


@st.composite
def extras(draw: st.DrawFn, number: int, *, credit: bool) -> Extra:
    kinds = [(None, False), ("USD", False), ("EUR", False), *([(None, True)] if credit else [])]
    currency, credits_only = draw(st.sampled_from(kinds))
    return Extra(
        name=f"Extra {number}",
        number=draw(IN_CENTS),
        currency=currency,
        credits_only=credits_only,
        account=draw(st.sampled_from(["", "4100"])),
        note=draw(st.sampled_from(["", "two\nlines \u2028 and \x1b[31m"])),
    )


@st.composite
def quotes(draw: st.DrawFn, *, shot: Shot | None = None, in_money: bool = False) -> Quote:
    """Draw quotes before they are locked: any storyboard, choices, money and rest of a budget.

    With a ``shot``, that is the last one, and nothing besides its row decides its takes; ``in_money``: in
    credits that have a price.
    """
    name = draw(st.sampled_from(sorted(STRATEGIES)))
    provider = draw(st.sampled_from(["pixverse", "kling-app", *([] if in_money else ["fal", "kling-api"])]))
    first = max(date(2026, 8, 15), BOOK.provider(provider).cards[0].applies_from)
    on = first + timedelta(days=draw(st.integers(0, 90)))
    chosen = draw(choices())
    storyboard = draw(storyboards(most_shots=3, classes=CLASSES))
    if shot is not None:
        storyboard = replace(storyboard, shots=[*storyboard.shots, shot])
        chosen = replace(chosen, pack=False, accept=None, accept_of={}, shot_class=None)
    plan = PLANNER.plan(
        storyboard,
        STRATEGIES[name],
        provider=provider,
        on=on,
        choices=chosen,
    )
    price = CreditPrice(Decimal(10), "USD", Decimal(draw(st.integers(1, 1999))))
    money = MoneyRules(
        credit_prices=draw(st.sampled_from([*[{}][in_money:], {"": price}, {plan.unit: price}])),
        paid_with={} if in_money else draw(st.sampled_from([{}, packs(on)])),
        rates=draw(st.sampled_from([{}, {("USD", "EUR"): Decimal("0.9228")}])),
    )
    credit = plan.unit != "USD"
    return Quote(
        estimate=Estimate(
            entry=compare_plans([plan], money).chosen,
            money=money,
            extras=[draw(extras(n, credit=credit)) for n in range(draw(st.integers(0, 2)))],
            contingency=draw(st.sampled_from([Decimal(0), Decimal("0.1")])),
            accounts=draw(st.sampled_from([Accounts(), ACCOUNTS])),
        ),
        strategy=STRATEGIES[name],
        choices=chosen,
        takes=TAKES,
        book=BOOK,
        roots=[pricing_dir()],
        known_on=None,
        storyboard_file="drawn.csv",
        storyboard_sha256="0" * 64,
        reading=Reading(columns={"duration": "尺"}, fps=Fraction(24000, 1001)),
        assumptions=["made for a test"],
    )


def written(quote: Quote) -> str:
    on = quote.estimate.entry.plan.on
    document = lock_of(
        quote, made_by=VERSION, made_on=on, valid_until=on + timedelta(days=30), valid_because="30 days"
    )
    return json.dumps(document, ensure_ascii=False, indent=2)


def read(text: str) -> Lock:
    path = Path("drawn.lock.json")
    return Lock(path=path, file=read_document(text, path, LockFile), document=json.loads(text))


def verified(document: dict[str, Any] | str, *, version: str = VERSION) -> Verified:
    text = document if isinstance(document, str) else json.dumps(document)
    return verify_lock(read(text), BOOK, MODELS, [pricing_dir()], version=version)


def sealed_anew(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "seal": seal_of(document)}


@FEWER
@given(quotes())
def test_what_was_locked_derives_again(quote: Quote) -> None:
    found = verified(written(quote), version="9.9.9")

    assert (found.sealed, found.disagreements, found.changed) == (True, [], {})
    assert found.holds
    assert found.estimate.totals == quote.estimate.totals
    assert found.estimate.entry.plan.lines == quote.estimate.entry.plan.lines


@FEWER
@given(quotes())
def test_a_lock_keeps_to_its_schema_and_is_the_same_bytes_each_time(quote: Quote) -> None:
    text = written(quote)

    assert list(SCHEMA.iter_errors(json.loads(text))) == []
    assert written(quote) == text


@FEWER
@given(quotes())
def test_what_was_asked_comes_back_from_a_lock(quote: Quote) -> None:
    lock = read(written(quote)).file
    estimate = quote.estimate

    assert [shot_of(shot) for shot in lock.storyboard.shots] == list(estimate.entry.plan.storyboard.shots)
    assert lock.asked.strategy == quote.strategy
    assert lock.asked.takes == TAKES.file
    assert money_of(lock.asked.money) == estimate.money
    assert [extra_of(extra) for extra in lock.asked.extras] == list(estimate.extras)
    assert accounts_of(lock.asked.accounts) == estimate.accounts
    assert lock.storyboard.reading.columns == quote.reading.columns
    assert lock.storyboard.reading.fps == quote.reading.fps
    accept = quote.choices.accept
    as_rate = accept if accept is None or isinstance(accept, AcceptRate) else AcceptRate(Fraction(accept))
    assert choices_of(lock.asked.choices) == replace(quote.choices, accept=as_rate)


def another(value: Any) -> Any:  # noqa: ANN401 - any value of a JSON document
    """Give another value of the same kind: the smallest change that a number can have, and not its sign."""
    if value is None:
        return "1"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    try:
        return str(Decimal(value) + Decimal("0.0001"))
    except ArithmeticError:
        return f"{value}x"


OF_A_LINE = ["takes", "clip_s", "quantity", "unit_price", "amount", "money"]
WORDS_OF_A_LINE = ["model", "tier", "resolution", "audio", "rate_ref", "basis", "account", "video_input"]


@FEWER
@given(quotes(), st.data())
def test_a_changed_figure_is_the_one_that_is_named_whether_or_not_it_was_sealed_anew(
    quote: Quote, data: st.DataObject
) -> None:
    document = json.loads(written(quote))
    assume(document["lines"])
    index = data.draw(st.integers(0, len(document["lines"]) - 1))
    figure = data.draw(st.sampled_from(OF_A_LINE + WORDS_OF_A_LINE))
    line = document["lines"][index]
    was = line[figure]
    line[figure] = another(was)

    by_hand, anew = verified(document), verified(sealed_anew(document))

    assert (by_hand.sealed, anew.sealed, by_hand.holds, anew.holds) == (False, True, False, False)
    for found, why in ((by_hand, "the lock was edited after it was made"), (anew, SEALED_ANEW)):
        (named,) = found.disagreements
        assert (named.line, named.figure, named.row) == (index + 1, figure, line["row"])
        assert named.shot_id == (line["shot_id"] or "")
        clip = f"shot {line['shot_id']}, {line['stage']}, clip {line['clip_no']}"
        assert named.where == f"line {index + 1} ({clip})"
        assert named.locked != named.derived
        assert named.why.endswith(why)


@FEWER
@given(quotes(), st.data())
def test_a_changed_figure_of_the_whole_quote_is_named_alone(quote: Quote, data: st.DataObject) -> None:
    document = json.loads(written(quote))
    figures = document["figures"]
    places: list[tuple[dict[str, Any], str, str]] = [(figures["total"], "amount", "total")]
    places += [(figures, name, name) for name in ("shots", "priced", "floor", "approximate")]
    places += [
        (item, "amount", f"item {n}, {item['name']}") for n, item in enumerate(figures.get("items", []), 1)
    ]
    places += [(each, "amount", f"total with extras, {each['unit']}") for each in figures["totals"]]
    places += [(figures["odds"], name, name) for name in figures.get("odds") or {}]
    part, key, figure = data.draw(st.sampled_from(places))
    part[key] = another(part[key])

    (named,) = verified(sealed_anew(document)).disagreements

    assert (named.line, named.where, named.figure) == (None, "the whole quote", figure)


@FEWER
@given(quotes(), st.data())
def test_a_line_that_was_taken_out_is_named_with_its_shot(quote: Quote, data: st.DataObject) -> None:
    document = json.loads(written(quote))
    assume(document["lines"])
    gone = document["lines"].pop(data.draw(st.integers(0, len(document["lines"]) - 1)))

    named = [each for each in verified(document).disagreements if each.figure == "line"]

    assert [(each.line, each.shot_id, each.locked) for each in named] == [
        (None, gone["shot_id"] or "", "no such line")
    ]


@FEWER
@given(quotes(), st.data())
def test_a_line_that_was_put_in_is_named_with_its_number(quote: Quote, data: st.DataObject) -> None:
    document = json.loads(written(quote))
    assume(document["lines"])
    place = data.draw(st.integers(0, len(document["lines"])))
    document["lines"].insert(place, {**document["lines"][0], "stage": "hidden fee"})

    named = [each for each in verified(document).disagreements if each.figure == "line"]

    assert [(each.line, each.derived) for each in named] == [(place + 1, "no such line")]


ONE_MORE = Shot(shot_id="one more", seconds=Decimal(5), mode=Mode.TEXT_TO_VIDEO, takes=3, row=9)


@FEWER
@given(quotes(shot=ONE_MORE))
def test_a_shot_that_was_made_longer_in_the_lock_no_longer_gives_its_lines(quote: Quote) -> None:
    document = json.loads(written(quote))
    assume(any(line["shot_id"] == "one more" for line in document["lines"]))
    document["storyboard"]["shots"][-1]["seconds"] = "20"

    found = verified(document)

    assert not found.sealed
    assert {each.shot_id for each in found.disagreements if each.line and each.figure != "money"} == {
        "one more"
    }
    assert "total" in {each.figure for each in found.disagreements}


@FEWER
@given(quotes(shot=ONE_MORE))
def test_other_takes_in_the_lock_no_longer_give_its_lines(quote: Quote) -> None:
    document = json.loads(written(quote))
    document["storyboard"]["shots"][-1]["takes"] = 4
    iterates = {stage.name for stage in quote.strategy.stages if stage.takes == "shot"}
    lines = [line for line in document["lines"] if line["shot_id"] == "one more"]

    found = verified(document)

    of_takes = [each for each in found.disagreements if each.figure == "takes"]
    assert not found.sealed
    assert {(each.shot_id, each.locked, each.derived) for each in of_takes} <= {("one more", "3", "4")}
    assert len(of_takes) == sum(line["stage"] in iterates for line in lines)
    assert {each.shot_id for each in found.disagreements if each.figure == "amount"} <= {"one more"}


@FEWER
@given(quotes(shot=ONE_MORE, in_money=True))
def test_another_price_of_a_credit_moves_the_money_and_no_amount(quote: Quote) -> None:
    document = json.loads(written(quote))
    assume(document["lines"])
    document["asked"]["money"]["credit_prices"][0]["price"] = "1000"

    found = verified(document)

    assert not found.sealed
    figures = {each.figure for each in found.disagreements}
    assert "money" in figures
    assert not figures & {"amount", "quantity", "unit_price", "takes", "total"}


@given(quotes())
@settings(max_examples=25)
def test_a_seal_does_not_depend_on_the_order_of_keys_and_on_nothing_outside_it(quote: Quote) -> None:
    document = json.loads(written(quote))
    turned = dict(reversed(document.items()))

    assert seal_of(turned) == document["seal"]
    for key in set(document) - {"seal"}:
        without = deepcopy(document)
        del without[key]
        assert seal_of(without) != document["seal"]
