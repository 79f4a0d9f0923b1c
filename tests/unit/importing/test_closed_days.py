"""The country of closed days is asked for where files point to one, with evidence and a default, and never guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.fitting.own_portfolio import portfolio_of
from sim.importing.closed_days import HOLIDAYS, NO_HOLIDAYS, country_question
from sim.importing.read import Imported, read
from sim.scenario.files import load, resolve
from sim.scenario.zones import public_holidays
from tests.functional.terminal import Saydo, caller


def tickets(quiet: frozenset[date], *, start: str = "2025-01-01", days: int = 365) -> bytes:
    """A desk with some twenty contacts on a working day, two at the weekend and on quiet days."""
    rng = np.random.default_rng(5)
    rows = []
    for day in pd.date_range(start, periods=days):
        few = day.day_of_week > 4 or day.date() in quiet
        for _ in range(rng.poisson(1 if few else 20)):
            opened = day + pd.Timedelta(minutes=int(rng.integers(480, 1080)))
            rows.append((opened.isoformat(sep=" "), f"Firm {rng.integers(0, 30)}"))
    table = pd.DataFrame(rows, columns=["Opened", "Customer"])
    table.insert(0, "Ticket number", range(1, len(table) + 1))
    table["First response"] = table["Opened"]
    return table.to_csv(index=False).encode()


def imported(
    quiet: frozenset[date], answers: dict[str, str] | None = None, *, start: str = "2025-01-01", days: int = 365
) -> Imported:
    return read([("tickets.csv", tickets(quiet, start=start, days=days))], answers=answers)


def holidays(code: str) -> frozenset[date]:
    return public_holidays(code, 2025, 2025)


@pytest.mark.parametrize("code", ["DE", "BR", "US"])
def test_quiet_days_tell_the_country_which_is_then_the_default(code: str) -> None:
    result = imported(holidays(code))
    (question,) = (item for item in result.questions if item.id == HOLIDAYS)
    assert question.default == question.options[0] == result.country == code
    assert question.options[-1] == NO_HOLIDAYS
    assert f"{code}: " in question.evidence
    assert "holidays on working days were quiet" in question.evidence
    assert question.file == "tickets.csv"
    own = portfolio_of(result.tables, load(resolve("honest")), result.country)
    assert own is not None
    named = {day for day, why in own.contacts.days.closed.items() if why == "public holiday"}
    assert named <= holidays(code)
    assert len(named) >= 8


def test_an_answer_is_taken_and_asks_no_more() -> None:
    for answer, country in (("none", ""), ("at", "AT"), ("DE-BY", "DE-BY")):
        result = imported(holidays("DE"), {HOLIDAYS: answer})
        assert result.country == country
        assert result.answered == {HOLIDAYS}
        assert HOLIDAYS not in {item.id for item in result.questions}


def test_days_that_are_all_alike_or_few_point_to_nothing() -> None:
    for result in (imported(frozenset()), imported(holidays("DE"), days=25)):
        assert result.country == ""
        assert result.questions == ()


def test_a_few_days_off_of_a_firm_are_no_country() -> None:
    rng = np.random.default_rng(1)
    days = pd.bdate_range("2025-01-02", "2025-12-20")
    off = frozenset(days[place].date() for place in rng.choice(len(days), 6, replace=False))
    assert imported(off).country == ""


def test_clock_and_currency_name_candidates_but_decide_nothing() -> None:
    tables = imported(frozenset()).tables
    question = country_question(tables, ["", "America/Sao_Paulo"], ["GBP"])
    assert question is not None
    assert set(question.options) == {"BR", "GB", NO_HOLIDAYS}
    assert question.default == NO_HOLIDAYS
    assert "BR: 0 of" in question.evidence
    assert "clock or currency point to it" in question.evidence
    assert country_question(tables, ["UTC"], ["EUR"]) is None
    summer = imported(frozenset(), start="2025-05-10", days=31).tables
    assert country_question(summer, [], ["USD"]) is not None  # Memorial Day
    assert country_question(summer, [], ["JPY"]) is None


def test_the_command_takes_default_answer_and_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saydo: Saydo = caller(capsys)
    file, answers = tmp_path / "tickets.csv", tmp_path / "answers.toml"
    file.write_bytes(tickets(holidays("DE")))
    report = tmp_path / "out" / "report.html"
    assert saydo("import", file, "-o", tmp_path / "out").status == 0
    assert "2025-10-03 Friday, public holiday" in report.read_text(encoding="utf-8")
    assert f'# "{HOLIDAYS}" = "DE"' in (tmp_path / "out" / "answers.toml").read_text(encoding="utf-8")
    answers.write_text(f'{HOLIDAYS} = "none"\n', encoding="utf-8")
    assert saydo("import", file, "-o", tmp_path / "out", "--answers", answers).status == 0
    assert "public holiday" not in report.read_text(encoding="utf-8")
    stated = saydo("import", file, "-o", tmp_path / "out", "--answers", answers, "--public-holidays", "DE")
    assert stated.status == 0
    assert "2025-10-03 Friday, public holiday" in report.read_text(encoding="utf-8")
    before = report.read_bytes()
    answers.write_text(f'{HOLIDAYS} = "Atlantis"\n', encoding="utf-8")
    wrong = saydo("import", file, "-o", tmp_path / "out", "--answers", answers)
    assert wrong.status == 2
    assert "must be a country or region with holidays" in wrong.err
    assert report.read_bytes() == before
