"""Values of other people's tables: used where they are what prices know, told where they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, InputRefused, Mode, Product
from kling_cost.export.clean_storyboard import clean_storyboard
from kling_cost.export.tabular import to_csv
from kling_cost.storyboard.read import storyboard_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_cost import Models
    from kling_cost.storyboard.shot import Storyboard


@pytest.fixture
def read(models: Models) -> Callable[..., Storyboard]:
    def reading(column: str, *values: str, length: str = "duration") -> Storyboard:
        rows = "".join(f'{row},a,3,"{value}"\n' for row, value in enumerate(values, start=1))
        text = f"shot,action,{length},{column}\n{rows}"
        return storyboard_in(text.encode(), "x.csv", models=models)

    return reading


def told(board: Storyboard) -> list[str]:
    return [text for text in board.assumptions if not text.startswith(("columns of", "lengths:"))]


@pytest.mark.parametrize(
    ("column", "values", "shown"),
    [
        ("audio", ["waves", "gulls", "on"], "'waves', 'gulls' is no audio"),
        ("audio", ["on", "waves"], "'waves' is no audio"),
        ("audio", ["on", "waves", "waves", "on", "on"], "'waves' is no audio"),
        ("mode", ["pro", "i2v"], "'pro' is no mode"),
        ("mode", ["handheld"], "'handheld' is no mode"),
        ("quality", ["good", "fair", "bad", "awful"], "'good', 'fair', 'bad' is no tier"),
        ("resolution", ["16:9", "9:16"], "'16:9', '9:16' is no resolution"),
        ("priority", ["high", "x" * 40], f"'high', '{'x' * 30}' is no priority"),
        ("video input", ["clip7.mp4"], "'clip7.mp4' is no video_input"),
        ("model", ["veo5 or so"], "'veo5 or so' is no model"),
        ("keepers", ["Anna", "Bo"], "'Anna', 'Bo' is no keepers"),
        ("at cap", ["ask the director", "fail"], "'ask the director' is no at_cap"),
        ("shot class", ["x" * 41], f"'{'x' * 30}' is no shot_class"),
    ],
)
def test_a_column_that_mostly_holds_something_else_is_told_and_not_used(
    read: Callable[..., Storyboard], column: str, values: Sequence[str], shown: str
) -> None:
    board = read(column, *values)
    name = shown.rpartition(" ")[2]
    assert told(board) == [f"the column for {name} is not used: {shown} as prices know it"]
    assert {getattr(shot, name) for shot in board.shots} == {None}
    assert board.warnings == []


@pytest.mark.parametrize(
    ("column", "values", "found", "wrong"),
    [
        ("audio", ["on", "off", "waves"], [Audio.ON, Audio.OFF, None], "unknown audio setting 'waves'"),
        ("mode", ["i2v", "t2v", "fly"], ["image-to-video", "text-to-video", None], "unknown mode 'fly'"),
        ("takes", ["2", "3", "many"], [2, 3, None], "'many' is not a whole number from 1 to 1,000"),
        ("accept", ["25%", "0.5", "2"], ["0.25", "0.5", None], "'2' is not a share above 0 and at most 1"),
        ("keepers", ["2", "1", "all"], [2, 1, None], "'all' is not a whole number from 1 to 1,000"),
        ("at_cap", ["use best", "drop", "?"], ["proceed", "fail", None], "'?' is neither proceed nor fail"),
        ("shot_class", ["Hero", "B-roll", "?"], ["hero", "b-roll", None], "'?' is no name of a class of"),
        ("resolution", ["4K", "1080p", "16:9"], ["4k", "1080p", None], "'16:9' is not a resolution such as"),
    ],
)
def test_a_wrong_value_among_right_ones_is_a_warning_there_and_an_error_in_our_own_columns(
    read: Callable[..., Storyboard], column: str, values: Sequence[str], found: Sequence[object], wrong: str
) -> None:
    board = read(column, *values)
    texts = [getattr(shot, column) for shot in board.shots]
    assert [str(text) for text in texts] == [str(text) for text in found]
    (warning,) = board.warnings
    assert (warning.level, warning.row, warning.column) == ("warning", 4, column)
    assert warning.message.startswith(wrong)
    if column != "resolution":
        with pytest.raises(InputRefused) as refused:
            read(column, *values, length="duration_s")
        (error,) = refused.value.problems()
        assert (error.level, error.message) == ("error", warning.message)


@pytest.mark.parametrize("header", ["class", "type", "shot type", "Clip class"])
def test_a_column_of_framings_is_no_class_of_shot(read: Callable[..., Storyboard], header: str) -> None:
    board = read(header, "close-up", "wide")
    assert [shot.shot_class for shot in board.shots] == [None, None]
    assert [dict(shot.extra) for shot in board.shots] == [{header: "close-up"}, {header: "wide"}]


def test_modes_that_are_tiers_are_taken_for_tiers(read: Callable[..., Storyboard]) -> None:
    board = read("mode", "std", "pro", "", "std")
    assert [(shot.mode, shot.tier) for shot in board.shots] == [
        *[(None, "standard"), (None, "pro"), (None, None), (None, "standard")]
    ]
    assert told(board) == ["the column of modes holds tiers (pro, std)"]


def test_modes_beside_tiers_stay_modes(read: Callable[..., Storyboard]) -> None:
    board = read("mode,tier", 'std","pro', 'pro","pro')
    assert [(shot.mode, shot.tier) for shot in board.shots] == [(None, "pro")] * 2
    assert told(board) == ["the column for mode is not used: 'std', 'pro' is no mode as prices know it"]


@pytest.mark.parametrize(
    ("text", "resolution"),
    [
        ("1920x1080", "1080p"),
        ("1080 × 1920", "1080p"),
        ("1280*720", "720p"),
        ("3840x2160", "4k"),
        ("2560x1440", "2k"),
        ("2160p", "4k"),
        ("Full HD 1920x1080", "1080p"),
        ("4K", "4k"),
        ("8k", "8k"),
    ],
)
def test_frame_sizes_are_resolutions(read: Callable[..., Storyboard], text: str, resolution: str) -> None:
    board = read("resolution", text)
    assert ([shot.resolution for shot in board.shots], board.warnings) == ([resolution], [])


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("speech, references", ("speech", "references")),
        ("a；b、c，d", ("a", "b", "c", "d")),
        ("x/y | z;w", ("x", "y", "z", "w")),
        (" , ", ()),
        ("", ()),
        ("a character who speaks", ("a character who speaks",)),
    ],
)
def test_needs_are_split_at_the_marks_of_any_script(
    read: Callable[..., Storyboard], text: str, needs: tuple[str, ...]
) -> None:
    assert [shot.needs for shot in read("needs", text, "speech").shots] == [needs, ("speech",)]


def test_texts_are_kept_in_their_columns(read: Callable[..., Storyboard]) -> None:
    (shot,) = read("prompt,voiceover,references,notes", 'A sea","Ahoy","ref.png","windy').shots
    assert (shot.prompt, shot.dialogue, shot.references, shot.notes) == ("A sea", "Ahoy", "ref.png", "windy")


@pytest.mark.parametrize(
    ("column", "value"), [("product", "image"), ("mode", "t2i"), ("media type", "still")]
)
def test_an_image_has_no_length(read: Callable[..., Storyboard], column: str, value: str) -> None:
    board = read(column, value)
    (shot,) = board.shots
    assert (shot.product, shot.seconds, shot.duration_from) == (Product.IMAGE, None, None)
    assert [board.warnings, board.film_s] == [[], 0]


def test_a_mode_gives_the_product_and_may_not_contradict_it(read: Callable[..., Storyboard]) -> None:
    assert [shot.product for shot in read("mode", "motion-control").shots] == [Product.MOTION_CONTROL]
    with pytest.raises(InputRefused, match="mode text-to-video makes video, not image; change one of the"):
        read("mode,product", 't2v","image', 't2v","video', 't2v","video')


@pytest.mark.parametrize(
    ("mode", "video", "allowed"),
    [
        (Mode.TEXT_TO_VIDEO, "yes", False),
        (Mode.TEXT_TO_VIDEO, "no", True),
        (Mode.REFERENCE_TO_VIDEO, "yes", True),
        (Mode.REFERENCE_TO_VIDEO, "no", True),
        (Mode.VIDEO_EDIT, "yes", True),
        (Mode.VIDEO_EDIT, "no", False),
    ],
)
def test_a_video_goes_into_the_modes_that_take_one(
    models: Models,
    mode: Mode,
    video: str,
    allowed: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    data = f"shot,duration,mode,video_input\n1,3,{mode},{video}\n".encode()
    if allowed:
        assert storyboard_in(data, "x.csv", models=models).shots[0].video_input is (video == "yes")
    else:
        with pytest.raises(InputRefused) as refused:
            storyboard_in(data, "x.csv", models=models)
        (error,) = refused.value.problems()
        assert (error.code, error.row, error.column) == ("contradiction", 2, "video_input")


def test_the_texts_of_a_column_that_is_not_used_go_along_and_are_written(models: Models) -> None:
    data = b"shot,duration,audio\n1,3,wind in the sails\n2,4,\n"
    board = storyboard_in(data, "x.csv", models=models)
    assert [dict(shot.extra) for shot in board.shots] == [{"audio as written": "wind in the sails"}, {}]
    assert [shot.audio for shot in board.shots] == [None, None]
    again = storyboard_in(to_csv(clean_storyboard(board)).encode(), "clean.csv", models=models)
    assert [shot.extra["audio as written"] for shot in again.shots] == ["wind in the sails", ""]
    assert [shot.audio for shot in again.shots] == [None, None]


def test_a_count_in_a_foreign_table_is_told(models: Models) -> None:
    board = storyboard_in(b"Shot,Duration,Qty\n1,3,2\n", "x.csv", models=models)
    assert (board.shot_count, str(board.film_s)) == (2, "6")
    assert any("'Qty' is count" in text for text in board.assumptions)


def test_chinese_names_of_modes_are_read(models: Models) -> None:
    data = "镜号,时长,模式\n1,3,文生视频\n2,4,图生视频\n".encode()
    modes = [shot.mode for shot in storyboard_in(data, "x.csv", models=models).shots]
    assert modes == [Mode.TEXT_TO_VIDEO, Mode.IMAGE_TO_VIDEO]


def test_how_long_a_shot_is_names_its_length(models: Models) -> None:
    board = storyboard_in(b"Scene;Shot;How long\n1;1;4 s\n1;2;~3s\n", "x.csv", models=models)
    assert [str(shot.seconds) for shot in board.shots] == ["4", "3"]
