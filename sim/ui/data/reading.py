"""One reading of files beside the page: its progress, its cancelling, and what it gave."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sim.errors import SaydoError
from sim.importing.folder import folder_content, packed_folder
from sim.importing.read import Imported, read
from sim.importing.sheet_reading import ReadingProgress, Watch

__all__ = ["FileReading", "Wishes"]

log = logging.getLogger("saydo.reading")
SOON_SECONDS = 0.5
"""Small files are read before the page is drawn."""


@dataclass(frozen=True)
class Wishes:
    """Files to read, and how; equal wishes need one reading."""

    files: tuple[tuple[str, bytes], ...]
    """Name and content."""
    mapping: Sequence[Mapping[str, Any]] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    names: str = "kept"


class FileReading:
    """Reads in a thread of its own; nothing of the files is logged or written.

    Parameters
    ----------
    wishes : Wishes
        Files to read, and how.
    """

    def __init__(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.progress: ReadingProgress | None = None
        self.imported: Imported | None = None
        self.problem = ""
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self._thread.start()
        self._thread.join(SOON_SECONDS)

    @property
    def state(self) -> str:
        """``running``, ``cancelled``, ``refused`` or ``done``."""
        if self._thread.is_alive():
            return "running"
        if self.imported is not None:
            return "done"
        return "cancelled" if self._cancelled.is_set() else "refused"

    @cached_property
    def content(self) -> dict[str, bytes]:
        """Files of the folder that the command writes."""
        if self.imported is None:
            return {}
        return folder_content(self.imported, self.wishes.answers, self.wishes.mapping)

    @cached_property
    def packed(self) -> bytes:
        """That folder as one archive."""
        return packed_folder(self.content)

    def cancel(self) -> None:
        """End the reading within a second."""
        self._cancelled.set()

    def _run(self) -> None:
        wishes = self.wishes
        try:
            watch = Watch(self._note, self._cancelled.is_set)
            self.imported = read(wishes.files, wishes.mapping, wishes.answers, wishes.names, watch=watch)
        except SaydoError as error:
            self.problem = str(error)
        except Exception as error:  # a file of any kind: it must not end the page, and its text must be in no log
            self.problem = type(error).__name__
            log.error("reading failed: %s", type(error).__name__)

    def _note(self, progress: ReadingProgress) -> None:
        self.progress = progress
