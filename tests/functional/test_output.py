"""What commands write: files whole or not at all, and no traceback where the output or the reader goes."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import application
from sim.running.files import write_whole
from tests.functional.terminal import caller

ROOT = Path(__file__).parents[2]
SAYDO = (sys.executable, "-m", "sim")


def full(_: int) -> None:
    """A disk that takes no more."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_the_former_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "answer.json"
    target.write_text("the former", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", full)
    answer = caller(capsys)("check", "honest", "--json", target)
    assert answer.status == 2
    assert answer.err == f"{target} (--json): cannot be written: No space left on device\n"
    assert target.read_text(encoding="utf-8") == "the former"
    assert os.listdir(tmp_path) == ["answer.json"]


def test_several_files_are_written_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    link = tmp_path / "link"
    second.write_bytes(b"old")
    second.chmod(0o600)
    link.symlink_to(second)
    write_whole({first: b"1", link: b"2"})
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")
    assert link.is_symlink()
    assert second.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(Path, "replace", lambda *_: pytest.fail("a file got its name before all were complete"))
    with pytest.raises(OSError, match="No such file"):
        write_whole({first: b"3", tmp_path / "nowhere" / "file": b"4"})
    assert first.read_bytes() == b"1"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("arguments", [("scenarios",), ("check", "honest", "--json", "-"), ("--help",)])
def test_a_full_output_is_one_message(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as output:
        command = subprocess.run(
            [*SAYDO, *arguments], cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True, check=False
        )
    assert command.returncode == 1
    assert command.stderr == "standard output cannot be written: No space left on device\n"


def test_a_reader_that_leaves_ends_the_command_in_silence() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = subprocess.run(
        [*SAYDO, "schema"], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert command.returncode == 1
    assert command.stderr == ""


def test_an_interrupt_at_any_moment_is_one_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(application, "main", interrupted)
    answer = caller(capsys)("check", "honest")
    assert (answer.status, answer.out, answer.err) == (130, "", "interrupted\n")


@pytest.mark.parametrize("seconds", [0.3, 0.6])
def test_an_interrupt_in_the_first_second_leaves_no_traceback(seconds: float) -> None:
    program = "import sim.cli, sys, os; os.write(1, b'here'); sim.cli.main(['check', 'honest'])"
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(4) == "here"
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
