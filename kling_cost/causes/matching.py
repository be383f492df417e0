"""Which shot of one storyboard is which of another.

Shots are the same if their scene and id are, else if their id alone is; an id that comes several times is
counted. Ids that only count rows (1, 2, 3, ... or so in each scene) say nothing once a row is put in between:
where those of both storyboards do, shots are told by what they hold, in their order. Whichever storyboard is
first, the pairs are the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from kling_cost.storyboard.shot import Shot

Pair = tuple[int, int]
_MOST_WORK = 500_000
"""Rows alike in more pairs than this are taken in their order, not searched for the best alignment."""


def same_shots(before: Sequence[Shot], after: Sequence[Shot]) -> list[Pair]:
    """Give the places of the shots that both storyboards have, in the order of ``after``."""
    if _only_count(before) and _only_count(after):
        pairs = _by_content(before, after)
    else:
        pairs = _by_id(before, after)
    return sorted(pairs, key=lambda pair: pair[1])


def _only_count(shots: Sequence[Shot]) -> bool:
    """Tell whether ids count the rows, beginning again at 1 wherever they like."""
    ids = [shot.shot_id for shot in shots]
    if not all(each.isascii() and each.isdecimal() for each in ids):
        return False
    numbers = [0, *map(int, ids)]
    return all(number in {1, earlier + 1} for earlier, number in pairwise(numbers))


def _by_id(before: Sequence[Shot], after: Sequence[Shot]) -> list[Pair]:
    pairs = _alike(before, after, lambda shot: (shot.scene, shot.shot_id))
    old, new = _left(pairs, len(before), len(after))
    rest = _alike([before[n] for n in old], [after[n] for n in new], lambda shot: shot.shot_id)
    return [*pairs, *((old[one], new[other]) for one, other in rest)]


def _alike(before: Sequence[Shot], after: Sequence[Shot], key: Callable[[Shot], Hashable]) -> list[Pair]:
    """Pair the first shot of a key with the first, the second with the second, and so on."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, shot in enumerate(before):
        places[key(shot)].append(place)
    seen: Counter[Hashable] = Counter()
    pairs = []
    for place, shot in enumerate(after):
        name = key(shot)
        if seen[name] < len(places[name]):
            pairs.append((places[name][seen[name]], place))
        seen[name] += 1
    return pairs


def _left(pairs: Sequence[Pair], before: int, after: int) -> tuple[list[int], list[int]]:
    old, new = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return [n for n in range(before) if n not in old], [n for n in range(after) if n not in new]


def _by_content(before: Sequence[Shot], after: Sequence[Shot]) -> list[Pair]:
    """Align by content, the words alone where it was edited; then find what was moved by its words."""
    one, other = [_content(shot) for shot in before], [_content(shot) for shot in after]
    turned = (len(one), one) > (len(other), other)  # which is first must make no difference
    first, second = (after, before) if turned else (before, after)
    pairs = list(_aligned(first, second))
    old, new = _left(pairs, len(first), len(second))
    moved = _alike([first[n] for n in old], [second[n] for n in new], lambda shot: _words(shot) or id(shot))
    pairs += [(old[place], new[match]) for place, match in moved]
    return [(match, place) for place, match in pairs] if turned else pairs


def _aligned(first: Sequence[Shot], second: Sequence[Shot]) -> Iterator[Pair]:
    one, other = [_content(shot) for shot in first], [_content(shot) for shot in second]
    for tag, begin, end, start, stop in _steps(one, other):
        if tag == "equal" or (tag == "replace" and end - begin == stop - start):
            yield from zip(range(begin, end), range(start, stop), strict=True)
        elif tag == "replace":
            yield from _edited(first, second, (begin, end), (start, stop))


def _edited(
    first: Sequence[Shot], second: Sequence[Shot], old: tuple[int, int], new: tuple[int, int]
) -> Iterator[Pair]:
    """Align, by their words, rows of which some were edited and some are only on one side."""
    one = [_words(shot) for shot in first[slice(*old)]]
    other = [_words(shot) for shot in second[slice(*new)]]
    for tag, begin, end, start, stop in _steps(one, other):
        if tag == "equal" or (tag == "replace" and end - begin == stop - start):
            yield from zip(
                range(old[0] + begin, old[0] + end), range(new[0] + start, new[0] + stop), strict=True
            )


def _steps(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[tuple[str, int, int, int, int]]:
    """Give the steps of an alignment; what both begin and end with is the same, without a search."""
    shorter = min(len(one), len(other))
    head = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    most = shorter - head
    tail = next((n for n in range(most) if one[-1 - n] != other[-1 - n]), most)
    ends = len(one) - tail, len(other) - tail
    yield "equal", 0, head, 0, head
    middle = one[head : ends[0]], other[head : ends[1]]
    if _work(*middle) > _MOST_WORK:
        yield from _in_order(head, *ends)
    else:
        matcher = SequenceMatcher(None, *middle, autojunk=False)
        for tag, begin, end, start, stop in matcher.get_opcodes():
            yield tag, head + begin, head + end, head + start, head + stop
    yield "equal", ends[0], len(one), ends[1], len(other)


def _work(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """Say how many pairs of equal rows there are: all of them are looked at, some again and again."""
    found = Counter(other)
    return sum(count * found[each] for each, count in Counter(one).items())


def _in_order(head: int, end: int, stop: int) -> Iterator[tuple[str, int, int, int, int]]:
    """Pair rows in their order; the longer side's last ones stay alone."""
    both = min(end, stop) - head
    yield "equal", head, head + both, head, head + both


def _words(shot: Shot) -> tuple[str, ...]:
    said = (shot.description, shot.prompt, shot.dialogue)
    return (shot.scene, *said) if any(said) else ()


def _content(shot: Shot) -> tuple[str, ...]:
    asked = (shot.seconds, shot.count, shot.mode, shot.model, shot.tier, shot.audio, shot.takes, shot.accept)
    return (shot.scene, shot.description, shot.prompt, shot.dialogue, *map(str, asked))
