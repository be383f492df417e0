"""``kling-cost config``: which settings are in force for a storyboard, and where each is from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kling_cost.amounts import plain
from kling_cost.cli.command import KlingCommand
from kling_cost.cli.gate.command import command as check
from kling_cost.cli.options import DEFAULT_PROVIDER
from kling_cost.cli.output import output_options, to_json
from kling_cost.cli.plan import command as plan
from kling_cost.cli.settings.command import GIVEN
from kling_cost.cli.settings.found import CHECK
from kling_cost.cli.settings.option import Setting, on_command_line, settings_of
from kling_cost.cli.tables import write_table
from kling_cost.export.tabular import Table
from kling_cost.gate.limits import Measure
from kling_cost.lock.validity import VALID_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kling_cost.cli.options import Tables
    from kling_cost.cli.output import Output
    from kling_cost.export.config_documents import ConfigDocument, SettingEntry

_HERE = "command line"
_DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A setting that is in force: its key in ``kling-cost.toml``, its value, and where that is from."""

    key: str
    value: str
    source: str


@click.command(
    cls=KlingCommand,
    # the options of a plan that settings may set; here they are read only to be shown
    params=[
        param
        for param in {param.name: param for param in (*plan.params, *check.params)}.values()
        if isinstance(param, Setting) or param.name in {"extras", "no_extras"}
    ],
)
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, allow_dash=True))
@output_options
@click.pass_context
def command(ctx: click.Context, /, *, output: Output, **_: Any) -> None:  # noqa: ANN401 - the options of a plan
    """Which settings are in force for the storyboard FILE, and where each is from.

    kling-cost.toml is looked for beside the storyboard and then in each folder above it; without FILE, from
    where you are. The command line wins over it. Its keys are the names of options, with _ for -, and title,
    accounts and extras.

    \b
    kling-cost config storyboard.csv
    kling-cost config storyboard.csv --provider fal
    """
    found = [*_options(ctx), *_others(ctx)]
    said = {each.key if each.key.startswith(CHECK) else each.key.partition(".")[0] for each in found}
    not_set = [key for key in _keys() if key not in said]
    path = settings_of(ctx).shown_path
    if output.format == "json":
        entries: list[SettingEntry] = [
            {"key": each.key, "value": each.value, "from": each.source} for each in found
        ]
        document: ConfigDocument = {
            "schema": "kling-cost/config/1",
            "file": path or None,
            "settings": entries,
            "not_set": not_set,
        }
        output.write(to_json(document))
        return
    head = [
        f"Settings of {path}" if path else "No kling-cost.toml here, beside the storyboard or above it",
        "",
    ]
    rows = [[each.key, each.value, each.source] for each in found]
    table = Table(columns=["setting", "value", "from"], rows=rows)
    write_table(table, output, wraps={"value"}, head=head, tail=["", f"Not set: {', '.join(not_set)}"])


def _keys() -> list[str]:
    """Give every key that the file may have."""
    from kling_cost.cli.settings.file import (  # noqa: PLC0415 - it needs the readers of all values
        CheckFile,
        SettingsFile,
    )

    own = [key for key in SettingsFile.model_fields if key != CHECK.rstrip(".")]
    return [*own, *(CHECK + key for key in CheckFile.model_fields)]


def _options(ctx: click.Context) -> Iterator[InForce]:
    """Give the settings that are options, in the order of the file's keys."""
    options = {param.key: param for param in ctx.command.params if isinstance(param, Setting)}
    defaults = _defaults(ctx)
    for key in _keys():
        if key in options and (found := _in_force(ctx, options[key], defaults.get(key))) is not None:
            yield found


def _in_force(ctx: click.Context, option: Setting, default: str | None) -> InForce | None:
    name, key = str(option.name), option.key
    source = ctx.get_parameter_source(name)
    if source is ParameterSource.COMMANDLINE:
        return InForce(key=key, value=_text(ctx.meta[GIVEN].get(name)), source=_HERE)
    if source is ParameterSource.ENVIRONMENT:
        return InForce(key=key, value=os.environ[str(option.envvar)], source=str(option.envvar))
    if source is ParameterSource.DEFAULT_MAP and ctx.default_map is not None:
        return InForce(key=key, value=_text(ctx.default_map[name]), source=settings_of(ctx).shown_path)
    return InForce(key=key, value=default, source=_DEFAULT) if default else None


def _defaults(ctx: click.Context) -> dict[str, str]:
    """Give what holds where nobody says anything."""
    tables: Tables = ctx.params["tables"]
    on: date = ctx.params["on"]
    return {
        "provider": DEFAULT_PROVIDER,
        "strategy": "every named one",
        "on": f"{on}, today",
        "takes": str(tables.takes.default_takes),
        "csv_dialect": str(ctx.params["dialect"]),
        "valid_days": str(VALID_DAYS),
        "check.measure": Measure.SUM.value,
        "check.require_coverage": "100%",
    }


def _others(ctx: click.Context) -> Iterator[InForce]:
    """Give the settings that have no option of their own, and the extras wherever they are from."""
    settings = settings_of(ctx)
    path = settings.shown_path
    if settings.title:
        yield InForce(key="title", value=settings.title, source=path)
    for key, value in (settings.file.accounts.model_dump() if settings.file else {}).items():
        codes = {f".{name}": code for name, code in value.items()} if isinstance(value, dict) else {"": value}
        for name, code in codes.items():
            if code:
                yield InForce(key=f"accounts.{key}{name}", value=code, source=path)
    said = ctx.meta[GIVEN].get("extras")
    for text in said or ():
        yield InForce(key="extras", value=text, source=_HERE)
    for extra in () if said or on_command_line(ctx, "no_extras") else settings.extras:
        unit = extra.currency or ("credits" if extra.credits_only else "in the plan's unit")
        yield InForce(key="extras", value=f"{extra.name}: {plain(extra.number)} {unit}", source=path)


def _text(value: object) -> str:
    """Write a value as a person would; several with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
