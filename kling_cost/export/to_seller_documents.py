"""Sellers and models as JSON documents (see ``seller_documents`` for what each promises)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.export.to_documents import (
    to_clip_entry,
    to_final_entry,
    to_money_entry,
    to_problem_entries,
    to_source_entry,
)
from kling_cost.export.to_table_documents import to_rate_entry
from kling_cost.rounding import significant
from kling_cost.vendors import OFFICIAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from kling_cost.claims import Claims
    from kling_cost.errors import Problem
    from kling_cost.export.seller_documents import (
        CheckDocument,
        CreditPlanEntry,
        ModelsDocument,
        PlansDocument,
        RejectedEntry,
        VendorEntry,
        VendorsDocument,
        WhyDocument,
    )
    from kling_cost.models import Models
    from kling_cost.pricebook.check import Checked
    from kling_cost.pricebook.plan_values import PlanValue
    from kling_cost.pricebook.why import Explanation, Rejected
    from kling_cost.vendors import Market, Vendor


def to_plans_document(values: Sequence[PlanValue], on: date) -> PlansDocument:
    """Write plans and packs with what they make things cost."""
    return {
        "schema": "kling-cost/plans/1",
        "on": on.isoformat(),
        "plans": [_credit_plan(value) for value in values],
    }


def _credit_plan(value: PlanValue) -> CreditPlanEntry:
    plan = value.plan
    return {
        "provider": value.plans.provider,
        "plan": plan.id,
        "name": plan.name,
        "kind": plan.kind,
        "period": plan.period,
        "terms": plan.terms,
        "price": {"amount": plain(plan.price), "currency": plan.currency},
        "credits": plain(plan.credits) if plan.credits is not None else None,
        "bonus": plain(plan.bonus) if plan.bonus is not None else None,
        "expires": plan.expires,
        "per_credit": _shown(value.per_credit),
        "per_second": {name: _shown(figure) for name, figure in value.per_second.items()},
        "basis": plan.basis.value,
        "source": to_source_entry(value.plans.file.sources[plan.source]),
        "note": plan.note,
    }


def _shown(figure: Fraction | None) -> str | None:
    return plain(significant(figure)) if figure is not None else None


def to_vendors_document(
    market: Market, asked: str, on: date, *, assumptions: Sequence[str], warnings: Sequence[Problem]
) -> VendorsDocument:
    """Write what every provider takes."""
    return {
        "schema": "kling-cost/vendors/1",
        "on": on.isoformat(),
        "asked": asked,
        "official": OFFICIAL,
        "vendors": [_vendor(vendor) for vendor in market.vendors],
        "without": [{"provider": entry.provider, "reason": entry.reason} for entry in market.without],
        "assumptions": list(assumptions),
        "problems": to_problem_entries(warnings),
    }


def _vendor(vendor: Vendor) -> VendorEntry:
    return {
        "provider": vendor.provider,
        "amount": {"amount": plain(vendor.amount.number), "unit": vendor.amount.unit},
        "money": to_money_entry(vendor.money),
        "markup": f"{markup:.2f}" if (markup := vendor.shown_markup) is not None else None,
        "approximate": vendor.approximate,
        "floor": vendor.floor,
        "complete": vendor.complete,
        "coverage": {"shots": plan.shots, "priced": plan.priced} if (plan := vendor.plan) else None,
        "final": to_final_entry(plan) if plan else None,
        "rate_ref": vendor.line.rate.ref if vendor.line else None,
        "card": vendor.card,
        "bases": vendor.bases,
    }


def to_why_document(found: Explanation, on: date) -> WhyDocument:
    """Write why a clip costs what it costs."""
    return {
        "schema": "kling-cost/why/1",
        "provider": found.card.provider,
        "on": on.isoformat(),
        "clip": to_clip_entry(found.clip, found.rate.resolution if found.rate else found.clip.resolution),
        "card": found.card.name,
        "until": found.until.isoformat() if found.until else None,
        "rate": to_rate_entry(found.rate) if found.rate else None,
        "refusal": found.refusal or None,
        "others": [_rejected(entry) for entry in (*found.elsewhere, *found.others)],
    }


def _rejected(entry: Rejected) -> RejectedEntry:
    return {"rate": to_rate_entry(entry.rate), "reasons": list(entry.reasons)}


def to_models_document(
    models: Models, claims: Claims, ids: Sequence[str], sellers: Mapping[str, Sequence[str]], on: date
) -> ModelsDocument:
    """Write models with every claim and with who sells them."""
    return {
        "schema": "kling-cost/models/1",
        "on": on.isoformat(),
        "models": [
            {
                "model": name,
                "name": models[name].name,
                "modes": [mode.value for mode in models[name].modes],
                "note": models[name].note,
                "providers": list(sellers.get(name, ())),
                "claims": [
                    {
                        "about": claim.about,
                        "says": claim.says,
                        "acted_on": claim.acted_on,
                        "why": claim.why,
                        "source": to_source_entry(claims.source(name, claim)),
                    }
                    for claim in claims.about(name)
                ],
            }
            for name in ids
        ],
    }


def to_check_document(checked: Checked, problems: Sequence[Problem]) -> CheckDocument:
    """Write what a check of rate cards found."""
    return {
        "schema": "kling-cost/check/1",
        "folder": checked.folder,
        "providers": checked.providers,
        "cards": checked.cards,
        "rates": checked.rates,
        "laws": checked.laws,
        "problems": to_problem_entries(problems),
    }
