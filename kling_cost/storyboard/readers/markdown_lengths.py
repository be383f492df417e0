"""Lengths found among other words: ``Handshake (0-10s)``, ``PRESENTER | ~12s``, ``0:00-0:05: She waits``.

What a length is worth is not read here: its words are only told from the others.
"""

# ruff: noqa: RUF001 - full-width signs and dashes as people type them

from __future__ import annotations

import re

_NUMBER = r"(?!(?:19|20)\d0s)\d{1,6}(?:[.,]\d{1,4})?"
_UNIT = (
    r"(?:s|secs?|seconds?|seg|segundos?|secondes?|sek|sekunden?|сек|секунд\w?|с|秒钟|秒鐘|秒|초|[\"″”]"
    r"|ms|min|minutes?|分|f|fr|frames?|帧|幀|フレーム|コマ|프레임)\.?"
)
_CLOCK = r"\d{1,2}(?::\d{2}){1,3}(?:[.,;:]\d{1,3})?"
_TO = r"\s*(?:-|–|—|−|~|～|〜|to|bis|à|至|到|→|->)\s*"
_ABOUT = r"(?:(?:[~≈∼～約约]|ca\.?|approx\.?|about|etwa|env\.?)\s*)?"
_RANGE = rf"(?:{_CLOCK}{_TO}{_CLOCK}|{_NUMBER}\s*(?:{_UNIT})?{_TO}{_NUMBER}\s*{_UNIT})"
_LASTING = (
    rf"{_ABOUT}(?:{_RANGE}|\d{{1,3}}\s*(?:m|min|分)\s*\d{{1,2}}\s*{_UNIT}|{_NUMBER}\s*{_UNIT}|{_CLOCK})"
    r"(?![A-Za-z0-9])(?:\s*(?:long|each|左右))?"
)
_LENGTH_NAMES = (
    r"durations?|dur\.?|lengths?|time|timing|timecode|timestamps?|time range|seconds|secs|runtime"
    r"|时长|時長|时间|時間|秒数|秒|尺|長さ|长度"
    r"|durée|duree|minutage|temps|duración|duracion|tiempo|dauer|länge|laenge|zeit|duração"
    r"|duracao|tempo|durata|길이|시간|длительность|хронометраж"
)
_LENGTH_NAME = re.compile(
    rf"(?:(?:est|approx|estimated|shot|clip|scene|screen)\.?\s+)?(?:{_LENGTH_NAMES})\s*(?:[(（\[].*)?",
    re.IGNORECASE,
)
_SAID = rf"(?:(?:{_LENGTH_NAMES})\s*[:：=]?\s*)?(?P<length>{_LASTING})"
_ONLY = re.compile(_SAID, re.IGNORECASE)
_FIRST = re.compile(
    # a range may stand before words alone; half of one is no length
    rf"(?:{_SAID}(?!{_TO}\d)(?=\s*(?:$|[:：|｜–—,，.)-]))|(?P<range>{_ABOUT}{_RANGE})(?=\s))",
    re.IGNORECASE,
)
_POINT = re.compile(_CLOCK)
_BEGINS = re.compile(
    rf"[\[(（【]{_LASTING}[\])）】]\s*[^\s,;|]|{_ABOUT}{_RANGE}[ \t]+[^\s,;|\d]", re.IGNORECASE
)
_LEADS = re.compile(rf"[\[(（【]{_LASTING}[\])）】]\s*\S|{_LASTING}\s*[:：｜|–—-]\s*\S", re.IGNORECASE)
_MINUTES = re.compile(r"[^:]*\d\s*(?:m|min|minutes?|分)\.?\s*(?:long|each|左右)?", re.IGNORECASE)
_LAST = re.compile(rf"(?:^|(?<=[\s,，|:：–—-])){_SAID}$", re.IGNORECASE)
_BRACKET = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,80})[)\]）】]")
_IN_BRACKET = re.compile(r"[,，]\s+|[;；|/·•、，]|\s+[–—-]\s+")
_BARS = re.compile(r"\s*[|｜·•]\s*")
EDGE = " \t:：|｜–—-,，.·•/)"
LONGEST_HEAD = 400
"""What stands further behind in a line is not looked at."""
LONGEST_NAME = 80


def trimmed(text: str) -> str:
    """Give a part of a line without what parted it from the rest."""
    return text.lstrip(EDGE).rstrip(EDGE[:-1]).strip()


def first_lengths(text: str) -> tuple[tuple[str, ...], str]:
    """Take the lengths that a text begins with; a bracket must hold nothing else."""
    text = text.lstrip(EDGE)
    bracket = _BRACKET.match(text)
    if bracket:
        lengths, left = _in_bracket(bracket[1])
        return (lengths, trimmed(text[bracket.end() :])) if lengths and not left else ((), text)
    found = _FIRST.match(text[:LONGEST_HEAD])
    if found is None:
        return (), text
    return ((found["length"] or found["range"],), trimmed(text[found.end() :]))


def lengths_in(text: str) -> tuple[tuple[str, ...], str]:
    """Take the lengths out of a head: in brackets, between bars, at its beginning or its end."""
    if len(text) > LONGEST_HEAD:
        return first_lengths(text)
    for bracket in _BRACKET.finditer(text):
        lengths, left = _in_bracket(bracket[1])
        if lengths:
            before, after = text[: bracket.start()].rstrip(), text[bracket.end() :]
            middle = f" ({left})" if left else ""
            return lengths, trimmed(f"{before}{middle}{after}")
    parts = _BARS.split(text)
    if len(parts) > 1 and (lasting := [part for part in parts if _ONLY.fullmatch(part.strip())]):
        kept = " | ".join(part for part in parts if part not in lasting)
        return tuple(_words(part) for part in lasting), trimmed(kept)
    lengths, rest = first_lengths(text)
    if lengths:
        return lengths, rest
    found = _LAST.search(text.rstrip())
    return ((found["length"],), trimmed(text[: found.start()])) if found else ((), trimmed(text))


def _in_bracket(inside: str) -> tuple[tuple[str, ...], str]:
    parts = [inside] if _ONLY.fullmatch(inside.strip()) else _IN_BRACKET.split(inside)
    lasting = [part for part in parts if _ONLY.fullmatch(part.strip())]
    left = ", ".join(part.strip() for part in parts if part not in lasting and part.strip())
    return tuple(_words(part) for part in lasting), left


def _words(part: str) -> str:
    """Give a length's words without the name before them."""
    found = _ONLY.fullmatch(part.strip())
    return found["length"].strip() if found else part.strip()


def is_length(words: str) -> bool:
    """Tell whether words are a length and nothing else."""
    return len(words) <= LONGEST_NAME and bool(_ONLY.fullmatch(words.strip()))


def is_range(words: str) -> bool:
    """Tell a length that is given by its beginning and end, or as a place on the clock."""
    return ":" in words or bool(re.search(_TO, words))


def is_point(words: str) -> bool:
    """Tell a place on the clock, ``0:04``, which is where a shot starts or how long it is."""
    return bool(_POINT.fullmatch(words.strip()))


def is_minutes(words: str) -> bool:
    """Tell a length that is counted in minutes and in nothing smaller."""
    return bool(_MINUTES.fullmatch(words.strip()))


def begins_with_length(line: str) -> bool:
    """Tell a line of words with a length in brackets or a range before them, and no separator between."""
    return bool(_BEGINS.match(line[:LONGEST_HEAD]))


def leads_a_line(line: str) -> bool:
    """Tell a line that begins with a length set off from its words: ``5s - Wide``, ``[5s] Wide``."""
    return bool(_LEADS.match(line[:LONGEST_HEAD]))


def is_length_name(name: str) -> bool:
    """Tell whether a detail of this name says how long a shot is."""
    return len(name) <= LONGEST_NAME and bool(_LENGTH_NAME.fullmatch(name))
