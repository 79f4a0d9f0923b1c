"""``saydo compare``: scenarios against a base, pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import (
    ALL_OUTCOMES,
    Base,
    DifferenceOptions,
    OutcomeOptions,
    PointsFile,
    StudyOptions,
    loaded,
    story_names,
)
from sim.cli.outcomes import headlines, must_be_outcomes, selected
from sim.cli.precision import PrecisionOptions, precision_lines
from sim.cli.study import INTERRUPTED, StudyResult, at_work, now, run_study, trust_beside
from sim.cli.terminal import can_write, say
from sim.errors import SaydoError
from sim.questions.plausible_points import PlausiblePoints, read_points
from sim.questions.sign_stability import SignStability, SignStudy
from sim.report.account_split import SplitPart, split, split_table
from sim.report.comparison import comparison_tables, sign_words
from sim.report.history_matching import points_words
from sim.scenario.source import plain, printed
from sim.statistics.comparison import Comparison, Settings, compare
from sim.statistics.rows import as_row

__all__ = ["compare_command"]

Variants = Annotated[
    list[Path],
    typer.Argument(metavar="VARIANT", help="Scenarios to compare.", show_default=False, autocompletion=story_names),
]


@dataclass(frozen=True, slots=True)
class CompareOptions(DifferenceOptions):
    """Details of differences, and the paper for a board."""

    points: PointsFile = None
    board: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE",
            help="Write the comparison on one page, as .pdf, .pptx or .png; may be repeated.",
        ),
    ] = field(default_factory=list)

    def plausible(self, base: Path, sets: list[str]) -> PlausiblePoints | None:
        """The plausible points of the base that draws are made from, where there are some."""
        if self.points is None:
            return None
        if not self.draws:
            raise SaydoError("--points: draws are made from them: name how many by --draws")
        return read_points(self.points, loaded(base, sets))

    def must_be_possible(self, scenarios: int) -> None:
        """Refuse papers that cannot be written, before any work.

        Raises
        ------
        SaydoError
            Where the ending is of no format, the format needs a browser and there is none, or there is no such folder.
        """
        if self.board:
            from sim.report.memo import BOARD_FORMATS, must_be_possible, must_fit  # draws figures, which takes time

            must_fit(scenarios)
        for path in self.board:
            form = path.suffix.removeprefix(".").lower()
            if form not in BOARD_FORMATS:
                endings = ", ".join(f".{one}" for one in BOARD_FORMATS)
                raise SaydoError(f"{printed(str(path))} (--board): must end with one of {endings}")
            must_be_possible([form], BOARD_FORMATS)
            can_write(str(path), "--board")


@command(spellings=ALL_OUTCOMES)
def compare_command(
    base: Base,
    variants: Variants,
    study: StudyOptions,
    choice: OutcomeOptions,
    until: PrecisionOptions,
    differences: CompareOptions,
) -> CommandAnswer:
    """Compare scenarios pair by pair on common random numbers, with intervals and verdicts."""
    must_be_outcomes(choice.outcome)
    settings = Settings(practical=differences.thresholds())
    _must_be_account(differences.account, [base, *variants], study.sets)
    differences.must_be_possible(1 + len(variants))
    points = differences.plausible(base, study.sets)
    level, adjustment = settings.level_of_one(len(variants)), settings.adjustment(len(variants))
    result = run_study([base, *variants], study, until.request(level))
    comparisons = compare(result.samples[0], result.samples[1:], settings)
    rows = selected(comparisons, choice.outcome)
    signs, stopped = _signs(result, rows, study, differences.draws, points)
    splits = _splits(comparisons, differences.account)
    payload: dict[str, Any] = {
        "comparisons": [as_row(row) for row in rows],
        "precision": [as_row(row) for row in result.precision],
    }
    if splits:
        payload["split"] = {name: [as_row(part) for part in parts] for name, parts in splits.items()}
    if signs is not None:
        payload["draws"] = as_row(signs)
    _write_board(result, study.seed, differences.board)
    pairs = f"{result.replications} replications of each on common random numbers, seed {study.seed}"
    return CommandAnswer(
        payload=payload,
        parts=[
            *comparison_tables(headlines(rows, choice), result.currency, level, signs),
            *([] if signs is None else sign_words(headlines(rows, choice), signs)),
            *([] if points is None else [points_words(points, str(differences.points))]),
            *(
                split_table(parts, f"Where {name}'s difference comes from", result.currency)
                for name, parts in splits.items()
            ),
            *precision_lines(result.precision, result.currency),
            *_same(result),
            f"{pairs}; adjustment for several comparisons: {adjustment}.",
        ],
        provenance=result.provenance(level=settings.level, adjustment=adjustment, practical=dict(settings.practical)),
        currency=result.currency,
        errors=result.errors(),
        warnings=result.warnings(),
        status=INTERRUPTED if stopped else result.status,
    )


def _write_board(result: StudyResult, seed: int, paths: Sequence[Path]) -> None:
    """Write the paper in each format that is asked for, all of them made before the first is written."""
    if not paths:
        return
    from sim.report.memo import BoardSource, board_file, board_paper

    source = BoardSource(seed, result.replications, now()[:10], trust_beside(*result.names))
    names = _titles(result)
    paper = board_paper(names, result.scenarios, [sample.replications for sample in result.samples], source)
    contents = [board_file(paper, path.suffix.removeprefix(".").lower()) for path in paths]
    for path, content in zip(paths, contents, strict=True):
        try:
            path.write_bytes(content)
        except OSError as error:
            raise SaydoError(f"{path} (--board): cannot be written: {error.strerror}") from None
        say(f"wrote {path}")


def _titles(result: StudyResult) -> list[str]:
    """Titles of the scenarios, with their names where two are the same."""
    titles = [scenario.title for scenario in result.scenarios]
    return [
        title if titles.count(title) == 1 else f"{title} ({name})"
        for title, name in zip(titles, result.names, strict=True)
    ]


def _same(result: StudyResult) -> list[str]:
    """A sentence for each variant that is the base itself."""
    base, *variants = zip(result.names, result.scenarios, strict=True)
    return [
        f"{plain(name)} and {plain(base[0])} are the same scenario: nothing that is simulated differs."
        for name, scenario in variants
        if scenario.fingerprint == base[1].fingerprint
    ]


def _signs(
    result: StudyResult, rows: Sequence[Comparison], study: StudyOptions, count: int, points: PlausiblePoints | None
) -> tuple[SignStability | None, bool]:
    """Signs over draws of the assumptions, none where there are no draws; and whether somebody stopped it."""
    if not count:
        return None, False
    inquiry = SignStudy(result.names, result.scenarios, count, study.seed, points)
    with at_work(study, inquiry.runs, partial=True) as (runner, meter):
        inquiry.run(runner, rows)
    return inquiry.answer(rows), meter.interrupted


def _splits(rows: Sequence[Comparison], account: str | None) -> dict[str, list[SplitPart]]:
    """By variant, where the difference of its margin comes from; nothing where no account is named."""
    if account is None:
        return {}
    names = dict.fromkeys(row.variant for row in rows)
    return {name: split([row for row in rows if row.variant == name], account) for name in names}


def _must_be_account(account: str | None, files: Sequence[Path], sets: list[str]) -> None:
    """Refuse an account that one of the scenarios does not have, before any work."""
    for path in files if account is not None else ():
        accounts = loaded(path, sets).accounts
        if account not in accounts:
            names = ", ".join(map(plain, accounts)) or "none: it has no accounts"
            raise SaydoError(f"{printed(account)} (--account): must be an account of {plain(str(path))}: {names}")
