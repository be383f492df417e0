"""What is said about the models: every claim with its source, and the one of several that is acted on.

Sources contradict each other, about what O3 needs, how long a clip may be, what V3 delivers. All are kept in
``pricing/claims.toml``; what the tool does follows from the models, the rate cards and the claims acted on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from kling_cost.datafiles import FileModel, SourceFile, Text, find_faults, pricing_dir
from kling_cost.errors import InputRefused, Problem, UnknownModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kling_cost.datafiles import Fault
    from kling_cost.models import Models

Topic = Literal[
    "modes",
    "input",
    "length",
    "resolution",
    "references",
    "shots",
    "audio",
    "lip-sync",
    "languages",
    "image-sizes",
    "retirement",
]


class ClaimFile(FileModel):
    """What somebody says that a model can do."""

    about: Topic
    """What it is about."""
    says: Text
    """The claim, in a short sentence."""
    source: Text
    """A key of `sources`: who says so."""
    acted_on: bool = False
    """Whether kling-cost acts on this one; one claim of each topic is acted on."""
    why: str = ""
    """Where others say otherwise: why this one."""


class ClaimsFile(FileModel):
    """`pricing/claims.toml`."""

    sources: dict[str, SourceFile]
    """Who says it."""
    claims: dict[str, Annotated[tuple[ClaimFile, ...], Field(strict=False)]]
    """The claims about each model, by the model's id."""

    def faults(self) -> Iterator[Fault]:
        """Give claims without a source, and topics of which not exactly one claim is acted on."""
        for model, claims in self.claims.items():
            for number, claim in enumerate(claims):
                if claim.source not in self.sources:
                    yield f"claims.{model}[{number}].source", f"{claim.source!r} is not in [sources]"
            for topic in dict.fromkeys(claim.about for claim in claims):
                acted_on = sum(claim.acted_on for claim in claims if claim.about == topic)
                if acted_on != 1:
                    yield f"claims.{model}", f"{acted_on} claims about {topic} are acted on; mark one"


class Claims:
    """The claims of one or several ``claims.toml``; those about a model replace those of an earlier file."""

    def __init__(self, *roots: Path, models: Models) -> None:
        """Read ``claims.toml`` of each folder that has one; with no folder, the shipped one.

        Raises:
            InputRefused: with every fault of a file, a model that nobody knows included.
        """
        self._claims: dict[str, Sequence[ClaimFile]] = {}
        self._sources: dict[str, dict[str, SourceFile]] = {}
        for root in roots or (pricing_dir(),):
            path = root / "claims.toml"
            if path.is_file():
                file, problems = find_faults(path, ClaimsFile)
                unknown = _unknown_models(file, path, models) if file else []
                if problems or unknown or file is None:
                    raise InputRefused([*problems, *unknown])
                self._claims |= file.claims
                self._sources |= dict.fromkeys(file.claims, file.sources)

    def about(self, model: str) -> Sequence[ClaimFile]:
        """Give the claims about a model: topic by topic in the file's order, what is acted on first."""
        claims = self._claims.get(model, ())
        topics = list(dict.fromkeys(claim.about for claim in claims))
        return sorted(claims, key=lambda claim: (topics.index(claim.about), not claim.acted_on))

    def source(self, model: str, claim: ClaimFile) -> SourceFile:
        """Give the source of a claim about a model; two files may call different sources the same."""
        return self._sources[model][claim.source]


def _unknown_models(file: ClaimsFile, path: Path, models: Models) -> list[Problem]:
    return [
        Problem(
            level="error",
            code=UnknownModel.code,
            message=str(UnknownModel(model, models.ids)),
            file=str(path),
            column=f"claims.{model}",
        )
        for model in file.claims
        if model not in models.ids
    ]
