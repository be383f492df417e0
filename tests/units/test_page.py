"""The page as text: well formed, escaped, the same bytes twice, and words for what a sum is."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Choices, Forecast
from kling_cost.clips import Mode
from kling_cost.compare import check_budget, compare_plans
from kling_cost.dossier import Dossier
from kling_cost.estimate import Estimate, Extra
from kling_cost.export.page import to_page, wrote_page
from kling_cost.export.page.sources import web_link
from kling_cost.export.tabular import printable
from kling_cost.money import MoneyRules, read_credit_price
from kling_cost.storyboard.shot import Shot, Storyboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Models, Planner, PriceBook, Strategies

ON = date(2026, 11, 20)
FILM = "shot_id,scene,duration_s,takes\n1,Harbour,6,4\n2,Market,5,2"
GAMBLE = "shot_id,scene,duration_s,accept\n1,Harbour,6,40%\n2,Market,5,25%"
PARTLY = "shot_id,scene,duration_s,mode,takes\n1,Harbour,6,,4\n2,Market,5,video-edit,2"
MUSIC = Extra(name="Music", number=Decimal(500), currency="USD")
VOID = {"meta", "link", "br", "img", "input"}


@dataclass
class Read(HTMLParser):
    """A page as a parser reads it: the texts of elements by class, ids, and tags left open."""

    text: str
    tags: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self.feed(self.text)
        self.close()
        self.faults += [f"<{tag}> is left open" for tag in self._open]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.words.append((self._open[-1] if self._open else "", data))

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        said = dict(attrs)
        if len(said) != len(attrs):
            self.faults.append(f"<{tag}> says an attribute twice")
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.hrefs += [value for key, value in attrs if key == "href" and value]

    def prose(self) -> str:
        """Give all words but those of style and script, with single blanks."""
        return " ".join(" ".join(text for tag, text in self.words if tag not in {"style", "script"}).split())


@pytest.fixture(scope="session")
def priced(
    book: PriceBook, models: Models, planner: Planner, strategies: Strategies
) -> Callable[..., Dossier]:
    """Price a storyboard under one strategy, with extras, a contingency and perhaps the price of a credit."""

    def dossier(
        board: Storyboard, *extras: Extra, credit_price: str = "", contingency: str = "0", pack: bool = False
    ) -> Dossier:
        money = MoneyRules(credit_prices={"": read_credit_price(credit_price)} if credit_price else {})
        strategy, choices = strategies["v3-draft-o3-final"], Choices(pack=pack)
        plan = planner.plan(board, strategy, provider="pixverse", on=ON, choices=choices)
        comparison = compare_plans([plan], money)
        forecast = Forecast.of(plan)
        return Dossier(
            title="The Letter",
            storyboard=board,
            comparison=comparison,
            estimate=Estimate(
                entry=comparison.chosen, money=money, extras=extras, contingency=Decimal(contingency)
            ),
            on=ON,
            sellers={"pixverse": book.provider("pixverse").file},
            models=models,
            forecasts={(plan.provider, plan.strategy): forecast} if forecast else {},
        )

    return dossier


@pytest.fixture
def dossier_of(
    priced: Callable[..., Dossier], storyboard_of: Callable[[str], Storyboard]
) -> Callable[..., Dossier]:
    """Price a storyboard given as text."""

    def dossier(film: str = FILM, *extras: Extra, **options: str | bool) -> Dossier:
        return priced(storyboard_of(film), *extras, **options)

    return dossier


@pytest.mark.parametrize("film", [FILM, GAMBLE, PARTLY, "duration_s\n5", "duration_s,mode\n5,video-edit"])
def test_the_page_is_well_formed_and_every_link_within_it_leads_somewhere(
    film: str, dossier_of: Callable[..., Dossier]
) -> None:
    read = Read(to_page(dossier_of(film, MUSIC, contingency="0.1")))
    assert read.faults == []
    assert len(read.ids) == len(set(read.ids))
    assert {link[1:] for link in read.hrefs if link.startswith("#")} <= set(read.ids)
    assert [tag for tag in read.tags if tag in {"main", "h1", "script", "style"}] == [
        "style",
        "h1",
        "main",
        "script",
    ]


def test_same_dossier_same_page(dossier_of: Callable[..., Dossier]) -> None:
    pages = {to_page(dossier_of(GAMBLE, MUSIC, contingency="0.1")) for _ in range(2)}
    assert len(pages) == 1


def test_our_page_is_known_by_its_generator_and_no_other_is(dossier_of: Callable[..., Dossier]) -> None:
    page = to_page(dossier_of())
    assert wrote_page(page)
    assert not wrote_page(page.replace('content="kling-cost', 'content="Hugo'))
    assert not wrote_page("")
    assert not wrote_page('<p><meta name="generator" content="kling-cost 0.1.0">')
    mark = '<meta name="generator" content="kling-cost 0.1.0">'
    assert not wrote_page(f"<!doctype html><title>{' ' * 5000}{mark}")


def test_the_policy_names_this_style_and_this_script_and_nothing_else(
    dossier_of: Callable[..., Dossier],
) -> None:
    page = to_page(dossier_of())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = dict(rule.strip().split(" ", 1) for rule in unescape(policy[1]).split(";"))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    for kind in ("style", "script"):
        inside = page.partition(f"<{kind}>")[2].partition(f"</{kind}>")[0]
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert allowed[f"{kind}-src"] == f"'sha256-{digest}'"
    assert " style=" not in page.partition("</style>")[2]


# What a file lets through, and more: lone halves of characters, controls, any script.
ANY_TEXT = st.text(st.characters(codec=None), min_size=1, max_size=60)
HOSTILE = st.sampled_from(
    ["<b>", "</td>", "{{7*7}}", "&lt;", '"', "'", "--", "\u202e", "\x00", "\r\n", "&#0;"]
)


def named(name: str) -> Storyboard:
    """Give a film of two shots, one of them without a price, in which every name is this one."""
    shot = Shot(shot_id=name, scene=name, description=name, seconds=Decimal(5), takes=2, row=2)
    shots = [shot, replace(shot, mode=Mode.VIDEO_EDIT, row=3)]
    return Storyboard(file="film.csv", shots=shots)


@given(parts=st.lists(st.one_of(ANY_TEXT, HOSTILE), min_size=1, max_size=4))
def test_any_name_stands_there_as_it_was_written_and_adds_no_element(
    parts: list[str], priced: Callable[..., Dossier]
) -> None:
    def page_with(name: str) -> str:
        extra = Extra(name=name, number=Decimal(5), currency="USD", note=name)
        return to_page(replace(priced(named(name), extra), title=name, assumptions=[name]))

    name = "".join(parts)
    page = page_with(name)
    read = Read(page)
    assert read.faults == []
    assert read.tags == Read(page_with("name")).tags
    assert [text for tag, text in read.words if tag == "bdi"].count(printable(name)) >= 12
    page.encode()


def test_marks_are_explained_in_words(dossier_of: Callable[..., Dossier]) -> None:
    whole, partly = Read(to_page(dossier_of())).prose(), Read(to_page(dossier_of(PARTLY))).prose()
    assert "About: it stands on prices that are known only approximately." in whole
    assert "At least" not in whole
    assert "At least: some shots have no price yet and are not in it." in partly


def test_an_unpriced_shot_is_never_zero_and_never_silent(dossier_of: Callable[..., Dossier]) -> None:
    partly = Read(to_page(dossier_of(PARTLY))).prose()
    assert "1 of 2 shots priced" in partly
    assert "Not priced" in partly
    assert "does not sell" in partly
    nothing = Read(to_page(dossier_of("duration_s,mode\n5,video-edit"))).prose()
    assert "not priced" in nothing
    assert not re.search(r"\b0 credits", nothing)


def test_sums_in_several_units_are_never_added_up(dossier_of: Callable[..., Dossier]) -> None:
    prose = Read(to_page(dossier_of(FILM, MUSIC))).prose()
    assert "500.00 USD" in prose
    assert "they are not added up" in prose


def test_where_nothing_is_a_gamble_it_says_so_and_what_would_make_it_one(
    dossier_of: Callable[..., Dossier],
) -> None:
    certain = Read(to_page(dossier_of(contingency="0.1")))
    assert "No take of this plan is a gamble" in certain.prose()
    assert "accept rate" in certain.prose()
    assert "P80" not in certain.prose()
    chancy = Read(to_page(dossier_of(GAMBLE, contingency="0.1"))).prose()
    assert "P80" in chancy
    assert "the shots stay within it with a chance of" in chancy


def test_a_budget_is_held_against_the_shots_with_its_chance(dossier_of: Callable[..., Dossier]) -> None:
    dossier = dossier_of(GAMBLE)
    over = check_budget(dossier.chosen, Decimal(100), None)
    prose = Read(to_page(replace(dossier, budget=over, within_budget=0.25))).prose()
    assert f"all of it comes to ~ {over.over_by:,} credits more than the budget of 100 credits." in prose
    assert "The chance to stay within it is 25 %." in prose


def test_every_price_names_its_source_its_basis_and_the_day_it_was_read(
    dossier_of: Callable[..., Dossier],
) -> None:
    dossier = dossier_of()
    read = Read(to_page(dossier))
    for rate in dossier.chosen.plan.rates:
        assert rate.ref in read.prose()
        assert rate.source.title in read.prose()
        assert rate.source.link in read.hrefs
    assert "20 November 2026" in read.prose()
    assert "This is an estimate, not an offer." in read.prose()


def test_money_is_told_where_it_is_known_beside_the_credits(dossier_of: Callable[..., Dossier]) -> None:
    dossier = dossier_of(FILM, credit_price="10 USD / 1000")
    prose = Read(to_page(dossier)).prose()
    own = dossier.chosen.plan.total.number
    assert f"4 lines: ~ {own:,} credits, ~ {dossier.estimate.shots.number:,} USD" in prose


def test_packed_shots_are_said_with_what_they_save(dossier_of: Callable[..., Dossier]) -> None:
    dossier = dossier_of("scene,duration_s,takes\nHarbour,1.5,2\nHarbour,1.5,2", pack=True)
    assert dossier.chosen.plan.saved is not None
    saved = f"which saves {dossier.chosen.plan.saved.number:,} credits"
    assert f"2 short shots are made as cuts of 1 clip, {saved}." in Read(to_page(dossier)).prose()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//x", "https:", "http://[", "", None]
)
def test_what_is_no_address_of_the_web_is_no_link(address: str | None) -> None:
    assert web_link(address) == ""
    assert web_link("https://example.com/a?b=1") == "https://example.com/a?b=1"
