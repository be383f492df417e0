"""The JSON Schemas that ship with the package are the ones the code generates, and documents keep to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kling_cost.datafiles
from kling_cost.cli.settings.file import SettingsFile
from kling_cost.datafiles import pricing_dir
from kling_cost.export.contract import DOCUMENTS, document_schema
from kling_cost.pricebook.card import CardFile

REPOSITORY = Path(__file__).parent.parent


def held_to(path: Path, schema: dict[str, Any], request: pytest.FixtureRequest) -> None:
    text = json.dumps(schema, indent=2) + "\n"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_the_shipped_schema_of_a_document_is_generated_from_its_type(
    kind: str, request: pytest.FixtureRequest
) -> None:
    package = Path(kling_cost.datafiles.__file__).parent
    held_to(package / "export" / "schemas" / f"{kind}-1.schema.json", document_schema(kind), request)


def test_the_rate_card_schema_for_editors_is_generated_from_the_model(request: pytest.FixtureRequest) -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **CardFile.model_json_schema()}
    held_to(pricing_dir() / "rate-card.schema.json", schema, request)


def test_the_schema_of_settings_for_editors_is_generated_from_the_model(
    request: pytest.FixtureRequest,
) -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **SettingsFile.model_json_schema()}
    held_to(REPOSITORY / "docs" / "kling-cost.schema.json", schema, request)
