"""Version of this release, which the build reads as well, and the digest of the source that computes its results."""

from __future__ import annotations

import hashlib
from pathlib import Path

__all__ = ["MODEL", "VERSION", "model_digest"]

VERSION = "0.1.0"
MODEL = (
    "compiling.py",
    "drawing.py",
    "errors.py",
    "rng.py",
    "units.py",
    "contracts",
    "customers",
    "provider",
    "records",
    "scenario",
    "model",
    "engine",
    "metrics",
    "running/replicate.py",
)
"""Sources that a replication is computed by."""


def model_digest(root: Path = Path(__file__).parent, parts: tuple[str, ...] = MODEL) -> str:
    """Digest the source of all that computes a replication, whatever ends its lines.

    Parameters
    ----------
    root : Path
        Folder of the package.
    parts : tuple of str
        Modules and folders in it.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    digest = hashlib.sha256()
    for name in parts:
        part = root / name
        for path in sorted(part.rglob("*.py")) if part.is_dir() else [part]:
            text = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(root).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]
