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

from kling_cost.cli.overwriting import why_keep
from kling_cost.cli.progress import step
from kling_cost.cli.telling import ask, somebody_answers, tell_note
from kling_cost.errors import KlingCostError

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

    def check(self) -> None:
        """Find out before the work, as far as the place alone tells, whether the file may be written.

        Raises:
            Unwritable: when the place cannot be written to.
            FileExists: when somebody else's file stands there and nobody allows to overwrite it.
        """
        self._check(None)

    def write(self, content: bytes) -> None:
        """Write the file, whole or not at all, and say so.

        Raises:
            Unwritable, FileExists: as ``check`` does, and before anything is touched.
        """
        self._check(content)
        with step(f"writing {self.path}"):
            write_whole(self.path, content)
        tell_note(f"wrote {self.path}")

    def _check(self, content: bytes | None) -> None:
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
    place = _real(path)
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:100]}.")
    except OSError as error:
        raise Unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(content)
        Path(name).chmod(_permissions(place))
        Path(name).replace(place)
    except BaseException as error:  # an interrupt leaves nothing half-written either
        Path(name).unlink(missing_ok=True)
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
