"""``kling-cost init``: a commented starter storyboard."""

from __future__ import annotations

from pathlib import Path

import click

from kling_cost.cli.command import KlingCommand
from kling_cost.cli.telling import tell_note
from kling_cost.cli.writing import FileExists, check_place, write_whole

STARTER = """\
# A storyboard for kling-cost: one row per shot. Lines that begin like this one are comments.
# Only duration_s is required (seconds of the finished film); leave empty what you do not know.
# mode: text-to-video (default) image-to-video reference-to-video video-edit motion-control
# model, tier (standard pro 4k), audio (off on voice): pin what this shot is delivered in
# takes: how often you expect to generate it; accept: the share of takes that is good enough (0.3 or 30%)
# keepers: good takes wanted; at_cap (proceed fail): when takes run out; shot_class (hero b-roll): its accept
# product image makes stills: count of them at a resolution of 1k 2k or 4k
shot_id,scene,description,duration_s,mode,video_input,model,tier,audio,takes,accept,keepers,at_cap,shot_class,count,product,resolution,priority,notes
1,Harbour,The harbour at dawn from above,6,,,,,,4,,,,,,,,1,
2,Harbour,Mara steps off the ferry,8,image-to-video,,,,,6,,,,,,,,1,
3,Market,Mara at the stalls with her red scarf,7.5,reference-to-video,,,,on,,30%,,proceed,,,,,2,keep the scarf
4,Market,Spices in close-up,2.5,,,,,off,3,,,,,3,,,3,three inserts
5,Market,Poster of the film,,,,o3,,,3,,,,,2,image,4k,3,
"""


@click.command(cls=KlingCommand)
@click.argument("path", default="storyboard.csv", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(*, path: Path, force: bool) -> None:
    """Write a commented starter storyboard to PATH (default: storyboard.csv)."""
    check_place(path)
    if path.exists() and not force:
        raise FileExists(path, "may hold your own shots")
    write_whole(path, STARTER.encode())
    tell_note(f"wrote {path}; next: kling-cost plan {path}")
