"""``saydo report``: the deal memo, the buyer's expectation sheet, or a board paper on deal or money, as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, ReplicationOptions, loaded
from sim.cli.study import at_work, now, simulated, trust_beside
from sim.cli.terminal import say
from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.questions.deal import deal_of, judge
from sim.questions.guardrails import Guardrails, guarded
from sim.report.deal import SigningAnswer, changed_title, deal_answer, firm_answer
from sim.report.format.reader_locale import VARIABLE, current_locale, in_locale
from sim.report.memo import (
    BOARD_FORMATS,
    BUYER_FILES,
    MEMO_FILES,
    BoardSource,
    BoardStudy,
    Origin,
    StudySettings,
    board_file,
    buyer_paper,
    command_of,
    deal_board,
    memo_files,
    memo_of,
    money_board,
    must_be_possible,
    paper_files,
)
from sim.report.memo.paper import clean
from sim.running.files import write_whole
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve
from sim.scenario.length import length_words, of_one_length
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.source import plain
from sim.statistics.comparison import SHARED, must_be_comparable

__all__ = ["report_command"]


class Sheet(StrEnum):
    """The reader that a report is for."""

    MEMO = "memo"
    BUYER = "buyer"
    BOARD = "board"
    MONEY = "money"


FILES: dict[Sheet, Mapping[str, tuple[str, ...]]] = {
    Sheet.MEMO: MEMO_FILES,
    Sheet.BUYER: BUYER_FILES,
    **{sheet: {form: (f"{sheet}.{form}",) for form in BOARD_FORMATS} for sheet in (Sheet.BOARD, Sheet.MONEY)},
}
USUAL = {Sheet.BOARD: "pdf", Sheet.MONEY: "pdf"}
"""The format where none is named; html of any other sheet."""


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """The files to write, and their folder."""

    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write the files.", show_default=False)]
    formats: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="FORMAT,...",
            help=f"Formats: {', '.join(MEMO_FILES)}; of board and money {', '.join(BOARD_FORMATS)}. "
            "[default: html; of board and money pdf]",
        ),
    ] = None
    sheet: Annotated[
        Sheet,
        typer.Option(help="The deal memo, the buyer's expectation sheet, or one page for a board on deal or money."),
    ] = Sheet.MEMO
    plan: Annotated[str | None, typer.Option(metavar="NAME", help="The buyer's plan, where there are several.")] = None
    locale: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=f"How money and dates are written, such as de_DE; by default {VARIABLE}."),
    ] = None
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False

    def file_formats(self) -> list[str]:
        """The formats, each once.

        Raises
        ------
        SaydoError
            Where one is not possible, the folder cannot be used, or a file is there already.
        """
        files, text = FILES[self.sheet], USUAL.get(self.sheet, "html") if self.formats is None else self.formats
        formats = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
        must_be_possible(formats, files)
        if (self.to.exists() and not self.to.is_dir()) or not self.to.parent.is_dir():
            raise SaydoError(f"{self.to} (--to): must be a folder, or a new one in a folder that exists")
        there = [name for form in formats for name in files[form] if (self.to / name).exists()]
        if there and not self.force:
            raise SaydoError(f"{self.to / there[0]} (--to): is there already; --force overwrites it")
        return formats


@dataclass(frozen=True, slots=True)
class DealOptions:
    """Terms of a contract, and the base to compare them with."""

    base: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The base; by default SCENARIO without --set.", show_default=False),
    ] = None
    sets: Annotated[
        list[str], typer.Option("--set", metavar="PATH=VALUE", help="Set a value of SCENARIO; may be repeated.")
    ] = field(default_factory=list)

    def shared(self) -> dict[str, object]:
        """By path, the values that are set of the base too: what must agree in both, such as the currency."""
        return {path: value for path, value in map(parse_override, self.sets) if path in SHARED}


@dataclass(frozen=True, slots=True)
class Floors:
    """Guardrails of the memo."""

    margin_floor: Annotated[float, typer.Option(metavar="SHARE", help="Least margin, as a share of revenue.")] = (
        Guardrails().margin_share
    )
    response_floor: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Least share of responses on time.")
    ] = Guardrails().attainment

    def judged(
        self, runner: ExperimentRunner, scenarios: Sequence[Scenario], results: Sequence[Replication]
    ) -> SigningAnswer:
        """Whether the last scenario may be signed: as a deal where it signs one customer, else by the firm's floors."""
        rails, terms = Guardrails(self.margin_floor, self.response_floor), scenarios[-1]
        customer = deal_of(scenarios[0], terms)
        if customer is None:
            return firm_answer(guarded(results, rails))
        return deal_answer(judge(runner, terms, customer, rails, len(results)), terms.currency)

    def options(self) -> tuple[str, ...]:
        """The options that set them again."""
        return "--margin-floor", f"{self.margin_floor}", "--response-floor", f"{self.response_floor}"


@command()
def report_command(
    scenario: File, target: OutputOptions, deal: DealOptions, floors: Floors, options: ReplicationOptions
) -> CommandAnswer | None:
    """Write the deal memo, the buyer's expectation sheet, or one page for a board, as files.

    Without --base, the changes of --set are compared with the scenario as it is.
    """
    with in_locale(target.locale or current_locale().name, "--locale"):
        return _report(scenario, target, deal, floors, options)


def _report(
    scenario: Path, target: OutputOptions, deal: DealOptions, floors: Floors, options: ReplicationOptions
) -> CommandAnswer | None:
    formats = target.file_formats()
    if target.plan is not None and target.sheet != Sheet.BUYER:
        raise SaydoError(
            f"{plain(target.plan)} (--plan): this paper is about all plans: leave it out, or add --sheet buyer"
        )
    document = loaded(scenario, [])
    terms = loaded(scenario, deal.sets)
    shared = deal.shared()
    base = load(resolve(Path(deal.base or scenario)), overrides=shared)
    if target.sheet == Sheet.BUYER:
        buyer_paper(terms, target.plan, [])  # refuses a plan that is not there before anything is simulated
        results, _ = simulated([terms], options)
        _write(paper_files(buyer_paper(terms, target.plan, results[0]), formats), target)
        return None
    again = (str(scenario), document, deal.base or str(scenario), options.seed, options.replications)
    question = _question(base, terms, Origin(*again, options=floors.options(), shared=shared), floors, options)
    files, sentences, failures = _files(question, terms, target.sheet, formats)
    _write(files, target)
    return CommandAnswer(
        payload={},
        parts=[clean(sentence) for sentence in sentences],
        currency=terms.currency,
        warnings=[f"{failures} replications failed and are left out, pair by pair"] if failures else [],
        status=int(bool(failures)),
    )


def _question(
    base: Scenario, terms: Scenario, origin: Origin, floors: Floors, options: ReplicationOptions
) -> StudySettings:
    """The terms against the base, or the terms alone where they are those of the base, with their results."""
    adjusted = terms.fingerprint != with_overrides(origin.document, origin.shared).fingerprint
    title = changed_title(terms.title, base, terms) if adjusted else terms.title
    pairs = [(base.title, base), (title if title != base.title else f"{title} ({origin.scenario})", terms)]
    if base.fingerprint == terms.fingerprint:
        pairs = pairs[:1]
    names, scenarios = (tuple(column) for column in zip(*pairs, strict=True))
    cut, scenarios = length_words(names, scenarios), tuple(of_one_length(scenarios))
    must_be_comparable(names, scenarios)
    trust = trust_beside(origin.base, origin.scenario)
    with at_work(options, len(scenarios) * options.replications) as (runner, _):
        results = runner.results(scenarios, options.replications)
        answer = floors.judged(runner, scenarios, results[-1])
    return StudySettings(names, scenarios, results, origin, answer.rows, cut, answer.lines, trust)


def _files(
    question: StudySettings, terms: Scenario, sheet: Sheet, formats: Sequence[str]
) -> tuple[dict[str, bytes], Sequence[str], int]:
    """The files of a paper, what it says first, and how many replications failed."""
    if sheet == Sheet.MEMO:
        memo = replace(memo_of(question), command=command_of(question.origin, terms))
        return memo_files(memo, formats), (*memo.answer, *memo.verdict), len(memo.view.failures)
    source = BoardSource(question.origin.seed, question.origin.replications, now()[:10], question.trust)
    study = BoardStudy(question.names, question.scenarios, question.results, source)
    paper = money_board(study) if sheet == Sheet.MONEY else deal_board(study, question.answer, question.guardrails)
    files = {FILES[sheet][form][0]: board_file(paper, form) for form in formats}
    return files, (paper.title,), len(study.view().failures)


def _write(files: Mapping[str, bytes], target: OutputOptions) -> None:
    """Write all files, each complete before the first gets its name."""
    paths = {target.to / name: content for name, content in files.items()}
    try:
        target.to.mkdir(exist_ok=True)
        write_whole(paths)
    except OSError as error:
        raise SaydoError(f"{target.to} (--to): cannot be written: {error.strerror}") from None
    for path in paths:
        say(f"wrote {path}")
