"""What a shot needs, and which cell or word says so: its columns, or with ``infer`` its description."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.clips import Mode, folded
from kling_cost.errors import closest
from kling_cost.routing.rules import FOOTAGE, IMAGE, REFERENCES, SPEECH, STILL, STILL_4K
from kling_cost.routing.words import Denials, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.routing.rules import NeedFile, RoutingFile
    from kling_cost.storyboard.shot import Shot

_LONGEST_WORD = 40
_LONGEST_REMARK = 18
_ITEMS = re.compile(r"[,;|\n\u3001\uff0c\uff1b]|\s/\s|\s\+\s|\s&\s")
_AROUND_A_REMARK = "()[]\uff08\uff09\u3010\u3011\u266a\u266b*. "
# "5", "5 images", "5张"; not "001.png" and not "2nd.png".
_COUNT = re.compile(r"x?\s?(\d{1,2})\s?x?(?=$|\s|[^\x00-\x7f])", re.IGNORECASE)
_FILE_NAME = re.compile(r"\.\w{2,5}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a shot is taken to need something: ``word`` as it stands in ``column``."""

    need: str
    column: str
    word: str
    inferred: bool = False

    def __str__(self) -> str:
        """Write ``speech: 'talks' in description``."""
        return f"{self.need}: {self.word!r} in {self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Everything a shot needs, with its evidence in the order of the columns.

    ``unknown`` are words of the needs column that no vocabulary has, each with the closest one or None.
    ``references`` is how many references are named, None where that is not said.
    """

    evidence: tuple[Evidence, ...] = ()
    unknown: tuple[tuple[str, str | None], ...] = ()
    references: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The needs, each once."""
        return tuple(dict.fromkeys(entry.need for entry in self.evidence))

    @property
    def inferred(self) -> bool:
        """Whether any of them was read from a description."""
        return any(entry.inferred for entry in self.evidence)

    def first(self, names: Sequence[str]) -> Evidence | None:
        """Give the first evidence of any of these needs."""
        return next((entry for entry in self.evidence if entry.need in names), None)


class NeedsReader:
    """Reads needs with the words of a file of rules."""

    def __init__(self, file: RoutingFile) -> None:
        self._needs: Sequence[NeedFile] = file.needs
        self._nothing = {_key(word) for word in file.nothing.words}
        self._something = {_key(word) for word in file.something.words}
        self._numbers = {_key(word): number for word, number in file.numbers.items()}
        self._exact = {
            _key(spelling): need.name
            for need in file.needs
            for spelling in (*need.modes, *need.spellings, need.name)
        }
        denials = Denials(file.negations.before, file.negations.after)
        self._wordings = {need.name: Wording(need.words, need.unless, denials) for need in file.needs}
        self._phrases = {
            need.name: Wording({**need.words, "": need.spellings}, need.unless, denials)
            for need in file.needs
        }

    def needs_of(self, shot: Shot, *, infer: bool = False) -> Needs:
        """Give what a shot needs.

        What its columns state comes first. With ``infer`` a shot that states nothing is read by the words of
        its description, prompt and dialogue; what a column denies is never inferred.
        """
        unknown: list[tuple[str, str | None]] = []
        denied: set[str] = {FOOTAGE} if shot.video_input is False else set()
        stated = [
            *self._of_mode(shot),
            *self._of_cells(shot, unknown, denied),
            *self._of_references(shot, denied),
            *_of_video_input(shot),
        ]
        if infer:
            stated += self._inferred(shot, denied, is_stated=bool(stated))
        return Needs(
            evidence=tuple(dict.fromkeys(stated)),
            unknown=tuple(unknown),
            references=self._count(shot.references),
        )

    def _of_mode(self, shot: Shot) -> Iterator[Evidence]:
        """Give what the mode asks for, and what an image row is."""
        if shot.is_image:
            mode = shot.mode.value if shot.mode else ""
            if shot.resolution == "4k":
                yield Evidence(need=STILL_4K, column="resolution", word="4k")
            else:
                yield Evidence(
                    need=STILL, column="mode" if mode else "product", word=mode or shot.product.value
                )
            if shot.mode in {Mode.IMAGE_TO_IMAGE, Mode.IMAGE_EDIT}:
                yield Evidence(need=IMAGE, column="mode", word=mode)
            return
        for need in self._needs:
            if shot.mode is not None and shot.mode in need.modes:
                yield Evidence(need=need.name, column="mode", word=shot.mode.value)

    def _of_cells(
        self, shot: Shot, unknown: list[tuple[str, str | None]], denied: set[str]
    ) -> Iterator[Evidence]:
        """Give what the needs column states; each of its words is a need's name, or a phrase with one."""
        for cell in shot.needs:
            key = _key(cell)
            if key in self._exact:
                yield Evidence(need=self._exact[key], column="needs", word=cell)
                continue
            found = [(name, hit) for name, wording in self._phrases.items() if (hit := wording.find(cell))]
            denied.update(name for name, hit in found if hit.denied)
            for name, hit in found:
                if not hit.denied:
                    yield Evidence(need=name, column="needs", word=hit.word)
            if not found and key and key not in self._nothing:
                unknown.append((cell, closest(cell[:_LONGEST_WORD], self._exact)))

    def _of_references(self, shot: Shot, denied: set[str]) -> Iterator[Evidence]:
        """Give the references column: anything in it but a word that says no."""
        text = shot.references.strip()
        if not text:
            return
        if self._count(text) == 0:
            denied.add(REFERENCES)
        else:
            yield Evidence(need=REFERENCES, column="references", word=_excerpt(text))

    def _count(self, text: str) -> int | None:
        """Count the references of a cell: a number, or the items of a list; None where it does not say."""
        items = [item for part in _ITEMS.split(text) if (item := part.strip())]
        if not items or (len(items) == 1 and _key(items[0]) in self._something):
            return None
        if len(items) == 1 and _key(items[0]) in self._nothing:
            return 0
        return sum(self._number(item) for item in items if _key(item) not in self._nothing)

    def _number(self, item: str) -> int:
        if _FILE_NAME.search(item):
            return 1
        found = _COUNT.match(item)
        return int(found[1]) if found else self._numbers.get(_key(item.split(maxsplit=1)[0]), 1)

    def _inferred(self, shot: Shot, denied: set[str], *, is_stated: bool) -> Iterator[Evidence]:
        """Read the texts: of an image row only whether it is in 4K, of others unless they state a need."""
        texts = {"description": shot.description, "prompt": shot.prompt}
        for name, wording in self._wordings.items():
            of_stills = name in {STILL, STILL_4K}
            open_still = shot.is_image and shot.resolution is None and name == STILL_4K
            if name in denied or not (open_still or not (of_stills or shot.is_image or is_stated)):
                continue
            for column, text in texts.items():
                hit = wording.find(text)
                if hit is not None and not hit.denied:
                    yield Evidence(need=name, column=column, word=hit.word, inferred=True)
        if not (is_stated or shot.is_image or SPEECH in denied):
            yield from self._spoken(shot)

    def _spoken(self, shot: Shot) -> Iterator[Evidence]:
        """Take a dialogue cell for speech, unless it says nothing or is a narrator's."""
        text = shot.dialogue.strip()
        says_no = _key(text.strip(_AROUND_A_REMARK)) in self._nothing
        if says_no or not any(mark.isalnum() for mark in text):
            return
        speech = self._phrases[SPEECH]
        # "no dialogue" is a remark; "He never talks to me" is a line. A narrator is named before the line.
        hit = speech.find(text) if len(text) <= _LONGEST_REMARK else None
        if not (hit is not None and hit.denied) and not speech.excludes(text[:_LONGEST_WORD]):
            yield Evidence(need=SPEECH, column="dialogue", word=_excerpt(text), inferred=True)


def _of_video_input(shot: Shot) -> Iterator[Evidence]:
    """Give a video input that no mode explains: footage to be changed."""
    if shot.video_input and shot.mode is None and not shot.is_image:
        yield Evidence(need=FOOTAGE, column="video_input", word="yes")


def _excerpt(text: str) -> str:
    """Give the beginning of a text as it stands there."""
    return text.splitlines()[0][:_LONGEST_WORD].rstrip()


def _key(text: str) -> str:
    """Write a word as words are compared: width, case, blanks and hyphens do not count."""
    return folded(unicodedata.normalize("NFKC", text))
