"""What ``pricing/routing.toml`` may say: rules, what models cannot do, and the words that state a need."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kling_cost.clips import Mode
from kling_cost.datafiles import FileModel, SourceFile, Text, fault_in, find_faults, pricing_dir
from kling_cost.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kling_cost.datafiles import Fault
    from kling_cost.models import Models

FOOTAGE, REFERENCES, RECURRING, SPEECH = "footage", "references", "recurring", "speech"
MULTI_SHOT, IMAGE, STILL, STILL_4K = "multi-shot", "image", "still", "4k-still"
_MUST_BE_THERE = (FOOTAGE, REFERENCES, RECURRING, SPEECH, MULTI_SHOT, IMAGE, STILL, STILL_4K)

_Words = Annotated[tuple[Text, ...], Field(strict=False)]
_ByLanguage = dict[str, Annotated[tuple[Text, ...], Field(strict=False, min_length=1)]]
_Modes = Annotated[tuple[Annotated[Mode, Field(strict=False)], ...], Field(strict=False)]


class OtherFile(FileModel):
    """What somebody says against a rule."""

    says: Text
    """The advice, in a short sentence."""
    source: Text
    """A key of `sources`: who says so."""
    instead: Text
    """Why it is not followed, or how it can be."""


class RuleFile(FileModel):
    """Which model a shot with certain needs is made with."""

    name: Text
    """How the rule is called."""
    needs: _Words
    """Names of `needs`, any one of which a shot must have; none in the last rule, which is for all others."""
    model: Text
    """The model."""
    modes: Annotated[_Modes, Field(min_length=1)]
    """The modes that the rule is for; the first one is taken, with an image to start from its image mode."""
    resolution: str | None = None
    """The resolution that goes with it."""
    alternative: str | None = None
    """The model to compare with."""
    alternative_resolution: str | None = None
    """The resolution of that one, where it lacks the rule's."""
    why: Text
    """The reason, in a sentence."""
    source: Text
    """A key of `sources`: who says so."""
    others: Annotated[tuple[OtherFile, ...], Field(strict=False)] = ()
    """Who says otherwise."""


class CannotFile(FileModel):
    """What a model cannot do of a need."""

    model: str | None = None
    """The model; absent for any."""
    modes: _Modes = ()
    """The modes in which it cannot; none for any."""
    needs: Annotated[_Words, Field(min_length=1)]
    """Names of `needs`."""
    says: Text
    """What it cannot, to be read after "cannot"."""
    source: Text
    """A key of `sources`: who says so."""


class LimitFile(FileModel):
    """How many references a model takes."""

    model: Text
    """The model."""
    modes: Annotated[_Modes, Field(min_length=1)]
    """The modes that it holds for."""
    most_references: Annotated[int, Field(ge=1)]
    """The most references of a clip."""
    by: Text
    """Who says so, in a word."""
    source: Text
    """A key of `sources`: the page."""


class NeedFile(FileModel):
    """Something that a shot may need."""

    name: Text
    """How it is called, in rules and in what is written out."""
    means: Text
    """What it is."""
    modes: _Modes = ()
    """The modes that ask for it when a row names them."""
    spellings: Annotated[_Words, Field(min_length=1)]
    """How the needs column may call it."""
    words: _ByLanguage = Field(default_factory=dict)
    """The words of a description that state it, by language."""
    unless: _ByLanguage = Field(default_factory=dict)
    """Words in whose sentence they do not."""


class NegationsFile(FileModel):
    """Words that turn a need into its opposite."""

    before: _ByLanguage
    """Those that stand before it."""
    after: _ByLanguage
    """Those that stand right after it."""


class WordsFile(FileModel):
    """Words with one meaning."""

    words: Annotated[_Words, Field(min_length=1)]
    """The words."""


class RoutingFile(FileModel):
    """`pricing/routing.toml`."""

    sources: dict[str, SourceFile]
    """Who says it."""
    rules: Annotated[tuple[RuleFile, ...], Field(strict=False, min_length=1)]
    """The rules, the first one that fits being taken."""
    cannot: Annotated[tuple[CannotFile, ...], Field(strict=False)] = ()
    """What models cannot do."""
    limits: Annotated[tuple[LimitFile, ...], Field(strict=False)] = ()
    """How many references they take."""
    needs: Annotated[tuple[NeedFile, ...], Field(strict=False, min_length=1)]
    """What a shot may need."""
    negations: NegationsFile
    """Words that deny a need."""
    nothing: WordsFile
    """Cells that say no."""
    something: WordsFile
    """Cells that say yes and name nothing."""
    numbers: dict[str, Annotated[int, Field(ge=1)]]
    """Numbers as words."""

    def faults(self) -> Iterator[Fault]:
        """Give what refers to nothing, what is called alike, and rules that leave a shot without a model."""
        for kind, entries in (("needs", self.needs), ("rules", self.rules)):
            for name, times in Counter(entry.name for entry in entries).items():
                if times > 1:
                    yield kind, f"{times} of them are called {name!r}; keep one"
        missing = [name for name in _MUST_BE_THERE if name not in {need.name for need in self.needs}]
        if missing:
            yield "needs", f"{', '.join(missing)} must be among them"
        if self.rules[-1].needs:
            yield (
                f"rules[{len(self.rules) - 1}].needs",
                "the last rule is for every other shot; leave it empty",
            )
        yield from self._unknown_needs()
        yield from self._unknown_sources()

    def _unknown_needs(self) -> Iterator[Fault]:
        known = {need.name for need in self.needs}
        for kind in ("rules", "cannot"):
            for number, entry in enumerate(getattr(self, kind)):
                for name in entry.needs:
                    if name not in known:
                        yield f"{kind}[{number}].needs", f"{name!r} is not one of the needs"

    def _unknown_sources(self) -> Iterator[Fault]:
        for kind in ("rules", "cannot", "limits"):
            for number, entry in enumerate(getattr(self, kind)):
                for source in (entry.source, *(other.source for other in getattr(entry, "others", ()))):
                    if source not in self.sources:
                        yield f"{kind}[{number}].source", f"{source!r} is not in [sources]"


def load_rules(*roots: Path, models: Models) -> RoutingFile:
    """Read ``routing.toml`` of the last folder that has one; with no folder, the shipped one.

    Raises:
        InputRefused: with every fault of the file, a model that cannot do what its rule says included.
    """
    path = next(
        root / "routing.toml"
        for root in reversed((pricing_dir(), *roots))
        if (root / "routing.toml").is_file()
    )
    file, problems = find_faults(path, RoutingFile)
    misfits = (
        [fault_in(path, "routing", message, key) for key, message in _misfits(file, models)] if file else []
    )
    if problems or misfits or file is None:
        raise InputRefused([*problems, *misfits])
    return file


def _misfits(file: RoutingFile, models: Models) -> Iterator[Fault]:
    """Give models that nobody knows, and rules whose model lacks a mode."""
    for number, rule in enumerate(file.rules):
        for key, model in (("model", rule.model), ("alternative", rule.alternative)):
            if model is not None and model not in models.ids:
                yield f"rules[{number}].{key}", f"{model!r} is not a model of models.toml"
        for mode in rule.modes if rule.model in models.ids else ():
            if not models.can(rule.model, mode):
                yield f"rules[{number}].modes", f"{rule.model} cannot do {mode}"
    for kind in ("cannot", "limits"):
        for number, entry in enumerate(getattr(file, kind)):
            if entry.model is not None and entry.model not in models.ids:
                yield f"{kind}[{number}].model", f"{entry.model!r} is not a model of models.toml"
