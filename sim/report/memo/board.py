"""The board paper: which of several scenarios is the best, on one page, with what it takes to get it again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sim.errors import SaydoError
from sim.metrics.quantiles import central_range
from sim.metrics.replication import Replication
from sim.report.about import about_words
from sim.report.charts import Picture
from sim.report.charts.images import ImageFormat, as_pdf, as_png, has_browser, images_of
from sim.report.format.table import Table, text_table
from sim.report.format.words import range_words
from sim.report.memo.files import must_be_possible
from sim.report.memo.paper import Paper, Section, clean
from sim.report.selection import answer_words, lead_words, standing_picture, standings
from sim.report.study import FEWEST, StudyView, cards, view_of
from sim.report.terms import Wording, terms_that_differ
from sim.report.trust import TrustMark, trust_words
from sim.running.version import version_block
from sim.scenario.document import Scenario

__all__ = ["BOARD_FORMATS", "BoardSource", "board_file", "board_paper", "must_fit", "short_name", "source_lines"]

BOARD_FORMATS = ("pdf", "pptx", "png")
FEWEST_SCENARIOS, MOST_SCENARIOS = 2, 6
MOST_CHANGES, LONGEST_CHANGES = 3, 150
"""Of what differs in a scenario: how many terms are written out, and characters of them."""
LONGEST_NAME = 40
HOW_TO_READ = (
    "Further up: more money; further right: more customers kept. Crosses: where the averages lie, with 95 % certainty. "
    "Star: the best beyond chance, by the differences run by run."
)

BEST = "In brackets: the range that holds nine tenths of the runs. Best: runs in which no other scenario is better."


@dataclass(frozen=True, slots=True)
class BoardSource:
    """Seed of the study, its replications, and the day of the paper."""

    seed: int
    replications: int
    day: str
    """ISO 8601; empty where the paper is not dated."""
    trust: tuple[TrustMark, ...] = ()
    """By a back-test; empty where there was none."""


def must_fit(scenarios: int) -> None:
    """Refuse a number of scenarios that a page cannot hold.

    Parameters
    ----------
    scenarios : int
        The base scenario among them.

    Raises
    ------
    SaydoError
        Where they are too few or too many.
    """
    if not FEWEST_SCENARIOS <= scenarios <= MOST_SCENARIOS:
        rule = f"a board paper compares {FEWEST_SCENARIOS} to {MOST_SCENARIOS} scenarios, the base scenario among them"
        raise SaydoError(f"{scenarios} scenarios: {rule}")


def board_paper(
    names: Sequence[str],
    scenarios: Sequence[Scenario],
    results: Sequence[Sequence[Replication]],
    source: BoardSource,
) -> Paper:
    """Write the paper on a comparison.

    Parameters
    ----------
    names : sequence of str
        Titles, the base scenario first; two at least.
    scenarios : sequence of Scenario
        In the same order.
    results : sequence of sequence of Replication
        By scenario, as many of each, on common random numbers.
    source : BoardSource
        How they came about.

    Returns
    -------
    Paper
        Four sections that fit on a page.

    Raises
    ------
    SaydoError
        Where there is nothing to compare, or more than fits on a page, or too few runs succeeded.
    """
    must_fit(len(names))
    short = [short_name(name) for name in names]
    view = view_of(short, scenarios, results)
    if view is None:
        raise SaydoError(f"a board paper needs {FEWEST} replications at least in which nothing failed")
    sections = (
        Section("Margin against customers kept a year", (lead_words(view), HOW_TO_READ), picture=_picture(view)),
        Section("The scenarios, by margin", table=_standings(view, source.trust)),
        Section(f"What differs from {short[0]}", table=_changes(short, scenarios)),
        Section("Source", tuple(source_lines(short, scenarios, view, source, BEST))),
    )
    return Paper(answer_words(view), about_words(short[0], scenarios[0]), sections, is_one_page=True)


def board_file(paper: Paper, form: str) -> bytes:
    """Write the paper as a file; on one machine the same paper gives the same bytes.

    Parameters
    ----------
    paper : Paper
        From :func:`board_paper`.
    form : str
        One of ``BOARD_FORMATS``.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    SaydoError
        Where the format is not known, or needs a browser and there is none.
    """
    must_be_possible([form], BOARD_FORMATS)
    if form == "pptx":
        from sim.report.memo.slide import to_pptx

        return to_pptx(paper, _images(paper, "png") if has_browser() else {})
    from sim.report.memo.html import to_html

    page = to_html(paper, _images(paper, "svg"))
    return as_pdf(page, on_one_page=True) if form == "pdf" else as_png(page)


def _images(paper: Paper, kind: ImageFormat) -> dict[str, bytes]:
    """Figures by their finding."""
    pictures: Collection[Picture] = [section.picture for section in paper.sections if section.picture is not None]
    return {picture.finding: images_of(picture, {kind})[kind] for picture in pictures}


def short_name(name: str) -> str:
    """Cut a name to what a page holds.

    Parameters
    ----------
    name : str
        Any text.

    Returns
    -------
    str
        On one line, of at most ``LONGEST_NAME`` characters.
    """
    text = clean(name)
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _picture(view: StudyView) -> Picture | None:
    picture = standing_picture(view)
    if picture is not None:
        picture.figure.update_layout(template="plotly_white")
    return picture


def _standings(view: StudyView, trust: Sequence[TrustMark]) -> Table:
    """A row a scenario: each number with its range, and in how many runs no other is better."""
    rows = standings(view)
    colours = {mark.outcome: f" (back-test {mark.colour})" for mark in trust}
    labels = (card.outcome.label + colours.get(card.outcome.name, "") for card in rows[0].cards)
    headings = ("Scenario", *labels)
    cells = []
    for row in rows:
        texts = [row.name]
        for card, share in zip(row.cards, row.best, strict=True):
            runs = view.values[card.outcome.name][view.names.index(row.name)]
            within = range_words(*central_range(runs), card.outcome, view.currency)
            best = f", best in {round(share.estimate * share.count)} of {share.count}" if share.count else ""
            texts.append(f"{card.value} ({within}){best}")
        cells.append(texts)
    return text_table("", headings, cells)


def _changes(names: Sequence[str], scenarios: Sequence[Scenario]) -> Table:
    """A row a variant: its first changes in words, what is new before them, and how many more there are."""
    words, base = Wording(scenarios), scenarios[0]
    rows = []
    for name, scenario in zip(names[1:], scenarios[1:], strict=True):
        changed = terms_that_differ(base, scenario)
        paths = sorted(changed, key=lambda path: not isinstance(changed[path][1], dict))
        texts = [clean(_change(words, path, *changed[path])) for path in paths]
        text = "; ".join(texts[:MOST_CHANGES]) or "nothing that is simulated"
        text = text if len(text) <= LONGEST_CHANGES else text[: LONGEST_CHANGES - 1] + "…"
        more = f"; and {len(texts) - MOST_CHANGES} more" if len(texts) > MOST_CHANGES else ""
        rows.append((name, text + more))
    return text_table("", ("Scenario", "Changes"), rows)


def _change(words: Wording, path: str, before: object, after: object) -> str:
    """A change in words; an entry that is new by its terms alone."""
    if isinstance(after, dict) and before is None:
        return f"new {words.of(path)}: {words.value(path, after)}"
    return f"{words.of(path)}: {words.value(path, before)} → {words.value(path, after)}"


def source_lines(
    names: Sequence[str], scenarios: Sequence[Scenario], view: StudyView, source: BoardSource, how_to_read: str = ""
) -> list[str]:
    """State where the numbers of a paper are from, and what it takes to get them again.

    Parameters
    ----------
    names : sequence of str
        Of the scenarios.
    scenarios : sequence of Scenario
        In the same order.
    view : StudyView
        Their results.
    source : BoardSource
        How they came about.
    how_to_read : str
        What else is to be said of the numbers.

    Returns
    -------
    list of str
        Sentences: versions, replications, seed and day; fingerprints; what a back-test says.
    """
    failed = f", {len(view.failures)} failed and are left out in pairs" if view.failures else ""
    versions = version_block()
    prints = ", ".join(f"{name} {one.fingerprint}" for name, one in zip(names, scenarios, strict=True))
    dated = f" Written on {source.day}." if source.day else ""
    return [
        f"Simulated with Saydo {versions['version']}, model {versions['model']}: {source.replications} replications of "
        f"each scenario{failed}, seed {source.seed}.{dated} {how_to_read}".strip(),
        f"Fingerprints: {prints}.",
        *(f"{clean(text)}." for text in trust_words(source.trust, [card.outcome.name for card in cards(view)])),
    ]
