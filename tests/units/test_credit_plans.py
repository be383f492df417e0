"""Plans and packs: files of what a credit costs, found, read, named, and valued best first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kling_cost import PriceBook
from kling_cost.errors import InputRefused, UnknownPlan
from kling_cost.money import BadMoney, CreditPrice, paid_with_plan
from kling_cost.pricebook.plan_values import plan_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kling_cost.errors import Problem
    from kling_cost.pricebook.credit_plans import CreditPlans

ON = date(2026, 11, 20)
SELLER = """
name = "Shop"
home = "https://example.com"
[credit]
id = "shop-credit"
singular = "credit"
plural = "credits"
"""
SOURCE = 'title = "A page"\nlink = "https://example.com"\nread_on = 2026-10-01\n'
CARD = f"""
applies_from = 2026-02-05
first_day = "stated"
known_from = 2026-02-10
unit = "UNIT"
summary = "A card of a test."
[sources.page]
{SOURCE}
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [{{ id = "v3", tier = "standard", amount = 6, source = "page", basis = "published" }}]
"""
PACK = 'id = "pack-660"\nname = "660 credits"\nkind = "pack"\nprice = 10\ncurrency = "USD"\ncredits = 660'


def plan(text: str) -> str:
    source = "" if "source =" in text else '\nsource = "page"'
    basis = "" if "basis =" in text else '\nbasis = "published"'
    return f"[[plans]]\n{text}{source}{basis}\n"


def plans_file(*plans: str, day: str = "2026-08-12", known: str = "2026-08-12", more: str = "") -> str:
    unit = "" if "unit =" in more else 'unit = "shop-credit"\n'
    head = f'applies_from = {day}\nfirst_day = "stated"\nknown_from = {known}\nsummary = "Plans of a test."\n'
    return f"{head}{unit}{more}\n[sources.page]\n{SOURCE}{''.join(map(plan, plans))}"


def shop(root: Path, unit: str = "shop-credit", **files: str) -> PriceBook:
    """Write the shop's files of plans, by their days with _ for -, and open the book of it."""
    folder = root / "shop"
    folder.mkdir(exist_ok=True)
    texts = {"provider": SELLER, "2026-02-05": CARD.replace("UNIT", unit)}
    texts |= {f"plans-{name.removeprefix('d').replace('_', '-')}": text for name, text in files.items()}
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return PriceBook(root)


def plans_in(book: PriceBook, on: date = ON) -> CreditPlans:
    plans = book.plans("shop", on)
    assert plans is not None
    return plans


def faults(root: Path, *plans: str, more: str = "") -> list[Problem]:
    book = shop(root, d2026_08_12=plans_file(*plans, more=more))
    with pytest.raises(InputRefused) as refused:
        book.plans("shop", ON)
    return list(refused.value.problems())


def changed(**words: str) -> str:
    """Give the pack with other words; an empty one leaves its key out."""
    lines = {line.partition(" = ")[0]: line for line in PACK.splitlines()}
    lines |= {key: f"{key} = {word}" if word else "" for key, word in words.items()}
    return "\n".join(line for line in lines.values() if line)


def test_plans_apply_from_their_day_until_the_next_ones(tmp_path: Path) -> None:
    book = shop(
        tmp_path,
        d2026_08_12=plans_file(PACK),
        d2026_10_01=plans_file(changed(price="12"), day="2026-10-01"),
    )
    prices = {
        day: plans.file.plans[0].price if (plans := book.plans("shop", day)) else None
        for day in (date(2026, 8, 11), date(2026, 8, 12), date(2026, 9, 30), date(2026, 10, 1), ON)
    }
    assert list(prices.values()) == [None, 10, 10, 12, 12]
    assert [plans.name for plans in book.all_plans("shop")] == ["2026-08-12", "2026-10-01"]


def test_a_correction_of_plans_counts_from_the_day_it_was_known(tmp_path: Path) -> None:
    right = plans_file(
        changed(price="11"), known="2026-09-01", more='supersedes = "2026-08-12"\nreason = "Misread."\n'
    )
    book = shop(tmp_path, d2026_08_12=plans_file(PACK), d2026_08_12_r2=right)

    def price(known_on: date | None) -> Decimal | None:
        plans = book.plans("shop", ON, known_on=known_on)
        return plans.file.plans[0].price if plans else None

    days = (date(2026, 8, 11), date(2026, 8, 31), date(2026, 9, 1), None)
    assert [price(day) for day in days] == [None, 10, 11, 11]


def test_plans_that_were_taken_back_never_applied(tmp_path: Path) -> None:
    back = 'supersedes = "2026-10-01"\nreason = "Never came."\ncancelled = true\n'
    book = shop(
        tmp_path,
        d2026_08_12=plans_file(PACK),
        d2026_10_01=plans_file(changed(price="99"), day="2026-10-01"),
        d2026_10_01_r2=plans_file(day="2026-10-01", known="2026-10-02", more=back),
    )
    assert plans_in(book).file.plans[0].price == 10


def test_a_provider_without_files_of_plans_has_none(tmp_path: Path) -> None:
    book = shop(tmp_path)
    assert book.plans("shop", ON) is None
    assert book.all_plans("shop") == []


@pytest.mark.parametrize("name", ["pack-660", "PACK_660", " Pack 660 ", "660 credits", "660-Credits"])
def test_a_plan_is_read_forgivingly_by_its_id_or_name(tmp_path: Path, name: str) -> None:
    plans = plans_in(shop(tmp_path, d2026_08_12=plans_file(PACK)))
    assert plans.named(name).id == "pack-660"
    assert plans.has(name)


def test_a_wrong_plan_gets_the_closest_one(book: PriceBook) -> None:
    plans = book.plans("kling-app", ON)
    assert plans is not None
    with pytest.raises(UnknownPlan, match=r"unknown plan 'pack-66'; did you mean pack-660\?") as refused:
        plans.named("pack-66")
    assert refused.value.suggestion == "pack-660"
    assert not plans.has("pack-66")


def test_a_name_that_several_plans_have_names_no_plan_but_theirs(book: PriceBook) -> None:
    plans = book.plans("kling-app", ON)
    assert plans is not None
    with pytest.raises(UnknownPlan, match="Several are called so") as refused:
        plans.named("Premier")
    assert refused.value.known == (
        "premier-first-month",
        "premier-monthly",
        "premier-monthly-list",
        "premier-yearly",
        "premier-yearly-list",
    )


@pytest.mark.parametrize(
    ("words", "key", "message"),
    [
        ({"id": '"Pack"'}, "plans[0].id", "pattern"),
        ({"price": "-1"}, "plans[0].price", "greater than or equal to 0"),
        ({"price": '"10"'}, "plans[0].price", "is text; write the number without quotes"),
        ({"credits": "0"}, "plans[0].credits", "greater than 0"),
        ({"currency": '"usd"'}, "plans[0].currency", "pattern"),
        ({"kind": '"lease"'}, "plans[0].kind", "subscription"),
        ({"period": '"week"'}, "plans[0].period", "month"),
        ({"source": '"other"'}, "plans[0].source", "plan pack-660: 'other' is not in [sources]"),
        ({"bonus": "660"}, "plans[0].bonus", "bonus is a part of credits"),
        ({"bonus": "1", "credits": ""}, "plans[0].bonus", "bonus is a part of credits"),
        ({"colour": '"red"'}, "plans[0].colour", ""),
    ],
)
def test_what_a_plan_may_not_say_is_refused_with_its_key(
    tmp_path: Path, words: dict[str, str], key: str, message: str
) -> None:
    (fault,) = faults(tmp_path, changed(**words))
    assert fault.file == str(tmp_path / "shop" / "plans-2026-08-12.toml")
    assert fault.column == key
    assert message in fault.message


def test_two_plans_of_one_id_are_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, PACK, changed(price="20"))
    assert fault.column == "plans[1].id"
    assert fault.message == "id pack-660 is used already, at plans[0].id; give this one its own"


def test_a_published_price_has_a_link(tmp_path: Path) -> None:
    sources = '[sources.heard]\ntitle = "Heard"\nread_on = 2026-08-01\nnote = "No link was kept."'
    told = changed(source='"heard"')
    (fault,) = faults(tmp_path, told, more=sources)
    assert fault.column == "plans[0].basis"
    book = shop(tmp_path, d2026_08_12=plans_file(told + '\nbasis = "third-party"', more=sources))
    assert plans_in(book).file.plans[0].basis == "third-party"


def test_a_file_of_plans_has_some(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path)
    assert fault.column == "plans"
    assert fault.message == "a file of plans has some, and a cancellation has none; add one"


def test_plans_are_in_the_providers_credit_or_a_currency(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, PACK, more='unit = "other-credit"\n')
    assert (fault.code, fault.column) == ("card-unit", "unit")
    assert fault.message.startswith("'other-credit' is not known; allowed: shop-credit")


def test_the_faults_of_all_files_of_plans_come_at_once(tmp_path: Path) -> None:
    book = shop(
        tmp_path,
        d2026_08_12=plans_file(changed(price="-1")),
        d2026_10_01=plans_file(changed(credits="0"), day="2026-10-02"),
    )
    with pytest.raises(InputRefused) as refused:
        book.plans("shop", ON)
    found = {(fault.file and fault.file[-15:-5], fault.column) for fault in refused.value.problems()}
    assert found == {("2026-08-12", "plans[0].price"), ("2026-10-01", "plans[0].credits")}


def test_a_price_list_is_read_though_the_plans_beside_it_are_wrong(tmp_path: Path) -> None:
    book = shop(tmp_path, d2026_08_12="nonsense = 1\n")
    assert book.card("shop", ON).name == "2026-02-05"


def test_a_price_buys_credits_exactly(tmp_path: Path) -> None:
    plans = plans_in(shop(tmp_path, d2026_08_12=plans_file(PACK)))
    assert plans.buys(plans.named("pack-660")) == 660
    assert plans.per_unit(plans.named("pack-660")) == Fraction(10, 660)


def test_a_pack_in_units_of_list_price_buys_what_they_are_worth(tmp_path: Path) -> None:
    units = 'unit = "USD"\nworth = 0.14\nplural = "units"\n'
    package = changed(id='"p"', price="5670", credits="45000")
    plans = plans_in(shop(tmp_path, unit="USD", d2026_08_12=plans_file(package, more=units)))
    assert plans.buys(plans.named("p")) == 6300
    assert plans.per_unit(plans.named("p")) == Fraction(9, 10)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            {"credits": ""},
            "shop pack-660 does not say how many credits it holds, so it cannot price a credit",
        ),
        ({"price": "0"}, "shop pack-660 costs nothing, so it cannot price a credit; see kling-cost plans"),
    ],
)
def test_a_plan_that_cannot_pay_says_why(tmp_path: Path, words: dict[str, str], why: str) -> None:
    plans = plans_in(shop(tmp_path, d2026_08_12=plans_file(changed(**words))))
    assert plans.per_unit(plans.file.plans[0]) is None
    with pytest.raises(BadMoney, match=why):
        paid_with_plan(plans, "pack-660")


def test_what_pays_is_named_with_what_it_buys_and_how_good_its_price_is(tmp_path: Path) -> None:
    text = plans_file(PACK, changed(id='"guess"', name='"Guess"') + '\nbasis = "approximate"')
    plans = plans_in(shop(tmp_path, d2026_08_12=text))
    paid = paid_with_plan(plans, "660 credits")
    assert (paid.plan, paid.unit, paid.approximate) == ("pack-660", "shop-credit", False)
    assert paid.price == CreditPrice(Decimal(10), "USD", Decimal(660))
    assert paid.source is not None
    assert paid.source.read_on == date(2026, 10, 1)
    assert paid_with_plan(plans, "guess").approximate


@pytest.mark.parametrize(
    ("provider", "name", "price", "buys"),
    [
        ("kling-app", "pack-660", "10", 660),
        ("kling-app", "premier-yearly", "728.64", 96_000),
        ("kling-api", "package-3", "5670", 6300),
        ("kling-api", "package-1", "700", 700),
        ("comfyui", "credits", "1", 211),
    ],
)
def test_a_shipped_plan_buys_what_its_page_says(
    book: PriceBook, provider: str, name: str, price: str, buys: int
) -> None:
    plans = book.plans(provider, ON)
    assert plans is not None
    found = plans.named(name)
    assert (found.price, found.currency) == (Decimal(price), "USD")
    assert plans.buys(found) == buys


def test_every_shipped_plan_is_in_what_its_providers_cards_are_in(book: PriceBook) -> None:
    for provider in book.provider_ids:
        for plans in book.all_plans(provider):
            day = max(
                plans.file.applies_from, *(card.applies_from for card in book.provider(provider).cards[:1])
            )
            assert not book.provider(provider).cards or book.card(provider, day).file.unit == plans.file.unit
            assert [plans.named(plan.id) for plan in plans.file.plans] == list(plans.file.plans)


def values(book: PriceBook, provider: str) -> Sequence[tuple[str, Fraction | None]]:
    plans = book.plans(provider, ON)
    assert plans is not None
    return [(value.plan.id, value.per_credit) for value in plan_values(plans, book, ON)]


def test_plans_are_valued_best_first_and_those_of_unknown_size_last(tmp_path: Path) -> None:
    book = shop(
        tmp_path,
        d2026_08_12=plans_file(
            changed(id='"dear"', price="20"),
            changed(id='"unknown"', credits=""),
            changed(id='"free"', price="0"),
            changed(id='"cheap"', price="5"),
            changed(id='"abroad"', price="0.5", currency='"CNY"'),
        ),
    )
    assert values(book, "shop") == [
        ("cheap", Fraction(5, 660)),
        ("dear", Fraction(20, 660)),
        ("abroad", Fraction(5, 6600)),
        ("unknown", None),
        ("free", None),
    ]


def test_plans_of_equal_worth_stay_in_the_files_order(tmp_path: Path) -> None:
    twins = [changed(id=f'"{name}"') for name in ("second", "first", "third")]
    book = shop(tmp_path, d2026_08_12=plans_file(*twins))
    assert [name for name, _ in values(book, "shop")] == ["second", "first", "third"]


def test_a_second_of_a_yardstick_costs_its_rate_in_credits_times_the_credit(book: PriceBook) -> None:
    plans = book.plans("kling-app", ON)
    assert plans is not None
    pack = next(value for value in plan_values(plans, book, ON) if value.plan.id == "pack-660")
    assert pack.per_credit == Fraction(1, 66)
    assert pack.per_second == {"v3 standard": Fraction(6, 66), "o3 pro, audio on": Fraction(12, 66)}


def test_a_second_at_the_kling_api_costs_nine_tenths_of_the_list_with_package_3(book: PriceBook) -> None:
    plans = book.plans("kling-api", ON)
    assert plans is not None
    package = next(value for value in plan_values(plans, book, ON) if value.plan.id == "package-3")
    assert package.per_credit == Fraction(5670, 45_000)
    assert package.per_second["v3 standard"] == Fraction(84, 1000) * Fraction(9, 10)


def test_a_yardstick_that_is_not_sold_or_is_charged_in_another_unit_has_no_price(tmp_path: Path) -> None:
    sold = shop(tmp_path, d2026_08_12=plans_file(PACK))
    (value,) = plan_values(plans_in(sold), sold, ON)
    assert value.per_second == {"v3 standard": Fraction(60, 660), "o3 pro, audio on": None}
    in_money = shop(tmp_path, unit="USD", d2026_08_12=plans_file(PACK))
    (value,) = plan_values(plans_in(in_money), in_money, ON)
    assert value.per_second == {"v3 standard": None, "o3 pro, audio on": None}
