"""Forks a process of the command line for each run that it is asked for: ``python command_server.py``.

What takes longest of a run is to import the package. Here that is done once, and every run is a process
of its own all the same, with its own folder, environment and streams. A request is a line of JSON on
standard input, the answer the exit code on a line of standard output.
"""

from __future__ import annotations

import json
import os
import pkgutil
import signal
import sys
import traceback
from importlib import import_module
from typing import Any, NoReturn

import kling_cost

LONGEST_S = 120


def warm_up() -> None:
    """Import every module, and with them what they need."""
    for module in pkgutil.walk_packages(kling_cost.__path__, "kling_cost."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def serve() -> None:
    """Answer requests until there are no more."""
    warm_up()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def run(request: dict[str, Any]) -> NoReturn:
    """Run the command line and end as it does."""
    signal.alarm(LONGEST_S)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    streams = [(os.devnull, os.O_RDONLY), (request["out"], flags), (request["err"], flags)]
    for number, (path, how) in enumerate(streams):
        opened = os.open(path, how, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["kling-cost", *request["args"]]
    measured = _measured()
    code = 1
    try:
        from kling_cost.cli import main  # noqa: PLC0415 - it is imported already

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)  # noqa: T201 - as Python does
    except BaseException:  # noqa: BLE001 - as Python does
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    if measured is not None:
        measured.stop()
        measured.save()
    os._exit(code)


def _measured() -> Any:  # noqa: ANN401 - coverage is there where it measures
    """Begin to measure what the run covers, where that is asked for; what imports cover, others measure."""
    if not any(key.startswith("COVERAGE_PROCESS_") for key in os.environ):
        return None
    return import_module("coverage").process_startup()


if __name__ == "__main__":
    serve()
