"""A week at the service desk: its table."""

from __future__ import annotations

import pandas as pd

from sim.questions.desk_week import Week
from sim.report.format.reader_locale import day_of
from sim.units import MINUTES_PER_HOUR, moment

__all__ = ["looks_table"]


def looks_table(week: Week, customer: str) -> pd.DataFrame:
    """List every team at every look.

    Parameters
    ----------
    week : Week
        Looks at the desk.
    customer : str
        Name of the customer whose waiting contacts are counted apart.

    Returns
    -------
    DataFrame
        A row a look and team: numbers of people and of contacts, and the longest wait in hours.
    """
    columns = ("When", "Team", "At work", "Idle", "Waiting", f"Waiting, {customer}", "Longest wait, h")
    rows = []
    for look in week.looks:
        when = moment(week.start_date, look.at)
        for name, team in look.teams.items():
            own = sum(waiter.customer == customer for waiter in team.waiting)
            longest = max((look.at - waiter.since for waiter in team.waiting), default=0.0)
            rows.append(
                (
                    f"{day_of(when)} {when:%H:%M}",
                    name,
                    len(team.served),
                    team.idle,
                    len(team.waiting),
                    own,
                    round(longest / MINUTES_PER_HOUR, 1),
                )
            )
    return pd.DataFrame(rows, columns=columns)
