"""The result of a simulated replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING

from sim.errors import SaydoError
from sim.provider.roster import RosterStep
from sim.records.recorder import Records
from sim.scenario.document import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Run"]


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """A replication of a scenario and all that was recorded in it."""

    scenario: Scenario
    """The document that was simulated."""
    seed: int
    """Root seed."""
    replication: int
    """Number of the replication, from 0."""
    records: Records
    month_starts: tuple[float, ...]
    """Minutes since the start of the study at which its months begin, and last its end."""
    rosters: Mapping[str, Sequence[RosterStep]] = field(default_factory=dict)
    """People at the desk by team, the warm-up included."""

    def __repr__(self) -> str:
        rows = sum(len(getattr(self.records, table.name)) for table in fields(self.records))
        return (
            f"<Run of {self.scenario.title!r}: seed {self.seed}, replication {self.replication}, "
            f"{len(self.records.customers):,} customers, {len(self.records.contacts):,} contacts, {rows:,} rows>"
        )

    @property
    def horizon(self) -> float:
        """The end of the study, in minutes since its start."""
        return self.month_starts[-1]

    def people(self, team: str) -> Sequence[RosterStep]:
        """How many people of a team are at the desk, and from when on; the warm-up included.

        Parameters
        ----------
        team : str
            Name of a team of the provider.

        Returns
        -------
        sequence of RosterStep
            One step for each change, in order of time.

        Raises
        ------
        KeyError
            Where the run has no team of this name.
        """
        return self.rosters[team]

    def to_frame(self, table: str = "contacts") -> pd.DataFrame:
        """Return one kind of record as a table.

        Parameters
        ----------
        table : str
            A field of :class:`~sim.records.recorder.Records`, such as ``contacts``, ``touches`` or ``invoices``.

        Returns
        -------
        pandas.DataFrame
            One row for each record, in order of time; times in minutes since the start of the study, money in cents.

        Raises
        ------
        SaydoError
            Where there is no such kind of record.
        """
        names = [kind.name for kind in fields(self.records)]
        if table not in names:
            raise SaydoError(f"table = {table}: must be one of {', '.join(names)}")
        import pandas as pd

        return pd.DataFrame(
            [
                asdict(row) if is_dataclass(row) and not isinstance(row, type) else row._asdict()
                for row in getattr(self.records, table)
            ]
        )
