"""Strategies and rate cards as JSON documents (see ``table_documents`` for what each promises)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.breakdown.stage_takes import rate_text
from kling_cost.export.to_documents import to_source_entry

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.export.table_documents import (
        AcceptEntry,
        CardDocument,
        ProviderEntry,
        RateEntry,
        RatesDocument,
        StrategiesDocument,
        TakesDocument,
    )
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.load import Card, Provider
    from kling_cost.pricebook.rate import Rate
    from kling_cost.strategies import Strategies
    from kling_cost.takes import AcceptRate, TakesRules


def to_takes_document(rules: TakesRules) -> TakesDocument:
    """Write the planning figures for takes."""
    return {
        "schema": "kling-cost/takes/1",
        "default_takes": rules.default_takes,
        "gamble_cap": rules.gamble_cap,
        "at_cap": rules.at_cap.value,
        "statement": rules.statement,
        "classes": [
            {
                "name": each.name,
                "summary": each.summary,
                "accept": _accept(each.rate()),
                "from_picture": _accept(each.from_picture.rate()) if each.from_picture else None,
                "cap": each.cap or rules.gamble_cap,
                "sources": [to_source_entry(source) for source in rules.sources_of(each)],
            }
            for each in rules.classes
        ],
    }


def _accept(rate: AcceptRate) -> AcceptEntry:
    low, high = rate.range
    return {"mean": rate_text(rate.mean), "low": f"{low:.6g}", "high": f"{high:.6g}"}


def to_strategies_document(strategies: Strategies) -> StrategiesDocument:
    """Write every strategy with its stages and source."""
    return {
        "schema": "kling-cost/strategies/1",
        "strategies": [
            {
                "name": strategy.name,
                "summary": strategy.summary,
                "stages": [
                    {
                        "name": stage.name,
                        "shots": stage.shots.value,
                        "models": list(stage.models),
                        "tier": stage.tier,
                        "audio": stage.audio.value,
                        "mode": stage.mode.value if stage.mode else None,
                        "takes": str(stage.takes),
                        "accept": None if stage.accept is None else plain(stage.accept),
                        "at_cap": stage.at_cap.value if stage.at_cap else None,
                    }
                    for stage in strategy.stages
                ],
                "source": to_source_entry(source) if (source := strategies.source(strategy)) else None,
            }
            for strategy in strategies
        ],
    }


def to_rates_document(book: PriceBook) -> RatesDocument:
    """Write every provider with its cards."""
    return {
        "schema": "kling-cost/rates/1",
        "providers": [_provider(book.provider(name)) for name in book.provider_ids],
    }


def _provider(provider: Provider) -> ProviderEntry:
    return {
        "provider": provider.id,
        "name": provider.file.name,
        "home": provider.file.home,
        "no_public_price": provider.file.no_public_price,
        "cards": [
            {
                "card": card.name,
                "applies_from": card.applies_from.isoformat(),
                "first_day": card.file.first_day,
                "known_from": card.file.known_from.isoformat(),
                "supersedes": card.file.supersedes,
                "cancelled": card.file.cancelled,
                "closed": card.file.closed,
                "unit": card.file.unit,
                "rates": len(card.rates),
                "bases": sorted({rate.basis.value for rate in card.rates}),
                "models": list(dict.fromkeys(rate.model for rate in card.rates)),
            }
            for card in provider.cards
        ],
    }


def to_card_document(card: Card, on: date) -> CardDocument:
    """Write a rate card, whole."""
    return {
        "schema": "kling-cost/card/1",
        "provider": card.provider,
        "on": on.isoformat(),
        "card": card.name,
        "applies_from": card.applies_from.isoformat(),
        "first_day": card.file.first_day,
        "known_from": card.file.known_from.isoformat(),
        "closed": card.file.closed,
        "unit": card.file.unit,
        "summary": card.file.summary.strip(),
        "rates": [to_rate_entry(rate) for rate in card.rates],
    }


def to_rate_entry(rate: Rate) -> RateEntry:
    """Write a rate."""
    return {
        "rate_ref": rate.ref,
        "model": rate.model,
        "modes": sorted(mode.value for mode in rate.modes),
        "video_input": rate.video_input,
        "tier": rate.tier,
        "resolution": rate.resolution,
        "audio": [audio.value for audio in rate.audio],
        "lengths": [str(seconds) for seconds in rate.lengths.seconds] if rate.lengths else [],
        "per": rate.per.value,
        "per_s": str(length) if (length := rate.clip_s or rate.block_s) else None,
        "amount": plain(rate.amount),
        "floor": rate.floor,
        "basis": rate.basis.value,
        "source": to_source_entry(rate.source),
        "note": rate.note,
    }
