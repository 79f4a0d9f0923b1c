"""The terms of one plan, grouped in the words of a contract: each a field on the panel, each a path of the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from sim.report.entries import plan_name
from sim.scenario.document import Scenario
from sim.scenario.paths import Keys, parse_path
from sim.scenario.quantity import SEVERITIES
from sim.scenario.terms import Plan
from sim.scenario.todays_charges import TODAYS_CHARGES
from sim.ui.bound import bound
from sim.ui.choice import Choice
from sim.ui.edits import plain_at, unstated, with_statements, with_value
from sim.ui.form import FieldForm, field_form, forms_of
from sim.ui.live import anew, of_now
from sim.ui.panel.customers import customers_on
from sim.ui.panel.fields import TEXTS, draw_field, field_label
from sim.ui.panel.hours import BY_SEVERITY, hours_of_service
from sim.ui.panel.rows import named_entries, part_form, table_form
from sim.ui.panel.single import single_field
from sim.ui.picks import one_of
from sim.ui.state import choice as choice_now
from sim.ui.state import complaint, go_to, setter
from sim.ui.text import as_markdown, say, tell, texts

__all__ = ["GROUPS", "OPEN", "TERMS", "Term", "contract_terms", "groups_of", "read_term", "term_input", "with_term"]


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a plan; its label and help are texts of its name, its bounds those of the schema."""

    name: str
    field: str
    step: float

    def keys(self, plan: str) -> Keys:
        """Where it stands."""
        return ("plans", plan, *parse_path(self.field))

    @property
    def form(self) -> FieldForm:
        """Field of the schema that it is."""
        return field_form(self.keys("plan"))


TERMS = (
    Term("fee", "fee_per_month", 50),
    *(Term(f"response_{name}", f"response_hours.{name}", 0.25) for name in SEVERITIES),
    Term("included", "included_contacts_per_month", 5),
    Term("overage", "overage_per_contact", 5),
    Term("payment", "payment_days", 15),
    Term("term", "term_months", 6),
    Term("notice", "notice_days", 30),
    Term("uplift", "uplift_per_year", 1),
)
"""Terms with a name of their own, in links of old and in the sheet of a new deal."""
BY_FIELD = {term.field: term for term in TERMS}
POLICIES = "provider.policies."
"""Before the name of a policy of the provider that a contract speaks of."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "price": (
        "fee_per_month",
        "todays_fee_per_month",
        "included_contacts_per_month",
        "overage_per_contact",
        "discounts",
    ),
    "hours": ("coverage", BY_SEVERITY, "provider.time_zone", "provider.public_holidays"),
    "promises": (
        "response_hours",
        "response_days",
        "resolution_hours",
        "resolution_days",
        "workaround_hours",
        "update_hours",
        "update_days",
        "escalations",
        "uptime",
        "resolution_clock_while_solved",
        "priority_class",
    ),
    "credits": (
        "service_credits",
        "credit_cap_share",
        "credit_measure",
        "credits",
        "credit_rules",
        "credits_at_end",
        POLICIES + "credits_void_in_dispute",
    ),
    "charges": (
        "charges",
        "time_and_materials_per_hour",
        "least_charge_per_month",
        POLICIES + "charges_for_fixes",
        POLICIES + "fix_price",
    ),
    "billing": (
        "billing_months",
        "billing",
        "payment_days",
        "early_payment",
        "deposit_months",
        "tax_share",
        POLICIES + "charges_late_interest",
        "late_interest_per_year",
        "late_fixed_sum",
    ),
    "term": (
        "term_months",
        "notice_days",
        "termination_fee_share",
        "uplift_per_year",
        "uplift_basis",
        "uplift_on",
        "uplift_floor",
        "uplift_cap",
    ),
}
"""Fields by group; those of a plan that none names are in the last."""
OPEN = ("price", "promises")
"""Groups that are open at first."""


def contract_terms(choice: Choice, written: Scenario) -> None:
    """Draws the terms of the plan that the reader picks.

    Parameters
    ----------
    choice : Choice
        The reader's choice.
    written : Scenario
        Its scenario before levers.
    """
    plans = list(written.plans)
    usual = bound("plan", plans[-1], one_of(plans))
    plan: str = st.selectbox(say("panel.plan"), plans, format_func=plan_name, help=say("panel.plan_help"), **usual)
    for group, fields in groups_of().items():
        key = f"group-{group}"
        with st.expander(say(f"contract.group_{group}"), expanded=group in OPEN, key=key, on_change="rerun") as box:
            if box.open:
                for field in fields:
                    _draw(field, plan, written)
    customers_on(plan, written)
    _statements(plan, written)
    if choice.terms:
        st.caption(say("panel.changed", count=len(choice.terms)))


def _statements(plan: str, written: Scenario) -> None:
    """Names the terms that papers call assumed, and lets the reader state them."""
    names = unstated(written, plan)
    if not names:
        return
    labels = [field_label(field_form(("plans", plan, name)), written.currency) for name in names]
    st.caption(f"{say('contract.unstated')} {'; '.join(labels)}.")
    st.button(
        say("contract.state"),
        key="state-terms",
        width="stretch",
        help=say("contract.state_help"),
        on_click=of_now(lambda: go_to(with_statements(choice_now(), plan))),
    )


def groups_of() -> dict[str, tuple[str, ...]]:
    """The groups, the last with all other fields of a plan but today's charges."""
    named = {TODAYS_CHARGES, *(field for fields in GROUPS.values() for field in fields)}
    rest = tuple(name for name in Plan.model_fields if name not in named)
    *_, last = GROUPS
    return {**GROUPS, last: (*GROUPS[last], *rest)}


def read_term(scenario: Scenario, plan: str, term: Term) -> float | int | None:
    """A term as the panel shows it: shares as per cent, whole numbers whole."""
    number: float | int | None = term.form.shown(plain_at(scenario, term.keys(plan)))
    return number


def with_term(choice: Choice, plan: str, term: Term, number: float | None) -> Choice:
    """The choice with one term set as the panel shows it; the selected scenario's own value is no change."""
    return with_value(choice, term.keys(plan), term.form.meant(number))


def term_input(term: Term, key: str, currency: str, value: float | None, **more: Any) -> None:
    """The field of a term that shows a value as the panel does; ``more`` goes to the widget."""
    form = term.form
    empty = TEXTS + f"{term.field.partition('.')[0]}_empty"
    if form.optional and empty in texts():
        more["placeholder"] = tell(empty)
    words = {
        "help": say(f"terms.{term.name}_help"),
        "step": float(term.step) if form.kind == "number" else int(term.step),
    }
    draw_field(form, key, form.meant(value), say(f"terms.{term.name}", currency=currency), **words, **more)


def _keys(field: str, plan: str) -> Keys:
    """Where a field stands: in the plan, or with the provider."""
    keys = parse_path(field)
    return keys if keys[0] == "provider" else ("plans", plan, *keys)


def _draw(field: str, plan: str, written: Scenario) -> None:
    """Draws one field by what the schema says that it takes."""
    keys = _keys(field, plan)
    form, key = field_form(keys), f"term-{plan}-{field.replace('.', '-')}"
    if field == "coverage":
        hours_of_service(plan, written, tuple(Plan.model_fields))
    elif field == BY_SEVERITY:
        return
    elif form.part is not None and not form.optional and tuple(form.part.model_fields) == SEVERITIES:
        _by_severity(field, plan, form, written)
    elif form.kind == "part":
        part_form(keys, anew(key), written)
    elif form.kind == "named":
        named_entries(keys, anew(key), written)
    elif form.kind in ("rows", "steps"):
        table_form(keys, anew(key), written)
    elif form.kind != "other":
        _one(field, plan, written)


def _by_severity(field: str, plan: str, form: FieldForm, written: Scenario) -> None:
    """A number for each severity, two beside each other."""
    columns = [column for _ in range(2) for column in st.columns(2)]
    for place, one in enumerate(forms_of(form.part, form.unit) if form.part else ()):
        with columns[place]:
            _one(f"{field}.{one.name}", plan, written, form)


def _one(field: str, plan: str, written: Scenario, holder: FieldForm | None = None) -> None:
    """A field that changes the choice at once; one of several numbers by severity is called after all of them."""
    keys, term = _keys(field, plan), BY_FIELD.get(field)
    if term is None:
        single_field(keys, anew(f"term-{plan}-{field.replace('.', '-')}"), written, holder)
        return
    key = anew(f"term-{plan}-{term.name}")
    moved = setter(key, lambda before, number: with_term(before, plan, term, number), needed=not term.form.optional)
    term_input(term, key, written.currency, read_term(written, plan, term), on_change=moved)
    if problem := complaint(key):
        st.error(as_markdown(problem))
