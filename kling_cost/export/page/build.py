"""From a dossier to the plain values of the page."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

from kling_cost.amounts import counted, grouped
from kling_cost.export.page.costs import costs_of, totals_of
from kling_cost.export.page.lines import lines_of, missing_of, scenes_of
from kling_cost.export.page.looks import CONTINGENCY, EXTRAS, looks_of
from kling_cost.export.page.odds import odds_of, sure_text
from kling_cost.export.page.sources import sources_of
from kling_cost.export.page.telling import Teller, day_text
from kling_cost.export.page.views import Page
from kling_cost.export.page.ways import coverage_text, delivers_text, ways_of
from kling_cost.wording import amount_text

if TYPE_CHECKING:
    from kling_cost.dossier import Dossier


def page_of(dossier: Dossier) -> Page:
    """Prepare everything that the page shows."""
    teller, plan = Teller(dossier), dossier.chosen.plan
    stages = [
        line.stage
        for entry in (dossier.chosen, *dossier.comparison.ranked)
        for line, _ in entry.plan.breakdown.different_lines()
    ]
    looks = looks_of(stages)
    told = teller.lines()
    return Page(
        title=dossier.title,
        storyboard=re.split(r"[\\/]", dossier.storyboard.file)[-1],
        seller=dossier.seller.name,
        day=day_text(dossier.on),
        version=version("kling-cost"),
        totals=totals_of(dossier, teller),
        marked=_marks(dossier),
        coverage=_coverage(dossier),
        holds=_holds(dossier),
        sure=sure_text(dossier, teller),
        made=_made(dossier),
        delivered=delivers_text(plan.delivers, dossier.models),
        packed=_packed(dossier),
        costs=costs_of(dossier, teller, looks),
        odds=odds_of(dossier, teller),
        ways=ways_of(dossier, teller, looks),
        scenes=scenes_of(dossier, teller, told, looks),
        missing=missing_of(dossier),
        lines=lines_of(dossier, teller, told),
        assumptions=list(dossier.assumptions),
        warnings=[str(problem) for problem in dossier.warnings],
        sources=sources_of(dossier),
        looks=[*looks.values(), EXTRAS, CONTINGENCY],
    )


def _marks(dossier: Dossier) -> list[tuple[str, str]]:
    """Explain the marks of the total in words."""
    chosen, marks = dossier.chosen, []
    plan = chosen.plan
    if plan.floor:
        why = (
            'the provider names some prices as "from" so much'
            if plan.complete
            else "some shots have no price yet and are not in it"
        )
        marks.append((">=", f"At least: {why}."))
    if chosen.approximate:
        marks.append(("~", "About: it stands on prices that are known only approximately."))
    return marks


def _coverage(dossier: Dossier) -> str:
    plan = dossier.chosen.plan
    text = coverage_text(plan)
    return f"{text[0].upper()}{text[1:]}."


def _holds(dossier: Dossier) -> str:
    """Say what the total holds."""
    estimate = dossier.estimate
    parts = ["the shots"]
    parts += [counted(len(estimate.extras), "extra")] if estimate.extras else []
    parts += ["a contingency"] if estimate.contingency else []
    if len(parts) == 1:
        return ""
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _made(dossier: Dossier) -> list[tuple[str, str, str]]:
    """Give what is made as figures: number, what it counts, and what that means."""
    plan = dossier.chosen.plan
    only = "" if plan.complete else "; of what is priced"
    made = [
        (
            f"{plan.shots:,}",
            "shot" if plan.shots == 1 else "shots",
            "pieces of the finished film, and stills",
        ),
        (f"{grouped(dossier.storyboard.film_s)} s", "of film", "the length of all shots as they are cut"),
        (
            f"{grouped(plan.fitted_s)} s",
            "made in one pass",
            f"clips have whole seconds and a least length{only}",
        ),
        (f"{grouped(plan.billed_s)} s", "billed in all", f"every take of every stage, kept or not{only}"),
    ]
    return made if plan.billed_s else made[:1]


def _packed(dossier: Dossier) -> str:
    plan = dossier.chosen.plan
    if plan.packing is None or not plan.packing.groups or plan.saved is None:
        return ""
    clips = counted(len(plan.packing.groups), "clip")
    saved = amount_text(plan.saved, dossier.seller)
    return f"{plan.packing.shots:,} short shots are made as cuts of {clips}, which saves {saved}."
