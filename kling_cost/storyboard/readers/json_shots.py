"""Where in a JSON document the shots are: the records of a list or of a keyed object, scenes taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers import json_names as names
from kling_cost.storyboard.readers.json_evidence import (
    are_shots_by_content,
    is_workflow,
    looks_like_shot,
)
from kling_cost.storyboard.table import MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kling_cost.storyboard.readers.json_text import Json

_DEEPEST_SEARCH = 4
"""How many objects deep the list of shots may lie."""
_KEYED_ID = "shot_id"
_FEW = 8
_NOTHING: tuple[Json, ...] = ("", None)
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The records of shots, None for an item that is none.

    ``key`` is the name they stand under, ``around`` the objects they lie in, outermost first, and ``others``
    the keys that could have held shots as well.
    """

    records: Sequence[Mapping[str, Json] | None]
    key: str = ""
    around: Sequence[Mapping[str, Json]] = ()
    others: Sequence[str] = ()


def find_shots(document: Json) -> Found | None:
    """Find the shots of a document, or give None where nothing in it is a list of shots."""
    document = _unwrapped(document)
    if isinstance(document, list):
        return _of_list(document, "", texts=False)
    return _of_object(document, 0, keyed=True) if isinstance(document, dict) else None


def why_none(document: Json) -> str:
    """Say why a document has no list of shots, and what to do; continues the file's name."""
    cure = 'put the shots into a list under "shots"'
    if isinstance(document, dict) and _is_prompt(document):
        price = 'price a single clip with `kling-cost price`, or put shots into a list under "shots"'
        return f"holds one prompt and no list of shots; {price}"
    if isinstance(document, dict) and is_workflow(document.values()):
        return "is a workflow of ComfyUI and no storyboard; write its shots as CSV or JSON"
    if isinstance(document, dict):
        shown = ", ".join(repr(key[:_LONGEST_SHOWN]) for key in list(document)[:_FEW])
        more = f" and {len(document) - _FEW} more" if len(document) > _FEW else ""
        keys = f"its keys are {shown}{more}" if document else "it is an empty object"
        return f"holds no list of shots: {keys}; {cure}"
    return f"holds a list whose items are not objects with names and values; {cure}"


def _unwrapped(document: Json) -> Json:
    """Take off what programs put around their items: ``[{"json": {...}}]`` of n8n, a list of one answer."""
    for _ in range(_DEEPEST_SEARCH):
        if not isinstance(document, list):
            break
        inner = [_inside(item) for item in document]
        if not document or None in inner:
            break
        document = inner[0] if len(inner) == 1 else inner
    return document


def _inside(item: Json) -> Json:
    """Give what a wrapper holds, if it holds one thing and says nothing of a shot itself."""
    if not isinstance(item, dict):
        return None
    held = [value for key, value in item.items() if names.folded(key) in names.WRAPPERS]
    wraps = len(held) == 1 and isinstance(held[0], (dict, list)) and bool(held[0])
    return held[0] if wraps and not any(names.is_id(key) or names.is_time(key) for key in item) else None


def _of_list(items: Sequence[Json], key: str, *, texts: bool = True) -> Found | None:
    """Read a list as shots: of objects, or under a key that says so of texts."""
    if not items or any(isinstance(item, dict) for item in items):
        records = [item if isinstance(item, dict) else None for item in items]
        return Found(key=key, records=_taken_apart(records, key))
    if texts and all(isinstance(item, str) for item in items):
        column = "prompt" if "prompt" in names.folded(key) else "description"
        return Found(key=key, records=[{column: item} for item in items])
    return None


def _of_object(node: Mapping[str, Json], depth: int, *, keyed: bool) -> Found | None:
    """Search an object: under the known keys, as one keyed by shots, then in the objects inside."""
    candidates = _named(node)
    for number, (key, value) in enumerate(candidates):
        found = _of_named(key, value, depth)
        if found is not None and (found.records or number == len(candidates) - 1):
            others = [other for other, beside in candidates if other != key and beside]
            return _within(node, found, others)
    objects = _objects_of(node)
    scenes = {key: value for key, value in objects.items() if _inner_key(value, "")}
    if keyed and names.are_shots(objects) and not _is_prompt(node) and _look_like_shots(objects):
        scenes = objects
    elif len(scenes) == 1:
        scenes = {}  # one object around the list is no scene
    if scenes:
        return Found(records=_taken_apart(_with_ids(scenes), ""), around=[node])
    perhaps = _perhaps(node)
    if perhaps is not None:
        return perhaps
    if depth == _DEEPEST_SEARCH:
        return None
    for value in node.values():
        inside = _of_object(value, depth + 1, keyed=False) if isinstance(value, dict) else _of_groups(value)
        if inside is not None:
            return _within(node, inside, ())
    return None


def _perhaps(node: Mapping[str, Json]) -> Found | None:
    """Read the list under a key that others use as well, or under a wrapper's, if its objects are shots."""
    for key, value in node.items():
        name = names.folded(key)
        if (name in names.PERHAPS or name in names.WRAPPERS) and are_shots_by_content(value):
            found = _of_list(value, key) if isinstance(value, list) else None
            return _within(node, found, ()) if found else None
    return None


def _look_like_shots(objects: Mapping[str, Mapping[str, Json]]) -> bool:
    records = objects.values()
    if is_workflow(records):
        return False
    return any(looks_like_shot(record) or _inner_key(record, "") for record in records)


def _within(node: Mapping[str, Json], found: Found, others: Sequence[str]) -> Found:
    return Found(
        key=found.key, records=found.records, around=[node, *found.around], others=[*others, *found.others]
    )


def _named(node: Mapping[str, Json]) -> list[tuple[str, Json]]:
    """Give the values whose key says that they hold shots, the surest first and the empty ones last."""
    by_name = [(names.folded(key), key, value) for key, value in node.items()]
    known = [
        (not value, names.LISTS.index(name), key, value)
        for name, key, value in by_name
        if name in names.LISTS and isinstance(value, (list, dict)) and not key.startswith("/")
    ]
    return [(key, value) for _, _, key, value in sorted(known, key=lambda entry: entry[:2])]


def _of_named(key: str, value: Json, depth: int) -> Found | None:
    if isinstance(value, list):
        return _of_list(value, key)
    if not isinstance(value, dict):
        return None
    objects = _objects_of(value)
    if objects and len(objects) == len(value) and not _named(value) and _look_like_shots(objects):
        return Found(key=key, records=_taken_apart(_with_ids(objects), key))
    return _of_object(value, depth + 1, keyed=True) if depth < _DEEPEST_SEARCH else None


def _of_groups(items: Json) -> Found | None:
    """Read a list under any other name when its objects hold lists of shots: acts, sequences, episodes."""
    if isinstance(items, list) and any(isinstance(item, dict) and _inner_key(item, "") for item in items):
        return _of_list(items, "")
    return None


def _objects_of(node: Mapping[str, Json]) -> dict[str, dict[str, Json]]:
    """Give the objects in an object, without its settings and what it says of the film."""
    aside = names.DEFAULTS | names.ABOUT
    return {
        key: value
        for key, value in node.items()
        if isinstance(value, dict) and names.folded(key) not in aside
    }


def _is_prompt(node: Mapping[str, Json]) -> bool:
    return any("prompt" in names.folded(key) for key, _ in _scalars(node))


def _with_ids(keyed: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    records = [(key, value, _id_column(value)) for key, value in keyed.items() if isinstance(value, dict)]
    column = next((own for _, _, own in records if own), _KEYED_ID)
    for key, record, own in records:
        yield (
            record
            if own
            else {column: key, **{name: said for name, said in record.items() if name != column}}
        )


def _id_column(record: Mapping[str, Json]) -> str | None:
    return next((name for name, own in _scalars(record) if own and names.is_id(name)), None)


def _taken_apart(
    records: Iterable[Mapping[str, Json] | None], key: str
) -> Sequence[Mapping[str, Json] | None]:
    """Give each record, or the shots inside it with what their scene says; at most one more than allowed."""
    return list(islice(_shots_of(records, key), MOST_ROWS + 1))


def _shots_of(records: Iterable[Mapping[str, Json] | None], key: str) -> Iterator[Mapping[str, Json] | None]:
    for place, record in enumerate(records, start=1):
        inner_key = _inner_key(record, key) if record is not None else None
        if record is None or inner_key is None:
            yield record
            continue
        inner = record[inner_key]
        shots = _with_ids(inner) if isinstance(inner, dict) else _objects(inner)
        around = _carried(record, inner_key, place)
        for shot in _shots_of(shots, inner_key):
            yield None if shot is None else _joined(shot, around)


def _objects(items: Json) -> Iterator[Mapping[str, Json] | None]:
    for item in items if isinstance(items, list) else ():
        yield item if isinstance(item, dict) else None


def _inner_key(record: Mapping[str, Json], outer: str) -> str | None:
    """Give the key under which a scene holds its shots; None for a record that is a shot itself."""
    name = names.folded(outer)
    if name in names.SHOTS:
        return None
    allowed = names.INSIDE_SCENES if name in names.SCENES else names.INSIDE_ANYTHING
    for key, value in record.items():
        if names.folded(key) in allowed and _holds_shots(value, record, key):
            return key
    return None


def _holds_shots(value: Json, record: Mapping[str, Json], key: str) -> bool:
    """Tell the shots of a scene from the clips of a shot: these have no lengths, their shot has."""
    items = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(items, list):
        return False
    timed = any(names.is_time(name) for name, own in record.items() if name != key and own not in _NOTHING)
    if not items:
        return not timed
    objects = [item for item in items if isinstance(item, dict)]
    if not objects or (isinstance(value, dict) and len(objects) < len(items)):
        return False
    return names.folded(key) in names.INSIDE_ANYTHING or not timed or any(map(names.is_time, objects[0]))


def _carried(scene: Mapping[str, Json], inner_key: str, place: int) -> dict[str, Json]:
    """Give what a scene says of each of its shots: its name, and its values without lengths and lists."""
    numbers = [text for key, text in _scalars(scene) if names.folded(key) in names.SCENE_NUMBERS and text]
    titles = [text for key, text in _scalars(scene) if names.folded(key) in names.SCENE_TITLES and text]
    labels = numbers[:1] + titles[:1] or [str(place)]
    label = labels[-1] if labels[0].casefold() in labels[-1].casefold() else " ".join(labels)
    naming = names.SCENE_NUMBERS | names.SCENE_TITLES
    rest = {
        key: value
        for key, value in scene.items()
        if key != inner_key
        and not isinstance(value, list)
        and names.folded(key) not in naming
        and not names.is_of_scene_alone(key)
    }
    return {"scene": label, **rest}


def _joined(shot: Mapping[str, Json], around: Mapping[str, Json]) -> Mapping[str, Json]:
    own = {names.folded(key) for key, value in shot.items() if value not in _NOTHING}
    has_scene = not own.isdisjoint(names.SCENE_COLUMNS)
    given = {
        key: value
        for key, value in around.items()
        if names.folded(key) not in own and not (has_scene and key == "scene")
    }
    return {**shot, **given}


def _scalars(record: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if isinstance(value, str):
            yield key, value.strip()
