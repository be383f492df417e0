"""``kling-cost init``: a commented starter storyboard, and what checks it in pull requests."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kling_cost.cli.command import KlingCommand
from kling_cost.cli.settings.found import NAME
from kling_cost.cli.telling import tell_note
from kling_cost.cli.writing import FileExists, check_place, write_whole

_WORKFLOW = Path(".github", "workflows", "kling-cost.yml")


@click.command(cls=KlingCommand)
@click.argument("path", default="storyboard.csv", type=click.Path(path_type=Path))
@click.option("--ci", is_flag=True, help="Also write settings and a GitHub workflow that check PATH.")
@click.option("--force", is_flag=True, help="Overwrite an existing file; with --ci only the workflow.")
def command(*, path: Path, ci: bool, force: bool) -> None:
    """Write a commented starter storyboard to PATH (default: storyboard.csv).

    With --ci also kling-cost.toml beside it, which has the rules of `kling-cost check` as comments, and the
    workflow that checks it in pull requests. A storyboard and settings that exist are then kept. All is
    written, or nothing.

    \b
    kling-cost init
    kling-cost init film/shots.csv --ci
    """
    if ci:
        _begin_checks(path, force=force)
        return
    from kling_cost.cli.starters import STORYBOARD  # noqa: PLC0415 - beside its only use

    check_place(path)
    if path.exists() and not force:
        raise FileExists(path, "may hold your own shots")
    write_whole(path, STORYBOARD.encode())
    tell_note(f"wrote {path}; next: kling-cost plan {path}")


def _begin_checks(path: Path, *, force: bool) -> None:
    from kling_cost.cli.beginning import write_all  # noqa: PLC0415 - beside their only use
    from kling_cost.cli.starters import SETTINGS, STORYBOARD, workflow  # noqa: PLC0415

    check_place(path)
    folder = _absolute(path).parent
    found = _nearest(folder, NAME)
    root = _nearest(folder, ".git") or found or folder
    # settings outside of the repository are not there where the workflow runs
    settings = _shown(found / NAME) if found and found.is_relative_to(root) else path.parent / NAME
    texts = {path: STORYBOARD, settings: SETTINGS}
    kept = [place for place in texts if os.path.lexists(place)]
    files = {place: text.encode() for place, text in texts.items() if place not in kept}
    text = workflow(_seen(root, path), _seen(root, settings), _WORKFLOW.as_posix())
    write_all({**files, _shown(root / _WORKFLOW): text.encode()}, force=force)
    for place in (*files, _shown(root / _WORKFLOW)):
        tell_note(f"wrote {place}")
    for place in kept:
        tell_note(f"kept {place}, which was there")
    tell_note(f"next: say under [check] in {settings} what is allowed, then: kling-cost check {path}")


def _nearest(folder: Path, name: str) -> Path | None:
    """Give the folder itself or the nearest above it that holds something of a name."""
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each / name)), None)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - takes out .. and leaves symbolic links


def _shown(path: Path) -> Path:
    """Give a path as a person here would write it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _seen(root: Path, path: Path) -> str:
    """Give a path as a workflow writes it: from the root of the repository, where it lies in there."""
    place = _absolute(path)
    return (place.relative_to(root) if place.is_relative_to(root) else place).as_posix()
