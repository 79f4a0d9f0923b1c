"""Version of this release, which the build reads as well."""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = "0.1.0"
