"""What ``kling-cost.toml`` may say. Each value is written as its option takes it, or as TOML has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from kling_cost.amounts import plain, share
from kling_cost.clips import audio_named
from kling_cost.datafiles import FileModel, Text
from kling_cost.errors import KlingCostError
from kling_cost.estimate.extras import read_extra_amount
from kling_cost.gate.limits import read_allowance, read_coverage, read_increase
from kling_cost.money import read_amount, read_credit_price, read_exchange_rate
from kling_cost.storyboard.columns import MOST_TAKES, read_seconds
from kling_cost.storyboard.reading import column_said, fps_said
from kling_cost.takes.accept_rate import read_accept_rates

if TYPE_CHECKING:
    from collections.abc import Callable


def _figure(value: object) -> object:
    """Write a number of the file as the text that an option takes."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return plain(Decimal(value))
    return value


def _words(value: object) -> object:
    """Give one or several words as several."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _pairs(value: object) -> object:
    """Give a table ``{draft = 0.3}`` as ``draft=0.3``, as options take it."""
    if isinstance(value, dict):
        return tuple(f"{name}={_figure(each)}" for name, each in value.items())
    return _words(_figure(value))


_ONE = {"type": ["string", "number"]}
_SEVERAL = {"type": ["string", "array"], "items": {"type": "string"}}
_TABLE = {"type": ["string", "number", "array", "object"]}
Figure = Annotated[str, BeforeValidator(_figure), WithJsonSchema(_ONE)]
"""A number, or text with its unit: ``2000`` or ``"50 USD"``."""
Words = Annotated[tuple[Text, ...], BeforeValidator(_words), WithJsonSchema(_SEVERAL)]
"""One word, or several in brackets."""
Pairs = Annotated[
    tuple[Text, ...],
    BeforeValidator(_pairs),
    WithJsonSchema(_TABLE),
]
"""A table of names and values, or the texts that the option takes."""


def _read_by(read: Callable[[str], object]) -> AfterValidator:
    """Refuse a text, or any of several, that the reader of its option refuses."""

    def check(said: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for text in said if isinstance(said, tuple) else (said,):
            try:
                read(text)
            except KlingCostError as error:
                raise ValueError(str(error)) from None
        return said

    return AfterValidator(check)


class ExtraFile(FileModel):
    """An item of fixed cost besides the shots."""

    name: Text
    """What it is: Music, Edit, Voice."""
    amount: Annotated[Figure, _read_by(read_extra_amount)]
    """What it costs: `"500 USD"`, `"300 credits"`; a bare number is in the plan's unit."""
    account: str = ""
    """The account that it is booked on."""
    project: str = ""
    """The project that it is booked on, if another than the film's."""
    note: str = ""
    """What finance should know about it."""


class AccountsFile(FileModel):
    """Accounts by what is booked on them. A row's own comes first, then scene, stage, model, default."""

    default: str = ""
    """Of whatever has no other."""
    contingency: str = ""
    """Of the contingency."""
    scenes: dict[str, Text] = Field(default_factory=dict)
    """By scene, as the storyboard writes it."""
    stages: dict[str, Text] = Field(default_factory=dict)
    """By stage: draft, final, image ..."""
    models: dict[str, Text] = Field(default_factory=dict)
    """By model: v3, o3 ..."""


def _read_credit_price_of(text: str) -> object:
    """Read a price of credits, whosever they are; whether there is such a provider, the price book knows."""
    return read_credit_price(text.rpartition("=")[2])


class CheckFile(FileModel):
    """What a storyboard may cost, for `kling-cost check`. Every key is optional."""

    max: Annotated[Figure, _read_by(read_allowance)] | None = None
    """What all of it may cost: `2000` in the plan's unit, or `"500 USD"`."""
    max_increase: Annotated[Figure, _read_by(read_increase)] | None = None
    """How much more than the base: `"10%"`, or `"50 USD"`."""
    base: Text | None = None
    """What it is compared with: a lock, a storyboard, from this file's folder, or `"git:origin/main"`."""
    max_per_shot: Annotated[Figure, _read_by(read_allowance)] | None = None
    """What a single shot may cost."""
    max_per_scene: Annotated[Figure, _read_by(read_allowance)] | None = None
    """What a scene may cost."""
    measure: Literal["sum", "p50", "p80", "p90"] | None = None
    """What is held against these: the sum of the lines, or what is enough with a chance of 50, 80 or 90 %."""
    require_coverage: Annotated[Figure, _read_by(read_coverage)] | None = None
    """The share of shots that must have a price: `"95%"`. Default: all."""
    max_card_age: Annotated[int, Field(ge=0)] | None = None
    """How many days ago a price may have been read."""
    min_basis: Literal["published", "third-party", "approximate"] | None = None
    """The weakest basis that a price may stand on."""


class SettingsFile(FileModel):
    """What a production always says. Every key is optional."""

    title: str = ""
    """The film's title, for page and workbook. Default: the storyboard's name."""
    provider: Words = ()
    """Who makes the clips; one or several."""
    strategy: Words = ()
    """The ways of working to plan; one or several."""
    strategies: Words = ()
    """Files with strategies of your own, from this file's folder."""
    pricing: Text | None = None
    """A folder of your own rate cards, from this file's folder."""
    on: date | None = None
    """The day the clips are made. Default: today."""
    known_on: date | None = None
    """Only cards known by that day."""
    tier: Text | None = None
    """The tier of the final clip, for rows that give none."""
    audio: Annotated[Text, _read_by(audio_named)] | None = None
    """off, on or voice, for rows that give none."""
    reroute: bool | None = None
    """Where a model cannot do a shot's mode, take one that can."""
    pack: bool | None = None
    """Let short neighbours of one scene share a clip."""
    infer: bool | None = None
    """Read what a shot needs from its words."""
    takes: Annotated[int, Field(ge=1, le=MOST_TAKES)] | None = None
    """Takes of shots whose row gives none."""
    accept: Annotated[Pairs, _read_by(read_accept_rates)] = ()
    """Accept rates: `0.3`, or a table by stage or class of shot: `{draft = 0.3, final = 0.7}`."""
    at_cap: Literal["proceed", "fail"] | None = None
    """What happens when takes run out without a good one."""
    shot_class: Text | None = None
    """The class of shots whose row names none."""
    pay_with: Words = ()
    """The plan or pack that pays: `"premier-yearly"` or `"kling-app=premier-yearly"`."""
    credit_price: Annotated[Words, _read_by(_read_credit_price_of)] = ()
    """What a credit costs: `"0.0133 USD"`, `"10 USD / 1000"`, `"pixverse=0.0133 USD"`."""
    fx: Annotated[Pairs, _read_by(read_exchange_rate)] = ()
    """Exchange rates: `{"CNY/USD" = 0.14}` says that 1 CNY is 0.14 USD."""
    budget: Annotated[Figure, _read_by(read_amount)] | None = None
    """What may be spent: `2000` in the plan's unit, or `"50 USD"`."""
    confidence: Annotated[Figure, _read_by(share)] | None = None
    """How sure to be that the budget holds: `0.9` or `"90%"`."""
    contingency: Annotated[Figure, _read_by(share)] | None = None
    """A share of shots and extras that is set aside: `"10%"`."""
    valid_days: Annotated[int, Field(ge=0, le=3660)] | None = None
    """The days that a quote holds."""
    project: Text | None = None
    """The project that all is booked on."""
    csv_dialect: Literal["rfc4180", "excel-eu"] | None = None
    """How CSV is written: `excel-eu` has semicolons and decimal commas."""
    map: Annotated[Pairs, _read_by(column_said)] = ()
    """Which column of the storyboard means what: `{duration = "Time"}`."""
    unit: Literal["s", "ms", "frames"] | None = None
    """What plain numbers of a length count."""
    fps: Annotated[Figure, _read_by(fps_said)] | None = None
    """Frames per second."""
    default_duration: Annotated[Figure, _read_by(read_seconds)] | None = None
    """The length in seconds of shots whose length cannot be read."""
    accounts: AccountsFile = AccountsFile()
    """What finance books each item on."""
    check: CheckFile = CheckFile()
    """What `kling-cost check` allows."""
    extras: list[ExtraFile] = Field(default_factory=list)
    """What the film costs besides the shots."""
