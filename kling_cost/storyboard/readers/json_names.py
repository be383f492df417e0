"""The names that JSON storyboards use: keys that hold shots, defaults, or the film's stated length."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SHOTS = (
    "shots",
    "shotlist",
    "boards",
    "visualprompts",
    "videoprompts",
    "clips",
    "cuts",
    "keyframes",
    "multiprompt",
    "镜头",
    "镜头列表",
    "分镜",
    "分镜列表",
    "カット",
)
"""Keys of lists whose items are shots; ``multi_prompt`` is that of Kling's own interface."""
PERHAPS = ("timeline", "frames", "panels", "segments", "sequences", "beats")
"""Keys of lists whose items are shots if they show something and last; transcripts have segments, too."""
WRAPPERS = frozenset({"json", "data", "result", "results", "output", "response", "payload", "body", "items"})
"""Keys that programs put around what they pass on; n8n puts ``json`` around each item."""
SCENES = ("scenes", "storyboard", "storyboards", "场景", "シーン")
"""Keys of lists whose items are shots, or scenes that hold shots."""
LISTS = (*SHOTS[:2], *SCENES[:3], *SHOTS[2:], *SCENES[3:])
"""All of them; where a file has several, the first in this order is read."""
INSIDE_SCENES = tuple(name for name in SHOTS if name != "keyframes")
INSIDE_ANYTHING = (*SHOTS[:2], SCENES[0])
"""Keys that hold shots wherever they stand; the keyframes and clips of a shot are not shots."""

DEFAULTS = frozenset(
    [
        "default",
        "defaults",
        "defaultparams",
        "defaultparameters",
        "defaultsettings",
        "settings",
        "config",
        "params",
        "parameters",
        "generation",
        "generationparams",
        "generationsettings",
        "global",
        "globals",
        "globalsettings",
        "videosettings",
    ]
)
"""Objects beside the list whose values hold for every shot."""
ABOUT = frozenset(
    {"meta", "metadata", "project", "video", "film", "movie", "info", "about", "header", "summary"}
)
"""Objects that speak of the film as a whole."""

_LENGTHS = frozenset(
    [
        "duration",
        "dur",
        "length",
        "len",
        "runtime",
        "seconds",
        "second",
        "sec",
        "secs",
        "durée",
        "duración",
        "duração",
        "dauer",
    ]
)
_PLAIN_LENGTHS = frozenset({"duration", "runtime", "seconds", "durée", "duración", "duração", "dauer"})
_EACH = frozenset({"default", "per", "clip", "clips", "shot", "shots", "scene", "each"})
_WHOLE = frozenset(
    {"total", "target", "film", "video", "movie", "overall", "full", "whole", "estimated", "final"}
)
_UNITS = frozenset({"s", "in", "sec", "secs", "second", "seconds"})
_LIMITS = frozenset(
    {"max", "min", "maximum", "minimum", "ms", "millis", "milliseconds", "minutes", "mins", "frames", "hours"}
)
_TIMES = _LENGTHS | frozenset(
    [
        "time",
        "times",
        "timing",
        "timecode",
        "timestamp",
        "tc",
        "start",
        "end",
        "begin",
        "stop",
        "from",
        "to",
        "in",
        "out",
        "frame",
        "frames",
        "ms",
        "t",
    ]
)
_COUNTS = frozenset({"count", "total", "num"})
_CHINESE_TOTALS = frozenset({"总时长", "總時長", "总长", "時長", "时长", "総尺", "尺", "総時間"})
_CHINESE_TIMES = re.compile("时长|時長|時間|时间|秒|尺|开始|结束|帧")
_FACTS = frozenset({"fps", "framerate", "resolution", "model", "aspectratio", "tier"})
_KNOWN_LENGTHS = frozenset({"duration", "duration_s", "clip_seconds", "default_duration", "seconds_per_clip"})
_PLAIN_KEY = re.compile(r"(shot|scene|clip|cut|board|sh|sc|镜头?|场景?|カット)?[\s_.#-]*\d+", re.IGNORECASE)
_NUMBERED_KEY = re.compile(r"(?=.*\d)[\w\s.#-]{1,40}")
_TURN = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_JOINTS = re.compile(r"[\W_]+")

_IDS = frozenset(
    {"id", "shotid", "shot", "shotnumber", "shotno", "shotname", "number", "no", "镜号", "镜头号"}
)
SCENE_NUMBERS = frozenset(
    {"scene", "sceneid", "scenenumber", "sceneno", "shotid", "id", "number", "no", "index", "场号"}
)
SCENE_TITLES = frozenset({"scenename", "scenetitle", "title", "name", "heading", "slugline", "场景"})
SCENE_COLUMNS = frozenset({"scene", "sceneid", "scenenumber", "sceneno", "scenename", "场号", "场景"})
LABELS = ("name", "title", "label", "id", "text", "description", "prompt", "url", "path", "file")
"""Keys that name an object well enough to stand for it in one cell, best first."""


@lru_cache(maxsize=4096)
def folded(key: str) -> str:
    """Write a key without case, blanks and joints: ``Shot List``, ``shot_list`` and ``shotList`` alike."""
    return _JOINTS.sub("", key).casefold()


def snake(key: str) -> str:
    """Write a key in lower case, its words joined by ``_``."""
    return "_".join(_words(key))


@lru_cache(maxsize=4096)
def is_id(key: str) -> bool:
    """Tell whether a key names a shot."""
    return folded(key) in _IDS


def are_shots(keys: Collection[str]) -> bool:
    """Tell whether keys are numbers or names of shots: short, with a digit (``1``, ``shot_01``, ``2E5``).

    A single key must be plainer than several: ``1``, ``shot 1``.
    """
    if len(keys) == 1:
        return all(map(_PLAIN_KEY.fullmatch, keys))
    return bool(keys) and all(map(_NUMBERED_KEY.fullmatch, keys))


@lru_cache(maxsize=4096)
def is_time(key: str) -> bool:
    """Tell whether a key holds a length or a time."""
    words = _words(key)
    return bool(_CHINESE_TIMES.search(key)) or ("day" not in words and not _TIMES.isdisjoint(words))


def is_of_scene_alone(key: str) -> bool:
    """Tell whether a scene's value says nothing of each of its shots: lengths, times, counts."""
    return is_time(key) or not _COUNTS.isdisjoint(_words(key))


def is_total(key: str, *, bare: bool) -> bool:
    """Tell whether a key beside the shots gives the film's length; ``bare`` allows a plain ``duration``."""
    if folded(key) in _CHINESE_TOTALS:
        return True
    words = set(_words(key))
    if not _LENGTHS & words or (_LIMITS | _EACH) & words:
        return False
    return bool(_WHOLE & words) or (
        bare and bool(_PLAIN_LENGTHS & words) and words <= _PLAIN_LENGTHS | _UNITS
    )


def default_name(key: str, *, among_defaults: bool) -> str | None:
    """Give the header under which a value beside the shots holds for all of them, or None if it does not."""
    words, name = set(_words(key)), snake(key)
    if _LENGTHS & words:
        if _LIMITS & words or not (among_defaults or _EACH & words):
            return None
        return name if name in _KNOWN_LENGTHS else "default_duration"
    if folded(key) == "framerate":
        return "fps"
    if folded(key) in _FACTS:
        return name
    of_one = is_id(key) or not _COUNTS.isdisjoint(words)
    return name if among_defaults and not of_one else None


def _words(key: str) -> list[str]:
    return [word for word in _JOINTS.split(_TURN.sub("_", key).casefold()) if word]
