"""``saydo report``: the same question gives the same files, and what is refused leaves nothing behind."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation

from sim.metrics.replication import Replication
from sim.questions.guardrails import Guardrails, guarded
from sim.report.deal import firm_answer
from sim.report.memo import Origin, StudySettings, board, files, memo_files, memo_of
from sim.running.replicate import run_replication
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides
from tests.functional.terminal import Saydo, caller
from tests.ui.fakes import never_right
from tests.worlds import changed

FEW = {"segments.large.customers": 1, "segments.medium.customers": 2}
FORMATS = "html,docx,xlsx,json,csv"
SEED = ("--seed", 3, "--replications", 3, "--workers", 1)


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "has_browser", lambda: False)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A file of the small scenario with three customers and an account."""
    path = tmp_path / "small.yaml"
    path.write_text(changed(FEW).model_dump_json(), encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_memo_is_made_again_to_the_byte(saydo: Saydo, world: Path, tmp_path: Path) -> None:
    """From the command within it, and from the same terms without a command line, as a page has them."""
    dearer = ("--set", "plans.gold.fee_per_month=4000", "--margin-floor", 0.1)
    first = saydo("report", world, *dearer, *SEED, "--to", tmp_path / "a", "--as", FORMATS)
    assert first.status == 0, first.err
    assert "margin" in first.out, "a fee is felt at renewals: three runs may tell of no difference"
    written = contents(tmp_path / "a")
    command = shlex.split(json.loads(written["memo.json"])["command"])
    assert command[:2] == ["saydo", "report"]
    second = saydo(*command[1:-1], tmp_path / "b", "--as", FORMATS, "--workers", 1)
    assert second.status == 0, second.err
    assert contents(tmp_path / "b") == written
    story = load(world)
    pair = (story, with_overrides(story, {"plans.gold.fee_per_month": 4000}))
    results = [[run_replication(scenario, 3, index) for index in range(3)] for scenario in pair]
    names = (story.title, f"{story.title} (adjusted)")
    floors = ("--margin-floor", "0.1", "--response-floor", "0.9")
    answer = firm_answer(guarded(results[1], Guardrails(margin_share=0.1)))
    origin = Origin(str(world), story, str(world), 3, 3, "", floors)
    question = StudySettings(names, pair, results, origin, answer.rows, answer=answer.lines)
    assert memo_files(memo_of(question), FORMATS.split(",")) == written


def test_the_buyer_s_sheet_is_written(saydo: Saydo, world: Path, tmp_path: Path) -> None:
    buyer = ("--sheet", "buyer", "--plan", "gold")
    answer = saydo("report", world, *buyer, *SEED, "--to", tmp_path / "a", "--as", "html,json")
    assert answer.status == 0, answer.err
    assert set(contents(tmp_path / "a")) == {"expectations.html", "expectations.json"}
    assert "For $3,000 a month" in (tmp_path / "a" / "expectations.html").read_text(encoding="utf-8")


def test_a_story_is_known_by_name(saydo: Saydo, tmp_path: Path) -> None:
    answer = saydo("report", "honest", "--base", "no-such-story", *SEED, "--to", tmp_path / "a")
    assert (answer.status, answer.err) == (2, "no-such-story: there is no such file and no story of that name\n")


def test_what_is_there_is_kept_unless_forced(saydo: Saydo, world: Path, tmp_path: Path) -> None:
    ask = ("report", world, *SEED, "--to", tmp_path, "--as", "json")
    (tmp_path / "memo.json").write_text("mine", encoding="utf-8")
    refused = saydo(*ask)
    assert refused.status == 2
    assert refused.err == f"{tmp_path / 'memo.json'} (--to): is there already; --force overwrites it\n"
    assert (tmp_path / "memo.json").read_text(encoding="utf-8") == "mine"
    assert saydo(*ask, "--force").status == 0
    assert json.loads((tmp_path / "memo.json").read_text(encoding="utf-8"))["changes"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--as", "html,doc"), "doc (--as): must be some of html, pdf"),
        (("--as", ","), "nothing (--as): must be some of"),
        (("--sheet", "buyer", "--as", "xlsx"), "xlsx (--as): must be some of html, pdf, docx, json"),
        (("--sheet", "buyer"), "nothing given (--plan): must be one of the plans gold, silver"),
        (("--set", "plans.tin.fee_per_month=1"), "plans.tin.fee_per_month (--set): there is no plans.tin"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_message(
    saydo: Saydo, world: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    answer = saydo("report", world, *SEED, "--to", tmp_path / "a", *arguments)
    assert answer.status == 2
    assert answer.err.startswith(message)
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "a").exists()


def test_a_folder_is_needed(saydo: Saydo, world: Path, tmp_path: Path) -> None:
    for place in (world, tmp_path / "no" / "such"):
        answer = saydo("report", world, *SEED, "--to", place)
        assert (answer.status, answer.err.count("\n")) == (2, 1)
        assert answer.err.startswith(f"{place} (--to): must be a folder")


def test_a_disk_that_fails_leaves_no_part_of_a_file(
    saydo: Saydo, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = []

    def full(file: int) -> None:
        flushed.append(file)
        if len(flushed) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = saydo("report", world, *SEED, "--to", tmp_path / "a", "--as", "html,json")
    assert (answer.status, answer.err) == (2, f"{tmp_path / 'a'} (--to): cannot be written: No space left on device\n")
    assert contents(tmp_path / "a") == {}


def test_where_every_run_fails_there_is_no_memo(
    saydo: Saydo, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(_: ExperimentRunner, scenarios: Sequence[Scenario], replications: int) -> list[list[Replication]]:
        return [[never_right(scenario, 1, index) for index in range(replications)] for scenario in scenarios]

    monkeypatch.setattr(ExperimentRunner, "results", failed)
    answer = saydo("report", world, *SEED, "--to", tmp_path / "a")
    assert answer.status == 2
    assert answer.err == (
        "no replication succeeded, so that nothing can be said of the floors; the first error: IdentityError: nothing "
        "adds up *at all*\n"
    )
    assert not (tmp_path / "a").exists()


def test_a_memo_in_another_habit_and_currency_is_made_again_to_the_byte(
    saydo: Saydo, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The currency is that of baseline and terms; the command within names the habit, wherever it was given."""
    other = tmp_path / "base.yaml"
    other.write_text(changed({**FEW, "plans.gold.fee_per_month": 2500}).model_dump_json(), encoding="utf-8")
    question = ("report", world, "--base", other, "--set", "currency=EUR", *SEED, "--as", "html,json")
    first = saydo(*question, "--locale", "de-DE", "--to", tmp_path / "a")
    assert first.status == 0, first.err
    memo = json.loads(contents(tmp_path / "a")["memo.json"])
    assert memo["currency"] == "EUR"
    assert "adjusted" not in memo["title"]
    assert memo["numbers"][0]["value"].endswith("\u00a0€")
    assert "currency" not in [change["path"] for change in memo["changes"]]
    command = shlex.split(memo["command"])
    assert command[-4:] == ["--locale", "de_DE", "--to", "."]
    second = saydo(*command[1:-1], tmp_path / "b", "--as", "html,json", "--workers", 1)
    assert second.status == 0, second.err
    monkeypatch.setenv("SAYDO_LOCALE", "de_DE")
    assert saydo(*question, "--to", tmp_path / "c").status == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == contents(tmp_path / "c")


def test_another_habit_than_there_is_is_refused(
    saydo: Saydo, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = saydo("report", world, *SEED, "--locale", "xx", "--to", tmp_path / "a")
    assert (refused.status, refused.err.count("\n")) == (2, 1)
    assert "xx (--locale): must be one of en_US" in refused.err
    monkeypatch.setenv("SAYDO_LOCALE", "yy")
    refused = saydo("scenarios")
    assert (refused.status, refused.err.count("\n")) == (2, 1)
    assert "yy (SAYDO_LOCALE): must be one of en_US" in refused.err
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("sheet", ["board", "money"])
def test_a_page_for_a_board_on_deal_or_money_is_written(
    saydo: Saydo, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: str
) -> None:
    monkeypatch.setattr(board, "has_browser", lambda: False)
    dearer = ("--set", "plans.gold.fee_per_month=9000", "--sheet", sheet, "--as", "pptx")
    answer = saydo("report", world, *dearer, *SEED, "--to", tmp_path / "a")
    assert answer.status == 0, answer.err
    assert [*contents(tmp_path / "a")] == [f"{sheet}.pptx"]
    (slide,) = Presentation(BytesIO((tmp_path / "a" / f"{sheet}.pptx").read_bytes())).slides
    text = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert " ".join(answer.out.split()) in " ".join(text.split()), "the terminal says the paper's headline"
    assert "3 replications of each scenario, seed 3." in text
    refused = saydo("report", world, *dearer[:4], "--as", "html", *SEED, "--to", tmp_path / "b")
    assert refused.status == 2
    assert "html (--as): must be some of pdf, pptx, png" in refused.err
    assert not (tmp_path / "b").exists()
