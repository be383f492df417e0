"""Shared by the tests of the page in a browser: dossiers, Chromium, and a tab that tells all it does."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import Choices, Forecast, read_accept_rates
from kling_cost.compare import compare_plans
from kling_cost.dossier import Dossier
from kling_cost.estimate import Estimate, Extra, check_estimate
from kling_cost.export.page import to_page
from kling_cost.money import MoneyRules, read_credit_price

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

    from kling_cost import Models, Planner, PriceBook, Strategies
    from kling_cost.storyboard.shot import Storyboard

WIDTHS = (390, 1280)
EXTRAS = (Extra(name="Music", number=Decimal(500), currency="USD"), Extra(name="Titles", number=Decimal(300)))
FILM = """
    shot_id,scene,description,duration_s,mode,takes,accept,product,resolution
    1,Harbour,The harbour at dawn,6,,4,,,
    2,Harbour,Mara steps off the ferry,5.5,image-to-video,12,,,
    10,Market,Hands over spices,2.5,,3,,,
    9,Market,The long walk,22,,5,,,
    3,Rooftop,The city turns gold,9,,,30%,,
    4,Poster,Key art,,,2,,image,4k
"""


@pytest.fixture
def dossier_of(
    book: PriceBook,
    models: Models,
    planner: Planner,
    strategies: Strategies,
    storyboard_of: Callable[[str], Storyboard],
) -> Callable[..., Dossier]:
    """Price a storyboard given as text (or read already) under all strategies, or those named."""
    from datetime import date  # noqa: PLC0415 - for one day

    def dossier(
        film: str | Storyboard = FILM,
        *names: str,
        provider: str = "pixverse",
        credit_price: str | None = "10 USD / 1000",
        accept: str = "final=0.7",
        extras: Sequence[Extra] = EXTRAS,
        contingency: str = "0.1",
        budget: int | None = None,
        title: str = "The Letter",
        on: date = date(2026, 11, 20),
    ) -> Dossier:
        board = storyboard_of(film) if isinstance(film, str) else film
        choices = Choices(accept_of=read_accept_rates(accept) if accept else {})
        prices = {"": read_credit_price(credit_price)} if credit_price else {}
        money = MoneyRules(credit_prices=prices)
        which = [strategies[name] for name in names] or list(strategies)
        plans = [planner.plan(board, each, provider=provider, on=on, choices=choices) for each in which]
        comparison = compare_plans(plans, money)
        forecasts = {
            entry.plan.key: forecast for entry in comparison.ranked if (forecast := Forecast.of(entry.plan))
        }
        estimate = Estimate(
            entry=comparison.chosen, money=money, extras=extras, contingency=Decimal(contingency)
        )
        return Dossier(
            title=title,
            storyboard=board,
            comparison=comparison,
            estimate=estimate,
            on=on,
            sellers={provider: book.provider(provider).file},
            models=models,
            forecasts=forecasts,
            budget=check_estimate(estimate, Decimal(budget), None) if budget else None,
            assumptions=[*money.describe(), *comparison.chosen.plan.assumptions],
        )

    return dossier


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium, once for each worker."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    program = shutil.which("chromium")
    assert program is not None, "these tests need Chromium on the path"
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync", *quiet],
        )
        yield browser
        browser.close()


@dataclass
class Opened:
    """A page in a tab, and all that it said and asked for while it was open."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def dismiss(self, dialog: Dialog) -> None:
        """Note what a dialog says, and close it."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def rows(self, column: int) -> list[str]:
        """Give the texts of a column of the lines that are shown, from top to bottom."""
        cells: list[str] = self.page.evaluate(
            "n => [...document.querySelectorAll('#table tbody tr:not([hidden])')]"
            ".map(row => (row.cells[n].querySelector('bdi') || row.cells[n]).textContent)",
            column,
        )
        return cells

    def overflow(self) -> int:
        """Give by how many pixels the page is wider than its window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return wide


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a dossier's page from its file in a fresh profile: ``width`` and any option of a context."""
    contexts: list[BrowserContext] = []

    def show(dossier: Dossier, *, width: int = 1280, **options: Any) -> Opened:  # noqa: ANN401 - Playwright's
        path = tmp_path / "budget.html"
        path.write_text(to_page(dossier), encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        tab = Opened(context.new_page())
        tab.page.on("console", lambda said: tab.complaints.append(f"{said.type}: {said.text}"))
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        tab.page.on("dialog", tab.dismiss)
        tab.page.goto(path.as_uri())
        return tab

    yield show
    for context in contexts:
        context.close()
