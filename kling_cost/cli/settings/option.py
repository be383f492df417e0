"""Options that ``kling-cost.toml`` may set, and how its values reach a command as defaults of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kling_cost.cli.settings.found import Settings, settings_above, settings_in
from kling_cost.clips import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


LOCK_ENDING = ".lock.json"
"""How the name of a lock ends."""
_FOUND = "kling_cost.settings"
_OF_ESTIMATES = ("title", "accounts", "extras")
"""Settings that are no options, for commands that estimate."""


class Setting(click.Option):
    """An option that the file sets under ``key``."""

    def __init__(self, *args: Any, key: str, **attributes: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*args, **attributes)
        self.key = key


def setting(*names: str, key: str, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401 - click's
    """Add an option that ``kling-cost.toml`` may set under ``key``."""
    return click.option(*names, cls=Setting, key=key, **attributes)


def on_command_line(ctx: click.Context, name: str) -> bool:
    """Tell whether a parameter was given on the command line, not by settings or as a default."""
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE


def settings_of(ctx: click.Context) -> Settings:
    """Give the settings that a command runs under."""
    found: Settings = ctx.meta.get(_FOUND) or Settings()
    return found


def settings_said(ctx: click.Context) -> str:
    """Say which settings are in force for a command, as its result must; nothing where there are none.

    Those that the command line sets aside are not, nor those that the command has no use for.
    """
    settings = settings_of(ctx)
    if settings.file is None:
        return ""
    keys = [
        _said(param, settings)
        for param in ctx.command.params
        if isinstance(param, Setting)
        and ctx.get_parameter_source(str(param.name)) is ParameterSource.DEFAULT_MAP
    ]
    if any(param.name == "extras" for param in ctx.command.params):
        given = on_command_line(ctx, "extras") or on_command_line(ctx, "no_extras")
        keys += [key for key in _OF_ESTIMATES if key in settings.keys and not (given and key == "extras")]
    return f"settings of {settings.shown_path}: {', '.join(sorted(keys))}" if keys else ""


def _said(option: Setting, settings: Settings) -> str:
    value = settings.values[option.key]
    first = isinstance(value, tuple) and len(value) > 1 and not option.multiple
    return f"{option.key} (the first: {value[0]})" if first else option.key


def apply_settings(ctx: click.Context, params: Sequence[click.Parameter], given: Mapping[str, Any]) -> None:
    """Find the settings of the storyboard or quote that a command is given, and make them its defaults.

    ``given`` holds what stands on the command line, by parameter. Without a storyboard, or for standard
    input, the search begins where the command runs.

    Raises:
        InputRefused: with everything that is wrong in the file.
    """
    options = [param for param in params if isinstance(param, Setting)]
    if given.get("no_settings") and given.get("settings_file"):
        raise click.UsageError("--config and --no-config contradict each other", ctx)
    if not options or given.get("no_settings"):
        return
    named = given.get("settings_file")
    place = _place_of(given.get("file", given.get("lock")))
    found = settings_in(Path(named)) if named else settings_above(place)
    if found.path is None:
        return
    ctx.meta[_FOUND] = found
    values = dict(_in_force(found, given, {option.key: option.name or "" for option in options}))
    ctx.default_map = {
        str(option.name): _shaped(option, values[option.key]) for option in options if option.key in values
    }


def _place_of(file: object) -> Path:
    """Give the folder of a storyboard, where its settings are looked for first."""
    if not isinstance(file, str) or file == "-":
        return Path.cwd()
    return Path(file).absolute().parent


def _shaped(option: Setting, value: Any) -> Any:  # noqa: ANN401 - whatever the option takes
    """Give a value as its option takes it: several texts, one, or a yes or no."""
    if isinstance(value, tuple) and not option.multiple:
        return value[0]
    return list(value) if isinstance(value, tuple) else value


_PRICES = ("pay_with", "credit_price")
_READ = ("file", "other")
"""The parameters under which commands take storyboards, and some of them locks."""
_PROVIDERS = ("providers", "provider", "provider_name")
"""The parameters under which commands take providers."""


def _in_force(found: Settings, given: Mapping[str, Any], names: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Give what the command line leaves in force.

    How credits are paid is one question: an answer on the command line sets all of the file's aside. So does
    another provider, but for what is said of that provider by name. A lock says itself how it was planned:
    of all settings only those count that say where prices lie.
    """
    if any(str(given.get(name, "")).lower().endswith(LOCK_ENDING) for name in _READ):
        yield from ((key, value) for key, value in found.values.items() if key == "pricing")
        return
    paid = any(names.get(key) in given for key in _PRICES)
    for key, value in found.values.items():
        if key in _PRICES:
            kept = () if paid else tuple(_of_providers(value, found, given))
            if kept:
                yield key, kept
        else:
            yield key, value


def _of_providers(
    value: tuple[str, ...],
    found: Settings,
    given: Mapping[str, Any],
) -> Iterator[str]:
    asked = next((given[name] for name in _PROVIDERS if given.get(name)), ())
    asked = [folded(each) for each in ((asked,) if isinstance(asked, str) else asked)]
    usual = [folded(each) for each in found.values.get("provider", ())]
    for text in value:
        whose = folded(text.rpartition("=")[0])
        if not asked or whose in asked or (not whose and asked == usual):
            yield text
