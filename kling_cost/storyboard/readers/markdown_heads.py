"""Lines that name a shot or a scene (``## Shot 1A: Handshake``), and details below them (``Camera: dolly``).

They are read as words without markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kling_cost.storyboard.readers.markdown_lengths import (
    EDGE,
    LONGEST_HEAD,
    LONGEST_NAME,
    first_lengths,
    is_length_name,
    is_range,
    leads_a_line,
    lengths_in,
    trimmed,
)

Form = Literal["heading", "bold", "numbered", "bullet", "text"]
Kind = Literal["shot", "scene", "timed"]

_SHOT = (
    r"shots?|clips?|cut|toma|einstellung|inquadratura|кадр|"
    r"镜头|鏡頭|镜号|鏡號|分镜|分鏡|镜|カット|ショット|컷|샷"
)
_SCENE = r"scenes?|scène|escena|szene|cena|scena|сцена|场景|場景|场次|场|シーン|씬|장면"
_PERHAPS_SHOT = r"plan|plano|panel|frame|keyframe|segment|beat|片段|画面"
_PERHAPS_SCENE = r"sequence|séquence|sequenz|secuencia|acte?|acto|ato|akt|chapter|part|episode|幕"
_NUMERAL = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[一二三四五六七八九十百]+"
_END_OF_NAME = r"(?=\s*(?:$|[:：|｜(\[（【,，.–—-]))"
_ID = (
    r"(?!\d+(?:[.-]\d+)?(?-i:s)\b)(?:\d+[A-Za-z]?(?:[-_./–]\d+[A-Za-z]?)*(?![A-Za-z0-9])"
    rf"|(?-i:[A-Z]\d+[A-Za-z]?(?:[-_.]\d+)*)(?![A-Za-z0-9])|(?-i:[A-Z]|[IVX]{{2,6}}){_END_OF_NAME}"
    rf"|(?:{_NUMERAL})(?![A-Za-z0-9]))"
)
_NAMED = re.compile(
    rf"(?:(?P<shot>{_SHOT})|(?P<scene>{_SCENE})"
    rf"|(?P<perhaps_shot>{_PERHAPS_SHOT})|(?P<perhaps_scene>{_PERHAPS_SCENE}))"
    rf"[\s_#№:：.-]*(?:(?:no\.?|nr\.?|n[°º]|number)\s*#?\s*)?(?P<id>{_ID})",
    re.IGNORECASE,
)
_COUNTED = re.compile(  # 第3镜, 第二个场景
    rf"第\s*(?P<id>\d+|[一二三四五六七八九十百]+)\s*[个個]?\s*"
    rf"(?:(?P<shot>{_SHOT})|(?P<scene>{_SCENE}|幕))",
)
_CODE = re.compile(
    r"(?:[A-Z]{0,4}[-_]?\d+[A-Za-z]?)(?:[-_.][A-Z]{0,4}\d+[A-Za-z]?)*(?=\s*(?:$|[:：|.)–—]|-\s))"
)

_BEFORE = re.compile(r"^(?:\[[ xX]\]\s+)?[^\w\[(（【~≈]+")
_TOTAL = re.compile(
    r"(?:(?:grand|overall)\s+)?total\b|[总總]|合[计計]|全[长長]|gesamt"
    r"|(?:durée|duración|duração|durata) total|running time",
    re.IGNORECASE,
)
_TOTAL_LENGTH = re.compile(
    r"(?:(?:grand|overall|estimated|approx\w*|est)\.?\s+)*total"
    r"(?:\s+(?:film|video|ad|spot|estimated|est\.|approx\w*|screen|run|running|duration|runtime|run-time|"
    r"length|time))*|[总總](?:[时時][长長]|[长長]度?|[时時][间間])|全[长長]|総尺|総時間|gesamt(?:dauer|länge|laufzeit|zeit)?"
    r"|durée totale?|duración total|duração total|durata totale|running time|total run ?time",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"(?P<name>[^\W\d_][^:：|]{0,47}?)\s*(?:：|:(?=\s|$))\s*(?P<value>.*)$", re.DOTALL)
_BOLD = re.compile(r"(?:\[[ xX]\]\s+)?(\*\*|__)(?P<lead>(?!\s).+?)\1(?P<tail>.*)$", re.DOTALL)
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_LIST_OF_SHOTS = re.compile(
    r"\b(?:shot[ -]?list|shots|storyboard)\b|分镜|分鏡|镜头|鏡頭|絵コンテ|ショット|스토리보드", re.IGNORECASE
)
_MOST_WORDS = 5
_MOST_WORDS_IN_PROSE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a line says of the shot or scene that it begins; ``sure`` if its words tell that it is one."""

    kind: Kind
    sure: bool
    form: Form
    shot_id: str = ""
    title: str = ""
    text: str = ""
    lengths: tuple[str, ...] = ()


def bold_led(raw: str) -> tuple[str, str] | None:
    """Split a line that begins in bold into that part and the rest, both as written."""
    found = _BOLD.match(raw)
    return (found["lead"], found["tail"]) if found else None


def head_of(lead: str, tail: str | None, form: Form, mark: str = "") -> Head | None:
    """Read a line as the head of a shot or a scene: all of it, or its part in bold and the ``tail`` after it.

    ``mark`` is the number of a numbered item. Any heading and any numbered item may be a head, though without
    lengths: what stands below may give one.
    """
    short = _BEFORE.sub("", lead[:LONGEST_HEAD])
    lead = short + lead[LONGEST_HEAD:]
    is_title = form == "heading" or tail is not None
    named = _NAMED.match(short) or _COUNTED.match(short)
    if named is None:
        return _timed_head(lead, tail, form, mark)
    lengths, rest = lengths_in(lead[named.end() :])
    after = lead[named.end() :].lstrip()
    if not is_title and after and after[0] not in EDGE + "([（【":
        return None
    tail = tail or ""
    if not lengths:
        lengths, tail = lengths_in(tail)
    words = named.groupdict()
    return Head(
        kind="shot" if words["shot"] or words.get("perhaps_shot") else "scene",
        sure=bool(words["shot"] or words["scene"]),
        form=form,
        shot_id=named["id"],
        title=rest if is_title else "",
        text=trimmed(tail) if is_title else rest,
        lengths=lengths,
    )


def _timed_head(lead: str, tail: str | None, form: Form, mark: str) -> Head | None:
    """Read a line that names no shot but a length: ``### Hook (0-3s)``, ``0:00-0:05: She opens the door``."""
    if is_length_name(re.split("[:：]", lead[:LONGEST_HEAD], maxsplit=1)[0].strip()):
        return None
    if tail is None and form in {"text", "bullet"}:
        lengths, rest = first_lengths(lead)
        if not lengths or not (is_range(lengths[0]) or leads_a_line(lead)):
            return None
        return Head(kind="timed", sure=False, form=form, text=rest, lengths=lengths)
    lengths, rest = first_lengths(lead)
    code = None if lengths else _CODE.match(lead)
    if not lengths:
        lengths, rest = lengths_in(lead[code.end() :] if code else lead)
    after = tail or ""
    if not lengths:
        lengths, after = (lengths_in if form == "numbered" else first_lengths)(after)
    if not lengths and form not in {"heading", "numbered"}:
        return None
    return _made(form, lengths, code[0] if code else mark, rest, after if tail is not None else None)


def _made(form: Form, lengths: tuple[str, ...], shot_id: str, rest: str, tail: str | None) -> Head | None:
    if is_total(rest):
        # beside headings it is a row of its own; elsewhere it is a detail of the whole film
        if form != "heading":
            return None
        return Head(kind="timed", sure=False, form=form, shot_id=rest, lengths=lengths)
    is_title = form == "heading" or tail is not None
    return Head(
        kind="timed",
        sure=False,
        form=form,
        shot_id=shot_id,
        title=rest if is_title else "",
        text=trimmed(tail or "") if is_title else rest,
        lengths=lengths,
    )


def is_total(name: str) -> bool:
    """Tell whether a detail of this name speaks of the whole film."""
    return bool(_TOTAL.match(name))


def is_total_length(name: str) -> bool:
    """Tell whether a detail of this name gives the film's length, not another of its sums."""
    return bool(_TOTAL_LENGTH.fullmatch(_BRACKET.sub("", name).strip(" *_")))


def announces_shots(words: str) -> bool:
    """Tell a short line that says what stands below it: a list of shots."""
    return len(words) <= LONGEST_NAME and bool(_LIST_OF_SHOTS.search(words))


def names_shots(header: str) -> bool:
    """Tell whether a column of this name speaks of shots or of lengths."""
    words = header[:LONGEST_NAME].strip(" #.*:").casefold()
    return is_length_name(words) or bool(re.match(rf"(?:{_SHOT}|{_SCENE})(?![a-z])", words))


def details_of(words: str, *, listed: bool) -> list[tuple[str, str]]:
    """Read a line as details: their names and values; prose has none. ``listed`` lines are not sentences."""
    parts = re.split(r"[|｜·•]", words)
    several = [found for part in parts if (found := _detail(part.strip(), listed=listed))]
    if len(several) > 1 and len(several) == len(parts):
        return several
    found = _detail(words, listed=listed)
    return [found] if found else []


def _detail(words: str, *, listed: bool) -> tuple[str, str] | None:
    found = _DETAIL.match(_BEFORE.sub("", words))
    if found is None:
        return None
    name = found["name"]
    if len(name.split()) > (_MOST_WORDS if listed else _MOST_WORDS_IN_PROSE):
        return None
    if not listed and name[0].islower() and not is_length_name(name):
        return None
    return name, found["value"].strip()
