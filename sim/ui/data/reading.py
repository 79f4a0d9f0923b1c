"""One reading of files beside the page: its progress, its cancelling, and what it gave."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sim.errors import SaydoError
from sim.fitting.own_portfolio import BASELINE, NO_PORTFOLIO, OwnPortfolio, loaded, portfolio_of
from sim.importing.closed_days import HOLIDAYS, country_code
from sim.importing.folder import PortfolioFiles, folder_content, packed_folder
from sim.importing.read import Imported, read
from sim.importing.sheet_reading import ReadingProgress, Watch
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve

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
    country: str = ""
    """Country or region whose public holidays are closed days; empty for none."""


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
        self.own: OwnPortfolio | None = None
        self.scenario: Scenario | None = None
        """The portfolio that was fitted."""
        self.unfitted = ""
        """Why there is none, where it could not be fitted."""
        self.country = ""
        """Country whose public holidays are closed days, as was wished, answered or taken by default."""
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
        own = self.own
        files = PortfolioFiles(own.files if own else {}, own.lines if own else [NO_PORTFOLIO], self.country)
        return folder_content(self.imported, self.wishes.answers, self.wishes.mapping, files)

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
            stated = {HOLIDAYS: wishes.country} if wishes.country else {}
            imported = read(wishes.files, wishes.mapping, {**wishes.answers, **stated}, wishes.names, watch=watch)
            self.country = country_code(wishes.country) if wishes.country else imported.country
            self._fit(imported)
            self.imported = imported
        except SaydoError as error:
            self.problem = str(error)
        except Exception as error:  # a file of any kind: it must not end the page, and its text must be in no log
            self.problem = type(error).__name__
            log.error("reading failed: %s", type(error).__name__)

    def _fit(self, imported: Imported) -> None:
        """Fit what was read; where that cannot be done, the tables are there all the same."""
        try:
            self.own = portfolio_of(imported.tables, load(resolve(BASELINE)), self.country or None)
            self.scenario = loaded(self.own.files) if self.own else None
        except SaydoError as error:
            self.own, self.unfitted = None, str(error)

    def _note(self, progress: ReadingProgress) -> None:
        self.progress = progress
