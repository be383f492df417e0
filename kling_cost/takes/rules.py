"""What ``takes.toml`` says: the default, the cap of a gamble, and the accept rates by class of shot."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kling_cost.amounts import exact
from kling_cost.clips import Mode, folded
from kling_cost.datafiles import ExactNumber, Fault, FileModel, SourceFile, Text, load_file, pricing_dir
from kling_cost.errors import KlingCostError, closest
from kling_cost.storyboard.shot import AtCap
from kling_cost.takes.accept_rate import AcceptRate, BadAcceptRate
from kling_cost.takes.takes import SharedRate, Takes, planned_takes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal
    from pathlib import Path

_Keys = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
_Count = Annotated[int, Field(ge=1, le=1000)]
_Share = Annotated[ExactNumber, Field(gt=0, lt=1)]


class RateFile(FileModel):
    """The accept rate of a class of shot: a range with its middle, or a count of takes that were kept."""

    accept: _Share | None = None
    """The expected accept rate."""
    low: _Share | None = None
    """The lower end of what is reported; low and high are read as two standard deviations to either side."""
    high: _Share | None = None
    """The upper end."""
    kept: Annotated[int, Field(ge=0)] | None = None
    """Instead of accept, low and high: so many takes were kept ..."""
    made: Annotated[int, Field(ge=1)] | None = None
    """... of so many made."""

    def rate(self) -> AcceptRate:
        """Give the rate.

        Raises:
            BadAcceptRate: when the figures are no rate.
        """
        if self.kept is not None and self.made is not None and self.accept is None and self.low is None:
            return AcceptRate.counted(self.kept, self.made)
        if self.accept is None or self.low is None or self.high is None or self.kept is not None:
            raise BadAcceptRate("give accept, low and high, or kept and made")
        return AcceptRate.between(Fraction(self.low), Fraction(self.high), Fraction(self.accept))


class ShotClass(RateFile):
    """A class of shot and its accept rate, a planning prior."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """How it is asked for in a row's `shot_class`, e.g. `hero`."""
    summary: Text
    """Which shots it is, in one line."""
    sources: _Keys
    """Keys of `sources` that give the figures."""
    cap: _Count | None = None
    """The most takes of one keeper, where `gamble_cap` is too few for such shots."""
    from_picture: RateFile | None = None
    """The rate of shots that begin from a picture or references, where it is another one."""

    def rate_for(self, mode: Mode) -> AcceptRate:
        """Give the accept rate of a mode."""
        other = self.from_picture if mode is not Mode.TEXT_TO_VIDEO else None
        return (other or self).rate()


class TakesFile(FileModel):
    """`pricing/takes.toml`."""

    default_takes: _Count
    """Takes of a shot when neither its row, the command line nor the strategy says."""
    default_sources: _Keys
    """Keys of `sources` that give the default."""
    gamble_cap: _Count
    """The most takes of one keeper where an accept rate is given and no number of takes."""
    gamble_sources: _Keys
    """Keys of `sources` that give the cap."""
    at_cap: Annotated[AtCap, Field(strict=False)] = AtCap.PROCEED
    """What happens when the cap is reached without a keeper: `proceed` with the best take, or `fail`."""
    statement: Text = "a planning prior, not a measurement"
    """What is said wherever the rate of a class is used."""
    classes: Annotated[tuple[ShotClass, ...], Field(strict=False)] = ()
    """Accept rates by class of shot."""
    sources: dict[str, SourceFile]
    """Where the figures come from."""

    def faults(self) -> Iterator[Fault]:
        """Find sources that are not there, classes of one name, and figures that are no rate."""
        named = [("default_sources", self.default_sources), ("gamble_sources", self.gamble_sources)]
        named += [(f"classes[{n}].sources", each.sources) for n, each in enumerate(self.classes)]
        for key, sources in named:
            missing = sorted(set(sources) - set(self.sources))
            if missing:
                yield key, f"not in [sources]: {', '.join(missing)}"
        names = [each.name for each in self.classes]
        for number, each in enumerate(self.classes):
            if each.name in names[:number]:
                yield f"classes[{number}].name", f"two classes are called {each.name!r}"
            for key, rate in (("", each), (".from_picture", each.from_picture)):
                try:
                    _ = rate and rate.rate()
                except BadAcceptRate as error:
                    yield f"classes[{number}]{key}", str(error)


class UnknownShotClass(KlingCostError):  # noqa: N818 - named after what was asked for
    """A class of shot that ``takes.toml`` does not have."""

    code = "unknown-shot-class"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        meant = closest(name, known)
        hint = f"did you mean {meant!r}?" if meant else f"there are {', '.join(known)}"
        super().__init__(f"no class of shot {name!r}; {hint}")


class TakesRules:
    """The figures of ``takes.toml`` and how a number of takes is planned from them."""

    def __init__(self, *roots: Path, file: TakesFile | None = None) -> None:
        """Read ``takes.toml`` of the last folder that has one; with no folder, the shipped one.

        ``file`` is one that is read already.

        Raises:
            InputRefused: with every fault of the file.
        """
        path = next(
            root / "takes.toml"
            for root in reversed((pricing_dir(), *roots))
            if (root / "takes.toml").is_file()
        )
        self._file = file or load_file(path, TakesFile)
        self._classes = {each.name: each for each in self._file.classes}

    @property
    def file(self) -> TakesFile:
        """What ``takes.toml`` says."""
        return self._file

    @property
    def default_takes(self) -> int:
        """Takes when nobody says."""
        return self._file.default_takes

    @property
    def gamble_cap(self) -> int:
        """The most takes of a gamble that names no cap of its own."""
        return self._file.gamble_cap

    @property
    def at_cap(self) -> AtCap:
        """What happens at the cap when nobody says."""
        return self._file.at_cap

    @property
    def statement(self) -> str:
        """What the rates of classes are, and are not."""
        return self._file.statement

    @property
    def classes(self) -> Sequence[ShotClass]:
        """The classes of shot."""
        return self._file.classes

    def shot_class(self, name: str) -> ShotClass:
        """Give a class of shot by its name, read forgivingly.

        Raises:
            UnknownShotClass: with the closest one.
        """
        found = self._classes.get(folded(name))
        if found is None:
            raise UnknownShotClass(name, list(self._classes))
        return found

    def sources_of(self, shot_class: ShotClass) -> Sequence[SourceFile]:
        """Give where the rate of a class comes from."""
        return [self._file.sources[key] for key in shot_class.sources]

    def default_reason(self) -> str:
        """Say in one line where the default comes from."""
        return self.titles(self._file.default_sources)

    def titles(self, sources: Sequence[str]) -> str:
        """Name sources in one line."""
        return "; ".join(self._file.sources[key].title for key in sources)

    def plan(
        self,
        *,
        takes: int | None,
        accept: Decimal | Fraction | AcceptRate | None,
        keepers: int = 1,
        at_cap: AtCap | None = None,
        cap: int | None = None,
        shared_by: str = "all",
    ) -> Takes:
        """Plan the takes of a clip.

        ``takes`` alone is fixed; ``accept`` alone a gamble capped at ``cap`` (:attr:`gamble_cap` unless
        given) for each of its ``keepers``; both a gamble capped at ``takes``; neither the default. A gamble
        plans the least n with n x accept >= keepers, at most its cap. An uncertain rate is shared by all
        that name the same ``shared_by``.

        Raises:
            NotExact: for an accept rate that is a float.
        """
        if accept is None:
            return Takes(planned=self.default_takes, given=False) if takes is None else Takes(planned=takes)
        if not isinstance(accept, AcceptRate):
            accept = AcceptRate(accept if isinstance(accept, Fraction) else Fraction(exact(accept)))
        most = (cap or self.gamble_cap) * keepers if takes is None else takes
        return Takes(
            planned=planned_takes(accept.mean, most, keepers),
            accept=accept.mean,
            cap=most,
            keepers=keepers,
            at_cap=at_cap or self.at_cap,
            shared=SharedRate(shared_by, *accept.beta) if accept.beta else None,
        )
