"""Files written whole or not at all, and none of somebody else's without being asked.

A symbolic link is written through: it stays, and what it points to is replaced. What is no plain file (a
folder, a device, a pipe) cannot be replaced whole, and is refused.
"""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.cli.overwriting import why_keep
from kling_cost.cli.progress import step
from kling_cost.cli.telling import ask, somebody_answers, tell_note
from kling_cost.errors import KlingCostError

if TYPE_CHECKING:
    from collections.abc import Sequence

READ_ONLY = "is read-only"


class Unwritable(KlingCostError):  # noqa: N818 - named after what happened
    """An output file's place cannot be written to."""

    code = "unwritable"

    def __init__(self, path: Path, error: OSError | str) -> None:
        why = error if isinstance(error, str) else f"{error.strerror or error}; choose another place"
        super().__init__(f"{path} cannot be written: {why}")


class FileExists(KlingCostError):  # noqa: N818 - named after what was found
    """A file would be overwritten that should not be, unasked."""

    code = "file-exists"

    def __init__(self, path: Path, why: str, *, refused: bool = False) -> None:
        cure = "" if refused else "; give another name, or --force to overwrite it"
        super().__init__(f"{path} exists and {why}, and is left as it is{cure}")


@dataclass(slots=True)
class Target:
    """A file to be written: looked at before the work, so that nobody waits for a no, and before writing."""

    path: Path
    force: bool = False

    def check(self, content: bytes | None = None) -> None:
        """Find out whether the file may be written: before the work as far as the place alone tells.

        Raises:
            Unwritable: when the place cannot be written to.
            FileExists: when somebody else's file stands there and nobody allows to overwrite it.
        """
        check_place(self.path)
        if self.force or not self.path.exists():
            return
        why = _why_keep(self.path, content)
        if why is None:
            return
        if not somebody_answers():
            raise FileExists(self.path, why)
        if not ask(f"{self.path} exists and {why}. Overwrite it?"):
            raise FileExists(self.path, why, refused=True)
        self.force = True  # asked once is enough

    def write(self, content: bytes) -> None:
        """Write the file, whole or not at all, and say so.

        Raises:
            Unwritable, FileExists: as ``check`` does, and before anything is touched.
        """
        write_together([(self, content)])


def write_together(files: Sequence[tuple[Target, bytes]]) -> None:
    """Write files, all of them or none, and say so.

    Raises:
        Unwritable, FileExists: as ``Target.check`` does, and before anything is touched.
    """
    for target, content in files:
        target.check(content)
    if files:
        with step(f"writing {', '.join(str(target.path) for target, _ in files)}"):
            _write([(target.path, content) for target, content in files])
    for target, _ in files:
        tell_note(f"wrote {target.path}")


def check_place(path: Path) -> None:
    """Refuse a place where no file can be put.

    Raises:
        Unwritable: for a folder, a device, a pipe, a missing folder.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        _check_folder(path)
    except (OSError, RuntimeError) as error:  # RuntimeError: a symbolic link that leads to itself
        raise Unwritable(path, error if isinstance(error, OSError) else "it leads to itself") from None
    else:
        if stat.S_ISDIR(mode):
            raise Unwritable(path, "it is a folder; choose another place, such as a file in it")
        if not stat.S_ISREG(mode):
            raise Unwritable(
                path, "it is a device or a pipe, no file; leave out -o to write to standard output"
            )


def _check_folder(path: Path) -> None:
    folder = _real(path).parent
    if not folder.exists():
        raise Unwritable(path, f"there is no folder {folder}; make it first, or choose another place")
    if not folder.is_dir():
        raise Unwritable(path, f"{folder} is no folder; choose another place")


def _why_keep(path: Path, content: bytes | None) -> str | None:
    try:
        # The permission as it is written, and not whether this user may: root may everything.
        if not path.stat().st_mode & 0o222:
            return READ_ONLY
        with path.open("rb") as old:
            return why_keep(path.suffix.lower(), old, content)
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, through a symbolic link, with the permissions that it had.

    Raises:
        Unwritable: when the place cannot be written to.
    """
    _write([(path, content)])


def _write(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write each file beside its place first, and put them there when all are written."""
    beside: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, content in files:
            place = _real(path)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:100]}.")
            beside.append((Path(name), place))
            with os.fdopen(handle, "wb") as temporary:
                temporary.write(content)
            Path(name).chmod(_permissions(place))
        for written, place in beside:
            path = place
            written.replace(place)
    except BaseException as error:  # an interrupt leaves nothing half-written either
        for written, _ in beside:
            written.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Unwritable(path, error) from None
        raise


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _permissions(place: Path) -> int:
    try:
        return stat.S_IMODE(place.stat().st_mode)
    except OSError:
        current = os.umask(0)
        os.umask(current)
        return 0o666 & ~current
