"""How units are spelled, and how headers are taken apart into words: what lengths and columns share."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

SECOND, MINUTE, HOUR = Fraction(1), Fraction(60), Fraction(3600)
MILLISECOND, FRAME = Fraction(1, 1000), Fraction(0)
"""Units as seconds; what a frame is in seconds hangs on the rate, so it stands as 0."""

_WORDS = {
    HOUR: "h hr hrs hour hours heure heures hora horas stunde stunden std ora ore час часа часов ч"
    " 小时 小時 時間 시간",
    MINUTE: "m min mins minute minutes minuto minutos minuten minuti ' мин минута минуты минут"
    " minuut minuter minutter minut minuty dk dakika นาที دقيقة دقائق मिनट"
    " 分钟 分鐘 分 분",
    SECOND: "s sec secs second seconds seg segs segundo segundos seconde secondes sek sekunde sekunden"
    ' secondo secondi " с сек секунда секунды секунд 秒钟 秒鐘 秒間 秒 초'  # noqa: RUF001 - Russian for s
    " seconden sekund sekunder sekundy sekundę vteřin vteřiny vteřina sn saniye วินาที ثانية ثوان ثواني ثوانٍ"
    " सेकंड सेकेंड सेकण्ड",
    MILLISECOND: "ms msec msecs millisecond milliseconds milliseconde millisecondes milisegundo milisegundos"
    " millisekunde millisekunden millisecondo millisecondi мс 毫秒 ミリ秒 밀리초",
    FRAME: "f fr frs frame frames image images img bild bilder fotograma fotogramas fotogrammi quadro"
    " quadros кадр кадра кадров beelden bildruta bildrutor klatek klatki kare 帧 幀 格 コマ フレーム 프레임",
}
SCALES = {word: scale for scale, words in _WORDS.items() for word in words.split()}
"""The seconds of a unit by each of its words, folded as :func:`written_plainly` folds."""

LETTERS = "a-zß-ÿ\u0100-\u017fа-яё"  # noqa: RUF001 - the Russian alphabet
"""The letters, as a pattern's class holds them, of scripts that put spaces between words."""


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SPACED = _any_of([word for word in SCALES if re.match(f"[{LETTERS}]", word)])
_UNSPACED = _any_of([word for word in SCALES if not re.match(f"[{LETTERS}]", word)])
# 分镜 is a shot, not a minute
UNIT = rf"(?P<unit>(?:{_SPACED})(?![{LETTERS}])|(?:{_UNSPACED})(?![镜鏡]))\.?"
"""The pattern of a unit's word."""

_NUMBER_WORDS = {
    1: "one un une uno una ein eine einen",
    2: "two deux dos zwei",
    3: "three trois tres drei",
    4: "four quatre cuatro vier",
    5: "five cinq cinco fünf",
    6: "six seis sechs",
    7: "seven sept siete sieben",
    8: "eight huit ocho acht",
    9: "nine neuf nueve neun",
    10: "ten dix diez zehn",
    12: "twelve",
    15: "fifteen",
    20: "twenty",
    30: "thirty",
}
SPELLED_NUMBERS = {word: number for number, words in _NUMBER_WORDS.items() for word in words.split()}
"""Numbers by their words."""
_LONG_UNITS = [
    word
    for word, scale in SCALES.items()
    if scale in {SECOND, MINUTE} and re.match(f"[{LETTERS}]{{3}}", word)
]
SPELLED_NUMBER = re.compile(
    rf"(?P<lead>(?:[^0-9]*[^0-9{LETTERS}])?)(?P<number>{_any_of(list(SPELLED_NUMBERS))})\s+"
    rf"(?P<rest>(?:{_any_of(_LONG_UNITS)})(?![{LETTERS}])[^0-9]*)"
)
"""The pattern of a text whose only number is a word before a unit of time: ``about five seconds``."""

ABOUT = frozenset(
    (
        *("ca", "c", "circa", "about", "approx", "approximately", "around", "roughly", "est", "estimated"),
        *("max", "up", "to", "from", "etwa", "rund", "ungefähr", "von", "bis", "env", "environ", "de", "du"),
        *("aprox", "aproximadamente", "unos", "unas", "cerca", "около", "примерно", "약", "정도"),
        *("约", "約", "大约", "大約", "大概", "左右", "从", "從"),
        *("およそ", "だいたい", "前後", "程度", "ほど", "くらい", "ぐらい", "まで"),
    )
)
"""Words beside a plain number that leave it what it is."""

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u2032\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        "_": " ",
    }
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z]+|[0-9]+|[^\W0-9a-z_]+")


def written_plainly(text: str) -> str:
    """Fold widths, cases and quotation marks; marks around the whole are left out."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES).replace("''", '"').strip()
    if len(plain) > 2 and plain[0] == plain[-1] and plain[0] in "'\"":  # noqa: PLR2004 - something in between
        return plain[1:-1].strip()
    return plain


def words_of(header: str) -> list[str]:
    """Take a header apart: ``durationSec`` -> duration, sec; ``DURÉE_(s)`` -> duree, s."""
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", header)).casefold()
    spaced = spaced.replace("ı", "i")  # noqa: RUF001 - a capital of either is written I in headers
    letters = unicodedata.normalize("NFKD", spaced)
    folded = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _WORD.findall(unicodedata.normalize("NFC", folded).replace("'", "").replace("\u2019", ""))
