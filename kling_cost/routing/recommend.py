"""Which model a shot needs, in which mode, and why: the first rule of ``pricing/routing.toml`` that fits.

Prices and providers are not looked at; what a provider does not sell is found when the shot is priced.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kling_cost.clips import DEFAULT_MODE, Audio, Mode, Product
from kling_cost.errors import KlingCostError
from kling_cost.routing.needs import NeedsReader
from kling_cost.routing.rules import IMAGE, MULTI_SHOT, REFERENCES, SPEECH, load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kling_cost.datafiles import SourceFile
    from kling_cost.models import Models
    from kling_cost.routing.needs import Evidence, Needs
    from kling_cost.routing.rules import RoutingFile, RuleFile
    from kling_cost.storyboard.shot import Shot

_FROM_IMAGE = (Mode.IMAGE_TO_VIDEO, Mode.IMAGE_TO_IMAGE)
BY_ROW, BY_MODE = "row", "mode"
"""The rule's name where the row names the model, or a mode that no rule is for."""


class Unroutable(KlingCostError):  # noqa: N818 - named after what it is
    """No model can be recommended: the one that the row names, or every one, lacks the mode it needs."""

    code = "unroutable"

    def __init__(
        self, model: str | None, mode: Mode, decided_by: Evidence | None, able: Sequence[str]
    ) -> None:
        cause = f" ({decided_by})" if decided_by is not None else ""
        if model is None:
            super().__init__(f"no model can do {mode}{cause}; name another mode")
            return
        cure = f"{' and '.join(able)} can: name it, or leave the model empty" if able else "name another mode"
        super().__init__(f"the row names {model}, which cannot do {mode}{cause}; {cure}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The other model that the shot could be made with, and what it then lacks."""

    model: str
    mode: Mode
    resolution: str | None
    cannot: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The model and mode of a shot, and why.

    ``rule`` is a rule's name, :data:`BY_ROW` or :data:`BY_MODE`. ``cannot`` is what the model cannot do
    of what the shot needs, each to be read after "cannot".
    """

    model: str
    mode: Mode
    resolution: str | None
    rule: str
    why: str
    source: SourceFile | None
    needs: Needs
    decided_by: Evidence | None
    cannot: tuple[str, ...]
    alternative: Alternative | None

    @property
    def because(self) -> str:
        """What decided, in a few words: the rule with the word and its column."""
        if self.rule in {BY_ROW, BY_MODE}:
            return f"{self.why} ({self.decided_by})" if self.decided_by else self.why
        return str(self.decided_by) if self.decided_by else f"{self.rule}: no need is stated"


class Routing:
    """The rules of ``routing.toml``, and what they say of a shot."""

    def __init__(self, *roots: Path, models: Models) -> None:
        """Read ``routing.toml`` of the last folder that has one; with no folder, the shipped one.

        Raises:
            InputRefused: with every fault of the file.
        """
        self._models = models
        self.file: RoutingFile = load_rules(*roots, models=models)
        self._reader = NeedsReader(self.file)

    def needs_of(self, shot: Shot, *, infer: bool = False) -> Needs:
        """Give what a shot needs, by its columns; where they state nothing and with ``infer``, its words."""
        return self._reader.needs_of(shot, infer=infer)

    def mode_needed(self, shot: Shot, *, infer: bool = False) -> tuple[Mode, str] | None:
        """Give the mode that a video row without a mode needs and why; None where nothing asks for one."""
        if shot.mode is not None or shot.product is not Product.VIDEO:
            return None
        if not (infer or shot.needs or shot.references or shot.video_input):
            return None  # most shots of a long film
        needs = self.needs_of(shot, infer=infer)
        rule = self._rule(shot, needs)
        if rule is None or rule.modes[0].product is not Product.VIDEO:
            return None
        mode, evidence = _mode(rule, shot, needs), _deciding(rule, needs)
        if mode is Mode.TEXT_TO_VIDEO or evidence is None:
            return None
        started = needs.first([IMAGE]) if mode in _FROM_IMAGE else None
        return mode, str(started or evidence)

    def recommend(self, shot: Shot, *, infer: bool = False) -> Recommendation:
        """Give the model that a shot needs.

        A row's own model and mode stand; then the first rule that fits decides.

        Raises:
            Unroutable: when the row names a model that cannot do the mode it needs, or a mode that none can.
        """
        needs = self.needs_of(shot, infer=infer)
        rule = self._rule(shot, needs)
        evidence = _deciding(rule, needs) if rule is not None else needs.first(needs.names)
        mode = (
            _mode(rule, shot, needs) if rule is not None else _asked_mode(shot) or DEFAULT_MODE[shot.product]
        )
        model = self._model(shot, rule, mode, evidence)
        pinned = shot.model is not None and (rule is None or rule.model != model)
        resolution = (rule.resolution if rule is not None and not pinned else None) or shot.resolution
        name, why, source = self._reason(rule, model, mode, pinned=pinned)
        found = Recommendation(
            model=model,
            mode=mode,
            resolution=resolution,
            rule=name,
            why=why,
            source=source,
            needs=needs,
            decided_by=evidence,
            cannot=tuple(self._cannot(model, mode, shot, needs)),
            alternative=None,
        )
        return replace(found, alternative=self._alternative(rule, found, shot))

    def _rule(self, shot: Shot, needs: Needs) -> RuleFile | None:
        """Give the first rule that fits the shot's needs, mode and product; None for a mode of no rule."""
        asked = _asked_mode(shot)
        for rule in self.file.rules:
            fits_mode = asked in rule.modes if asked else True
            fits_product = not shot.is_image or rule.modes[0].product is Product.IMAGE
            if fits_mode and fits_product and (not rule.needs or needs.first(rule.needs)):
                return rule
        return None

    def _model(self, shot: Shot, rule: RuleFile | None, mode: Mode, evidence: Evidence | None) -> str:
        preferred = dict.fromkeys(rule.model for rule in self.file.rules)
        if shot.model is not None:
            if not self._models.can(shot.model, mode):
                able = [model for model in preferred if self._models.can(model, mode)]
                raise Unroutable(shot.model, mode, evidence, able or self._models.able(shot.model, mode))
            return shot.model
        if rule is not None:
            return rule.model
        able = [model for model in (*preferred, *self._models.ids) if self._models.can(model, mode)]
        if not able:
            raise Unroutable(None, mode, evidence, ())
        return able[0]

    def _reason(
        self, rule: RuleFile | None, model: str, mode: Mode, *, pinned: bool
    ) -> tuple[str, str, SourceFile | None]:
        if pinned:
            return BY_ROW, f"the row names {model}", None
        if rule is None:
            file = self._models[model]
            return BY_MODE, f"the row asks for {mode}", self._models.sources[file.source]
        return rule.name, rule.why, self.file.sources[rule.source]

    def _cannot(self, model: str, mode: Mode, shot: Shot, needs: Needs) -> Iterator[str]:
        """Give what a model cannot do of what a shot needs."""
        for entry in self.file.cannot:
            fits = entry.model in (None, model) and (not entry.modes or mode in entry.modes)
            if fits and needs.first(entry.needs):
                yield entry.says
        if MULTI_SHOT in needs.names and mode.product is Product.VIDEO:
            several = self._models[model].multi_shot
            if several is None or mode not in several.modes:
                where = f" in {mode}; it does in {' and '.join(several.modes)}" if several else ""
                yield f"hold several shots in one clip{where}"
        if mode is Mode.REFERENCE_TO_VIDEO and REFERENCES not in needs.names and not shot.video_input:
            yield "be made without a reference: none is named yet"
        if SPEECH in needs.names and shot.audio is Audio.OFF:
            yield "be heard: the row says audio off"
        if (REFERENCES in needs.names) and (told := self._too_many(model, mode, needs.references)):
            yield told

    def _too_many(self, model: str, mode: Mode, count: int | None) -> str | None:
        """Say which sources allow fewer references, and which allow this many."""
        limits = [limit for limit in self.file.limits if limit.model == model and mode in limit.modes]
        below = [
            f"{limit.by} says at most {limit.most_references}"
            for limit in limits
            if limit.most_references < (count or 0)
        ]
        if not below:
            return None
        enough = [
            f"{limit.by} {limit.most_references}" for limit in limits if limit.most_references >= (count or 0)
        ]
        others = f"; {', '.join(enough)}" if enough else ""
        return f"{'surely ' if enough else ''}take {count} references: {', '.join(below)}{others}"

    def _alternative(self, rule: RuleFile | None, found: Recommendation, shot: Shot) -> Alternative | None:
        """Give the rule's own model where the row names another, else the one that the rule compares with."""
        other = None if rule is None else rule.model if rule.model != found.model else rule.alternative
        if rule is None or other is None:
            return None
        made = next((mode for mode in _modes_instead(found) if self._models.can(other, mode)), None)
        if made is None:
            return None
        size = rule.alternative_resolution if other == rule.alternative else rule.resolution
        return Alternative(
            model=other,
            mode=made,
            resolution=size or found.resolution,
            cannot=tuple(self._cannot(other, made, shot, found.needs)),
        )


def _modes_instead(found: Recommendation) -> Sequence[Mode]:
    """Give the modes for another model: the same, else from an image where there is one, else from words."""
    if found.mode.product is Product.IMAGE:
        return found.mode, Mode.TEXT_TO_IMAGE
    from_image = (Mode.IMAGE_TO_VIDEO,) if IMAGE in found.needs.names else ()
    return found.mode, *from_image, Mode.TEXT_TO_VIDEO


def _asked_mode(shot: Shot) -> Mode | None:
    """Give the mode that the row names, or the only one of a product that is neither video nor image."""
    if shot.mode is not None or shot.product in {Product.VIDEO, Product.IMAGE}:
        return shot.mode
    return DEFAULT_MODE[shot.product]


def _mode(rule: RuleFile, shot: Shot, needs: Needs) -> Mode:
    """Give the row's mode, else the rule's: from an image where there is one to start from."""
    asked = _asked_mode(shot)
    if asked is not None:
        return asked
    images = [IMAGE, REFERENCES] if rule.modes[0].product is Product.IMAGE else [IMAGE]
    from_image = [mode for mode in rule.modes if mode in _FROM_IMAGE]
    return from_image[0] if from_image and needs.first(images) else rule.modes[0]


def _deciding(rule: RuleFile, needs: Needs) -> Evidence | None:
    return needs.first(rule.needs)
