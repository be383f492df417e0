"""Texts that are no storyboard, or none that is read: named as what they are, each with the way out.

Subtitles, lyrics and transcripts hold the times of speech, which are not those of shots; YAML, HTML and XML
hold lists in a form that others export better.
"""

from __future__ import annotations

import re
from itertools import islice

from kling_cost.storyboard.table import FileFault

_AS = "export it as CSV, XLSX, Markdown or JSON"
_SHOTS = "write the shots with their lengths as CSV, Markdown or JSON"
_LINES_LOOKED_AT = 400
_LONGEST = 400
_ENOUGH, _MOST_OF_THEM = 3, 0.6
_WRITTEN = re.compile(r"[^\r\n]+")
_CUE_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_CUE = re.compile(rf"{_CUE_TIME}[ \t]+-->[ \t]+{_CUE_TIME}(?:[ \t].*)?")
_LYRIC_TAG = re.compile(r"\[(?:ti|ar|al|au|by|offset|length|re|ve):[^\]]*\]", re.IGNORECASE)
_LYRIC = re.compile(r"(?:\[\d{1,3}:\d{2}\.\d{2,3}\])+(?P<words>.*)")
_SAID = re.compile(
    r"(?P<open>[\[(])?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\.\d{1,3})?(?(open)[\])])[ \t]+(?:[-–—][ \t]+)?"
    r"(?P<speaker>[^\W\d_][^:\t|,]{0,30}):[ \t]"
)
_OF_FILM = re.compile(
    r"(?i)(?:shots?|scenes?|clips?|cut|visual|video|image|camera|prompt|text|audio|sound|music|sfx|vo|"
    r"voice.?over|action|wide|close|insert|logo|hook|cta|title|super|b.?roll)\b"
)
_YAML_NAMES = frozenset({".yaml", ".yml"})
_YAML_PAIR = re.compile(r"^[ \t]*(?:- +)?[\w-]+[ \t]*:(?:[ \t]|\r?$)", re.MULTILINE)
_YAML_LIST = re.compile(
    r"^(?:shots|shot_?list|scenes|storyboard|boards|clips):[ \t]*\r?\n[ \t]*- [a-z_]+:[ \t]*[^\s*]"
    r"|\A(?:---[ \t]*\r?\n)?- [a-z_]+:[ \t]+\S[^\n]*\n {2,}[a-z_]+:[ \t]",
    re.MULTILINE,
)
_MARKUP = re.compile(r"\s*<(?:!--.*?-->|\?xml|!doctype|[a-z])", re.IGNORECASE | re.DOTALL)
_MARKUP_LOOKED_AT = 4_000
_FROM_EDITORS = "which is not read; export the edit as EDL or OTIO, or its list as CSV"
_XML = {
    "<fcpxml": f"is Final Cut Pro XML (FCPXML), {_FROM_EDITORS}",
    "<xmeml": f"is Final Cut Pro 7 XML, {_FROM_EDITORS}",
    "<workbook": "is a spreadsheet in XML, which is not read; save it as XLSX or CSV",
}


def check_readable(text: str, ending: str) -> None:
    """Refuse a text that is known to be something else than a storyboard of a format that is read.

    Raises:
        FileFault: naming what it is, and what to do.
    """
    written = islice(_WRITTEN.finditer(text), _LINES_LOOKED_AT)
    lines = [line for found in written if (line := found[0][:_LONGEST].strip())]
    if _are_subtitles(lines):
        message = f"is a subtitle file, whose times are those of speech, not of shots; {_SHOTS}"
        raise FileFault("subtitles", message)
    if _are_lyrics(lines):
        message = f"is a file of lyrics, whose times are those of sung lines, not of shots; {_SHOTS}"
        raise FileFault("lyrics", message)
    if _is_transcript(lines):
        message = f"is a transcript, whose times are those of speech, not of shots; {_SHOTS}"
        raise FileFault("transcript", message)
    _check_markup(text)
    if _YAML_LIST.search(text) or (ending in _YAML_NAMES and _YAML_PAIR.search(text)):
        raise FileFault("foreign-format", f"is YAML, which is not read; {_AS}")


def _are_subtitles(lines: list[str]) -> bool:
    if lines and re.match(r"WEBVTT(?:\s|$)", lines[0]):
        return True
    # the number of a cue stands above its times
    first = next((line for line in lines if not line.isdecimal()), "")
    return bool(_CUE.fullmatch(first))


def _are_lyrics(lines: list[str]) -> bool:
    """Tell lyrics by their tags, or by times to the hundredth with a line right behind each."""
    sung = [found["words"] for line in lines if (found := _LYRIC.fullmatch(line))]
    if len(sung) < _MOST_OF_THEM * len(lines) or not sung:
        return False
    return any(_LYRIC_TAG.fullmatch(line) for line in lines) or not any(words[:1] == " " for words in sung)


def _is_transcript(lines: list[str]) -> bool:
    """Tell a transcript: most lines have a time and a speaker, and the speakers come again."""
    found = [match["speaker"].strip() for line in lines if (match := _SAID.match(line))]
    speakers = [name for name in found if not _OF_FILM.match(name)]
    if len(speakers) < max(_ENOUGH, _MOST_OF_THEM * len(lines)):
        return False
    return len(set(speakers)) < len(speakers)


def _check_markup(text: str) -> None:
    begin = text[:_MARKUP_LOOKED_AT].lower()
    if not _MARKUP.match(begin):
        return
    for tag, message in _XML.items():
        if tag in begin:
            raise FileFault("foreign-format", message)
    if "<html" in begin or "<!doctype html" in begin or begin.lstrip().startswith("<table"):
        message = f"is HTML, whatever its name says; open it in a spreadsheet program or browser and {_AS}"
        raise FileFault("foreign-format", message)
    if begin.lstrip().startswith("<?xml"):
        raise FileFault("foreign-format", f"is XML, which is not read; {_AS}")
