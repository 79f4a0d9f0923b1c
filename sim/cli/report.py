"""``saydo report``: the deal memo, or the buyer's expectation sheet, as files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.application import File, app
from sim.cli.options import ReplicationOptions, grouped, loaded
from sim.cli.study import simulated
from sim.cli.terminal import output, say
from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.questions.guardrails import Guardrails, guarded
from sim.report.format.habit import VARIABLE, habit, in_habit
from sim.report.memo import (
    BUYER_FILES,
    MEMO_FILES,
    Guardrail,
    Memo,
    Origin,
    StudySettings,
    buyer_paper,
    guardrails_told,
    memo_files,
    memo_of,
    must_be_possible,
    paper_files,
)
from sim.report.memo.paper import clean
from sim.scenario.document import Scenario
from sim.scenario.files import load, shipped
from sim.scenario.offer import OFFERED
from sim.scenario.overrides import parse_override, with_overrides
from sim.statistics.comparison import SHARED, must_be_comparable

__all__ = ["report_command"]


class BuyerOptions(StrEnum):
    """For whom it is written."""

    MEMO = "memo"
    BUYER = "buyer"


FILES: dict[BuyerOptions, Mapping[str, tuple[str, ...]]] = {
    BuyerOptions.MEMO: MEMO_FILES,
    BuyerOptions.BUYER: BUYER_FILES,
}


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """What is written, and where."""

    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write the files.", show_default=False)]
    formats: Annotated[str, typer.Option("--as", metavar="FORMAT,...", help=f"Formats: {', '.join(MEMO_FILES)}.")] = (
        "html"
    )
    sheet: Annotated[BuyerOptions, typer.Option(help="The deal memo, or the buyer's expectation sheet.")] = (
        BuyerOptions.MEMO
    )
    plan: Annotated[str | None, typer.Option(metavar="NAME", help="The buyer's plan, where there are several.")] = None
    locale: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=f"How money and dates are written, such as de_DE; by default {VARIABLE}."),
    ] = None
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False

    def wanted(self) -> list[str]:
        """The formats, each once.

        Raises
        ------
        SaydoError
            Where one is not possible, the folder cannot be used, or a file is there already.
        """
        known = FILES[self.sheet]
        formats = list(dict.fromkeys(part.strip() for part in self.formats.split(",") if part.strip()))
        must_be_possible(formats, known)
        if (self.to.exists() and not self.to.is_dir()) or not self.to.parent.is_dir():
            raise SaydoError(f"{self.to} (--to): must be a folder, or a new one in a folder that exists")
        there = [name for each in formats for name in known[each] if (self.to / name).exists()]
        if there and not self.force:
            raise SaydoError(f"{self.to / there[0]} (--to): is there already; --force overwrites it")
        return formats


@dataclass(frozen=True, slots=True)
class DealOptions:
    """Terms and what to compare them with."""

    base: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The baseline; by default SCENARIO without --set.", show_default=False),
    ] = None
    sets: Annotated[
        list[str], typer.Option("--set", metavar="PATH=VALUE", help="Set a value of SCENARIO; may be repeated.")
    ] = field(default_factory=list)

    def shared(self) -> dict[str, object]:
        """By path, what is set of the baseline too: what must be the same in both, such as the currency."""
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

    def told(self, terms: Scenario, results: Sequence[Replication]) -> tuple[Guardrail, ...]:
        """What the runs say of them; responses are those of an offer where there is one."""
        rails = Guardrails(self.margin_floor, self.response_floor)
        return guardrails_told(guarded(results, rails, plan=OFFERED if OFFERED in terms.plans else None))

    def options(self) -> tuple[str, ...]:
        """What to type to get them again."""
        return "--margin-floor", f"{self.margin_floor}", "--response-floor", f"{self.response_floor}"


@app.command("report")
@grouped
def report_command(
    scenario: File, target: OutputOptions, deal: DealOptions, floors: Floors, options: ReplicationOptions
) -> None:
    """Write the deal memo, or the buyer's expectation sheet: SCENARIO is a file, or the name of a story."""
    with in_habit(target.locale or habit().name, "--locale"):
        _report(scenario, target, deal, floors, options)


def _report(
    scenario: Path, target: OutputOptions, deal: DealOptions, floors: Floors, options: ReplicationOptions
) -> None:
    formats = target.wanted()
    document = loaded(_file(scenario), [])
    terms = loaded(_file(scenario), deal.sets)
    shared = deal.shared()
    base = load(_file(Path(deal.base or scenario)), overrides=shared)
    if target.sheet == BuyerOptions.BUYER:
        buyer_paper(terms, target.plan, [])  # refuses a plan that is not there before anything is simulated
        results, _ = simulated([terms], options)
        _write(paper_files(buyer_paper(terms, target.plan, results[0]), formats), target)
        return
    again = (str(scenario), document, deal.base or str(scenario), options.seed, options.replications)
    memo = _memo(base, terms, Origin(*again, options=floors.options(), shared=shared), floors, options)
    _write(memo_files(memo, formats), target)
    for sentence in memo.verdict:
        output().print(clean(sentence))
    if memo.view.failures:
        say(f"{len(memo.view.failures)} replications failed and are left out, pair by pair")
        raise typer.Exit(1)


def _file(path: Path) -> Path:
    """The file of a scenario, or of the story of this name."""
    stories = {story.stem: story for story in shipped()}
    return path if path.exists() else stories.get(str(path), path)


def _memo(base: Scenario, terms: Scenario, origin: Origin, floors: Floors, options: ReplicationOptions) -> Memo:
    """The memo of the terms against the baseline, or of these alone where they are the same."""
    adjusted = terms.fingerprint != with_overrides(origin.document, origin.shared).fingerprint
    title = f"{terms.title} (adjusted)" if adjusted else terms.title
    pairs = [(base.title, base), (title if title != base.title else f"{title} ({origin.scenario})", terms)]
    if base.fingerprint == terms.fingerprint:
        pairs = pairs[:1]
    names, scenarios = (tuple(column) for column in zip(*pairs, strict=True))
    must_be_comparable(names, scenarios)
    results, _ = simulated(scenarios, options)
    made = memo_of(StudySettings(names, scenarios, results, origin))
    return replace(made, guardrails=floors.told(terms, results[-1]))


def _write(files: Mapping[str, bytes], target: OutputOptions) -> None:
    """All files at once: each is complete before the first is given its name."""
    parts = {target.to / f".{name}.{os.getpid()}.part": target.to / name for name in files}
    try:
        target.to.mkdir(exist_ok=True)
        for part, content in zip(parts, files.values(), strict=True):
            part.write_bytes(content)
        for part, path in parts.items():
            part.replace(path)
    except OSError as error:
        raise SaydoError(f"{target.to} (--to): cannot be written: {error.strerror}") from None
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    for path in parts.values():
        say(f"wrote {path}")
