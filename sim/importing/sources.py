"""Bytes that can be read again from the start, never beyond a limit; and one sheet of rows, whatever it came in."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from sim.errors import InputError

__all__ = [
    "DAMAGED",
    "MOST_BYTES",
    "MOST_COLUMNS",
    "MOST_RATIO",
    "REPAIRED",
    "Rows",
    "Source",
    "SourceSheet",
    "limited",
    "shown_name",
    "source_of",
]

MOST_BYTES = 2 << 30
"""Bytes that a packed file may unpack to."""
MOST_RATIO = 200
"""Times its packed size that a file may unpack to; smaller than a megabyte it may be anything."""
SMALL = 1 << 20
MOST_COLUMNS = 16_384
"""Cells of a row; workbooks have no more columns."""
REPAIRED = "repaired"
"""Flag of a row whose broken quotes were mended."""
DAMAGED = "damaged"
"""Flag of a row whose cells cannot be told apart."""
_PRIVATE = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d ()./-]{7,}\d")
_DAY = re.compile(r"(?:19|20)\d\d[./-](?:0[1-9]|1[0-2])[./-](?:0[1-9]|[12]\d|3[01])")

Rows = Iterator[tuple[list[str], str]]
"""Rows of a sheet, each with its flag; empty for a sound row."""


@dataclass(frozen=True)
class Source:
    """A file, or a member of one, that can be opened again and again."""

    name: str
    open: Callable[[], BinaryIO]
    size: int
    """Bytes, packed where it is packed."""

    def head(self, count: int = 1 << 16) -> bytes:
        """First bytes of the file.

        Parameters
        ----------
        count : int, optional
            Bytes at most.

        Returns
        -------
        bytes
            Fewer where the file is shorter.
        """
        with self.open() as stream:
            return stream.read(count)

    def all(self) -> bytes:
        """Every byte of the file, for containers that are read as a whole.

        Returns
        -------
        bytes
            The content.
        """
        with self.open() as stream:
            return stream.read()

    def unpacked(self) -> Source:
        """Source of the content of a gzip file.

        Returns
        -------
        Source
            Reading it ends in an `InputError` where the content is damaged or larger than allowed.
        """
        return Source(self.name, lambda: limited(gzip.GzipFile(fileobj=self.open()), self.name, self.size), self.size)


class _Limited(io.RawIOBase):
    """A stream that counts what it unpacks."""

    def __init__(self, stream: BinaryIO, name: str, packed: int) -> None:
        super().__init__()
        self.stream, self.name, self.count = stream, name, 0
        self.most = min(MOST_BYTES, max(SMALL, packed * MOST_RATIO))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self.stream.read(min(len(view), 1 << 20))
        except (OSError, EOFError) as error:
            raise InputError.of(self.name, "the packed content is damaged or cut short; pack it again") from error
        except Exception as error:
            if type(error).__module__ in {"zlib", "zipfile", "lzma", "_lzma", "builtins"}:
                raise InputError.of(self.name, "the packed content is damaged; pack it again") from error
            raise
        self.count += len(data)
        if self.count > self.most:
            raise InputError.of(
                self.name, f"unpacks to more than {self.most >> 20:,} MB, which is more than is read from a packed file"
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self.stream.close()
        super().close()


def limited(stream: object, name: str, packed: int) -> BinaryIO:
    """Stream that refuses to unpack more than allowed.

    Parameters
    ----------
    stream : object
        An open binary stream of unpacked bytes.
    name : str
        Name of the file, for the message.
    packed : int
        Bytes of the packed file.

    Returns
    -------
    BinaryIO
        Buffered; reading raises `InputError` beyond `MOST_BYTES` or `MOST_RATIO`.
    """
    return cast(BinaryIO, io.BufferedReader(_Limited(cast(BinaryIO, stream), name, packed), 1 << 18))


@dataclass(frozen=True)
class SourceSheet:
    """A table of rows before anything is made of it."""

    file: str
    title: str
    """Name of the sheet, of the member of an archive, or of the list within a JSON file; empty for plain text."""
    rows: Callable[[int | None], Rows]
    """From the width of the header, where it is there already, to the rows from the first one on."""
    notes: tuple[str, ...] = ()
    """What was decided of the container: encoding, delimiter."""
    typed: bool = False
    """Whether dates came as dates, as in workbooks."""
    size: int = field(default=0, compare=False)


def shown_name(name: str) -> str:
    """Name of a file as reports and messages print it.

    Parameters
    ----------
    name : str
        Name or path of the file.

    Returns
    -------
    str
        Without its folder, on one line, at most 80 characters; e-mail addresses and telephone numbers are left out.
    """
    base = re.split(r"[\\/]", name)[-1]
    printable = "".join(char if char.isprintable() else " " for char in base)
    private = _PRIVATE.sub(lambda match: match[0] if _DAY.fullmatch(match[0]) else "…", printable)
    return private.strip()[:80] or "file"


def source_of(file: object) -> Source:
    """Source of what a front end was given.

    Parameters
    ----------
    file : Path, str, tuple of str and bytes, or binary stream with a name
        A path is opened; of a stream all bytes are taken, from its start.

    Returns
    -------
    Source
        Raises `InputError` where the file cannot be opened.
    """
    if isinstance(file, tuple):
        name, content = file
        return Source(shown_name(str(name)), lambda: io.BytesIO(content), len(content))
    if isinstance(file, str | Path):
        return _of_path(Path(file))
    stream = cast(BinaryIO, file)
    stream.seek(0)
    taken = stream.getvalue() if isinstance(stream, io.BytesIO) else stream.read()
    return Source(shown_name(getattr(stream, "name", "file")), lambda: io.BytesIO(taken), len(taken))


def _of_path(path: Path) -> Source:
    name = shown_name(path.name)
    try:
        if path.is_dir():
            raise InputError.of(name, "is a folder; name the files in it")
        if not path.is_file() and path.exists():
            raise InputError.of(name, "is a pipe or a device; save it as a file first")
        size = path.stat().st_size
        path.open("rb").close()
    except FileNotFoundError as error:
        raise InputError.of(name, "there is no such file") from error
    except OSError as error:
        raise InputError.of(name, "cannot be opened; it may be open elsewhere or not be yours to read") from error
    return Source(name, lambda: path.open("rb"), size)
