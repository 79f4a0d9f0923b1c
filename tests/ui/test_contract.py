"""The terms of a contract on the panel: each can be set, taken back, and goes with the choice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel
from streamlit.testing.v1 import AppTest

from sim.scenario.paths import parse_path
from sim.scenario.terms import Plan
from sim.scenario.todays_charges import TODAYS_CHARGES
from sim.ui.choice import Choice, choice_of_link
from sim.ui.edits import plain_at, unstated, with_value, without
from sim.ui.form import FieldForm, field_form, forms_of
from sim.ui.panel.contract import GROUPS, TERMS, groups_of
from sim.ui.panel.presets import HOURS, PRESETS
from sim.ui.stories import story
from sim.ui.text import texts
from tests.ui.conftest import Serve, finished

GOLD = ("plans", "gold")
OFFICE = {"days": ["mon", "tue", "wed", "thu", "fri"], "from_hour": 8.0, "to_hour": 18.0, "keeps_holidays": True}


def panel(serve: Serve, **link: str) -> AppTest:
    """The first page with all groups of terms open."""
    page = serve()
    for group in GROUPS:
        page.session_state[f"group-{group}"] = True
    for key, text in link.items():
        page.query_params[key] = text
    return finished(page)


def terms_of(page: AppTest) -> dict[str, Any]:
    """Terms that the link of the page carries."""
    return json.loads(page.query_params["terms"]) if "terms" in page.query_params else {}


def all_forms(part: type[BaseModel]) -> list[FieldForm]:
    """Fields of a part of the schema, and of all parts within."""
    forms = forms_of(part)
    return forms + [inside for form in forms if form.part is not None for inside in all_forms(form.part)]


def keys_of(field: str) -> tuple[str, ...]:
    keys = parse_path(field)
    return keys if keys[0] == "provider" else (*GOLD, *keys)


def test_every_field_of_a_plan_is_in_a_group_and_there_is_a_widget_for_it() -> None:
    drawn = [field for fields in groups_of().values() for field in fields]
    assert set(Plan.model_fields) - set(drawn) == {TODAYS_CHARGES}
    assert len(drawn) == len(set(drawn))
    assert [form.name for form in all_forms(Plan) if form.kind == "other"] == []
    named = [form.name for form in forms_of(Plan) if form.kind == "named"]
    hidden = ("coverage_by_severity", TODAYS_CHARGES)
    assert [name for name in named if name not in PRESETS and name not in hidden] == []


def test_each_number_of_a_plan_has_its_widget_within_the_bounds_of_the_schema(serve: Serve) -> None:
    page = panel(serve)
    there = {widget.key: widget for widget in page.sidebar.number_input}
    short = {term.field: term.name for term in TERMS}
    for form in forms_of(Plan):
        if form.kind in ("number", "whole"):
            widget = there[f"term-gold-{short.get(form.name, form.name)}"]
            scale = 100 if form.percent else 1
            assert (widget.min, widget.max) == (scale * (form.low or 0), scale * (form.high or 0)), form.name
            assert widget.help


def test_texts_of_fields_options_and_kinds_name_what_there_is() -> None:
    names = {form.name for form in all_forms(Plan)} | set(Plan.model_fields) | {"none", "empty", "at", "to"}
    names |= {keys_of(field)[-1] for fields in groups_of().values() for field in fields}
    stray = [
        key
        for key in texts()
        if key.startswith("fields.")
        for name in [key.removeprefix("fields.").removesuffix("_help").removesuffix("_empty")]
        if name not in names and name.partition("_")[2] not in names
    ]
    planned = (
        "PriceTier_",
        "resolution_days",
        "response_days",
        "update_",
        "workaround_hours",
        "Escalation_",
        "escalations",
    )
    planned += ("Uptime_", "uptime", "least_charge_per_month", "deposit_months", "termination_fee_share")
    assert [key for key in stray if not key.removeprefix("fields.").startswith(planned)] == []


@pytest.mark.parametrize(
    ("field", "shown", "path", "value"),
    [
        ("resolution_hours-P1", 6.0, "plans.gold.resolution_hours.P1", 6.0),
        ("credit_cap_share", 20.0, "plans.gold.credit_cap_share", 0.2),
        ("time_and_materials_per_hour", 150.0, "plans.gold.time_and_materials_per_hour", 150.0),
        ("late_interest_per_year", 9.5, "plans.gold.late_interest_per_year", 0.095),
        ("priority_class", 3, "plans.gold.priority_class", 3),
        ("uplift", 5.0, "plans.gold.uplift_per_year", 0.05),
    ],
)
def test_a_number_is_set_by_its_path_and_no_change_where_it_is_the_story_s(
    serve: Serve, field: str, shown: float, path: str, value: float
) -> None:
    page = panel(serve)
    own = page.number_input(key=f"term-gold-{field}").value
    page.number_input(key=f"term-gold-{field}").set_value(shown)
    finished(page)
    assert terms_of(page) == {path: value}
    assert page.number_input(key=f"term-gold-{field}").value == shown
    page.number_input(key=f"term-gold-{field}").set_value(own)
    finished(page)
    assert dict(page.query_params) == {}


def test_lists_and_boxes_are_set_too(serve: Serve) -> None:
    page = panel(serve)
    page.selectbox(key="term-gold-billing_months").set_value(12)
    finished(page)
    page.selectbox(key="term-gold-credit_measure").set_value("response")
    finished(page)
    page.checkbox(key="term-gold-provider-policies-charges_late_interest").check()
    finished(page)
    assert terms_of(page) == {
        "plans.gold.billing_months": 12,
        "plans.gold.credit_measure": "response",
        "provider.policies.charges_late_interest": True,
    }
    page.button(key="undo").click()
    finished(page)
    assert len(terms_of(page)) == 2
    assert not page.checkbox(key="term-gold-provider-policies-charges_late_interest").value


def test_hours_are_picked_from_usual_ones_or_are_one_s_own(serve: Serve) -> None:
    page = panel(serve)
    assert page.selectbox(key="term-gold-coverage").value == "office"
    page.selectbox(key="term-gold-coverage").set_value("always")
    finished(page)
    assert terms_of(page)["plans.gold.coverage"] == HOURS["always"]
    page.selectbox(key="term-gold-coverage").set_value("own")
    finished(page)
    page.number_input(key="term-gold-coverage-form-from_hour").set_value(6.0)
    page.button(key="term-gold-coverage-form-set").click()
    finished(page)
    assert terms_of(page)["plans.gold.coverage"] == {**HOURS["always"], "from_hour": 6.0}
    page.selectbox(key="term-gold-coverage").set_value("office")
    finished(page)
    assert dict(page.query_params) == {}


def test_what_the_schema_refuses_is_said_at_the_field_and_what_was_typed_stays(serve: Serve) -> None:
    page = panel(serve)
    page.selectbox(key="term-gold-coverage").set_value("own")
    finished(page)
    page.number_input(key="term-gold-coverage-form-to_hour").set_value(8.0)
    page.button(key="term-gold-coverage-form-set").click()
    finished(page)
    assert "must differ from" in page.sidebar.error[0].value or "must lie after" in page.sidebar.error[0].value
    assert page.number_input(key="term-gold-coverage-form-to_hour").value == 8.0
    assert terms_of(page) == {}
    page.number_input(key="term-gold-response_P1").set_value(0.0)
    finished(page)
    assert "response_hours" in page.sidebar.error[0].value.replace("\\", "")
    assert page.number_input(key="term-gold-response_P1").value == 0.5


def test_the_ladder_of_credits_is_a_table_with_rows_to_add_and_to_empty(serve: Serve) -> None:
    page = panel(serve)
    cell = "term-gold-service_credits-service_credits-{}-{}"
    assert page.number_input(key=cell.format(0, "below_attainment")).value == 95
    page.number_input(key=cell.format(0, "credit_share")).set_value(7.5)
    page.number_input(key=cell.format(3, "below_attainment")).set_value(50.0)
    page.number_input(key=cell.format(3, "credit_share")).set_value(25.0)
    page.number_input(key=cell.format(1, "below_attainment")).set_value(None)
    page.button(key="term-gold-service_credits-set").click()
    finished(page)
    assert terms_of(page)["plans.gold.service_credits"] == [
        {"below_attainment": 0.95, "credit_share": 0.075},
        {"below_attainment": 0.8, "credit_share": 0.25},
        {"below_attainment": 0.5, "credit_share": 0.25},
    ]
    assert page.number_input(key=cell.format(1, "below_attainment")).value == 80
    assert page.number_input(key=cell.format(3, "below_attainment")).value is None
    page.number_input(key=cell.format(0, "credit_share")).set_value(5.0)
    page.number_input(key=cell.format(1, "below_attainment")).set_value(90.0)
    page.number_input(key=cell.format(1, "credit_share")).set_value(10.0)
    page.number_input(key=cell.format(2, "below_attainment")).set_value(80.0)
    page.button(key="term-gold-service_credits-set").click()
    finished(page)
    assert dict(page.query_params) == {}


def test_a_value_within_a_whole_that_was_set_changes_the_whole() -> None:
    choice = with_value(Choice(), (*GOLD, "coverage"), HOURS["always"])
    later = with_value(choice, (*GOLD, "coverage", "from_hour"), 6.0)
    assert later.terms == {"plans.gold.coverage": {**HOURS["always"], "from_hour": 6.0}}
    assert with_value(later, (*GOLD, "coverage"), OFFICE).terms == {}


def test_terms_of_a_new_deal_are_set_below_its_own_plan() -> None:
    plan = {"fee_per_month": 900, "response_hours": {"P1": 1, "P2": 2, "P3": 3, "P4": 4}}
    deal = Choice(terms={"plans.offered": plan, "accounts.Acme Ltd": {"segment": "large", "plan": "offered"}})
    choice = with_value(deal, ("plans", "offered", "response_hours", "P1"), 0.5)
    choice = with_value(choice, ("plans", "offered", "resolution_hours", "P1"), 4.0)
    choice = with_value(choice, ("plans", "offered", "coverage", "to_hour"), 20.0)
    written = choice.written().plans["offered"]
    assert (written.response_hours.P1, written.resolution_hours.P1, written.resolution_hours.P2) == (0.5, 4, 24)
    assert (written.coverage.from_hour, written.coverage.to_hour) == (8, 20)
    assert choice_of_link(choice.link()) == (choice, [])
    back = with_value(choice, ("plans", "offered", "response_hours", "P1"), 1.0)
    assert "plans.offered.response_hours.P1" not in back.terms


def test_a_term_set_by_a_wildcard_is_overridden_for_one_plan() -> None:
    wild = Choice(terms={"plans.*.notice_days": 7})
    own = with_value(wild, (*GOLD, "notice_days"), 30)
    assert own.written().plans["gold"].notice_days == 30
    assert with_value(own, (*GOLD, "notice_days"), 7).terms == wild.terms


def test_entries_of_mappings_are_added_and_taken_out() -> None:
    acme = ("accounts", "St. Mary")
    choice = with_value(Choice(), acme, {"segment": "large"})
    assert choice.terms == {'accounts."St. Mary"': {"segment": "large"}}
    assert plain_at(choice.written(), acme) == {"segment": "large"}
    assert without(choice, acme).terms == {}
    story_accounts = plain_at(story("over-promise"), ("accounts",))
    first = next(iter(story_accounts))
    fewer = without(Choice(), ("accounts", first))
    assert first not in fewer.written().accounts


def test_forms_are_read_off_the_schema() -> None:
    fee = field_form((*GOLD, "fee_per_month"))
    assert (fee.kind, fee.unit, fee.low, fee.high, fee.optional) == ("number", "money / month", 0, 10_000_000, False)
    assert field_form((*GOLD, "included_contacts_per_month")).optional
    assert field_form((*GOLD, "uplift_per_year")).percent
    assert field_form((*GOLD, "response_hours", "P1")).unit == "coverage hours"
    assert field_form((*GOLD, "coverage", "days")).options[0] == "mon"
    with pytest.raises(KeyError):
        field_form((*GOLD, "no_such_term"))


@pytest.mark.parametrize(
    ("field", "kind"), [(field, kind) for field in PRESETS if field in Plan.model_fields for kind in PRESETS[field]]
)
def test_what_a_menu_adds_is_valid_as_it_is_and_goes_without_a_trace(field: str, kind: str) -> None:
    keys = (*GOLD, field, f"{kind}, one")
    choice = with_value(Choice(), keys, dict(PRESETS[field][kind]))
    assert plain_at(choice.scenario(), keys) is not None
    assert choice_of_link(choice.link()) == (choice, [])
    assert without(choice, keys).terms == {}


def test_an_entry_is_added_changed_renamed_and_removed_by_its_fields(serve: Serve) -> None:
    page = panel(serve)
    page.selectbox(key="term-gold-charges-add-0").set_value("prepaid_hours")
    finished(page)
    own = "term-gold-charges-prepaid hours"
    page.number_input(key=f"{own}-price").set_value(99.0)
    page.number_input(key=f"{own}-included_per_month").set_value(60.0)
    page.button(key=f"{own}-set").click()
    finished(page)
    entry = {"per": "hour", "price": 99.0, "included_per_month": 60.0, "carry_over_months": 3}
    assert terms_of(page) == {"plans.gold.charges.prepaid hours": entry}
    page.session_state[f"{own}-open"] = True  # an entry that was set closes
    finished(page)
    page.text_input(key=f"{own}-name").set_value("block of hours")
    page.button(key=f"{own}-set").click()
    finished(page)
    assert terms_of(page) == {"plans.gold.charges": {"block of hours": entry}}
    page.selectbox(key="term-gold-charges-block of hours-per").set_value("seat")
    page.button(key="term-gold-charges-block of hours-set").click()
    finished(page)
    assert "carry_over_months is for a charge per" in page.sidebar.error[0].value.replace("\\", "")
    page.button(key="term-gold-charges-block of hours-remove").click()
    finished(page)
    assert terms_of(page) == {}
    page.button(key="undo").click()
    finished(page)
    assert terms_of(page) == {"plans.gold.charges": {"block of hours": entry}}


def test_terms_that_are_only_assumed_are_named_and_can_be_stated(serve: Serve) -> None:
    page = panel(serve)
    assert "service_credits" in unstated(Choice().written(), "gold")
    page.button(key="state-terms").click()
    finished(page)
    stated = choice_of_link({key: page.query_params[key] for key in page.query_params})[0]
    assert unstated(stated.scenario(), "gold") == []
    assert stated.scenario().fingerprint == Choice().scenario().fingerprint
    assert "state-terms" not in [button.key for button in page.sidebar.button]


def test_parts_that_may_be_agreed_or_not_are_set_and_removed_by_a_form(serve: Serve) -> None:
    page = panel(serve)
    for field in ("response_days", "uptime"):
        page.session_state[f"term-gold-{field}-open"] = True
    finished(page)
    page.number_input(key="term-gold-response_days-P3").set_value(1)
    page.button(key="term-gold-response_days-set").click()
    finished(page)
    assert terms_of(page) == {"plans.gold.response_days": {"P3": 1}}
    page.session_state["term-gold-response_days-open"] = True
    page.session_state["term-gold-uptime-open"] = True
    finished(page)
    page.number_input(key="term-gold-uptime-promised_share").set_value(99.9)
    page.button(key="term-gold-uptime-set").click()
    page.session_state["term-gold-response_days-open"] = True
    finished(page)
    assert terms_of(page)["plans.gold.uptime"]["promised_share"] == 0.999
    page.button(key="term-gold-response_days-remove").click()
    finished(page)
    assert list(terms_of(page)) == ["plans.gold.uptime"]
