"""Laws of delimited text: a table that is written reads back as it was, and nothing ends in a traceback."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kling_cost.storyboard.readers.delimited import delimited_tables
from kling_cost.storyboard.readers.encodings import decoded
from kling_cost.storyboard.readers.records import SEPARATORS, is_comment
from kling_cost.storyboard.table import Content, FileFault

Cells = list[list[str]]

WESTERN = "äéèßñçåøÄÉ"
CHINESE = "镜头景时长秒画面海边渔船老人特写"
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
separators = st.sampled_from(list(SEPARATORS))


@st.composite
def tables(draw: st.DrawFn, letters: str = "", separator: str = ",") -> Cells:
    """Draw what reads back the same for certain: rows of one length and of several cells, all with text.

    No cell holds another separator (rows might agree on that one as well), has more than one line end (many
    lines that look like rows are taken for rows) or blanks around it, and no row is a comment.
    """
    width = draw(st.integers(2, 4))
    cell = st.text(f"ab01 \"'.:#`-=\n{separator}{letters}", max_size=12).map(str.strip)
    cell = cell.filter(lambda text: text.count("\n") <= 1)
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=8))
    return [row for row in rows if any(row) and not is_comment(row)]


def written(table: Cells, separator: str, end: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = StringIO(newline="")
    # quoting is for line ends of any kind, which the writer only minds if they are its own
    csv.writer(out, delimiter=separator, lineterminator="\r\n", quoting=quoting).writerows(table)  # type: ignore[arg-type]
    return out.getvalue().replace("\r\n", end)


def read(text: str) -> Cells:
    content = delimited_tables(text)
    assert content.skipped == 0
    return [list(row.cells) for table in content.tables for row in table.rows]


@given(st.data(), separators, ENDS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_a_table_reads_back_as_it_was_written(
    data: st.DataObject, separator: str, end: str, quoting: int
) -> None:
    table = data.draw(tables(separator=separator))
    assert read(written(table, separator, end, quoting)) == table


@given(st.data(), separators, ENDS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_unicode_of_any_kind_reads_back_as_it_was(
    data: st.DataObject, separator: str, end: str, codec: str
) -> None:
    table = data.draw(tables(WESTERN + CHINESE + "🎬", separator))
    text, _ = decoded(written(table, separator, end).encode(codec))
    assert read(text) == table


@given(st.data(), separators, ENDS, st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf_16_needs_no_mark_where_a_header_stands(
    data: st.DataObject, separator: str, end: str, codec: str
) -> None:
    table = [["shot", "text"], *data.draw(tables(WESTERN + CHINESE, separator))]
    text = written(table, separator, end)
    assert decoded(text.encode(codec)) == (text, "UTF-16")


words = st.lists(
    st.sampled_from(
        ["Mädchen öffnet Tür", "Straße", "Café", "été à la forêt", "Küche", "mañana", "¿Dónde está?"]
    ),
    min_size=1,
    max_size=9,
)
signs = st.lists(st.text(CHINESE, min_size=1, max_size=9), min_size=1, max_size=9)


@given(words, separators, ENDS)
def test_western_words_in_windows_1252_read_back_as_they_were(
    texts: list[str], separator: str, end: str
) -> None:
    table = [["shot", "text"], *([str(number), text] for number, text in enumerate(texts))]
    text, name = decoded(written(table, separator, end).encode("cp1252"))
    assert (read(text), name) == (table, "Windows-1252")


@given(signs, separators, ENDS)
def test_common_chinese_characters_in_gb18030_read_back_as_they_were(
    texts: list[str], separator: str, end: str
) -> None:
    table = [["镜号", "画面"], *([str(number), text] for number, text in enumerate(texts))]
    text, name = decoded(written(table, separator, end).encode("gb18030"))
    assert (read(text), name) == (table, "GB18030")


@given(st.text('abäé镜"\n,; ', max_size=40))
def test_what_is_valid_utf_8_is_read_as_utf_8(text: str) -> None:
    assert decoded(text.encode()) == (text, "UTF-8")


def read_or_refused(data: bytes) -> Content | FileFault:
    try:
        return delimited_tables(decoded(data)[0])
    except FileFault as fault:
        return fault


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_cure(data: bytes) -> None:
    found = read_or_refused(data)
    assert isinstance(found, Content) or (found.code and "; " in str(found))


hostile = st.text("ab1 \"',;|\t\r\n`~#=\x0b\x1a\x85\u2028é镜\0", max_size=120)


@given(st.one_of(hostile, st.text(max_size=80)), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_any_text_is_read_or_refused_and_what_is_read_is_clean(text: str, codec: str) -> None:
    content = read_or_refused(text.encode(codec, "replace"))
    if isinstance(content, FileFault):
        assert content.code
        assert "; " in str(content)
        return
    for table in content.tables:
        assert [row.number for row in table.rows] == sorted({row.number for row in table.rows})
        assert all(row.number >= 1 for row in table.rows)
        assert all(any(row.cells) and not is_comment(row.cells) for row in table.rows)
        assert all(cell == cell.strip() for row in table.rows for cell in row.cells)


@given(st.data(), separators, ENDS, st.sampled_from(["```", "```csv", "~~~ text"]), st.booleans())
def test_a_fence_changes_nothing_but_what_is_skipped_and_the_numbers(
    data: st.DataObject,
    separator: str,
    end: str,
    fence: str,
    closed: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    table = [["shot", "text"], *data.draw(tables(separator=separator).filter(bool))]
    plain = delimited_tables(written(table, separator, end))
    closing = fence[:3] if closed else ""
    text = f"Here it is{end}{fence}{end}{written(table, separator, end)}{closing}{end}"
    fenced = delimited_tables(text)
    assert [row.cells for row in fenced.tables[0].rows] == [row.cells for row in plain.tables[0].rows]
    assert [row.number - 2 for row in fenced.tables[0].rows] == [row.number for row in plain.tables[0].rows]
    assert (fenced.format, fenced.notes) == (plain.format, plain.notes)
    assert fenced.skipped == plain.skipped + 2 + closed


plain_cells = st.text("ab01", min_size=1, max_size=4)


@given(
    st.lists(st.tuples(plain_cells, plain_cells, plain_cells), min_size=3, max_size=9), st.data(), separators
)
def test_a_lone_quote_costs_no_row(
    rows: list[tuple[str, str, str]], data: st.DataObject, separator: str
) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    lines = [separator.join(row) for row in rows]
    lines[place] = f'"{lines[place]}'
    found = read("\n".join(lines))
    expected = [list(row) for row in rows]
    expected[place][0] = f'"{expected[place][0]}'
    assert found == expected


@given(st.text("ab", min_size=1), st.integers(0, 3))
def test_a_null_byte_is_always_refused(text: str, place: int) -> None:
    assume(place < len(text))
    with pytest.raises(FileFault, match=r"holds null bytes"):
        delimited_tables(f"{text[:place]}\0{text[place:]}")
