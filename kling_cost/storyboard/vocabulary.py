"""What a header means and what a row's words mark, by the spellings of ``vocabulary.toml``.

A header may mean several things, and several headers the same; all is given with a rank, and the caller, who
sees the whole table, chooses.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kling_cost.datafiles import FileModel, Text, load_file
from kling_cost.storyboard.columns import COLUMNS
from kling_cost.storyboard.spellings import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kling_cost.datafiles import Fault

_LONGEST_HEADER = 80
_LONGEST_HEADING = 120
_MOST_KNOWN = 8192
_PER_LEVEL = 1000
_BESIDE, _IN_PART = 300, 500
"""How much worse a name is that is known only without the word beside it, or only in part."""
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|【[^【】]*】|「[^「」]*」")
_PARTS = re.compile(r"[/|+&,;\n、・·]| and | or ")
_SCRIPTS = re.compile(r"[a-z0-9 ]+|[^a-z0-9 ]+")
_RATE_BEHIND = re.compile(r"\s*@\s*[0-9][0-9.,]*\s*(?:fps|p)?\s*$", re.IGNORECASE)
_PATH = re.compile(r"\w+(?:\.\w+)+")
_CJK_NUMBER = "[一二三四五六七八九十百]{1,5}"
_LETTER_NUMBER = r"(?:[ivxl]{1,6}|[a-z])(?=\s*(?:$|[:.|\u2013\u2014-]))"
_NUMBER = rf"(?:[0-9]{{1,4}}[a-z]?(?![a-z0-9])|{_LETTER_NUMBER}|{_CJK_NUMBER})"
_Spellings = Annotated[tuple[Text, ...], Field(strict=False)]


class MeaningFile(FileModel):
    """How the columns of one meaning are called, best first in each list."""

    sure: _Spellings = ()
    """Names for lists of shots and hardly for anything else."""
    usual: _Spellings = ()
    """Good names that other tables have too."""
    last: _Spellings = ()
    """Names taken only where no better column means the same."""
    ends: _Spellings = ()
    """How longer names of this meaning end."""


class RowWordsFile(FileModel):
    """Words that mark rows."""

    totals: _Spellings
    """A row of sums begins with one."""
    beside_totals: _Spellings
    """Words that may stand beside a total."""
    scenes: _Spellings
    """A scene, before its number or a colon."""
    counted_scenes: _Spellings
    """A scene, after its number."""
    places: _Spellings
    """Where a scene plays, at the beginning of its heading."""
    unknown_lengths: _Spellings
    """What stands for a length that is not known yet."""
    omitted: _Spellings
    """What stands in place of a shot that was taken out."""
    remarks: _Spellings
    """Words that begin a remark about the list."""


class VocabularyFile(FileModel):
    """``vocabulary.toml``."""

    beside: _Spellings
    """Words before a name that leave it what it is."""
    units: _Spellings
    """Units behind a name."""
    meanings: dict[str, MeaningFile]
    """Every meaning by its name; our own columns are all among them."""
    against: dict[str, _Spellings]
    """What is no list of shots, each with the columns that tell it."""
    rows: RowWordsFile
    """Words that mark rows."""

    def faults(self) -> Iterator[Fault]:
        """Find columns of ours without spellings, and spellings that stand twice."""
        for column in COLUMNS:
            if column not in self.meanings:
                yield (
                    "meanings",
                    f"our column {column!r} has no spellings; add [meanings.{column}]",
                )
        for name, meaning in self.meanings.items():
            yield from _repeated(f"meanings.{name}", (*meaning.sure, *meaning.usual, *meaning.last))
        yield from _repeated("against", (word for words in self.against.values() for word in words))


def _repeated(key: str, spellings: Iterable[str]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for spelling in spellings:
        if not (folded := _key(spelling)):
            yield key, f"{spelling!r} has no letters and can never be matched; leave it out"
        elif folded in first:
            yield key, f"{spelling!r} and {first[folded]!r} are one spelling; keep the first"
        first.setdefault(folded, spelling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One thing a header may mean.

    ``meaning`` is one of our columns, or another meaning of the file. ``rank`` compares columns, the lowest
    best: 0 is our own spelling. ``strong`` says that hardly anything but a list of shots has such a column.
    """

    meaning: str
    rank: int
    strong: bool = False


class Vocabulary:
    """The spellings of columns and rows."""

    def __init__(self, file: VocabularyFile) -> None:
        self._senses = _senses(file)
        self._ends = [(_key(end), name) for name, each in file.meanings.items() for end in each.ends]
        self._beside = [_key(word) for word in file.beside]
        self._units = sorted(map(_key, file.units), key=len, reverse=True)
        self._against = {_key(word): kind for kind, words in file.against.items() for word in words}
        rows = file.rows
        self._totals, self._beside_totals = _keys(rows.totals), _keys(rows.beside_totals)
        self._heading = _heading(rows)
        self._remarks = _keys(rows.remarks)
        self._omitted = _keys(rows.omitted)
        self._unknown = {_folded(word) for word in rows.unknown_lengths}
        self._known: dict[str, Sequence[Sense]] = {}

    def meanings(self, header: str) -> Sequence[Sense]:
        """Give what a header may mean, best first; nothing where it is not known."""
        if len(header) > _LONGEST_HEADER:
            return ()
        if header not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[header] = self._meanings(header)
        return self._known[header]

    def _meanings(self, full: str) -> Sequence[Sense]:
        header = _RATE_BEHIND.sub("", full)
        key = _key(header)
        if found := self._named(key):
            return found
        if _PATH.fullmatch(header.strip()):
            return self._named(_key(header.rpartition(".")[2])) or self._ending(key)
        found = self._beside_a_word(key)
        if "+" in header or "&" in header:  # the last word is that of all: "Motion + Context Prompt"
            found = found or self._ending(key)
        return found or self._in_part(header) or self._ending(key)

    def against(self, header: str) -> str | None:
        """Name what else a table is that has such a column (``a lab log``); None if the name says nothing."""
        if len(header) > _LONGEST_HEADER or any(sense.strong for sense in self.meanings(header)):
            return None
        return self._against.get(_key(header)) or self._against.get(_key(header.rpartition(".")[2]))

    def is_total(self, text: str) -> bool:
        """Tell the first cell of a row of sums: ``TOTAL:``, ``合计``, ``Total (12 shots)``."""
        if len(text) > _LONGEST_HEADER:
            return False
        words = words_of(re.sub(r"[0-9][0-9.,:]*\s*[^\W\d_]*", " ", _without_brackets(text)))
        kept = [word for word in words if word not in self._beside_totals]
        return "".join(words) in self._totals or "".join(kept) in self._totals

    def is_omitted(self, text: str) -> bool:
        """Tell the text of a shot that was taken out: ``OMITTED``, ``(Shot 12 omitted)``, ``欠番``."""
        if len(text) > _LONGEST_HEADER:
            return False
        words = [word for word in words_of(text) if not word.isdigit()]
        kept = [word for word in words if word not in self._beside_totals]
        return "".join(words) in self._omitted or "".join(kept) in self._omitted

    def is_scene_heading(self, text: str) -> bool:
        """Tell a row that names a scene: ``Scene 2``, ``INT. KITCHEN - DAY``, ``第3场``, ``Szene: Hof``."""
        return len(text) <= _LONGEST_HEADING and self._heading.match(_folded(text)) is not None

    def is_unknown_length(self, text: str) -> bool:
        """Tell a cell that says that the length is not known yet: ``TBD``, ``n/a``, ``待定``."""
        return len(text) <= _LONGEST_HEADER and _folded(text).strip("()[] .") in self._unknown

    def is_remark(self, text: str) -> bool:
        """Tell the first cell of a row that is about the list: ``Note: ...``, ``备注 ...``, ``*``."""
        begin = _folded(text[:_LONGEST_HEADING])
        return begin.startswith(("* ", "//", "---")) or _key(re.split("[:.]", begin)[0]) in self._remarks

    def _named(self, key: str) -> Sequence[Sense]:
        """Look a name up, then without the unit behind it."""
        if key in self._senses:
            return self._senses[key]
        bare = (key.removesuffix(unit) for unit in self._units if key.endswith(unit))
        return next((self._senses[each] for each in bare if each in self._senses), ())

    def _beside_a_word(self, key: str) -> Sequence[Sense]:
        bare = (key.removeprefix(word) for word in self._beside if key.startswith(word))
        return next((_worse(found, _BESIDE) for each in bare if (found := self._named(each))), ())

    def _in_part(self, header: str) -> Sequence[Sense]:
        """Look up both sides of a mark, or each of two scripts: ``音效/对白``, ``镜号 Shot``."""
        parts = [part for part in _PARTS.split(_without_brackets(header).casefold()) if part.strip()]
        if len(parts) < 2:  # noqa: PLR2004 - one part is the whole
            parts = _SCRIPTS.findall(" ".join(words_of(_without_brackets(header))))
        best: dict[str, Sense] = {}
        for at, part in enumerate(parts if len(parts) > 1 else ()):
            for sense in _worse(self._named(_key(part)), _IN_PART + at):
                best.setdefault(sense.meaning, sense)
        return tuple(sorted(best.values(), key=lambda sense: sense.rank))

    def _ending(self, key: str) -> Sequence[Sense]:
        return next(
            (
                (Sense(meaning=name, rank=4 * _PER_LEVEL + at),)
                for at, (end, name) in enumerate(self._ends)
                if key.endswith(end)
            ),
            (),
        )


@cache
def shipped_vocabulary() -> Vocabulary:
    """Give the vocabulary that comes with the package; it is read once."""
    return Vocabulary(load_file(Path(__file__).with_name("vocabulary.toml"), VocabularyFile))


def _heading(rows: RowWordsFile) -> re.Pattern[str]:
    """Build the pattern of a scene's heading from the words for scenes and places."""
    scenes, counted = _any_of(rows.scenes), _any_of(rows.counted_scenes)
    spaced = _any_of([place for place in rows.places if place.isascii()])
    unspaced = _any_of([place for place in rows.places if not place.isascii()])
    return re.compile(
        rf"[\W_]*(?:(?:{scenes})\s*(?:(?:#|no\.?|n°|:)?\s*{_NUMBER}|:|[\u2013\u2014]|-\s)"
        rf"|第?\s*(?:[0-9]{{1,4}}|{_CJK_NUMBER})\s*(?:{counted})"
        rf"|(?:{spaced})\s*[./:\u2013\u2014-]|(?:{unspaced}))"
    )


def _any_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(_folded(word)) for word in sorted(words, key=len, reverse=True))


def _senses(file: VocabularyFile) -> Mapping[str, Sequence[Sense]]:
    """Gather what each spelling may mean, best first."""
    found: dict[str, list[Sense]] = {}
    for name, meaning in file.meanings.items():
        for level, spellings in enumerate((meaning.sure, meaning.usual, meaning.last), start=1):
            for at, spelling in enumerate(spellings):
                sense = Sense(meaning=name, rank=level * _PER_LEVEL + at, strong=level == 1)
                found.setdefault(_key(spelling), []).append(sense)
    for column in COLUMNS:
        senses = found.setdefault(_key(column), [])
        strong = any(sense.strong for sense in senses if sense.meaning == column)
        others = [sense for sense in senses if sense.meaning != column]
        found[_key(column)] = [Sense(meaning=column, rank=0, strong=strong), *others]
    return {key: tuple(sorted(senses, key=lambda sense: sense.rank)) for key, senses in found.items()}


def _worse(senses: Sequence[Sense], by: int) -> Sequence[Sense]:
    return tuple(replace(sense, rank=sense.rank + by) for sense in senses)


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_key, words))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _without_brackets(header: str) -> str:
    """Leave out what stands in brackets, unless that is all."""
    plain = unicodedata.normalize("NFKC", header)
    outside = _BRACKETED.sub(" ", plain)
    return outside if words_of(outside) or "#" in outside else plain


def _key(header: str) -> str:
    """Write a header as it is compared: its letters and digits; ``#`` where it is nothing else."""
    plain = _without_brackets(header)
    return "".join(words_of(plain)) or ("#" if "#" in plain else "")
