"""The page as text: the template filled in, with its style and script inside and a policy against others."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from kling_cost.export.page.build import page_of
from kling_cost.export.tabular import printable

if TYPE_CHECKING:
    from jinja2 import Environment

    from kling_cost.dossier import Dossier

_STYLES = ("page.css", "sections.css", "lines.css", "media.css")
_SCRIPT = "page.js"
_GENERATOR = re.compile(r'<meta name="generator" content="kling-cost [^"<>]*">')
_HEAD = 4_096
"""Our mark stands within the first characters of a page, before any word of a storyboard."""


def to_page(dossier: Dossier) -> str:
    """Write a budget as one HTML page that asks for nothing from outside; amounts are those of the dossier.

    Same dossier, same text. Whatever a storyboard says is shown and never run.

    Raises:
        BadExtra: for an extra in credits where the provider charges in a currency.
    """
    style = "".join(_text(name) for name in _STYLES)
    script = _text(_SCRIPT)
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    template = _environment().get_template("page.html.jinja")
    return template.render(page=page_of(dossier), style=style, script=script, policy=policy)


def wrote_page(text: str) -> bool:
    """Tell whether a text is a page that :func:`to_page` wrote, by what it says of its generator."""
    return text.startswith("<!doctype html>") and _GENERATOR.search(text[:_HEAD]) is not None


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - only pages need it

    return Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: object) -> object:
    """Write out what is to be shown: control characters as escapes, for a parser would change them."""
    return printable(value) if type(value) is str else value
