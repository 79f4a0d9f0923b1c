"""Which simulator a result comes from: whatever could change a digit of it."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

import sim

__all__ = ["engine_version", "model_digest", "version_block"]

LIBRARIES = ("numpy", "scipy", "simpy", "pandas")
MODEL = (
    "errors.py", "rng.py", "units.py", "contracts", "customers", "provider", "records", "scenario", "engine",
    "metrics", "experiments/replicate.py",
)  # fmt: skip
"""What a replication is computed by."""


def model_digest(root: Path = Path(sim.__file__).parent) -> str:
    """Sixteen hexadecimal digits of the source of all that computes a replication, whatever ends its lines."""
    digest = hashlib.sha256()
    for name in MODEL:
        part = root / name
        for path in sorted(part.rglob("*.py")) if part.is_dir() else [part]:
            text = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(root).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]


def version_block() -> dict[str, str]:
    """Versions of everything that a result may depend on; ``model`` stands for the source itself."""
    return {
        "version": sim.__version__,
        "model": model_digest(),
        "python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
    }


@cache
def engine_version() -> str:
    """The version block in short: equal for simulators that give the same bytes."""
    block = json.dumps(version_block(), sort_keys=True)
    return f"{sim.__version__}-{hashlib.sha256(block.encode()).hexdigest()[:16]}"
