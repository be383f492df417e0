"""The JSON documents as a contract: their kinds, and the JSON Schema of each, generated from its type.

All decimals are strings, seconds included. Within a version keys never change their meaning. The schemas ship
in ``schemas/`` beside this file.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from kling_cost.export.audit_documents import AuditDocument
from kling_cost.export.budget_documents import BudgetDocument
from kling_cost.export.change_documents import DiffDocument, HistoryDocument
from kling_cost.export.config_documents import ConfigDocument
from kling_cost.export.difference_documents import DifferenceDocument
from kling_cost.export.documents import PlanDocument, PriceDocument, ProblemsDocument
from kling_cost.export.gate_documents import GateDocument
from kling_cost.export.lock_documents import VerifyDocument
from kling_cost.export.risk_documents import RiskDocument
from kling_cost.export.route_documents import RouteDocument
from kling_cost.export.seller_documents import (
    CheckDocument,
    ModelsDocument,
    PlansDocument,
    VendorsDocument,
    WhyDocument,
)
from kling_cost.export.shot_documents import ShotsDocument
from kling_cost.export.table_documents import (
    CardDocument,
    RatesDocument,
    StrategiesDocument,
    TakesDocument,
)
from kling_cost.lock.file import LockFile

DOCUMENTS: dict[str, Any] = {
    "problems": ProblemsDocument,
    "price": PriceDocument,
    "plan": PlanDocument,
    "risk": RiskDocument,
    "budget": BudgetDocument,
    "shots": ShotsDocument,
    "route": RouteDocument,
    "strategies": StrategiesDocument,
    "takes": TakesDocument,
    "rates": RatesDocument,
    "card": CardDocument,
    "history": HistoryDocument,
    "diff": DiffDocument,
    "difference": DifferenceDocument,
    "plans": PlansDocument,
    "vendors": VendorsDocument,
    "why": WhyDocument,
    "models": ModelsDocument,
    "check": CheckDocument,
    "audit": AuditDocument,
    "config": ConfigDocument,
    "lock": LockFile,
    "verify": VerifyDocument,
    "gate": GateDocument,
}
"""Every kind of document by its name."""


def document_schema(kind: str) -> dict[str, Any]:
    """Generate the JSON Schema of a kind of document."""
    schema = TypeAdapter(DOCUMENTS[kind]).json_schema(mode="serialization")
    for part in (schema, *schema.get("$defs", {}).values()):
        part["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
