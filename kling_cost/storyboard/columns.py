"""The columns of a storyboard: what each is called, and how the text of one cell becomes a value.

A cell's reader raises :class:`CellFault`, whose words say what is allowed; where the cell stands, the caller
knows. An empty cell is never handed to a reader: it leaves the question open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kling_cost.amounts import exact, share
from kling_cost.clips import audio_named, folded, mode_named, product_named, resolution_named
from kling_cost.errors import KlingCostError, NotExact
from kling_cost.storyboard.shot import AtCap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from kling_cost.models import Models

_DIGITS = re.compile(r"0*\d{1,9}", re.ASCII)
LONGEST_SHOT_S = 3600
MOST_DECIMALS = 6
MOST_TAKES = 1000
MOST_KEEPERS = 1000
MOST_COUNT = 1000
LONGEST_CLASS = 40

COLUMNS = (
    "shot_id",
    "scene",
    "description",
    "prompt",
    "dialogue",
    "duration_s",
    "mode",
    "needs",
    "references",
    "video_input",
    "model",
    "tier",
    "audio",
    "takes",
    "accept",
    "keepers",
    "at_cap",
    "shot_class",
    "count",
    "product",
    "resolution",
    "priority",
    "account",
    "project",
    "notes",
)
"""Every column that kling-cost knows, in the order of the starter storyboard."""

_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})
_PROCEED = (
    *("use-best", "use-the-best", "use-best-take", "use-the-best-take", "best", "best-take", "keep-the-best"),
    *("continue", "go-on", "carry-on", "继续", "繼續", "続行", "weiter", "continuer", "continuar"),
)
_FAIL = (
    *("failed", "drop", "drop-it", "drop-shot", "drop-the-shot", "give-up", "give-it-up", "abandon"),
    *("cancel", "skip", "放弃", "放棄", "断念", "aufgeben", "abandonner", "abandonar"),
)
_AT_CAP = {
    **{word.value: word for word in AtCap},
    **dict.fromkeys(_PROCEED, AtCap.PROCEED),
    **dict.fromkeys(_FAIL, AtCap.FAIL),
}


class CellFault(KlingCostError):  # noqa: N818
    """The text of a cell is not what its column holds; ``code`` names the fault."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def header_key(cell: str) -> str:
    """Write a header as columns are named: lower case, words joined by ``_``."""
    return "_".join(cell.strip().casefold().replace("-", " ").replace("_", " ").split())


def looks_like_id(cell: str) -> bool:
    """Tell a cell that can only be an id or a number, as most first cells are: ``12``, ``3-07``, ``2E5``."""
    return cell[:1].isdecimal() and cell.isascii() and " " not in cell


def read_seconds(text: str) -> Decimal:
    """Read a shot's length: a plain number of seconds above 0, with a point for decimals."""
    try:
        seconds = exact(text)
    except NotExact:
        cure = "write seconds as a plain number such as 8 or 7.5"
        raise CellFault("bad-duration", f"{text!r} is not a length in seconds; {cure}") from None
    if seconds <= 0:
        raise CellFault("bad-duration", f"a shot of {text} s cannot be made; write a length above 0")
    if seconds > LONGEST_SHOT_S:
        doubt = "a shot this long is probably given in frames or milliseconds"
        raise CellFault("bad-duration", f"{text} s is over {LONGEST_SHOT_S} s; {doubt}: write it in seconds")
    if isinstance(exponent := seconds.as_tuple().exponent, int) and exponent < -MOST_DECIMALS:
        raise CellFault("bad-duration", f"{text} s has over {MOST_DECIMALS} decimals; round it")
    return seconds


def _whole(column: str, least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        digits = text.removesuffix(".0")  # a spreadsheet may have made 4.0 of 4
        if _DIGITS.fullmatch(digits) and least <= int(digits) <= most:
            return int(digits)
        raise CellFault(f"bad-{column}", f"{text!r} is not a whole number from {least:,} to {most:,}")

    return read


def read_yes_no(text: str) -> bool:
    """Read ``yes`` or ``no`` and their common spellings."""
    key = text.casefold()
    if key in _YES or key in _NO:
        return key in _YES
    raise CellFault("bad-video-input", f"{text!r} is neither yes nor no; write yes or no, or leave it empty")


def read_at_cap(text: str) -> AtCap:
    """Read what happens at the cap of takes: ``proceed`` or ``fail``, or words for them (``use best``)."""
    if (found := _AT_CAP.get(folded(text))) is not None:
        return found
    cure = "write proceed (the best take is used) or fail (the shot is given up), or leave it empty"
    raise CellFault("bad-at-cap", f"{text!r} is neither proceed nor fail; {cure}")


def read_class(text: str) -> str:
    """Read the name of a class of shots folded; the plan says whether there is such a class."""
    name = folded(text)
    if len(name) <= LONGEST_CLASS and any(letter.isalnum() for letter in name):
        return name
    found = text if len(text) <= LONGEST_CLASS else f"{text[:LONGEST_CLASS]}..."
    cure = f"write one of at most {LONGEST_CLASS} letters, such as hero or b-roll, or leave it empty"
    raise CellFault("bad-shot-class", f"{found!r} is no name of a class of shots; {cure}")


def value_readers(models: Models) -> Mapping[str, Callable[[str], Any]]:
    """Give each column's reader of a cell's text; every one raises a KlingCostError for what it refuses."""
    return {
        "duration_s": read_seconds,
        "mode": mode_named,
        "video_input": read_yes_no,
        "model": models.named,
        "tier": models.tier_named,
        "audio": audio_named,
        "takes": _whole("takes", 1, MOST_TAKES),
        "accept": share,
        "keepers": _whole("keepers", 1, MOST_KEEPERS),
        "at_cap": read_at_cap,
        "shot_class": read_class,
        "count": _whole("count", 1, MOST_COUNT),
        "product": product_named,
        "resolution": resolution_named,
        "priority": _whole("priority", 0, 1_000_000),
    }
