"""How a file is written: whole, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write files so that each is the former one or the new one whatever happens, a full disk or a crash included.

    All of them lie complete beside their places before the first gets its name. A link is followed, the mode of a
    file that is there is kept, and what is no file, such as ``/dev/stdout``, is written to directly.

    Parameters
    ----------
    contents : mapping of Path to bytes
        By the place of each file.

    Raises
    ------
    OSError
        Where one cannot be written; then none is.
    """
    parts: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            place = path.resolve()
            if place.exists() and not place.is_file():
                path.write_bytes(content)
                continue
            part = place.with_name(f".{os.getpid()}-{len(parts)}.part")
            parts[part] = place
            with part.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            if place.exists():
                shutil.copymode(place, part)
        for part, place in parts.items():
            part.replace(place)
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)
