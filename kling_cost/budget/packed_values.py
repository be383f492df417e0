"""Values of several levels, packed into machine words, so that arrays of them add up and compare at once.

A value is a tuple of whole numbers, compared from its first on; the value of a plan is the sum of the values
of its choices, level by level. Each level gets as many places as its sum may need (a mixed radix), so that
no level ever carries into the one above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD_BITS = 62
"""So many bits of an int64 are used: sums never reach its sign."""

Value = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Packing:
    """How values are written as words: the levels of each word, first to last, with their sizes.

    ``least`` is, for each item, the least of each level among its choices: what is packed is what a choice
    has above it. Levels in which no choice differs take no place.
    """

    least: Sequence[Value]
    words: Sequence[Sequence[tuple[int, int]]]

    @classmethod
    def of(cls, items: Sequence[Sequence[Value]], *, spare_bits: int = 0) -> Packing:
        """Find the packing of items' values; ``spare_bits`` are left free in the last word."""
        least = [tuple(map(min, zip(*values, strict=True))) for values in items]
        most = [tuple(map(max, zip(*values, strict=True))) for values in items]
        spreads = [
            sum(high) - sum(low)
            for high, low in zip(zip(*most, strict=True), zip(*least, strict=True), strict=True)
        ]
        words: list[list[tuple[int, int]]] = [[]]
        for level, spread in enumerate(spreads):
            if not spread:
                continue
            if _bits([*words[-1], (level, spread + 1)]) > WORD_BITS:
                words.append([])
            words[-1].append((level, spread + 1))
        if _bits(words[-1]) > WORD_BITS - spare_bits:
            words.append([])
        return cls(least, words)

    def packed(self, item: int, value: Value) -> tuple[int, ...]:
        """Write one choice's value as words."""
        result = []
        for word in self.words:
            number = 0
            for level, size in word:
                number = number * size + value[level] - self.least[item][level]
            result.append(number)
        return tuple(result)

    def unpacked(self, words: Sequence[int]) -> Value:
        """Read the words of a sum over all items as the value it is."""
        levels = [sum(level) for level in zip(*self.least, strict=True)]
        for word, packed in zip(self.words, words, strict=True):
            number = packed
            for level, size in reversed(word):
                number, digit = divmod(number, size)
                levels[level] += digit
        return tuple(levels)


def _bits(word: Sequence[tuple[int, int]]) -> int:
    number = 1
    for _, size in word:
        number *= size
    return (number - 1).bit_length()
