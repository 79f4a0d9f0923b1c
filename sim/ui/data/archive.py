"""The folder of an import as one archive: the files that a portfolio is made of, and nothing else of it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from sim.errors import SaydoError
from sim.report.trust import RECORD
from sim.ui.text import tell

__all__ = ["unpacked"]

MOST_FILES, MOST_BYTES = 60, 50_000_000
ENDINGS = (".yaml", ".yml", ".csv")


def unpacked(files: Sequence[tuple[str, bytes]]) -> dict[str, bytes]:
    """Files by their bare names, those of archives among them; nothing is written, and no folder of a name is kept.

    Parameters
    ----------
    files : sequence of (str, bytes)
        Name and content.

    Raises
    ------
    SaydoError
        Where an archive is broken, too large, or holds a name twice.
    """
    result: dict[str, bytes] = {}
    for name, content in files:
        members = _members(name, content) if name.lower().endswith(".zip") else [(name, content)]
        for member, inside in members:
            if member in result:
                raise SaydoError(tell("data.zip_twice", file=name, name=member))
            result[member] = inside
    return result


def _members(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """Scenarios, their tables and a back-test in an archive, unpacked no further than the limits."""
    too_large = SaydoError(tell("data.zip_large", file=name, files=MOST_FILES, size=MOST_BYTES // 1_000_000))
    members: list[tuple[str, bytes]] = []
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES:
                raise too_large
            for entry in entries:
                bare = entry.filename.replace("\\", "/").rpartition("/")[2]
                if bare != RECORD and not bare.lower().endswith(ENDINGS):
                    continue
                with archive.open(entry) as stream:
                    inside = stream.read(left + 1)  # whatever the archive says of its size
                left -= len(inside)
                if left < 0:
                    raise too_large
                members.append((bare, inside))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise SaydoError(tell("data.zip_broken", file=name)) from None
    return members
