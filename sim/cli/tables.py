"""Results as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from sim.cli.layout import table as _table
from sim.metrics.catalogue import Outcome, describe
from sim.questions.customer_history import CustomerHistory
from sim.questions.oversell import Curve
from sim.questions.verification import Claim, PatternCheck
from sim.report.account_split import SplitPart
from sim.report.customer_history import Moment, day
from sim.report.format.habit import local, percent_sign
from sim.report.format.words import caution_words, format_difference, format_value, range_words
from sim.report.oversell import pays_from
from sim.running.store import AskedQuestion
from sim.scenario.document import Scenario
from sim.scenario.sheet import SheetRow
from sim.scenario.source import plain, printed
from sim.scenario.story import ESSAYS, Pattern
from sim.statistics.comparison import Comparison, Summary

__all__ = [
    "claims_table",
    "comparison_tables",
    "contest_table",
    "oversell_table",
    "runs_table",
    "sheet_table",
    "split_table",
    "story_list",
    "story_table",
    "summary_table",
    "verified_table",
]

STYLES = {"better": "green", "worse": "red", "practically the same": "dim", "cannot tell apart": "yellow"}


def comparison_tables(rows: Sequence[Comparison], currency: str, level: float) -> list[Table]:
    """A table for each variant: both means, their difference with its interval, and the verdict."""
    interval = f"{local(100 * level, '.4g')}{percent_sign(' %')} interval"
    columns = ("outcome", "base", "variant", "difference", interval, "P(better)", "runs", "verdict")
    tables = []
    for variant, group in groupby(rows, key=lambda row: row.variant):
        mine = list(group)
        table = _table(plain(f"{variant} against {mine[0].base}"), columns, columns[1:7])
        for row in mine:
            outcome = describe(row.outcome)
            chance = "n/a" if row.probability_better != row.probability_better else local(row.probability_better, ".2f")
            table.add_row(
                Text(plain(outcome.label)),
                format_value(row.base_mean, outcome, currency),
                format_value(row.variant_mean, outcome, currency),
                format_difference(row.difference, outcome, currency),
                range_words(row.low, row.high, outcome, currency, sign=True),
                chance,
                str(row.replications),
                _verdict(row),
            )
        tables.append(table)
    return tables


def _verdict(row: Comparison) -> Text:
    """The verdict, and below it why to take it with care."""
    caution = caution_words(row.replications, row.wanted)
    verdict = Text(row.verdict, style=STYLES.get(row.verdict, ""))
    return verdict.append(f"\n{caution}", style="yellow") if caution else verdict


def summary_table(rows: Sequence[Summary], title: str, currency: str, level: float) -> Table:
    """Mean and median of each outcome with their intervals, and where the middle four fifths lie."""
    percent = f"{local(100 * level, '.4g')}{percent_sign(' %')}"
    columns = (
        "outcome",
        "mean",
        f"{percent} interval",
        "median",
        f"its {percent} interval",
        "8 in 10 runs",
        "runs",
        "",
    )
    table = _table(title, columns, columns[1:7])
    for row in rows:
        outcome = describe(row.outcome)
        table.add_row(
            Text(plain(outcome.label)),
            format_value(row.mean, outcome, currency),
            range_words(row.low, row.high, outcome, currency),
            format_value(row.median, outcome, currency),
            range_words(row.median_low, row.median_high, outcome, currency),
            range_words(row.tenth, row.ninetieth, outcome, currency),
            str(row.replications),
            Text(caution_words(row.replications, row.wanted), style="yellow"),
        )
    return table


def contest_table(rows: Sequence[Mapping[str, Any]], outcome: Outcome, currency: str, level: float) -> Table:
    """Scenarios that were to be told apart: when each was ruled out, its lead over the best other, how often best."""
    percent = f"{local(100 * level, '.4g')}{percent_sign(' %')}"
    sides = (
        "mean",
        f"{percent} interval",
        "lead over the best other",
        f"{percent}, all together",
        "best in",
        "interval",
    )
    columns = ("scenario", "selection", "runs", *sides)
    table = _table(
        f"{outcome.label}: the selection, and how the scenarios compare under fresh luck", columns, columns[2:]
    )
    for row in rows:
        mean, lead, share = row["spread"]["mean"], row["lead"], row["share_best"]
        ruled_out = f"ruled out by {plain(row['screened_by'])}" if row["screened_by"] else "not ruled out"
        table.add_row(
            Text(plain(row["scenario"])),
            Text("selected", style="green") if row["selected"] else Text(ruled_out),
            str(row["replications"]),
            format_value(mean["estimate"], outcome, currency),
            range_words(mean["low"], mean["high"], outcome, currency),
            format_difference(lead["estimate"], outcome, currency),
            range_words(lead["low"], lead["high"], outcome, currency, sign=True),
            f"{100 * share['estimate']:.0f}{percent_sign(' %')} of {share['count']}",
            f"{100 * share['low']:.0f} to {100 * share['high']:.0f}{percent_sign(' %')}",
        )
    return table


def sheet_table(rows: Sequence[SheetRow], title: str) -> Table:
    """The assumption sheet: path, value, unit, bounds, role, tag and source."""
    columns = ("path", "value", "unit", "allowed", "role", "tag", "source", "what it is")
    table = _table(title, columns, ("value",))
    for row in rows:
        value = " ".join(local(part, "g") for part in row.value) if isinstance(row.value, tuple) else printed(row.value)
        table.add_row(
            *(Text(text) for text in (plain(row.path), "none" if row.value is None else value, row.unit)),
            Text(_bounds(row)),
            row.role,
            Text(f"[{row.tag}]"),
            Text(plain(row.source)),
            Text(row.about),
        )
    return table


def _bounds(row: SheetRow) -> str:
    least = "" if row.low is None else f"above {local(row.low, ',g')}" if row.low_excluded else local(row.low, ",g")
    most = "" if row.high is None else f"to {local(row.high, ',g')}"
    return f"{least} {most}".strip()


def story_table(life: CustomerHistory, moments: Sequence[Moment], title: str, breaking_point: float) -> Table:
    """A customer's life: when, what, the weight of each straw, and grievance against the breaking point."""
    columns = ("when", "what", "", "straw", "grievance")
    table = _table(title, columns, columns[3:])
    for each in moments:
        weight = "" if each.size is None else f"+{local(each.size, '.2f')}"
        level = "" if each.grievance is None else f"{local(each.grievance, '.2f')} of {local(breaking_point, '.2f')}"
        style = "red" if each.kind in ("POP", "exit") else ""
        table.add_row(Text(day(life, each.at)), Text(each.kind), Text(each.text, style=style), weight, level)
    return table


def story_list(found: Mapping[Path, Scenario]) -> Iterator[Text]:
    """The stories by essay: name, title, lesson, the essay's row, and what each shows."""
    for number, topic in ESSAYS.items():
        mine = {path.stem: each for path, each in found.items() if each.essay.startswith(number)}
        if mine:
            yield Text(f"{number}  {topic}", style="bold underline")
        for name, story in mine.items():
            yield Text(f"  {plain(name)}", style="bold")
            yield Text(f"    {plain(story.title)}. {plain(story.lesson)}")
            yield Text(f"    Essay: {plain(story.essay.partition(': ')[2])}", style="dim")
            shows = "; ".join(
                f"{shown} against {plain(Path(p.against).stem)}" for p in story.patterns for shown in [_shown(p)]
            )
            if shows:
                yield Text(f"    Shows: {shows}", style="dim")


def _shown(pattern: Pattern) -> str:
    return f"{plain(describe(pattern.outcome).label)} {'▲' if pattern.direction == 'up' else '▼'}"


def claims_table(stated: Sequence[Claim]) -> Table:
    """What each story says it shows, and what would switch its mechanism off."""
    table = _table("What the stories say", ("story", "shows", "against", "without the mechanism"), ())
    for claim in stated:
        off = ", ".join(f"{path}={printed(value)}" for path, value in claim.pattern.without.items())
        against = plain(Path(claim.pattern.against).stem)
        table.add_row(*(Text(text) for text in (plain(claim.story), _shown(claim.pattern), against, plain(off))))
    return table


def verified_table(rows: Sequence[PatternCheck], replications: int, seed: int) -> Table:
    """Each claim with its difference and interval, the same without the mechanism, and whether it holds."""
    title = f"What the stories show: {replications} replications, seed {seed}, intervals of 95 %"
    columns = ("essay", "story", "shows", "against", "difference", "interval", "without the mechanism", "")
    table = _table(title, columns, columns[4:7])
    for row in rows:
        pattern, currency = row.claim.pattern, row.claim.told.currency
        outcome = describe(pattern.outcome)
        without = range_words(row.without.low, row.without.high, outcome, currency, sign=True)
        table.add_row(
            Text(plain(row.claim.told.essay[:3])),
            Text(plain(row.claim.story)),
            Text(_shown(pattern)),
            Text(plain(Path(pattern.against).stem)),
            format_difference(row.told.difference, outcome, currency),
            range_words(row.told.low, row.told.high, outcome, currency, sign=True),
            "0 exactly" if row.without.low == row.without.high == 0 else without,
            Text("holds", style="green") if row.holds else Text("does not hold", style="red"),
        )
    return table


def runs_table(rows: Sequence[AskedQuestion], replications: int) -> Table:
    """The questions asked of a store, how many replications each took, and how many were there already."""
    columns = ("started", "question", "simulated", "from the store", "seconds")
    table = _table(f"{len(rows)} questions, {replications} replications kept", columns, columns[2:])
    for row in rows:
        question = dict(row.question)
        command = question.pop("command")
        options = ", ".join(
            f"{name} {_listed(value)}" for name, value in question.items() if value not in (None, [], False)
        )
        told = row.provenance or {"simulated": "not answered", "stored": "", "seconds": ""}
        counts = (str(told[name]) for name in ("simulated", "stored", "seconds"))
        table.add_row(row.started, Text(plain(f"{command}: {options}")), *counts)
    return table


def _listed(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def oversell_table(found: Curve, title: str, currency: str) -> Table:
    """By level of promise: deals, win rate, margin against selling what is written, and the win rate that would pay."""
    columns = ("speed sold", "deals won", "win rate", "margin, difference", "interval", "if it won nobody", "pays from")
    table = _table(title, columns, columns)
    margin, rate = describe("margin"), describe("win_rate")
    for level in found.levels:
        table.add_row(
            f"{local(1 / level.share, '.2g')}×",
            local(level.deals.estimate, ".1f"),
            format_value(level.win_rate.estimate, rate, currency),
            format_difference(level.margin.difference, margin, currency),
            range_words(level.margin.low, level.margin.high, margin, currency, sign=True),
            range_words(level.cost.low, level.cost.high, margin, currency, sign=True),
            pays_from(level, currency),
        )
    return table


def split_table(parts: Sequence[SplitPart], title: str, currency: str) -> Table:
    """Where a difference of the margin comes from, sums below their parts."""
    margin = describe("margin")
    table = _table(title, ("where from", "difference", "interval"), ("difference", "interval"))
    for part in parts:
        style = "bold" if part.is_sum else ""
        table.add_row(
            Text(plain(part.label), style=style),
            Text(format_difference(part.difference, margin, currency), style=style),
            range_words(part.low, part.high, margin, currency, sign=True),
        )
    return table
