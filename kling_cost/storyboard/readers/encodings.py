"""Bytes become text: marks first, then UTF-8, and only then the older encodings, chosen by evidence.

A file does not say how its letters are written. Spreadsheets that do not save UTF-8 write GB18030 in China,
Shift_JIS in Japan and Windows-1252 in western Europe, and a short shot list is all the evidence there is. So
each of the three reads the file, and the letters that come out are weighed by how usual they are there; where
none look right, the file is refused.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections import Counter
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import category

from kling_cost.storyboard.table import MOST_BYTES, FileFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARKS = (  # UTF-32 before UTF-16, whose mark it begins with
    (BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    (b"\x84\x31\x95\x33", "gb18030", "GB18030"),
)
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{1,100}")
_RUNS_LOOKED_AT = 2_000
_BYTES_LOOKED_AT = 50_000
_WHOLE_FOR_EACH_BROKEN = 4
_CONTROLS = [chr(code) for code in (*range(9), *range(14, 26), *range(27, 32), 127)]
"""Control characters that no table holds; the ends of lines, pages and old files are not among them."""
_FEW = 20
_CURE = "save it as 'CSV UTF-8' or 'UTF-8'"
_NOT_TEXT = f"is not text but something else; export the table as CSV, or {_CURE}"

_USUAL, _POSSIBLE, _ODD = 10, 4, 0
_WESTERN_LETTERS = frozenset("àâäáãåæçèéêëíìîïñóòôöõøœßùúûüÿÀÂÄÁÃÅÆÇÈÉÊËÍÌÎÏÑÓÒÔÖÕØŒÙÚÛÜ")
_WESTERN_SIGNS = frozenset("‘’“”„–—…•°€£«»¿¡\u00a0½²×·ªº")  # noqa: RUF001 - quotes and dashes as they are
_CHINESE_USUAL = frozenset((*range(0xA1, 0xA4), *range(0xB0, 0xD8)))
"""The lead bytes of GB 2312's signs and of its 3,755 common characters."""
_JAPANESE_USUAL = frozenset(range(0x81, 0x98))
"""The lead bytes of Shift_JIS's signs, kana and 2,965 common characters."""


def decoded(data: bytes) -> tuple[str, str]:
    """Give a file's text and its encoding's name for people: "UTF-8", "UTF-16", "Windows-1252" ...

    A few broken letters in UTF-8 (a cell cut off amid one) become U+FFFD, and the name says how many.

    Raises:
        FileFault: when it is too large, not text, or in an encoding that is not known.
    """
    if len(data) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1_000_000} MB"
        raise FileFault("too-large", f"is larger than {limit}, which no storyboard is; split it")
    text, name = _marked(data) or _utf_8(data) or _utf_16(data) or _by_evidence(data)
    _check_is_text(text)
    return text, name


def _marked(data: bytes) -> tuple[str, str] | None:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            text = _read(data[len(mark) :], codec)
            if text is None:
                raise FileFault("broken-encoding", f"begins as {name} and is broken further down; {_CURE}")
            return text, name
    return None


def _utf_8(data: bytes) -> tuple[str, str] | None:
    name = "UTF-8"
    if data.startswith(BOM_UTF8):
        data, name = data[len(BOM_UTF8) :], "UTF-8 with a mark"
    # Text with null bytes may be UTF-16 without a mark, which is valid UTF-8 if its letters are plain.
    if b"\0" in data and _utf_16(data):
        return None
    try:
        return data.decode("utf-8"), name
    except UnicodeDecodeError as error:
        if not _is_utf_8_but_for_few(data, error.start):
            return None
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return text, f"{name} with {broken} broken letter{'s' if broken > 1 else ''}"


def _is_utf_8_but_for_few(data: bytes, start: int) -> bool:
    """Look around the first broken letter: in another encoding, most others would be broken too."""
    near = data[max(start - _BYTES_LOOKED_AT, 0) : start + _BYTES_LOOKED_AT]
    text = near.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text if letter > "\x7f") - broken
    return whole >= _WHOLE_FOR_EACH_BROKEN * broken


def _utf_16(data: bytes) -> tuple[str, str] | None:
    """Recognise UTF-16 without a mark: separators and line ends give it null bytes, all on one side."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 or not even + odd or min(even, odd) * 10 > max(even, odd):
        return None
    text = _read(data, "utf-16-le" if odd > even else "utf-16-be")
    if not text or "\0" in text:
        return None
    if _read(data, "utf-8") is not None and (even + odd) * 4 < len(data):
        return None  # plain text that a few null bytes got into
    seen = islice((letter for letter in text if not letter.isspace()), _RUNS_LOOKED_AT)
    kinds = Counter(category(letter) in {"Cc", "Cn", "Co"} for letter in seen)
    return (text, "UTF-16") if kinds[True] * 50 <= kinds[False] else None


def _by_evidence(data: bytes) -> tuple[str, str]:
    """Choose the old encoding in which the letters are most usual; of two alike the first."""
    readings: list[tuple[Fraction, str, str]] = []
    for name, codec, weigh in _OLD:
        text = _read(data, codec)
        if text is not None:
            readings.append((weigh(text), text, name))
    best = max(readings, key=lambda reading: reading[0], default=(Fraction(_ODD), "", ""))
    if best[0] < _POSSIBLE:
        if data.count(0) or _controls(data.decode("latin-1")) > _FEW + len(data) // 50:
            raise FileFault("not-text", _NOT_TEXT)
        known = ", ".join(name for name, _, _ in _OLD)
        message = f"is not UTF-8 text, nor in any other encoding that is known ({known}); {_CURE}"
        raise FileFault("unknown-encoding", message)
    return best[1], best[2]


def _western(text: str) -> Fraction:
    """Weigh how usual letters are in western Europe: they stand alone or few together amid plain letters."""
    weights: list[int] = []
    for run, beside in _runs(text):
        alone = sum(1 for letter in run if letter not in _WESTERN_SIGNS) == 1
        for letter in run:
            if letter in _WESTERN_SIGNS or (letter in _WESTERN_LETTERS and (alone or len(beside) > 1)):
                weights.append(_USUAL)
            else:
                weights.append(_POSSIBLE if letter in _WESTERN_LETTERS and beside else _ODD)
    return _average(weights)


def _chinese(text: str) -> Fraction:
    return _average([_by_lead(letter, "gb2312", _CHINESE_USUAL, wider="gbk") for letter in _letters(text)])


def _japanese(text: str) -> Fraction:
    return _average([_by_lead(letter, "cp932", _JAPANESE_USUAL, wider="cp932") for letter in _letters(text)])


def _by_lead(letter: str, codec: str, usual: frozenset[int], *, wider: str) -> int:
    """Weigh a letter by its place in a character set that is laid out by use, and in its wider form."""
    code = _code(letter, codec)
    if len(code) > 1 and code[0] in usual:
        return _USUAL
    return _POSSIBLE if _code(letter, wider) else _ODD


def _letters(text: str) -> Iterator[str]:
    """Give the letters beyond ASCII; nothing for one amid small Latin ones, of which it has swallowed one."""
    for run, beside in _runs(text):
        if len(run) == 1 and any(letter.islower() for letter in beside):
            yield ""
        else:
            yield from run


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Give letters beyond ASCII that stand together, with the plain letters beside them."""
    for run in islice(_FOREIGN_RUN.finditer(text), _RUNS_LOOKED_AT):
        start, end = run.span()
        beside = text[max(start - 1, 0) : start] + text[end : end + 1]
        yield run[0], "".join(letter for letter in beside if letter.isascii() and letter.isalpha())


_OLD: tuple[tuple[str, str, Callable[[str], Fraction]], ...] = (
    ("Windows-1252", "cp1252", _western),
    ("GB18030", "gb18030", _chinese),
    ("Shift_JIS", "cp932", _japanese),
)


def _average(weights: list[int]) -> Fraction:
    return Fraction(sum(weights), len(weights)) if weights else Fraction(_ODD)


def _code(letter: str, codec: str) -> bytes:
    try:
        return letter.encode(codec)
    except UnicodeEncodeError:
        return b""


def _read(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _check_is_text(text: str) -> None:
    if "\0" in text:
        raise FileFault("null-bytes", f"holds null bytes, which no text does; {_CURE}")
    controls = _controls(text)
    if controls * 10 > len(text) or (controls > _FEW and controls * 100 > len(text)):
        raise FileFault("not-text", _NOT_TEXT)


def _controls(text: str) -> int:
    return sum(text.count(control) for control in _CONTROLS)
