"""The words of a clip on the command line, and the clip that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.errors import IncompleteClip, NotExact
from kling_cost.storyboard.columns import CellFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kling_cost.clips import Clip
    from kling_cost.models import Models


def clip_options(*, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options that describe a clip; ``required`` makes ``--model`` so."""
    options = (
        click.option("--model", required=required, help="The model: v3, o3, 'Kling 3.0 Omni', ..."),
        click.option("--tier", help="low, standard, pro, master or 4k. Required for video."),
        click.option("--audio", help="off, on or voice. Required for video."),
        click.option("--duration", metavar="SECONDS", help="The clip's length. Required for video."),
        click.option("--mode", help="How it is made. Default: text-to-video, or text-to-image."),
        click.option("--product", help="video (default), image, motion-control, lip-sync, avatar."),
        click.option("--video-input", is_flag=True, help="A reference video goes in (reference-to-video)."),
        click.option("--resolution", help="Images: 1k (default), 2k, 4k. Video: only to insist on one."),
    )

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return add


CLIP_WORDS = ("model", "tier", "audio", "duration", "mode", "product", "video_input", "resolution")
"""The parameters that :func:`clip_options` adds."""


def clip_of(models: Models, said: Mapping[str, Any]) -> Clip:
    """Read a clip from the options.

    Raises:
        click.UsageError: naming what is missing.
        KlingCostError: for a name or a length that is wrong.
    """
    words = {name: said[name] for name in CLIP_WORDS}
    duration = words.pop("duration")
    try:
        return models.clip(duration_s=duration, **words)
    except IncompleteClip as error:
        raise click.UsageError(str(error)) from None
    except NotExact as error:
        raise CellFault("bad-duration", f"--duration: {error} (seconds)") from None
