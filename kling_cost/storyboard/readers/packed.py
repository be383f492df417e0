"""Packed files without harm: parts of a zip archive, unpacked piece by piece and read as XML within bounds.

A workbook's library trusts its file. So nothing of an archive reaches it unseen: each part it needs is
unpacked, counted and looked through here, and packed anew: what was looked at is what the library reads.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Self
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from kling_cost.storyboard.table import MOST_BYTES, MOST_CELLS, FileFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zipfile import ZipInfo

MOST_UNPACKED = 4 * MOST_BYTES
"""The most bytes of XML: around the text of a cell stands several times as much."""
MOST_PARTS = 10_000
"""The most files in an archive; a workbook has about three to each of its sheets and one to each picture."""
MOST_ELEMENTS = 3 * MOST_CELLS
"""The most elements of XML: a cell, what it holds, and the rows around."""
MOST_ATTRIBUTES = 100
"""The most attributes of an element."""
MOST_DEPTH = 100
"""The deepest nesting of XML; workbooks nest about a dozen."""
LONGEST_TAG = 1_000_000
"""The most bytes of one tag or comment; the longest in workbooks are formulas, of 8,192 characters."""

_LISTED = b"PK\x01\x02"
_MOST_NAMES = 1_000
_CHUNK = 65_536
_BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)
"""All that Python's zipfile is known to raise for archives that lie or end early."""


class _LocalNames(dict[str, str]):
    """Elements' names without their namespaces' prefixes, each cut once."""

    def __missing__(self, name: str) -> str:
        local = name[name.rfind(":") + 1 :]
        if len(self) < _MOST_NAMES:
            self[name] = local
        return local


LOCAL_NAMES = _LocalNames()
"""What an element is called without its prefix, as the library looks at it."""


def damaged() -> FileFault:
    """Give the fault of a file that begins as a workbook and does not go on as one."""
    return FileFault(
        "damaged", "is damaged or incomplete; save it again as XLSX or CSV, or copy it once more"
    )


def locked() -> FileFault:
    """Give the fault of a workbook that only a password opens."""
    return FileFault("locked", "has a password; save it without one")


def too_large(what: str) -> FileFault:
    """Give the fault of a workbook beyond the bounds; ``what`` says which."""
    return FileFault(
        "too-large", f"{what}, which no storyboard does; save the sheet with the shots by itself"
    )


class Archive:
    """A zip archive, read part by part; all that is unpacked of it counts together against MOST_UNPACKED."""

    def __init__(self, data: bytes) -> None:
        if data.count(_LISTED) > MOST_PARTS:
            raise too_large(f"packs more than {MOST_PARTS:,} files")
        try:
            self._zip = ZipFile(BytesIO(data))
        except _BROKEN:
            raise damaged() from None
        self._parts: Mapping[str, ZipInfo] = {_key(info.filename): info for info in self._zip.infolist()}
        self._left = MOST_UNPACKED

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece.

        Raises:
            FileFault: when the part is missing, damaged or locked, or when too much was unpacked in all.
        """
        info = self._parts.get(_key(name))
        if info is None:
            raise damaged()
        if info.flag_bits & 1:
            raise locked()
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise too_large(f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
                    yield chunk
        except _BROKEN:
            raise damaged() from None


def _key(name: str) -> str:
    """Names as Excel compares them: without case; some writers use the other slash or begin with one."""
    return name.replace("\\", "/").lstrip("/").casefold()


class Repacked:
    """A new archive of only those parts that were looked through; a ``with`` finishes it."""

    def __init__(self) -> None:
        self.file = BytesIO()
        self._zip = ZipFile(self.file, "w", ZIP_DEFLATED, compresslevel=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self.file.seek(0)

    def add(self, name: str, content: str) -> None:
        """Add a part that is always the same."""
        with self._zip.open(name, "w") as part:
            part.write(content.encode())

    def copy(self, archive: Archive, source: str, scan: XmlScan, *, name: str = "") -> None:
        """Copy an archive's part while ``scan`` looks through it.

        Raises:
            FileFault: as :meth:`Archive.chunks` and :meth:`XmlScan.feed` do.
        """
        with self._zip.open(name or source, "w") as part:
            for chunk in archive.chunks(source):
                scan.feed(chunk)
                part.write(chunk)
        scan.close()


class XmlScan:
    """Looks through XML as it streams by; what is found is told to the methods that a subclass fills in.

    No document types (so no entities), no endless nesting, tags or numbers of elements.
    """

    def __init__(self) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        self._parser = parser
        self._fed = 0
        self._depth = 0
        self._elements = 0

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element's beginning."""

    def ended(self, name: str) -> None:
        """Take an element's end."""

    def text(self, text: str) -> None:
        """Take a piece of text."""

    def feed(self, chunk: bytes) -> None:
        """Look through the next bytes.

        Raises:
            FileFault: when they are no XML, or XML of which a workbook has no need.
        """
        self._parse(chunk, last=False)
        self._fed += len(chunk)
        # what stands behind the last event is one unfinished tag, which the parser keeps in memory
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG:
            raise damaged()

    def close(self) -> None:
        """Say that all was fed.

        Raises:
            FileFault: when something is left open.
        """
        self._parse(b"", last=True)

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, LookupError, ValueError):
            raise damaged() from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MOST_DEPTH or len(attributes) > MOST_ATTRIBUTES:
            raise damaged()
        if self._elements > MOST_ELEMENTS:
            raise too_large(f"has more than {MOST_ELEMENTS:,} elements of XML in one part")
        self.started(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.ended(name)


def _refuse_doctype(*_: object) -> None:
    message = (
        "declares a document type, which workbooks never do and attacks do; save it again as XLSX or CSV"
    )
    raise FileFault("hostile", message)
