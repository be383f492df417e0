"""A look through the parts of an XLSX workbook before its library reads it (ECMA-376, part 1, chapter 18).

Only its texts, styles and visible sheets are kept: pictures, charts and macros are not even unpacked.
"""

from __future__ import annotations

import re
from array import array
from posixpath import normpath
from typing import TYPE_CHECKING

from kling_cost.errors import LONGEST_SHOWN
from kling_cost.storyboard.readers.packed import LOCAL_NAMES, Repacked, XmlScan, too_large
from kling_cost.storyboard.readers.sheet_facts import MOST_SHEETS, Allowance, Checked, SheetFacts
from kling_cost.storyboard.readers.xlsx_sheet import SheetScan
from kling_cost.storyboard.table import MOST_CELLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.storyboard.readers.packed import Archive

_STRINGS, _STYLES, _SHEET = "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet{}.xml"
_HOURS_AND_MINUTES = 20
"""Excel's own format h:mm (18.8.30), which it gives to a cell in which somebody types 0:05."""
_UNSHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\])[^\]]*\]', re.IGNORECASE)
"""What a format's code quotes, escapes or says of colour, country and condition."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def checked_xlsx(archive: Archive) -> Checked:
    """Look through a workbook and pack anew what its library needs, its visible sheets under a new list.

    Raises:
        FileFault: when it is damaged, hostile or beyond the bounds.
    """
    book, links, texts, styles = _Book(), _Links(), _Texts(), _Styles()
    for chunk in archive.chunks("xl/workbook.xml"):
        book.feed(chunk)
    for chunk in archive.chunks("xl/_rels/workbook.xml.rels"):
        links.feed(chunk)
    facts: list[SheetFacts] = []
    allowed = Allowance()
    with Repacked() as packed:
        for kind, name, scan in (("sharedStrings", _STRINGS, texts), ("styles", _STYLES, styles)):
            source = next((path for of, path in links.targets.values() if of == kind), name)
            if source in archive:
                packed.copy(archive, source, scan, name=name)
        for title, link in book.visible:
            kind, source = links.targets.get(link, ("", ""))
            if kind == "worksheet":
                facts.append(SheetFacts(title))
                sheet = SheetScan(facts[-1], allowed, texts.lengths, styles.without_seconds())
                packed.copy(archive, source, sheet, name=_SHEET.format(len(facts)))
        _add_list(packed, len(facts), book.since_1904)
    return Checked("XLSX", packed.file, facts, book.hidden)


def _add_list(packed: Repacked, count: int, since_1904: str) -> None:
    """Write the list of sheets, which are named by their numbers: their names stand in the facts."""
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count + 1))
    spaces = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    packed.add("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
    packed.add("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
    packed.add(
        "xl/workbook.xml",
        f'<workbook {spaces}><workbookPr date1904="{since_1904}"/><sheets>{sheets}</sheets></workbook>',
    )
    targets = [("worksheet", f"/{_SHEET.format(n)}") for n in range(1, count + 1)]
    packed.add("xl/_rels/workbook.xml.rels", _links(targets))


def _links(targets: Sequence[tuple[str, str]]) -> str:
    """Write a list of links of a kind to a part."""
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


class _Book(XmlScan):
    """The workbook's own list of sheets, and the day from which it counts."""

    def __init__(self) -> None:
        super().__init__()
        self.visible: list[tuple[str, str]] = []
        self.hidden: list[str] = []
        self.since_1904 = "0"

    def started(self, name: str, attributes: dict[str, str]) -> None:
        local = LOCAL_NAMES[name]
        if local == "sheet":
            self._take_sheet(attributes)
        elif local == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            self.since_1904 = "1"

    def _take_sheet(self, attributes: dict[str, str]) -> None:
        title = attributes.get("name", "").strip()[:LONGEST_SHOWN]
        if attributes.get("state", "visible") != "visible":
            self.hidden.append(title)
        else:
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.visible.append((title, link))
        if len(self.visible) + len(self.hidden) > MOST_SHEETS:
            raise too_large(f"has more than {MOST_SHEETS:,} sheets")


class _Links(XmlScan):
    """Which part a link of the workbook means, and of what kind it is."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, tuple[str, str]] = {}

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if LOCAL_NAMES[name] != "Relationship":
            return
        target = attributes.get("Target", "")
        path = normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        self.targets[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)


class _Texts(XmlScan):
    """How long the texts are that cells share: one long text in a million cells is a bomb."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths = array("L")
        self._allowed = Allowance()

    def started(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if LOCAL_NAMES[name] == "si":
            self.lengths.append(0)
            if len(self.lengths) > MOST_CELLS:
                raise too_large(f"has more than {MOST_CELLS:,} texts")

    def text(self, text: str) -> None:
        self._allowed.take_characters(len(text))
        if self.lengths:
            self.lengths[-1] += len(text)


class _Styles(XmlScan):
    """Which styles of cells show a time as hours and minutes."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[str, str] = {}
        self._formats: list[str] = []
        self._within = False

    def started(self, name: str, attributes: dict[str, str]) -> None:
        local = LOCAL_NAMES[name]
        if local == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif local == "cellXfs":
            self._within = True
        elif local == "xf" and self._within:
            self._formats.append(attributes.get("numFmtId", ""))

    def ended(self, name: str) -> None:
        if LOCAL_NAMES[name] == "cellXfs":
            self._within = False

    def without_seconds(self) -> frozenset[str]:
        """Give the numbers of those styles, as cells name them."""
        chosen = {key for key, code in self._codes.items() if _shows_no_seconds(code)}
        chosen |= {str(_HOURS_AND_MINUTES)} - self._codes.keys()
        return frozenset(str(number) for number, key in enumerate(self._formats) if key in chosen)


def _shows_no_seconds(code: str) -> bool:
    """Tell whether a format's code is one of hours and minutes alone, such as ``hh:mm;@``."""
    shown = _UNSHOWN.sub("", code.partition(";")[0]).lower()
    return re.fullmatch(r"\s*(h{1,2}|\[h+\]):mm\s*", shown) is not None
