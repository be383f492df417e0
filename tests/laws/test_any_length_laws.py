"""Laws of lengths that stand in several cells, and of edits: the seconds of a film read back."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import otio_cmx3600_adapter.cmx_3600 as edl
from hypothesis import given
from hypothesis import strategies as st
from opentimelineio import opentime, schema

from kling_cost import Models
from kling_cost.amounts import plain
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.reading import AS_WRITTEN, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MODELS = Models()
Film = dict[str, Decimal]
"""The seconds of each shot by its id."""

ids = st.from_regex(r"[0-9]{1,3}[A-Z]?|[0-9]-[0-9]|[0-9]E[0-9]|SH[0-9]{3}|0[0-9]{2}", fullmatch=True)


def films(*, step: str = "0.1", fewest: int = 1) -> st.SearchStrategy[Film]:
    """Draw films whose lengths are all known, in multiples of a step."""
    seconds = st.integers(1, int(60 / Decimal(step))).map(lambda steps: steps * Decimal(step))
    return st.dictionaries(ids, seconds, min_size=fewest, max_size=6)


def written(film: Film, **columns: Sequence[str]) -> bytes:
    """Write a film as CSV, with the columns that say how long its shots are."""
    out = StringIO(newline="")
    names = [name.replace("_", " ") for name in columns]
    writer = csv.writer(out)
    writer.writerow(["Shot", "Action", *names])
    writer.writerows([name, "walks", *cells] for name, *cells in zip(film, *columns.values(), strict=True))
    return out.getvalue().encode()


def read(data: bytes, name: str = "film.csv", reading: Reading = AS_WRITTEN) -> dict[str, Decimal | None]:
    shots = storyboard_in(data, name, models=MODELS, reading=reading).shots
    found = {shot.shot_id: shot.seconds for shot in shots}
    assert len(found) == len(shots)
    return found


def cuts(film: Film) -> list[tuple[Decimal, Decimal]]:
    """Give where each shot begins and ends in the film."""
    return list(pairwise(accumulate(film.values(), initial=Decimal(0))))


def clock(seconds: Decimal) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:04.1f}" if rest % 1 else f"{minutes}:{int(rest):02}"


TIMES: dict[str, Callable[[Decimal], str]] = {
    "0:08.5": clock,
    "8.5": plain,
    "8.5s": lambda seconds: f"{plain(seconds)}s",
    "8,5 s": lambda seconds: f"{plain(seconds)} s".replace(".", ","),
}
RANGES = ["{}-{}", "{} \u2013 {}", "{} to {}", "{}~{}", "({} - {})"]


@given(
    films(),
    st.sampled_from(sorted(TIMES)),
    st.sampled_from(RANGES),
    st.sampled_from(["Time", "Timecode", "时间码"]),
)
def test_ranges_of_film_time_read_back_as_lengths(film: Film, style: str, between: str, name: str) -> None:
    ranges = [between.format(TIMES[style](start), TIMES[style](end)) for start, end in cuts(film)]
    assert read(written(film, **{name: ranges})) == film


@given(films(), st.sampled_from(["0:08.5", "8.5s", "8,5 s"]))
def test_starts_and_ends_read_back_as_lengths(film: Film, style: str) -> None:
    """Plain numbers are left out here: above 60 they are asked about."""
    starts, ends = ([TIMES[style](time) for time in times] for times in zip(*cuts(film), strict=True))
    assert read(written(film, Start=starts, End=ends)) == film


@given(films(fewest=2), st.sampled_from(["0:08.5", "8.5s"]))
def test_starts_alone_read_back_as_lengths_but_for_the_last_shot(film: Film, style: str) -> None:
    starts = [TIMES[style](start) for start, _ in cuts(film)]
    found = read(written(film, Start=starts))
    assert found == {**film, list(film)[-1]: None}


def in_frames(seconds: Decimal, rate: Fraction) -> int:
    frames = Fraction(seconds) * rate
    assert frames.denominator == 1
    return frames.numerator


@given(films(step="0.5"), st.sampled_from(["24", "30", "50"]), st.booleans())
def test_counts_of_frames_read_back_as_lengths_whoever_says_the_rate(
    film: Film,
    rate: str,
    in_the_file: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    counts = [str(in_frames(seconds, Fraction(rate))) for seconds in film.values()]
    if in_the_file:
        assert read(written(film, Frames=counts, FPS=[rate] * len(film))) == film
    else:
        assert read(written(film, Frames=counts), reading=Reading(fps=Fraction(rate))) == film


@given(films(step="0.5", fewest=2), st.sampled_from([0, 1001]), st.booleans())
def test_frames_in_and_out_read_back_whether_the_last_is_part_of_the_shot_or_not(
    film: Film,
    first: int,
    included: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    frames = [[first + in_frames(time, Fraction(24)) for time in span] for span in cuts(film)]
    starts = [str(start) for start, _ in frames]
    ends = [str(end - included) for _, end in frames]
    assert read(written(film, Frame_In=starts, Frame_Out=ends), reading=Reading(fps=Fraction(24))) == film


def timeline_of(film: Film, rate: Fraction) -> Any:  # noqa: ANN401 - no types there
    track = schema.Track(kind="Video")
    for name, seconds in film.items():
        times = (opentime.RationalTime(value, float(rate)) for value in (100, in_frames(seconds, rate)))
        track.append(schema.Clip(name=name, source_range=opentime.TimeRange(*times)))
    timeline = schema.Timeline("drawn")
    timeline.tracks.append(track)
    return timeline


rates = st.sampled_from([Fraction(24), Fraction(30), Fraction(50)])


@given(films(step="0.5"), rates)
def test_a_timeline_reads_back_to_the_ids_and_seconds_it_was_cut_from(film: Film, rate: Fraction) -> None:
    assert read(timeline_of(film, rate).to_json_string().encode(), "cut.otio") == film


@given(films(step="0.5"), rates)
def test_an_edit_list_reads_back_to_the_ids_and_seconds_it_was_cut_from(film: Film, rate: Fraction) -> None:
    text = edl.write_to_string(timeline_of(film, rate), rate=float(rate))
    assert read(text.encode(), "cut.edl", Reading(fps=rate)) == film
