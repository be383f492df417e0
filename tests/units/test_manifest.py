"""The manifest: a released price file that is edited or gone is found, and freezing only ever adds."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from kling_cost.datafiles import pricing_dir
from kling_cost.errors import InputRefused
from kling_cost.pricebook.manifest import MANIFEST, digests, frozen, manifest_problems, read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost.errors import Problem

FILES = [
    "fal/2026-02-05.toml",
    "fal/2026-02-05-r2.toml",
    "fal/plans-2026-08-12.toml",
    "house/2026-01-01.toml",
]
NOT_RELEASED = [
    "fal/provider.toml",
    "models.toml",
    "fal/notes.toml",
    "fal/2026-02-05.txt",
    "house/old/2025-01-01.toml",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Write price files, and files that are none; what they say does not matter here."""
    for name in (*FILES, *NOT_RELEASED):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"# {name}\r\n".encode())
    return tmp_path


def freeze(root: Path) -> list[str]:
    """Freeze a folder as the command line does, and name the new files."""
    manifest = frozen(root)
    (root / MANIFEST).write_bytes(manifest.text.encode())
    return list(manifest.new)


def refused(read: Callable[[], object]) -> list[Problem]:
    with pytest.raises(InputRefused) as error:
        read()
    return list(error.value.problems())


def test_cards_corrections_and_plans_are_released_and_nothing_else(root: Path) -> None:
    assert sorted(digests(root)) == sorted(FILES)


def test_a_digest_is_of_the_bytes_as_they_are(root: Path) -> None:
    content = b"# fal/2026-02-05.toml\r\n"
    assert digests(root)["fal/2026-02-05.toml"] == hashlib.sha256(content).hexdigest()


def test_without_a_manifest_nothing_is_released_yet(root: Path) -> None:
    assert read_manifest(root) == {}
    assert manifest_problems(root) == []


def test_freezing_writes_what_sha256sum_writes(root: Path) -> None:
    assert freeze(root) == sorted(FILES)
    names = sorted(FILES)
    said = subprocess.run(["sha256sum", *names], cwd=root, capture_output=True, check=True).stdout
    assert (root / MANIFEST).read_bytes() == said
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", MANIFEST], cwd=root, check=True, capture_output=True
    )
    assert checked.stdout.count(b": OK") == len(FILES)


def test_what_was_frozen_is_as_it_was(root: Path) -> None:
    freeze(root)
    assert manifest_problems(root) == []
    assert read_manifest(root) == digests(root)


def test_freezing_twice_adds_nothing_and_changes_no_byte(root: Path) -> None:
    freeze(root)
    before = (root / MANIFEST).read_bytes()
    assert freeze(root) == []
    assert (root / MANIFEST).read_bytes() == before


def test_freezing_adds_the_new_files_and_keeps_every_line(root: Path) -> None:
    freeze(root)
    before = (root / MANIFEST).read_text("utf-8").splitlines()
    (root / "fal" / "2026-01-01.toml").write_text("new", encoding="utf-8")
    (root / "new").mkdir()
    (root / "new" / "2026-12-01.toml").write_text("new", encoding="utf-8")
    assert freeze(root) == ["fal/2026-01-01.toml", "new/2026-12-01.toml"]
    after = (root / MANIFEST).read_text("utf-8").splitlines()
    assert [line for line in after if line in before] == before
    assert len(after) == len(before) + 2


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", [b"#", b" ", b"\n"], ids=["a sign", "a blank", "a line end"])
def test_a_released_file_that_is_edited_by_one_byte_is_named(root: Path, name: str, ending: bytes) -> None:
    freeze(root)
    (root / name).write_bytes((root / name).read_bytes() + ending)
    (fault,) = manifest_problems(root)
    assert (fault.level, fault.code, fault.file) == ("error", "released", str(root / name))
    assert fault.message == (
        "was edited after release; a released file is never edited: put it back and write a correction (-r2) "
        "or a new card"
    )


@pytest.mark.parametrize("name", FILES)
def test_a_released_file_that_is_gone_is_named(root: Path, name: str) -> None:
    freeze(root)
    (root / name).unlink()
    (fault,) = manifest_problems(root)
    assert (fault.code, fault.file) == ("released", str(root / name))
    assert fault.message.startswith("was removed after release;")


def test_every_file_that_changed_is_named_at_once(root: Path) -> None:
    freeze(root)
    shutil.rmtree(root / "fal")
    (root / "house" / "2026-01-01.toml").write_text("edited", encoding="utf-8")
    assert len(manifest_problems(root)) == len(FILES)


def test_freezing_is_refused_when_a_released_file_changed(root: Path) -> None:
    freeze(root)
    (root / FILES[0]).write_text("edited", encoding="utf-8")
    (root / "fal" / "2026-12-01.toml").write_text("new", encoding="utf-8")
    (fault,) = refused(lambda: frozen(root))
    assert fault.file == str(root / FILES[0])


DIGEST = "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# a comment",
        f"{DIGEST} fal/2026-02-05.toml",
        f"{DIGEST[1:]}  fal/2026-02-05.toml",
        f"{DIGEST} *fal/2026-02-05.toml",
        f"{DIGEST}  fal\\2026-02-05.toml",
        f"{DIGEST}  2026-02-05.toml",
        f"{DIGEST}  a/b/2026-02-05.toml",
        f"{'G' * 64}  fal/2026-02-05.toml",
    ],
)
def test_a_line_that_is_no_digest_is_named(root: Path, line: str) -> None:
    (root / MANIFEST).write_text(f"{DIGEST}  fal/2026-02-05.toml\n{line}\n", encoding="utf-8")
    (fault,) = refused(lambda: read_manifest(root))
    assert (fault.file, fault.column) == (str(root / MANIFEST), "line 2")
    assert fault.message == "is not a digest, two blanks and provider/file.toml; put back what --freeze wrote"


def test_every_wrong_line_is_named_at_once_and_nothing_is_frozen(root: Path) -> None:
    (root / MANIFEST).write_text("one\ntwo\n", encoding="utf-8")
    assert [fault.column for fault in refused(lambda: frozen(root))] == ["line 1", "line 2"]


def test_a_second_digest_of_a_file_does_not_hide_the_first(root: Path) -> None:
    name = FILES[0]
    (root / MANIFEST).write_text(f"{DIGEST}  {name}\n{digests(root)[name]}  {name}\n", encoding="utf-8")
    (fault,) = refused(lambda: manifest_problems(root))
    assert fault.column == "line 2"
    assert fault.message == f"{name} has a digest already; a released file has one, the first; drop this line"


def test_a_manifest_with_the_line_ends_of_windows_is_the_same_manifest(root: Path) -> None:
    freeze(root)
    before = (root / MANIFEST).read_bytes()
    (root / MANIFEST).write_bytes(before.replace(b"\n", b"\r\n"))
    assert manifest_problems(root) == []
    assert frozen(root).text.encode() == before


def test_a_manifest_that_is_a_folder_is_refused(root: Path) -> None:
    (root / MANIFEST).mkdir()
    (fault,) = refused(lambda: read_manifest(root))
    assert (fault.code, fault.file) == ("unreadable", str(root / MANIFEST))


def test_a_folder_with_the_name_of_a_card_is_no_card(root: Path) -> None:
    (root / "fal" / "2026-12-01.toml").mkdir()
    assert sorted(digests(root)) == sorted(FILES)


def test_no_released_card_that_ships_was_edited_or_removed() -> None:
    assert manifest_problems(pricing_dir()) == []


def test_every_card_and_plan_that_ships_can_be_frozen(tmp_path: Path) -> None:
    shutil.copytree(pricing_dir(), tmp_path / "pricing")
    freeze(tmp_path / "pricing")
    assert read_manifest(tmp_path / "pricing") == digests(tmp_path / "pricing")
    assert len(digests(tmp_path / "pricing")) > 100


def test_what_was_released_is_as_it_was() -> None:
    assert manifest_problems(pricing_dir()) == []


def test_the_first_version_froze_its_cards_and_its_plans() -> None:
    first = {"fal/2026-02-05.toml", "pixverse/2026-02-05.toml", "kling-app/plans-2026-08-12.toml"}
    assert first <= set(read_manifest(pricing_dir()))
