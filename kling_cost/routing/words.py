"""Words of several languages looked for in a text: whole words, and not where they are denied.

In scripts that do not set words apart (Chinese, Japanese, Korean, Thai) a word may stand anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

# Thai, Hangul, Kana, Han: scripts in which a letter beside a word may belong to another word.
_TOGETHER = "\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WITHOUT_BLANKS = ("zh", "ja", "ko")
_LETTER = rf"[^\W_{_TOGETHER}]"
_BLANK = r"[\s\-\u2010\u2011_]{0,2}"
# A full stop ends a sentence unless it belongs to an abbreviation such as V.O.
_SENTENCE_END = re.compile(r"(?<!\b\w)[.!?;]+(?=\s|$)|[\u3002\uff01\uff1f\uff1b\n\r]")
_UP_TO_THREE_WORDS = rf"(?:[\s\-]+{_LETTER}+){{0,3}}[\s\-]*"
_REACH = 80
_UP_TO_TWO_CHARACTERS = r"[^\s,:\uff0c\u3001\u3002\uff1a]{0,2}"
_JOINT = r"[\W_]{0,3}(?:[\u3041-\u309f]{0,3}|[은는이가도지]?)\s?"


@dataclass(frozen=True, slots=True)
class Hit:
    """A word as it stands in the text, and whether the text denies it."""

    word: str
    denied: bool


def _one_of(words: Iterable[str]) -> str:
    """Give the pattern of any of these words, the longest first; blanks and hyphens are alike."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        before = rf"(?<!(?-i:{_LETTER}))" if re.match(_LETTER, word) else ""
        after = rf"(?!(?-i:{_LETTER}))" if re.match(_LETTER, word[-1]) else ""
        body = _BLANK.join(re.escape(part).replace("'", "['\u2019]") for part in _parts(word))
        kinds.setdefault((before, after), []).append(body)
    return "|".join(f"{before}(?:{'|'.join(bodies)}){after}" for (before, after), bodies in kinds.items())


def _parts(word: str) -> list[str]:
    return re.split(r"[\s\-]+", word)


class _Word:
    """A word to look for; its pattern is made when a text first seems to have it, for few ever occur."""

    __slots__ = ("_pattern", "_seen", "_word")

    def __init__(self, word: str) -> None:
        self._word = word
        self._seen = max(_parts(word), key=len).partition("'")[0].casefold()
        self._pattern: re.Pattern[str] | None = None

    def may_be_in(self, folded_text: str) -> bool:
        """Tell, quickly, whether looking closer is worth it."""
        return self._seen in folded_text

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds the word."""
        if self._pattern is None:
            self._pattern = re.compile(_one_of([self._word]), re.IGNORECASE)
        return self._pattern


class Denials:
    """The words that deny, of each language."""

    def __init__(self, before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> None:
        self._before = {language: _denying_before(words) for language, words in before.items()}
        self._after = {
            language: re.compile(rf"{_JOINT}(?:{_one_of(words)})", re.IGNORECASE)
            for language, words in after.items()
        }

    def deny(self, languages: Collection[str], sentence: str, hit: re.Match[str]) -> bool:
        """Tell whether a sentence denies a hit, in one of the languages that have the word.

        Words of scripts without blanks count for all; without a language (``""``) those of every one do.
        """
        every = {*self._before, *self._after}
        known = every if "" in languages else every & {*languages, *_WITHOUT_BLANKS}
        start = hit.start()
        before = (self._before[name] for name in known if name in self._before)
        after = (self._after[name] for name in known if name in self._after)
        return any(words.search(sentence, max(0, start - _REACH), start) for words in before) or any(
            words.match(sentence, hit.end()) for words in after
        )


def _denying_before(words: Sequence[str]) -> re.Pattern[str]:
    apart = [word for word in words if re.match(_LETTER, word)]
    together = [word for word in words if word not in apart]
    kinds = [
        f"(?:{_one_of(kind)}){gap}$"
        for kind, gap in ((apart, _UP_TO_THREE_WORDS), (together, _UP_TO_TWO_CHARACTERS))
        if kind
    ]
    return re.compile("|".join(kinds) or r"(?!)", re.IGNORECASE)


class Wording:
    """What states a need in a text: words by language, and words in whose sentence they do not count."""

    def __init__(
        self, words: Mapping[str, Sequence[str]], unless: Mapping[str, Sequence[str]], denials: Denials
    ) -> None:
        self._words = [(language, _Word(word)) for language, known in words.items() for word in known]
        self._unless = [_Word(word) for known in unless.values() for word in known]
        self._denials = denials

    def find(self, text: str) -> Hit | None:
        """Give the first word that states the need; one that is denied only if there is no other."""
        folded = text.casefold()
        words = [(language, word.pattern) for language, word in self._words if word.may_be_in(folded)]
        if not words:
            return None
        unless = [word.pattern for word in self._unless if word.may_be_in(folded)]
        denied: Hit | None = None
        for sentence in _sentences(text):
            excluded = any(word.search(sentence) for word in unless)
            for languages, found in _hits(sentence, words):
                hit = Hit(found[0], excluded or self._denials.deny(languages, sentence, found))
                if not hit.denied:
                    return hit
                denied = denied or hit
        return denied

    def excludes(self, text: str) -> bool:
        """Tell whether a text has a word beside which the need's words do not count."""
        folded = text.casefold()
        return any(word.may_be_in(folded) and word.pattern.search(text) for word in self._unless)


def _hits(
    sentence: str, words: Iterable[tuple[str, re.Pattern[str]]]
) -> Iterator[tuple[Collection[str], re.Match[str]]]:
    """Give every hit in the order of the text: the languages that have one there, and the longest."""
    hits: dict[int, tuple[set[str], re.Match[str]]] = {}
    for language, word in words:
        for found in word.finditer(sentence):
            languages, longest = hits.get(found.start(), (set(), found))
            languages.add(language)
            hits[found.start()] = (languages, max(longest, found, key=lambda hit: hit.end()))
    for _, hit in sorted(hits.items()):
        yield hit


def _sentences(text: str) -> Iterator[str]:
    """Cut a text into its sentences."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end.start() > start:
            yield text[start : end.start()]
        start = end.end()
    if start < len(text):
        yield text[start:]
