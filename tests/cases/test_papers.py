"""Papers state what was entered: no default as a term, no source of the product for a reader's own figure."""

from __future__ import annotations

from pathlib import Path

from sim.report.memo.buyer import buyer_paper
from sim.scenario.document import Scenario
from sim.scenario.files import load, restored
from sim.scenario.offer import OFFERED, Offer, offered
from sim.scenario.overrides import with_overrides
from sim.scenario.sheet import assumption_sheet
from sim.scenario.stated import is_stated
from tests.cases.worlds import PLAIN, plain

BARE = """
title: Terms as they were agreed
start_date: 2027-01-01
horizon_months: 12
provider:
  teams:
    frontline: {people: 3, cost_per_hour: 55, touch_minutes: 15}
    billing: {people: 1, cost_per_hour: 50, touch_minutes: 60}
plans:
  silver:
    fee_per_month: 1000
    response_hours: {P1: 1, P2: 2, P3: 4, P4: 8}
    uplift_per_year: 0.03
segments:
  firms: {customers: 5, plan: silver, contacts_per_year: 30}
"""
UNSTATED = "What the terms do not state"


def sheet(scenario: Scenario, plan: str = "silver") -> dict[str, str]:
    return {section.heading: " ".join(section.lines) for section in buyer_paper(scenario, plan, []).sections}


def bare(tmp_path: Path, text: str = BARE) -> Scenario:
    path = tmp_path / "bare.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_what_was_not_entered_is_not_promised_and_is_listed(tmp_path: Path) -> None:
    sections = sheet(bare(tmp_path))
    assert "5 %" not in sections["When we are late"]
    assert sections["When we are late"] == "The terms state no service credits."
    assert "120" not in sections["What is not included"]
    assert "solve a matter within" not in sections["What is included"]
    for text in ("$120 an hour", "Credits when we are late: 5", "Time to a solution: P1 8", "60 days", "12 months"):
        assert text in sections[UNSTATED].replace("\u00a0", " "), text


def test_a_term_that_is_entered_at_the_usual_value_is_a_term(tmp_path: Path) -> None:
    """A rise of 3 % a year is the schema's default too; here somebody agreed on it."""
    sections = sheet(bare(tmp_path))
    assert "rises by 3" in sections["How the price may rise"]
    without = sheet(bare(tmp_path, BARE.replace("    uplift_per_year: 0.03\n", "")))
    assert without["How the price may rise"] == "The terms do not state how the price may rise."
    assert "rises by 3" in without[UNSTATED]


def test_what_is_entered_survives_changes_of_other_values(tmp_path: Path) -> None:
    first = bare(tmp_path)
    (tmp_path / "more.yaml").write_text("extends: bare.yaml\nset: {plans.silver.notice_days: 60}\n", encoding="utf-8")
    extended = load(tmp_path / "more.yaml", overrides={"selling.clarity": 0.4})
    again = with_overrides(extended, {"plans.silver.payment_days": 30})
    for scenario, stated in ((first, set()), (extended, {"notice_days"}), (again, {"notice_days", "payment_days"})):
        plan = scenario.plans["silver"]
        usual = {"fee_per_month", "response_hours", "uplift_per_year"}
        assert {name for name in type(plan).model_fields if is_stated(plan, name)} == usual | stated


def test_an_offer_states_what_its_plan_states_and_what_it_changes(tmp_path: Path) -> None:
    scenario = bare(tmp_path)
    offer = Offer("Bee", "firms", "silver", terms={"fee_per_month": 900, "coverage.to_hour": 20})
    plan = with_overrides(scenario, offered(scenario, offer)).plans[OFFERED]
    assert is_stated(plan, "coverage")
    assert is_stated(plan, "uplift_per_year")
    assert not is_stated(plan, "service_credits")
    assert not is_stated(plan, "notice_days")


def test_of_a_document_with_every_field_written_out_what_differs_is_stated() -> None:
    whole = restored(plain(plans__silver__notice_days=90).model_dump_json(), "a store")
    assert is_stated(whole.plans["silver"], "notice_days")
    assert not is_stated(whole.plans["silver"], "payment_days")


def test_a_document_with_everything_stated_has_nothing_to_list() -> None:
    plan = PLAIN.plans["silver"]
    names = set(type(plan).model_fields) - {"priority_class"}
    values = {f"plans.silver.{name}": getattr(plan, name) for name in names}
    values = {path: value for path, value in values.items() if not hasattr(value, "model_dump")}
    hours = {"plans.silver.resolution_hours": {"P1": 8, "P2": 24, "P3": 60, "P4": 120}, "plans.silver.coverage": {}}
    overdue = {"assumptions.billing.credit_overdue_days": 30, "plans.silver.service_credits": []}
    stated = with_overrides(PLAIN, {**values, **hours, **overdue, "plans.silver.late_fixed_sum": 1})
    assert UNSTATED not in sheet(stated)


def test_a_figure_of_the_reader_s_own_has_no_source_of_the_product(tmp_path: Path) -> None:
    rows = {row.path: row for row in assumption_sheet(bare(tmp_path))}
    for path in ("provider.teams.frontline.cost_per_hour", "provider.teams.frontline.people"):
        assert (rows[path].tag, rows[path].source) == ("A", "set by the scenario"), path
    own = BARE + 'evidence:\n  provider.teams.frontline.cost_per_hour: {tag: M, source: "payroll of 2026"}\n'
    row = next(row for row in assumption_sheet(bare(tmp_path, own)) if row.path.endswith("frontline.cost_per_hour"))
    assert (row.tag, row.source) == ("M", "payroll of 2026")
