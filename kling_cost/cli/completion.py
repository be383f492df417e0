"""What a shell offers for the value of an option, from the price tables; quick, and silent whatever is wrong.

An option is called alike in every command, so what it offers is settled here by its name and nowhere else.
Tables are read as plain TOML: whoever presses Tab does not wait for them to be validated.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from kling_cost.clips import Audio, Mode, Product

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from enum import StrEnum

    Offer = Callable[[click.Context, str], list[CompletionItem]]


Named = tuple[str, str]
"""A name, and what it stands for."""


class _Offering(click.ParamType[Any]):
    """A type that reads as another one does, and offers words besides."""

    def __init__(self, inner: click.ParamType[Any], offer: Offer) -> None:
        self.name = inner.name
        self._inner, self._offer = inner, offer

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Read the value."""
        return self._inner.convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer what begins as the word does."""
        del param
        return self._offer(ctx, incomplete)


def offer_names(params: Iterable[click.Parameter]) -> None:
    """Let the parameters of a command offer names of the tables, where they are called after such names."""
    for param in params:
        offer = next((_OFFERS[name] for name in param.opts if name in _OFFERS), None)
        if offer is not None and not isinstance(param.type, click.Choice | click.Path):
            param.type = _Offering(param.type, offer)


def _providers(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Offer the providers."""
    return _offered(_provider_names(ctx), incomplete)


def _strategies(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Offer the named strategies, and those of the files given with ``--strategies``."""
    own = [Path(file) for file in ctx.params.get("strategy_files") or ()]
    shipped = [root / "strategies.toml" for root in _roots(ctx)]
    named = (
        (entry["name"], entry.get("summary", ""))
        for file in (*shipped, *own)
        for entry in _read(file).get("strategies", ())
    )
    return _offered(named, incomplete)


def _models(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Offer the models."""
    return _offered(_keys(ctx, "models.toml", "models"), incomplete)


def _tiers(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Offer the tiers."""
    return _offered(_keys(ctx, "models.toml", "tiers"), incomplete)


def _shot_classes(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Offer the classes of shot that have an accept rate."""
    named = (
        (entry["name"], "") for root in _roots(ctx) for entry in _read(root / "takes.toml").get("classes", ())
    )
    return _offered(named, incomplete)


def _paying(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Offer the plans and packs: of the providers asked for by their names, of any as ``PROVIDER=PLAN``."""
    asked = ctx.params.get("providers") or ctx.params.get("provider") or ()
    asked = (asked,) if isinstance(asked, str) else asked
    if "=" in incomplete:
        provider = incomplete.partition("=")[0]
        return _offered(((f"{provider}={name}", text) for name, text in _plans(ctx, provider)), incomplete)
    if asked:
        return _offered((plan for provider in asked for plan in _plans(ctx, provider)), incomplete)
    return _offered(
        (
            (f"{provider}={name}", text)
            for provider, _ in _provider_names(ctx)
            for name, text in _plans(ctx, provider)
        ),
        incomplete,
    )


def _words(kind: type[StrEnum]) -> Offer:
    """Offer the words of a fixed vocabulary."""
    return lambda _ctx, incomplete: _offered(((each.value, "") for each in kind), incomplete)


def _files(_ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Let the shell offer its files."""
    return [CompletionItem(incomplete, type="file")]


def _offered(named: Iterable[Named], incomplete: str) -> list[CompletionItem]:
    found = {name: text for name, text in named if name.startswith(incomplete)}
    return [CompletionItem(name, help=" ".join(text.split()) or None) for name, text in found.items()]


def _roots(ctx: click.Context) -> Sequence[Path]:
    """Give the folders of prices: the shipped one, and the user's own where it was said before."""
    from kling_cost.datafiles import pricing_dir  # noqa: PLC0415 - a name of an option needs no tables

    tables = ctx.params.get("tables")
    roots: Sequence[Path] = tables.roots if tables is not None else (pricing_dir(),)
    return roots


def _provider_names(ctx: click.Context) -> list[Named]:
    return [(name, "") for name in sorted({file.parent.name for file in _found(ctx, "*/provider.toml")})]


def _plans(ctx: click.Context, provider: str) -> Iterator[Named]:
    for file in sorted(_found(ctx, f"{Path(provider).name or '-'}/plans-*.toml"), reverse=True):
        for plan in _read(file).get("plans", ()):
            yield plan["id"], plan.get("name", "")


def _found(ctx: click.Context, pattern: str) -> Iterator[Path]:
    for root in _roots(ctx):
        yield from root.glob(pattern)


def _keys(ctx: click.Context, file: str, table: str) -> Iterator[Named]:
    for root in _roots(ctx):
        for name, entry in _read(root / file).get(table, {}).items():
            yield name, entry.get("name", "") if isinstance(entry, dict) else ""


def _read(file: Path) -> dict[str, Any]:
    """Read a table; a file that is missing or wrong offers nothing, for the command will say so."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


_OFFERS: dict[str, Offer] = {
    **dict.fromkeys(("--provider", "--to-provider", "provider", "sides"), _providers),
    **dict.fromkeys(("--model", "models", "names"), _models),
    **dict.fromkeys(("--tier", "--min-tier"), _tiers),
    **dict.fromkeys(("--strategy", "--to-strategy"), _strategies),
    "--audio": _words(Audio),
    "--mode": _words(Mode),
    "--product": _words(Product),
    "--shot-class": _shot_classes,
    "--pay-with": _paying,
    "--output": _files,
}
