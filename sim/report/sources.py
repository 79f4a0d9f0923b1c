"""Sources: the numbers of a scenario behind each line of a customer's books."""

from __future__ import annotations

from collections.abc import Iterator

from sim.questions.ledger import Party
from sim.report.format.table import Table, text_table
from sim.report.ledger import LABELS
from sim.scenario.charges import Unit
from sim.scenario.document import Scenario
from sim.scenario.paths import print_path
from sim.scenario.sheet import EVIDENCE, assumption_sheet

__all__ = ["sources_table"]

BILLING = "assumptions.billing"
UNITS: dict[Unit, tuple[str, ...]] = {
    "contact": ("contacts_per_year",),
    "hour": ("contacts_per_year",),
    "visit": ("contacts_per_year", "visit_share"),
    "seat": ("seats", "seat_growth_per_year"),
    "spend": ("spend_per_month", "spend_growth_per_year"),
    "person": ("account_people",),
}
"""Numbers of a customer behind the units that it is charged."""


def sources_table(scenario: Scenario, party: Party) -> Table:
    """List the numbers that the lines of a customer, or of a segment, chiefly depend on, with evidence and source.

    Parameters
    ----------
    scenario : Scenario
        What was simulated.
    party : Party
        Whose lines they are; of newcomers, those that hold for all.
    """
    sheet = {row.path: row for row in assumption_sheet(scenario) if row.value is not None}
    rows = [
        (LABELS[line], row.about, row.path, str(row.value), row.unit, EVIDENCE[row.tag], row.source)
        for line, part in _behind(scenario, party)
        for path, row in sheet.items()
        if path == part or path.startswith(f"{part}.")
    ]
    return text_table("", ("Line", "What", "Where", "Value", "Unit", "Evidence", "Source"), rows)


def _behind(scenario: Scenario, party: Party) -> Iterator[tuple[str, str]]:
    """Each line, and a path or the part of the document that it follows from."""
    account = scenario.accounts.get(party.name) if party.kind == "account" else None
    name = party.name if account is None else account.segment
    segment = scenario.segments.get(name) if party.kind != "newcomers" else None
    if segment is not None:
        plan = segment.plan if account is None or account.plan is None else account.plan
        yield from _agreed(plan)
        units = {charge.per for charge in scenario.plans[plan].charges.values()}
        for field in (field for unit, behind in UNITS.items() if unit in units for field in behind):
            yield "charges", print_path(("segments", name, field))
            yield "charges", print_path(("accounts", party.name, field))
        yield "labour", print_path(("segments", name, "contacts_per_year"))
        yield "self_service", print_path(("segments", name, "self_service_share"))
        yield "capital", print_path(("segments", name, "late_payment_share"))
    if account is not None:
        for line, field in (
            ("fees", "fee_per_month"),
            ("labour", "contacts_per_year"),
            ("account_people", "account_people"),
            ("capital", "late_payment_share"),
        ):
            yield line, print_path(("accounts", party.name, field))
    for team in scenario.provider.teams:
        for field in ("cost_per_hour", "cost_per_contact", "touch_minutes", "shrinkage_share"):
            yield "labour", print_path(("provider", "teams", team, field))
    yield "self_service", "assumptions.contact.self_service_cost"
    yield "errors", f"{BILLING}.error_probability"
    yield "dispute_credits", f"{BILLING}.full_credit_share"
    yield "early_payment", f"{BILLING}.early_payment_taken"
    yield "write_offs", f"{BILLING}.write_off_share"
    yield "provision", f"{BILLING}.write_off_share"
    yield "capital", f"{BILLING}.capital_cost_per_year"
    yield "acquisition", "market.acquisition_share"


def _agreed(plan: str) -> Iterator[tuple[str, str]]:
    """The terms of the contract behind each line."""
    for line, field in (
        ("fees", "fee_per_month"),
        ("fees", "uplift_per_year"),
        ("charges", "charges"),
        ("overage", "included_contacts_per_month"),
        ("overage", "overage_per_contact"),
        ("time_and_materials", "time_and_materials_per_hour"),
        ("interest", "late_interest_per_year"),
        ("service_credits", "service_credits"),
        ("service_credits", "credit_cap_share"),
        ("service_credits", "credits"),
        ("service_credits", "credit_rules"),
        ("capital", "payment_days"),
    ):
        yield line, print_path(("plans", plan, field))
