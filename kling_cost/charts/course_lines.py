"""The lines of a picture of prices over time: which there are, and how each is called beside the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.clips import Product

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kling_cost.pricebook.history import Course, Step
    from kling_cost.pricebook.rate import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A price in one unit and measure, without a break; ``ended`` is the first day without it."""

    steps: tuple[Step, ...]
    ended: date | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one line shows: courses that run alike there, and how it looks."""

    courses: list[Course]
    runs: tuple[Run, ...]


def course_units(courses: Sequence[Course]) -> list[str]:
    """Give the units and measures that prices are in, the earliest first: ``USD per second``."""
    steps = sorted(
        (step for course in courses for step in course.steps if step.rates), key=lambda step: step.day
    )
    return list(dict.fromkeys(_unit(step.rates[0]) for step in steps))


def _unit(rate: Rate) -> str:
    """Name what an axis counts; clips of all lengths are on one, for their length is in the line's name."""
    return f"{rate.unit} per {rate.per.value}{f' of {rate.block_s} s' if rate.block_s else ''}"


def _runs(course: Course) -> Iterator[tuple[str, Run]]:
    """Cut a course where it is no longer sold, and where its unit or measure changes."""
    steps: list[Step] = []
    for step in course.steps:
        if steps and not (step.rates and _unit(step.rates[0]) == _unit(steps[-1].rates[0])):
            yield _unit(steps[0].rates[0]), Run(steps=tuple(steps), ended=step.day, gone=not step.rates)
            steps = []
        if step.rates:
            steps.append(step)
    if steps:
        yield _unit(steps[0].rates[0]), Run(steps=tuple(steps))


def lines_of(courses: Sequence[Course], unit: str) -> list[Line]:
    """Give the lines of a panel; courses that run alike and differ in one thing only are one line."""
    lines: list[Line] = []
    for course in courses:
        runs = tuple(run for its_unit, run in _runs(course) if its_unit == unit)
        if not runs:
            continue
        twin = next(
            (line for line in lines if _alike(line.runs, runs) and _one_apart([*line.courses, course])), None
        )
        if twin is None:
            lines.append(Line(courses=[course], runs=runs))
        else:
            twin.courses.append(course)
    return lines


def _alike(one: Sequence[Run], other: Sequence[Run]) -> bool:
    def shown(runs: Sequence[Run]) -> list[object]:
        return [
            (run.ended, run.gone, [(step.day, step.rates[0].amount) for step in run.steps]) for run in runs
        ]

    return shown(one) == shown(other)


def _traits(course: Course) -> tuple[str, ...]:
    """Say what is asked, trait by trait, for people; a trait that it lacks is empty."""
    asked = course.asked
    image = asked.mode.product is Product.IMAGE
    besides = f"any but {', '.join(map(str, asked.other_than))} s" if asked.other_than else ""
    return (
        asked.model,
        asked.tier or "",
        "" if image else f"audio {asked.audio}",
        asked.resolution or "",
        f"{asked.clip_s} s" if asked.clip_s else besides,
        _modes(course)
        + (" from a video" if asked.video_input and not asked.mode.implies_video_input else ""),
    )


def _modes(course: Course) -> str:
    """Name the modes, what they end in once: ``text/image-to-video``."""
    ending = next(
        (ending for ending in ("-to-video", "-to-image") if all(m.endswith(ending) for m in course.modes)), ""
    )
    return "/".join(mode.removesuffix(ending) for mode in course.modes) + ending


def _one_apart(courses: Sequence[Course]) -> bool:
    return sum(len(set(values)) > 1 for values in zip(*map(_traits, courses), strict=True)) <= 1


def shared_name(courses: Sequence[Course]) -> str:
    """Name what all courses have in common: it goes without saying at every line."""
    traits = zip(*map(_traits, courses), strict=True)
    return ", ".join(values[0] for values in traits if len(set(values)) == 1 and values[0])


def own_name(line: Line, courses: Sequence[Course]) -> str:
    """Name what tells a line from the others: ``pro, audio off/on``."""
    apart = [len(set(values)) > 1 for values in zip(*map(_traits, courses), strict=True)]
    own = zip(*map(_traits, line.courses), strict=True)
    names = ["/".join(dict.fromkeys(values)) for values, tells in zip(own, apart, strict=True) if tells]
    return ", ".join(name.replace("/audio ", "/") for name in names if name)
