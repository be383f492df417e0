"""Account and project codes: what finance books each item of a budget on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kling_cost.storyboard.shot import Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The codes that a production uses; an empty one says that there is none.

    A row's own code comes first, then that of its scene, its stage, its model, then ``default``.
    """

    default: str = ""
    project: str = ""
    scenes: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    contingency: str = ""

    def account_of(self, shot: Shot, stage: str, model: str) -> str:
        """Give the account that a stage of a shot is booked on."""
        return (
            shot.account
            or self.scenes.get(shot.scene)
            or self.stages.get(stage)
            or self.models.get(model)
            or self.default
        )

    def project_of(self, shot: Shot) -> str:
        """Give the project that a shot is booked on."""
        return shot.project or self.project
