"""Office files that are zip archives: without the time at which they were written."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["WRITTEN", "without_dates"]

WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001  the formats know no zones
"""Date in each file's properties: equal content gives equal bytes."""
EARLIEST = (1980, 1, 1, 0, 0, 0)


def without_dates(content: bytes) -> bytes:
    """Rewrite an archive with the same date for each of its entries.

    Parameters
    ----------
    content : bytes
        A zip archive.

    Returns
    -------
    bytes
        The same entries in the same order.
    """
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as archive, ZipFile(stream, "w", ZIP_DEFLATED) as steady:
        for entry in archive.infolist():
            steady.writestr(ZipInfo(entry.filename, EARLIEST), archive.read(entry), ZIP_DEFLATED)
    return stream.getvalue()
