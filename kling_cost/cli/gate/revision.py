"""A file as git has it in an earlier revision."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from kling_cost.errors import KlingCostError

if TYPE_CHECKING:
    from pathlib import Path


class NoRevision(KlingCostError):  # noqa: N818 - named after what was not found
    """Git cannot give a file of a revision; the message says why and what to do."""

    code = "no-revision"


def file_at(revision: str, path: Path) -> tuple[bytes | None, str]:
    """Give a file's bytes where a revision and the present commit last agreed, and that commit's short name.

    That is what a pull request is compared with: commits that only the revision has do not count. Where the
    two have nothing in common, the revision itself counts. The bytes are None where it has no such file.

    Raises:
        NoRevision: without git, outside of a repository, or for a revision that git does not know.
    """
    folder, name = path.resolve().parent, path.resolve().name
    outside = _run(folder, "rev-parse", "--show-toplevel")
    if outside.returncode:
        said = " ".join(outside.stderr.decode(errors="replace").split()).removeprefix("fatal: ")
        raise NoRevision(f"{path} has no revision {revision!r}: git says {said!r}; give --base FILE")
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not commit:
        raise NoRevision(
            f"git knows no revision {revision!r} here; fetch it first (git fetch origin), or in GitHub "
            "Actions check out with fetch-depth: 0"
        )
    base = _git(folder, "merge-base", commit.decode().strip(), "HEAD").decode().strip()
    base = base or commit.decode().strip()
    short = base[: len("1234567")]
    listed = _git(folder, "ls-tree", "--name-only", base, "--", f"./{name}")
    return (_git(folder, "show", f"{base}:./{name}") if listed else None), short


def _git(folder: Path, *arguments: str) -> bytes:
    """Give what git prints, nothing where it fails.

    Raises:
        NoRevision: without git.
    """
    done = _run(folder, *arguments)
    return done.stdout if done.returncode == 0 else b""


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - a revision goes in as one word
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise NoRevision(
            f"git cannot be run ({error.strerror or error}); install it, or give --base FILE"
        ) from None
