"""What is guessed, how much it matters and which conclusions stand: words, bars and tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.metrics.catalogue import describe
from sim.questions.assumption_ranges import SPREAD
from sim.questions.sensitivity_study import OWN_REPLICATIONS, SensitivityDesign, SensitivityFindings
from sim.report.charts import Bar
from sim.report.format.habit import local, percent_sign
from sim.report.format.words import format_difference, range_words

__all__ = ["conclusions_frame", "findings_words", "swings_frame", "tornado_bars"]


def tornado_bars(found: SensitivityFindings) -> list[Bar]:
    """The swings as bars of a figure."""
    ranges = {each.path: each for each in found.ranges}
    return [
        Bar(
            row.path,
            (local(ranges[row.path].low, ".3g"), local(ranges[row.path].high, ".3g")),
            (row.low.estimate, row.high.estimate),
            (row.low.low, row.high.low),
            (row.low.high, row.high.high),
        )
        for row in found.swings
    ]


def findings_words(found: SensitivityFindings, plan: SensitivityDesign) -> Iterator[str]:
    """What the tables rest on."""
    spread = ", ".join(f"[{tag}] {local(factor, 'g')} times" for tag, factor in SPREAD.items())
    yield (
        f"Ranges, where none was given: {spread} smaller or larger, in the value or in the odds of a share, within "
        "what the schema allows; what is measured [M] stays."
    )
    if found.effects:
        yield (
            f"Screening: {plan.replications} replication(s) at a point, the same luck along a trajectory; "
            f"{_percent(found.effects_noise)} of the variance over the design is chance. Tornado: {OWN_REPLICATIONS} "
            "replications of each, paired."
        )
    if found.conclusions:
        yield (
            f"Conclusions: {plan.replications} paired replication(s) in a draw, luck of its own in each. "
            "Chance is the share of the difference's variance that luck alone brings: it pulls shares towards a half."
        )


def swings_frame(found: SensitivityFindings, outcome: str, currency: str) -> pd.DataFrame:
    """The tornado as a table: what the outcome differs by at either end of each guess's range."""
    known, ranges = describe(outcome), {each.path: each for each in found.ranges}
    rows = []
    for row in found.swings:
        each = ranges[row.path]
        ends = [
            f"{format_difference(end.estimate, known, currency)} "
            f"({range_words(end.low, end.high, known, currency, sign=True)})"
            for end in (row.low, row.high)
        ]
        rows.append(
            (row.path, each.tag, local(each.value, ".3g"), local(each.low, ".3g"), local(each.high, ".3g"), *ends)
        )
    columns = ["Guess", "Tag", "Value", "Low", "High", "At the low end", "At the high end"]
    return pd.DataFrame(rows, columns=columns)


def conclusions_frame(found: SensitivityFindings) -> pd.DataFrame:
    """In what share of draws of all guesses each conclusion holds."""
    rows = [
        (
            row.name,
            describe(row.outcome).label,
            {"up": "more", "down": "less"}.get(row.direction or "", ""),
            f"{row.own} of {row.own_of} runs",
            f"{round(row.holds.estimate * row.holds.count)} of {row.holds.count} draws",
            f"{_percent(row.holds.low)} to {_percent(row.holds.high)}",
            row.none,
            row.reversed,
        )
        for row in found.conclusions
    ]
    columns = [
        "Story",
        "Outcome",
        "Concludes",
        "As it is",
        "Sign holds in",
        "95 of 100 such studies",
        "None",
        "Reversed",
    ]
    return pd.DataFrame(rows, columns=columns)


def _percent(share: float) -> str:
    return "n/a" if np.isnan(share) else f"{100 * share:.0f}{percent_sign(' %')}"
