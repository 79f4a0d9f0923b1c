"""The Money page in each of its states, without a browser; its books are of known cents."""

from __future__ import annotations

import io
import re
import time
from concurrent.futures import BrokenExecutor

import numpy as np
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from sim.metrics.books import LINES
from sim.metrics.receivables import AGES
from sim.questions import idle_capacity
from sim.questions import ledger as ledgers_module
from sim.questions.externality import COLUMNS, CustomerEffects
from sim.questions.ledger import COMMON, CustomerBooks, Ledger, ledger, mean_cents
from sim.report.budget import months_of
from sim.report.ledger import LABELS
from sim.report.ledger_book import ledger_workbook
from sim.running import jobs
from sim.scenario.document import Scenario
from sim.scenario.portfolio import member_names
from sim.ui.choice import Choice
from sim.ui.frame import Ground
from sim.ui.money import externality
from tests.ui.conftest import Serve, finished, headings, specs, steps
from tests.ui.fakes import StepExecutor, failing, replication

BOOKS, OTHERS = "ask-books", "ask-others"


def books_of(scenario: Scenario, seed: int, index: int) -> CustomerBooks:
    """Known cents whose sums agree, fees, labour, financing and idle time by customer and month; none is simulated."""
    random_numbers, months = np.random.default_rng([seed, index]), scenario.horizon_months
    members = (member for name, segment in scenario.segments.items() for member in member_names(name, segment))
    names = [*scenario.accounts, *members]
    fee = round(100 * scenario.plans["gold"].fee_per_month)
    lines = {line: np.zeros((len(names), months), np.int64) for line in LINES}
    lines["fees"] += fee // 10
    lines["labour"] -= random_numbers.integers(0, fee // 6, (len(names), months))
    lines["capital"] -= random_numbers.integers(0, 100, (len(names), months))
    lines["labour"][0] -= fee
    idle = -random_numbers.integers(0, fee, months)
    margins = np.sum(list(lines.values()), axis=0)
    billed = lines["fees"].sum(axis=0)
    cash = billed - random_numbers.integers(0, 1000, months)
    owed = (billed - cash).cumsum()
    parts = [owed // 5] * 4
    ages = dict(zip(AGES, [*parts, owed - sum(parts)], strict=True))
    flows = {
        "billed": billed,
        "cash": cash,
        "early_payment": 0 * cash,
        "dispute_credits": 0 * cash,
        "written_off": 0 * cash,
    }
    by_month = {line: lines[line].sum(axis=0) for line in LINES} | {COMMON[0]: idle, COMMON[1]: 0 * idle}
    return CustomerBooks(
        lines={line: dict(zip(names, rows.sum(axis=1).tolist(), strict=True)) for line, rows in lines.items()},
        minutes=dict.fromkeys(names, 60.0),
        disputes=dict.fromkeys(names, 1),
        margins=dict(zip(names, margins.tolist(), strict=True)),
        months={line: row.tolist() for line, row in by_month.items()},
        open={age: row.tolist() for age, row in ages.items()},
        flows={flow: row.tolist() for flow, row in flows.items()},
        days_outstanding=(30 + random_numbers.normal(0, 1, months)).tolist(),
    )


def failing_once(scenario: Scenario, seed: int, index: int) -> CustomerBooks:
    """As :func:`books_of`, but the second replication of each scenario fails."""
    return CustomerBooks(error="IdentityError: nothing adds up") if index == 1 else books_of(scenario, seed, index)


@pytest.fixture(autouse=True)
def known_books(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers_module, "keep_ledger", books_of)


def own_ledger() -> Ledger:
    """The ledger of the worked example's terms."""
    terms, seed = Ground.of(Choice()).study.scenarios[1], Choice().seed
    return ledger(terms, [books_of(terms, seed, index) for index in range(20)])


def with_books(page: AppTest) -> AppTest:
    """The page once the books are worked out."""
    finished(page)
    page.button(key=BOOKS).click()
    return finished(page)


def spoken(page: AppTest) -> str:
    """All that is written in the main part, as it is read."""
    parts = [*page.main.markdown, *page.main.caption, *page.main.subheader, *page.main.info]
    return re.sub(r"\\(.)", r"\1", " ".join(element.value for element in parts))


def test_the_page_opens_with_who_pays_for_whom_and_whether_it_is_on_plan(serve: Serve) -> None:
    page = finished(serve("money"))
    assert headings(page)[0].startswith(
        "The over-promise: the best 50 % of customers make 140 % of all customers' margin"
    )
    assert headings(page)[0].endswith("the others lose 40 % of it.")
    assert [metric.label for metric in page.metric] == [
        "Margin",
        "Value destroyers",
        "Days sales outstanding",
        "Unallocated cost",
    ]
    assert len(specs(page)) == 2
    assert all(element.proto.alt for element in page.get("plotly_chart"))
    assert "budget on average and reaches it in" in spoken(page)
    assert page.button(key=BOOKS).label == "Calculate the books: about 40 runs"
    assert page.button(key=OTHERS).label == "Leave out Acme: about 40 runs"


def test_the_plan_is_of_the_same_array_as_its_sentence_and_its_chart(serve: Serve) -> None:
    page = finished(serve("money"))
    scenarios, seed = Ground.of(Choice()).study.scenarios, Choice().seed
    base, own = (
        np.array([np.rint(100 * replication(scenario, seed, index).monthly["margin"]) for index in range(20)])
        for scenario in scenarios
    )
    budget = base.mean(axis=0).sum()
    reached = int((own.sum(axis=1) >= round(budget)).sum())
    assert f"reaches it in {reached} of 20 runs" in spoken(page)
    simulated, line = specs(page)[1]["data"]  # type: ignore[misc]
    assert sum(simulated["y"]) == pytest.approx(own.sum(axis=1).mean() / 100, abs=0.01)
    assert sum(line["y"]) == pytest.approx(budget / 100, abs=0.01)


def test_a_budget_of_ones_own_by_month_is_held_against_each_month(serve: Serve) -> None:
    page = finished(serve("money"))
    page.button_group(key="budget_kind").set_value("month")
    finished(page)
    assert "36 figures are needed, from 2027-01 to 2029-12" in spoken(page)
    page.text_area(key="budget_month").set_value("1,000,000")
    finished(page)
    assert "reaches it in 0 of 20 runs" in spoken(page)
    assert specs(page)[1]["data"][1]["y"] == [1_000_000.0] * 36  # type: ignore[index]
    page.text_area(key="budget_month").set_value("12\n=cmd()")
    finished(page)
    assert r"budget, line 2 = =cmd\(\)" in page.error[0].value
    assert "reaches it in 0 of 20 runs" not in spoken(page)


def test_one_waterfall_leads_from_what_customers_bring_to_the_margin(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_capacity, "keep_ledger", books_of)
    page = finished(serve("money"))
    page.button(key="ask-idle").click()
    finished(page)
    (bar,) = specs(page)[-1]["data"]  # type: ignore[misc]
    assert bar["measure"] == ["relative"] * (len(bar["x"]) - 1) + ["total"]
    assert round(100 * sum(bar["x"][:-1])) == round(100 * bar["x"][-1])
    assert bar["x"][-1] == pytest.approx(own_ledger().margin.mean() / 100, abs=0.02)
    assert "of idle time belongs to none of them." in spoken(page)


def test_all_figures_of_the_books_agree_to_the_cent(serve: Serve) -> None:
    page = with_books(serve("money"))
    own = own_ledger()
    margin = round(int(mean_cents(own.margin)) / 100, 2)
    statement, heat, ageing, cash, days, bridge = specs(page)[2:]
    assert sum(statement["data"][0]["x"][:-1]) == pytest.approx(statement["data"][0]["x"][-1], abs=1e-6)  # type: ignore[index]
    assert statement["data"][0]["x"][-1] == margin  # type: ignore[index]
    assert sum(bridge["data"][0]["x"][:-1]) == pytest.approx(margin, abs=1e-6)  # type: ignore[index]
    assert bridge["data"][0]["x"][-1] == margin  # type: ignore[index]
    owed = [bar["y"][-1] for bar in ageing["data"]]  # type: ignore[index]
    assert round(sum(owed), 2) == round(int(mean_cents(own.open[:, :, -1].sum(axis=1))) / 100, 2)
    heat_rows = np.array([[np.nan if cell is None else cell for cell in row] for row in heat["data"][0]["z"]])  # type: ignore[index]
    typical = own.customers[own.typical]
    assert heat_rows[0].tolist() == (min(typical.values(), key=sum) / 100).tolist()
    assert heat_rows.shape == (30, 36)
    assert len(cash["data"]) == 3  # type: ignore[arg-type]
    assert len(days["data"]) == 3  # type: ignore[arg-type]
    frames = [frame.value for frame in page.dataframe]
    customers = next(frame for frame in frames if "Revenue per hour" in frame)
    months = next(frame for frame in frames if "Month" in frame and "Support people" in frame)
    assert round(customers["Margin"].sum(), 2) == round(months["Margin"].sum(), 2) == margin
    assert "Acme costs $" in spoken(page)


def test_one_customer_has_its_own_statement_and_says_who(serve: Serve) -> None:
    page = with_books(serve("money"))
    page.selectbox(key="money_party").set_value(0)
    finished(page)
    own = own_ledger()
    row = specs(page)[2]["data"][0]  # type: ignore[index]
    assert row["x"][-1] == int(mean_cents(own.lines)[0].sum()) / 100
    sources = next(frame.value for frame in page.dataframe if "Evidence" in frame.value)
    assert "accounts.Acme.contacts_per_year" in set(sources["Where"])
    assert set(sources["Evidence"]) <= {
        "measured",
        "found in a published source",
        "recalled from the literature",
        "assumed",
    }


def test_the_mean_of_all_runs_shows_accounts_and_mean_customers(serve: Serve) -> None:
    page = with_books(serve("money"))
    page.selectbox(key="money_run").set_value(-1)
    finished(page)
    heat = specs(page)[3]
    assert len(heat["data"][0]["z"]) == 4  # type: ignore[index]
    assert "Mean of all" in spoken(page)


def test_a_budget_that_is_not_the_baseline_sets_out_elsewhere(serve: Serve) -> None:
    page = with_books(serve("money"))
    page.button_group(key="budget_kind").set_value("year")
    finished(page)
    page.text_area(key="budget_year").set_value("1000\n2000\n3000.50")
    finished(page)
    bridge = specs(page)[7]["data"][0]  # type: ignore[index]
    assert bridge["x"][0] == 6000.5
    assert bridge["y"][1] == "Base against budget"
    assert sum(bridge["x"][:-1]) == pytest.approx(bridge["x"][-1], abs=1e-6)


def test_the_workbooks_totals_are_formulas_and_the_pages_numbers(serve: Serve) -> None:
    page = with_books(serve("money"))
    customers = next(frame.value for frame in page.dataframe if "Revenue per hour" in frame.value)
    terms, own = Ground.of(Choice()).study.scenarios[1], own_ledger()
    content = ledger_workbook(own, months_of(terms), terms.currency, {"seed": 1, "terms": "=cmd()"})
    values, formulas = (openpyxl.load_workbook(io.BytesIO(content), data_only=data) for data in (True, False))
    assert values.sheetnames == ["Summary", "Customers", "Customers by month", "Months", "Ageing", "Runs", "Provenance"]
    margin = round(int(mean_cents(own.margin)) / 100, 2)
    sheet = values["Customers"]
    heading = {cell.value: cell.column for cell in sheet[1]}
    for name in ("Margin", "Revenue", "Cost", "Fees", "Support people"):
        last = sheet.max_row
        assert round(sheet.cell(last, heading[name]).value, 2) == round(customers[name].sum(), 2)
        assert str(formulas["Customers"].cell(last, heading[name]).value).startswith("=SUM(")
    assert round(sheet.cell(sheet.max_row, heading["Margin"]).value, 2) == margin
    summary = {row[0].value: row[1] for row in formulas["Summary"].iter_rows(min_row=2)}
    assert summary["Fees"].value.startswith("=SUM(Customers!")
    cached = {row[0].value: row[1].value for row in values["Summary"].iter_rows(min_row=2)}
    assert cached["Margin"] == margin
    assert sum(cached[label] for label in LABELS.values() if label in cached) == pytest.approx(margin)
    runs = values["Runs"]
    assert [runs.cell(row, 2).value for row in range(2, 22)] == (own.margin / 100).tolist()
    provenance = {row[0].value: row[1] for row in formulas["Provenance"].iter_rows(min_row=2)}
    assert provenance["terms"].data_type == "s"
    assert page.get("download_button")


def test_the_books_can_be_cancelled_and_taken_up_again(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve("money", executor=executor).run()
    steps(executor, 40)
    page.run()
    page.button(key=BOOKS).click().run()
    assert any(element.value.startswith("Calculating") for element in page.markdown)
    page.button(key="cancel-books").click().run()
    assert "Cancelled after" in page.info[0].value
    assert page.button(key="resume-books").label == "Continue"
    assert len(page.metric) == 4


def test_books_that_stop_name_their_incident(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve("money", executor=executor).run()
    steps(executor, 40)
    page.run()
    page.button(key=BOOKS).click().run()
    while not executor.waiting:
        time.sleep(0.002)
    executor.fail(BrokenExecutor("no memory left"))
    time.sleep(0.05)
    page.run()
    assert "incident" in page.error[0].value
    assert page.button(key="retry-books").label == "Try again"


def test_books_of_changed_terms_are_asked_for_again(serve: Serve) -> None:
    page = with_books(serve("money"))
    page.number_input(key="fee").set_value(25)
    finished(page)
    assert "The scenario has changed since" in spoken(page)
    assert page.button(key=BOOKS)


def test_a_study_too_many_is_refused_in_words(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_JOBS", 0)
    page = serve("money", executor=StepExecutor()).run()
    assert "Too many studies" in page.warning[0].value


def test_runs_that_failed_are_told(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers_module, "keep_ledger", failing_once)
    page = with_books(serve("money", task=failing))
    assert any("1 of 20 runs failed and are left out" in warning.value for warning in page.warning)
    assert "19 runs of 36 months" in spoken(page)


def test_the_baseline_alone_needs_a_budget_of_the_readers_own(serve: Serve) -> None:
    page = serve("money")
    page.query_params["story"] = "honest"
    with_books(page)
    assert "there is no budget to compare it with" in spoken(page)
    assert "There is no other scenario" in spoken(page)


def test_a_wild_name_reaches_the_page_as_text(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    wild = "<img src=x>=cmd()"
    terms = Choice().scenario()
    renamed = terms.model_copy(update={"accounts": {wild: terms.accounts["Acme"]}, "evidence": {}})
    monkeypatch.setattr(Choice, "scenario", lambda choice: renamed)
    page = with_books(serve("money"))
    assert wild in spoken(page)
    for element in (*page.markdown, *page.caption, *page.subheader):
        assert not re.search(r"(?<!\\)<img", element.value)
    assert "<img" not in str([spec["layout"] for spec in specs(page)])
    assert not any("<img" in str(spec["data"]) for spec in specs(page))


def test_without_accounts_there_is_nobody_to_leave_out(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = Choice().scenario().model_copy(update={"accounts": {}})
    monkeypatch.setattr(Choice, "scenario", lambda choice: terms)
    page = finished(serve("money"))
    assert "There is no named account to leave out" in spoken(page)
    assert OTHERS not in [button.key for button in page.button]


def test_the_effect_on_others_has_its_table(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def left_out(scenario: Scenario, seed: int, index: int, *, named: tuple[str, ...]) -> CustomerEffects:
        effects = {
            "own": -5.0 - index,
            "cost_to_others": 7.0 + index,
            "busy": 3.0,
            "worth": -9.0 - 2 * index,
            "late": 2.0,
            "wait": 0.5,
        }
        columns: dict[str, dict[str, float]] = {column: {} for column in COLUMNS}
        totals = {"unallocated_cost": 1.0, "margin": 1.0}
        return CustomerEffects(columns, dict.fromkeys(named, effects), totals, [0.0, 1.0])

    monkeypatch.setattr(externality, "leave_out", left_out)
    page = finished(serve("money"))
    page.button(key=OTHERS).click()
    finished(page)
    assert "Acme costs the provider $16.50 of what all others would earn it without it" in spoken(page)
    table = next(frame.value for frame in page.dataframe if "Own margin, USD" in frame.value)
    parts = ("Own margin, USD", "Cost to other customers, USD", "Paid time kept busy, USD", "Worth, USD")
    assert table[list(parts)].iloc[0].tolist() == [-14.5, 16.5, 3.0, -28.0]
