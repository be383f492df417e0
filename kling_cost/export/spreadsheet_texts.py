"""Texts that a spreadsheet takes for something else, and the apostrophe that keeps them what they are.

A text runs where it begins like a formula. It turns where it looks like a number or a day: shot 007 becomes
7, shot 1-2 a day of the year. :func:`as_it_was` gives back exactly what :func:`kept` was given.
"""

from __future__ import annotations

import re

# What a formula begins with (OWASP, CSV injection; ASVS 5.0, 1.2.10), the full-width signs of East Asia too.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
# Blanks and quotation marks before the sign do not stop every spreadsheet. Apostrophes do; they count as well
# so that a text which brings its own one gets another, and no two texts are written alike.
_BLANKS = " \x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_RUNS = rf"(?=[\"'{_BLANKS}]*[{_SIGNS}]|'*[\t\r\0])"
# A spreadsheet that is set to another separator cuts a text there, quoted or not, and its rest is a cell.
_CUTS = r"(?<=[;,|\t\r\n])"
_RUNS_AT_ALL = re.compile(_RUNS)
_RUNS_AFTER_A_CUT = re.compile(_CUTS + _RUNS)
_KEPT_AFTER_A_CUT = re.compile(_CUTS + "'" + _RUNS)
_SIGNED = re.compile(r"[+-]\d+(\.\d+)?", re.ASCII)

# At most 11 digits: that many a cell shows as they are.
_SHOWN_AS_IT_IS = re.compile(r"-?[1-9]\d{0,10}|0", re.ASCII)
# Names of months and their short forms: English, German, French, Spanish, Portuguese, Italian, Dutch.
_MONTH = (
    r"(?:jan(?:uary|uar|vier|v|eiro|uari)?|enero?|genn?(?:aio)?|feb(?:ruary|ruar|rero|braio|ruari|r)?|f[eé]v(?:r|rier)?"
    r"|fev(?:ereiro)?|mar(?:ch|s|zo|ço)?|m[aä]r(?:z)?|mrt|maart|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|ma[yijg]"
    r"|mayo|maio|maggio|mei|jun(?:e|i|ho|io)?|juin|giu(?:gno)?|jul(?:y|i|ho|io)?|juil(?:let)?|lug(?:lio)?"
    r"|aug(?:ust|ustus)?|ao[uû]t|ago(?:sto)?|sept?(?:ember|embre)?|set(?:embro|tembre)?|oct(?:ober|obre|ubre)?"
    r"|okt(?:ober)?|out(?:ubro)?|ott(?:obre)?|nov(?:ember|embre|iembre|embro)?|d[eé]c(?:ember|embre)?"
    r"|dez(?:ember|embro)?|dic(?:iembre|embre)?)\.?"
)
_LOOKS_LIKE = re.compile(
    rf"""
      (?=\D*\d) [-+]? \s? [€$£¥]? [-+]? [\d.,\s'’]++ [%€$£¥]?                  # 007, 1.5, 5 %
    | [-+]? (?=[.,]?\d) [\d.,]++ e [-+]? \d+                                  # 3E5
    | \d++ \s? ([-/.:,] \s? \d++ \s?){{1,3}} [-/.]?  (\s? [ap]\.?m?\.?)?        # 1-2, 2026-01-02, 12:30
    | \d+ \s [ap]m?                                                           # 1 A is an hour
    | [-+]? \d+ \s \d+ / \d+                                                  # 1 1/2
    | {_MONTH} [\s./-]* \d+ ([\s,./-]+ \d+)? | \d+ [\s./-]* {_MONTH} ([\s,./-]* \d+)?  # DEC1, 2 May
    | true | false | wahr | falsch | vrai | faux | vero | falso | verdadero | waar | onwaar | prawda | fałsz
    | \#N/A | \#NV | \#[A-Z]{{3,}}(/0)?[!?]                                    # an error
    """,
    re.VERBOSE | re.IGNORECASE,
)


def kept(text: str, *, turns: bool) -> str:
    """Put an apostrophe before what a spreadsheet would run, and with ``turns`` before what it would turn.

    It stands at the start, and after a separator or line break inside the text. A signed number is no
    formula: it stays as it is, unless it would turn.
    """
    inside = text if _signed(text, turns=turns) else _RUNS_AFTER_A_CUT.sub("'", text)
    return f"'{inside}" if _needs_one(text, turns=turns) else inside


def as_it_was(cell: str, *, turns: bool) -> str:
    """Give back the text that :func:`kept` was given."""
    text = _KEPT_AFTER_A_CUT.sub("", cell)
    return text[1:] if text.startswith("'") and _needs_one(text[1:], turns=turns) else text


def would_turn(text: str) -> bool:
    """Tell whether some spreadsheet shows a text otherwise: 007 as 7, 1-2 as a day, 3E5 as 300,000."""
    return bool(_LOOKS_LIKE.fullmatch(text.strip())) and not _SHOWN_AS_IT_IS.fullmatch(text)


def _needs_one(text: str, *, turns: bool) -> bool:
    if _signed(text, turns=turns):
        return False
    return bool(_RUNS_AT_ALL.match(text)) or (turns and would_turn(text.lstrip("'")))


def _signed(text: str, *, turns: bool) -> bool:
    return bool(_SHOWN_AS_IT_IS.fullmatch(text) if turns else _SIGNED.fullmatch(text))
