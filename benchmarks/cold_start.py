"""One price as a process of its own, from the shell's point of view, against the command of genai-prices."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from harness import compared, in_seconds, interleaved

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness import Result

ROUNDS = 11
AT_LEAST = 1.0
OURS = ("kling-cost", "price", "--model", "o3", "--tier", "pro", "--audio", "on", "--duration", "10")
OURS_ANSWER = "450 credits"
THEIRS = ("genai-prices", "calc", "gpt-4o", "--input-tokens", "1000")
THEIRS_ANSWER = "Total Price"


def measure() -> Result | None:
    """Start both commands in turn in an empty folder; None if the command of genai-prices is not there."""
    with TemporaryDirectory() as folder:
        ours, theirs = _command(OURS, folder), _command(THEIRS, folder)
        assert ours is not None, "kling-cost is not installed beside this interpreter"
        # What is right is checked on a fixed day; what is timed is the command as people type it.
        dated = _command((*OURS, "--on", "2026-11-20"), folder)
        assert dated is not None
        assert OURS_ANSWER in dated()
        if theirs is None or THEIRS_ANSWER not in theirs():
            return None
        interleaved(ours, theirs, rounds=2)
        pairs = interleaved(ours, theirs, rounds=ROUNDS)
    return compared("one clip as a process", pairs, shown=in_seconds, at_least=AT_LEAST)


def _command(words: tuple[str, ...], folder: str) -> Callable[[], str] | None:
    """Give what runs a console script of this interpreter's environment and returns what it printed."""
    script = shutil.which(words[0], path=sysconfig.get_path("scripts"))
    if script is None:
        return None

    def run() -> str:
        done = subprocess.run(  # noqa: S603 - the words stand above
            [script, *words[1:]], capture_output=True, cwd=folder, check=False, encoding="utf-8"
        )
        assert done.returncode == 0 or words[0] == THEIRS[0], done.stderr
        return done.stdout if done.returncode == 0 else ""

    return run
