"""Why, and who costs whom, as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from sim.cli.layout import table
from sim.metrics.catalogue import describe
from sim.questions.bridge import Bridge
from sim.questions.counterfactual import Replay
from sim.questions.externality import Externality, Group, Portfolio
from sim.questions.remedies import Advice
from sim.report.format.habit import local
from sim.report.format.words import format_difference, format_value, range_words
from sim.report.why import ending_words
from sim.scenario.source import plain
from sim.statistics.intervals import Interval, PairedDifference

__all__ = ["advice_table", "bridge_table", "customers_table", "groups_table", "harm_table", "replay_table"]

MARGIN = describe("margin")


def bridge_table(found: Bridge, base: str, variant: str, currency: str) -> Table:
    """The base, each lever's part with its interval, and the variant."""
    outcome = found.outcome
    columns = ["step", outcome.label, "interval", "verdict"] + (["± orders"] if found.orders else [])
    rows = table(
        f"{plain(outcome.label)}: from {plain(base)} to {plain(variant)}", columns, [*columns[1:3], "± orders"]
    )
    rows.add_row(Text(plain(base), style="bold"), format_value(found.base, outcome, currency))
    for part in found.parts:
        effect = part.effect
        sampling = format_value(part.sampling_error, outcome, currency)
        rows.add_row(
            Text(plain(part.lever.name)),
            format_difference(part.difference, outcome, currency),
            range_words(effect.low, effect.high, outcome, currency, sign=True),
            effect.verdict,
            *([sampling] if found.orders else []),
        )
    rows.add_row(Text(plain(variant), style="bold"), format_value(found.variant, outcome, currency))
    return rows


def replay_table(customer: str, cause: str, found: Replay) -> Table:
    """Replication by replication: how it ended, and how it would have."""
    columns = ("run", "as it was", plain(f"without {cause}"))
    rows = table(plain(f"{customer}, the same luck twice"), columns, ("run",))
    for number, was, would in found.pairs:
        style = "green" if was.left and not would.left else "red" if would.left and not was.left else ""
        rows.add_row(str(number), ending_words(was), Text(ending_words(would), style=style))
    return rows


def groups_table(found: Portfolio, title: str, currency: str) -> Table:
    """Profit and loss of the mean customer of each group, and what all of them bring."""
    columns = ("who", "customers", "revenue", "cost", "margin each", "interval", "hours", "margin of all")
    rows = table(title, columns, columns[1:])
    for group in found.groups:
        rows.add_row(
            Text(plain(group.name), style="bold"), local(group.customers.estimate, ".4g"), *_account(group, currency)
        )
    return rows


def customers_table(found: Portfolio, currency: str) -> Table:
    """The same for each customer of the start, the dearest first."""
    columns = ("customer", "revenue", "cost", "margin", "interval", "hours")
    rows = table("Each customer of the start, the dearest first", columns, columns[1:])
    for group in sorted(found.customers, key=lambda each: each.each["margin"].estimate):
        rows.add_row(Text(plain(group.name)), *_account(group, currency)[:-1])
    return rows


def _account(group: Group, currency: str) -> list[str]:
    each = group.each
    return [
        *(format_value(each[name].estimate, MARGIN, currency) for name in ("revenue", "cost", "margin")),
        range_words(each["margin"].low, each["margin"].high, MARGIN, currency),
        local(each["minutes"].estimate / 60, ".3g"),
        format_value(group.margin.estimate, MARGIN, currency),
    ]


def harm_table(harms: Sequence[Externality], currency: str) -> Table:
    """What each who was left out is worth: own margin, harm to others, people it keeps busy."""
    money = ("own margin", "harm to others", "interval", "keeps busy", "worth", "interval of worth")
    columns = ("left out", *money, "late answers to others", "others wait longer")
    rows = table("Who costs whom: the same luck without one customer", columns, columns[1:])
    for row in harms:
        rows.add_row(
            Text(plain(row.label)),
            format_value(row.own.estimate, MARGIN, currency),
            format_value(row.harm.difference, MARGIN, currency),
            range_words(row.harm.low, row.harm.high, MARGIN, currency),
            format_value(row.busy.estimate, MARGIN, currency),
            Text(format_value(row.worth.difference, MARGIN, currency)),
            range_words(row.worth.low, row.worth.high, MARGIN, currency),
            _plain(row.late, ""),
            _plain(row.wait, " min"),
        )
    return rows


def _plain(found: PairedDifference, unit: str) -> str:
    return f"{local(found.difference, '+.3g')}{unit} ({local(found.low, '.3g')} to {local(found.high, '.3g')})"


def advice_table(found: Advice, title: str, currency: str) -> Table:
    """The options, the best first, on luck that had no part in ranking them."""
    columns = ("option", "once", "a month", "margin", "interval", "of others", "P(best)", "regret", "against the next")
    rows = table(title, columns, columns[1:8])
    for row in found.ranked:
        option = row.option
        rows.add_row(
            Text(plain(option.title)),
            format_value(option.once, MARGIN, currency),
            format_value(option.monthly, MARGIN, currency),
            format_difference(row.margin.difference, MARGIN, currency),
            range_words(row.margin.low, row.margin.high, MARGIN, currency, sign=True),
            format_difference(row.others.difference, MARGIN, currency),
            _share(row.probability_best),
            format_value(row.regret.estimate, MARGIN, currency),
            "" if row.following is None else row.following.verdict,
        )
    return rows


def _share(found: Interval) -> str:
    return local(found.estimate, ".2f")
