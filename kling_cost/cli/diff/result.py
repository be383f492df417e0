"""A difference, written in the format that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.cli.diff.text import DifferenceText
from kling_cost.cli.output import to_json
from kling_cost.export.tabular import for_people, to_csv, to_markdown, to_markdown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from kling_cost.causes import Difference
    from kling_cost.cli.output import Output
    from kling_cost.errors import Problem
    from kling_cost.export.tabular import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceResult:
    """A difference and what goes with it: the files of both sides, assumptions and warnings."""

    found: Difference
    files: tuple[str, str]
    top: int
    assumptions: Sequence[str]
    warnings: Sequence[Problem]

    def write(self, output: Output) -> None:
        """Write the result."""
        writers = {"json": self._json, "csv": self._csv, "markdown": self._markdown}
        output.write(
            writers[output.format]()
            if output.format in writers
            else self._for_people(to_file=output.path is not None)
        )

    def _json(self) -> str:
        from kling_cost.export.to_difference_documents import to_difference_document  # noqa: PLC0415

        document = to_difference_document(
            self.found, self.files, assumptions=self.assumptions, warnings=self.warnings
        )
        return to_json(document)

    def _csv(self) -> str:
        from kling_cost.export.to_difference_documents import to_difference_table  # noqa: PLC0415

        return to_csv(to_difference_table(self.found))

    def _markdown(self) -> str:
        text = self._text
        head, closing = ("  \n".join(map(to_markdown_text, part)) for part in (text.head(), text.closing()))
        tables = [to_markdown(table) for table in self._tables if table.rows]
        return "\n\n".join(part.strip("\n") for part in (head, *tables, closing) if part) + "\n"

    def _for_people(self, *, to_file: bool) -> str:
        from kling_cost.cli.render import rendered, terminal_width  # noqa: PLC0415 - only tables need rich

        width = terminal_width(to_file=to_file)
        parts: list[RenderableType] = list(self._text.head())
        for table in self._tables:
            if table.rows:
                parts += ["", _people_table(table, width)]
        closing = self._text.closing()
        return rendered([*parts, *(["", *closing] if closing else [])], width=width, to_file=to_file)

    @property
    def _text(self) -> DifferenceText:
        return DifferenceText(self.found, self.files, self.top)

    @property
    def _tables(self) -> Sequence[Table]:
        return [self._text.causes(), self._text.rows().without_empty(keep={"shot"})]


def _people_table(table: Table, width: int) -> RenderableType:
    from kling_cost.cli.render import Column  # noqa: PLC0415 - only tables need rich
    from kling_cost.cli.render import table as people_table  # noqa: PLC0415

    columns = [
        Column(
            name=name,
            number=name in table.numbers,
            spare=2 if name == "before" else 1 if name == "after" else 0,
            wraps=name in {"why", "causes", "shot"},
        )
        for name in table.columns
    ]
    return people_table(columns, [[for_people(cell) for cell in row] for row in table.rows], width=width)
