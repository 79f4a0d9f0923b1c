"""The catalogue of outcomes: name, unit, which way is better, and exactly how each is computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from sim.errors import SaydoError
from sim.scenario.quantity import SEVERITIES

__all__ = ["CATALOGUE", "HEADLINE", "Better", "Format", "Outcome", "describe"]

Better = Literal["up", "down", "neutral"]
Format = Literal["money", "share", "hours", "days", "number", "score"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something read off a run, with its published definition.

    ``better`` says which way is better, ``format`` how to print it, ``definition`` how it is computed.
    """

    name: str
    label: str
    unit: str
    better: Better
    format: Format
    definition: str


# fmt: off
_OUTCOMES = (
    Outcome(
        "margin", "Margin", "money", "up", "money",
        "Revenue minus cost to serve, over the horizon.",
    ),
    Outcome(
        "customer_retention_per_year", "Customers kept a year", "share", "up", "share",
        "(Customers still under contract at the end / customers at the start) to the power 1 / years; a "
        "customer that went POP counts as kept until it leaves, and newcomers do not count.",
    ),
    Outcome(
        "response_attainment", "Responses on time", "share", "up", "share",
        "Contacts whose first response came within the written promise, in coverage time, / contacts "
        "answered by a person; of contacts opened within the horizon.",
    ),
    Outcome(
        "say_do_gap", "Say–do gap", "share", "down", "share",
        "Contacts whose first response came later than sales had said, in coverage time, / contacts "
        "answered by a person; of contacts opened within the horizon.",
    ),
    Outcome(
        "answered_by_person_on_time", "Answered by a person on time", "share", "up", "share",
        "As response_attainment, where a template's answer does not count as a response.",
    ),
    Outcome(
        "margin_share", "Margin share", "share of revenue", "up", "share",
        "Margin / revenue.",
    ),
    Outcome(
        "revenue", "Revenue", "money", "up", "money",
        "Fees earned month by month + overage, time and materials, interest and error lines when invoiced − "
        "service credits when set off − dispute credits when granted.",
    ),
    Outcome(
        "cost_to_serve", "Cost to serve", "money", "down", "money",
        "Paid hours of all teams at their loaded cost, overtime with its premium, and touches of outsourced teams at "
        "their price + account people, sponsors and briefings + self-service + write-offs + cost of capital tied up "
        "in receivables + acquisition of newcomers + management's actions.",
    ),
    Outcome(
        "cost_per_contact", "Cost per contact", "money / contact", "down", "money",
        "Paid hours of all teams, overtime with its premium, and touches of outsourced teams / contacts answered by a "
        "person; of contacts opened within the horizon.",
    ),
    Outcome(
        "unallocated_cost", "Unallocated cost", "money", "down", "money",
        "What no customer caused: idle paid time, overtime beyond the loaded rate, management's actions, the "
        "referral programme, disclosure and the pursuit of prospects; margin = customers' "
        "margins − unallocated cost.",
    ),
    Outcome(
        "service_credits", "Service credits", "money", "down", "money",
        "Service credits set off against invoices of the horizon.",
    ),
    Outcome(
        "write_offs", "Write-offs", "money", "down", "money",
        "Invoice amounts given up within the horizon.",
    ),
    Outcome(
        "response_hours_p50", "Response, median", "coverage hours", "down", "hours",
        "Median of coverage time from opening to first response; of contacts answered by a person and "
        "opened within the horizon, linearly interpolated.",
    ),
    Outcome(
        "response_hours_p90", "Response, 90th percentile", "coverage hours", "down", "hours",
        "90th percentile of coverage time from opening to first response; of contacts answered by a person "
        "and opened within the horizon, linearly interpolated.",
    ),
    Outcome(
        "response_hours_p99", "Response, 99th percentile", "coverage hours", "down", "hours",
        "99th percentile of coverage time from opening to first response; of contacts answered by a person "
        "and opened within the horizon, linearly interpolated.",
    ),
    Outcome(
        "resolution_attainment", "Solutions on time", "share", "up", "share",
        "Contacts solved within the written resolution target, in coverage time, waiting for the customer "
        "excluded, / contacts solved by a person; of contacts opened within the horizon.",
    ),
    Outcome(
        "hung_up_share", "Callers who hung up", "share", "down", "share",
        "Telephone contacts that ended with hanging up before a person answered / telephone contacts that "
        "were not solved by self-service; of contacts opened within the horizon.",
    ),
    Outcome(
        "occupancy", "Occupancy", "share", "neutral", "share",
        "1 − idle minutes / available minutes (rostered less shrinkage) of all teams within the horizon; "
        "overtime excluded.",
    ),
    Outcome(
        "contacts_answered", "Contacts answered by a person", "contacts", "neutral", "number",
        "Contacts opened within the horizon that a person answered.",
    ),
    Outcome(
        "backlog", "Backlog", "contacts", "down", "number",
        "Mean number of contacts and disputes waiting for a person, all teams: queue minutes / minutes of "
        "the horizon, nights and weekends included.",
    ),
    Outcome(
        "disputed_share_of_invoices", "Invoices disputed", "share of invoices", "down", "share",
        "Invoices disputed at least once / invoices issued.",
    ),
    Outcome(
        "disputed_share_of_value", "Value disputed", "share of billed", "down", "share",
        "Amounts put in dispute / amounts billed before credits.",
    ),
    Outcome(
        "surprise_disputes", "Disputes over a surprise", "disputes", "down", "number",
        "Disputes opened over overage or time and materials that the customer had not expected.",
    ),
    Outcome(
        "dispute_days", "Days to settle a dispute", "days", "down", "days",
        "Mean of days from opening to settlement, of disputes settled within the horizon.",
    ),
    Outcome(
        "days_sales_outstanding", "Days sales outstanding", "days", "down", "days",
        "Mean open receivables over the horizon / amount billed net of service credits per day.",
    ),
    Outcome(
        "gross_revenue_retention", "Gross revenue retention", "share / year", "up", "share",
        "(Sum over customers of the start of the smaller of monthly fee at the end, 0 if gone, and at the "
        "start / sum of monthly fees at the start) to the power 1 / years.",
    ),
    Outcome(
        "net_revenue_retention", "Net revenue retention", "share / year", "up", "share",
        "(Monthly fees at the end of customers of the start still under contract / sum of monthly fees at "
        "the start) to the power 1 / years.",
    ),
    Outcome(
        "customers_lost", "Customers lost", "customers", "down", "number",
        "Customers of the start that left within the horizon.",
    ),
    Outcome(
        "customers_lost_by_pop", "Customers lost by POP", "customers", "down", "number",
        "Customers of the start that left within the horizon because they had gone POP.",
    ),
    Outcome(
        "customers_lost_by_not_renewing", "Customers lost by not renewing", "customers", "down", "number",
        "Customers of the start that left within the horizon at the end of a term without having gone POP.",
    ),
    Outcome(
        "customers_let_go", "Customers let go", "customers", "neutral", "number",
        "Customers of the start whose contract the provider ended within the horizon.",
    ),
    Outcome(
        "customers_popped", "Customers gone POP", "customers", "down", "number",
        "Customers of the start that passed their breaking point within the horizon, whether or not they have left "
        "yet.",
    ),
    Outcome(
        "customers_treated", "Customers treated by a remedy", "customers", "neutral", "number",
        "Customers for whom at least one remedy for costly customers came to hold.",
    ),
    Outcome(
        "trust", "Trust", "0 to 1", "up", "score",
        "Mean trust, at the end, of the customers then under contract, newcomers included.",
    ),
    Outcome(
        "whale_curve_peak", "Whale-curve peak", "share of total margin", "down", "share",
        "Sum of the positive customer margins / sum of all customer margins, before unallocated capacity; "
        "undefined where that sum is not positive.",
    ),
    Outcome(
        "prospects", "Prospects", "prospects", "up", "number",
        "Prospects that decided within the horizon, referred ones included.",
    ),
    Outcome(
        "deals_won", "Deals won", "customers", "up", "number",
        "Prospects that signed within the horizon.",
    ),
    Outcome(
        "win_rate", "Win rate", "share of prospects", "up", "share",
        "Prospects that signed / prospects that decided within the horizon; undefined where none decided.",
    ),
    Outcome(
        "referrals", "Referrals", "prospects", "up", "number",
        "Prospects that a customer recommended the provider to, and that decided within the horizon.",
    ),
    Outcome(
        "acquisition_cost", "Acquisition cost", "money", "down", "money",
        "What winning the newcomers cost: for each, a share of its first year's fees, in the month it joined.",
    ),
    Outcome(
        "customers_at_end", "Customers at the end", "customers", "up", "number",
        "Customers under contract at the end, newcomers included.",
    ),
    Outcome(
        "newcomers_lost", "Newcomers lost", "customers", "down", "number",
        "Customers that joined within the horizon and left within it.",
    ),
    Outcome(
        "newcomers_popped", "Newcomers gone POP", "customers", "down", "number",
        "Customers that joined within the horizon and passed their breaking point within it.",
    ),
    Outcome(
        "newcomers_margin", "Margin of newcomers", "money", "up", "money",
        "Revenue minus cost of the customers that joined within the horizon, what winning them cost included, "
        "before unallocated cost.",
    ),
    Outcome(
        "newcomers_disputed_share_of_invoices", "Newcomers' invoices disputed", "share of invoices", "down", "share",
        "Invoices of newcomers disputed at least once / invoices of newcomers issued; undefined where there are none.",
    ),
    Outcome(
        "heard", "Bad news heard", "times", "down", "number",
        "Times that a customer heard of another that went POP, or of one let go in anger, and was moved by it.",
    ),
    Outcome(
        "rival_offers", "Competitors' offers", "offers", "down", "number",
        "Offers that competitors made to vulnerable customers within the horizon.",
    ),
    Outcome(
        "value_destroyers_share", "Value destroyers", "share of customers", "down", "share",
        "Customers whose margin, before unallocated capacity, is negative / all customers.",
    ),
    Outcome(
        "contribution", "Customers' margins", "money", "up", "money",
        "Sum of all customers' margins, before unallocated cost; contribution − unallocated cost = margin.",
    ),
)
# fmt: on

_BY_SEVERITY = tuple(
    Outcome(
        f"response_attainment.{severity}",
        f"Responses on time, {severity}",
        "share",
        "up",
        "share",
        f"As response_attainment, of contacts of severity {severity}.",
    )
    for severity in SEVERITIES
)

CATALOGUE: dict[str, Outcome] = {outcome.name: outcome for outcome in (*_OUTCOMES, *_BY_SEVERITY)}

HEADLINE: tuple[str, ...] = tuple(CATALOGUE)[:4]

_DOTTED = {
    "margin": ("margin", "Margin", "before unallocated cost, of customer"),
    "margin_of_others": ("margin", "Margin of all others", "before unallocated cost, of all customers but"),
    "response_attainment": ("response_attainment", "Responses on time", "of contacts of customers on plan"),
    "response_attainment_of_others": (
        "response_attainment",
        "Responses on time of all others",
        "of contacts of all customers but",
    ),
    "occupancy": ("occupancy", "Occupancy", "of team"),
}
"""What may stand before a dot: the outcome it is like, its label, and of whom it is told."""
_OF_ONE_PROMISE = "0 where a person was to answer some and answered none, undefined where there was none to answer."


def describe(name: str) -> Outcome:
    """The outcome of this name; ``margin.<account>``, ``response_attainment.<plan>.<severity>`` and the like too.

    Raises
    ------
    SaydoError
        Where the catalogue has no such outcome.
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    stem, dot, part = name.partition(".")
    if dot and part and stem in _DOTTED:
        like, label, whose = _DOTTED[stem]
        definition = f"As {like}, {whose} {part}."
        plan, dot, severity = part.rpartition(".")
        if stem == "response_attainment" and plan and severity in SEVERITIES:
            part = f"{plan}, {severity}"
            definition = f"As {like}, {whose} {plan}, severity {severity}; {_OF_ONE_PROMISE}"
        return replace(CATALOGUE[like], name=name, label=f"{label}, {part}", definition=definition)
    nearest = get_close_matches(name, CATALOGUE, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else f"must be one of {', '.join(CATALOGUE)}"
    raise SaydoError(f"outcome = {name}: no such outcome in the catalogue; {hint}")
