"""How far a deal may go: zones of promise and price, and what to ask for in return for a concession."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from sim.questions.goal_seek import Concession, Sought, equal_margin
from sim.questions.guardrails import BelowFloor
from sim.questions.promise import NATURAL_HOURS, Promise, Strongest, strongest_promise
from sim.report.charts import zone_chart, zone_rows
from sim.report.trade import trade_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.paths import parse_path, print_path, value_at
from sim.scenario.quantity import SEVERITIES
from sim.ui.asking import ask
from sim.ui.bound import bound, pick
from sim.ui.deal.papers import plan_of
from sim.ui.frame import Ground
from sim.ui.picks import one_of
from sim.ui.pictures import picture
from sim.ui.text import as_markdown, say

__all__ = ["reach", "trades"]

FEES = (0.9, 1.0, 1.1, 1.25)
NEIGHBOURS = 3
ZONE_RUNS, TRADE_RUNS = 12, 8


@dataclass(frozen=True, slots=True)
class _Gift:
    """Something that a buyer asks for: a term of the plan, and what it becomes."""

    field: str
    value: object

    def is_new(self, scenario: Scenario, plan: str) -> bool:
        """Whether it differs from what is written."""
        return bool(value_at(scenario.plans[plan], self.field) != self.value)


GIFTS = {
    "net60": _Gift("payment_days", 60),
    "net90": _Gift("payment_days", 90),
    "unlimited": _Gift("included_contacts_per_month", None),
    "no_rise": _Gift("uplift_per_year", 0.0),
    "term_short": _Gift("term_months", 3),
    "fast": _Gift("response_hours.P1", 0.25),
}


def reach(on: Ground) -> None:
    """Draws the zones of promise and price of the plan that the deal is about."""
    st.subheader(say("reach.title"), anchor=False)
    scenario, plan = on.own, plan_of(on.choice)
    severity = (
        st.segmented_control(
            say("reach.severity"),
            SEVERITIES,
            help=say("reach.severity_help"),
            required=True,
            **bound("reach_severity", SEVERITIES[0], one_of(SEVERITIES)),
        )
        or SEVERITIES[0]
    )
    written = scenario.plans[plan]
    hours = _near(getattr(written.response_hours, severity))
    fees = tuple(round(written.fee_per_month * share, 2) for share in FEES)
    promise = Promise(plan, severity, hours, fees)
    rails = on.choice.guardrails
    floors = (("margin_share", rails.margin_share), (f"response_attainment.{plan}.{severity}", rails.attainment))

    def find(runner: ExperimentRunner) -> list[Strongest]:
        return strongest_promise(runner, scenario, promise, BelowFloor(floors), rails.limit, ZONE_RUNS)

    def show(found: list[Strongest]) -> None:
        today = getattr(written.response_hours, severity), written.fee_per_month
        drawn = zone_chart(found, scenario.currency, today)
        st.markdown(as_markdown(drawn.finding))
        rows = zone_rows(found, scenario.currency)
        columns = [say(f"reach.{name}") for name in ("fee", "promise", "zone", "missed")]
        st.caption(say("reach.legend", margin=on.choice.margin_floor, ontime=on.choice.ontime_floor))
        picture(drawn, "zones", pd.DataFrame(rows, columns=columns))

    ask(
        QuestionJob("zones", (scenario.fingerprint, promise, floors), on.study.seed, find),
        show,
        button=say("reach.ask"),
        about=say("reach.about", plan=plan, severity=severity),
    )


def trades(on: Ground) -> None:
    """Draws what to ask for in return for a concession, clause by clause, at the same margin."""
    st.subheader(say("trade.title"), anchor=False)
    scenario, plan = on.own, plan_of(on.choice)
    gifts = [name for name, gift in GIFTS.items() if gift.is_new(scenario, plan)]
    name = pick(say("trade.gift"), gifts, "trade_gift", gifts[0], lambda name: say(f"trade.{name}"))
    gift = GIFTS[name]
    path = print_path(("plans", plan, "fee_per_month"))
    concession = Concession({print_path(("plans", plan, *parse_path(gift.field))): gift.value}, path)

    def find(runner: ExperimentRunner) -> Sought:
        return equal_margin(runner, scenario, concession, TRADE_RUNS)

    def show(found: Sought) -> None:
        words = trade_words(found, say(f"trade.{name}"), scenario.currency, concession.level)
        told = words.replace(path, say("trade.fee", plan=plan))
        st.markdown(as_markdown(told[0].upper() + told[1:], 600))

    ask(
        QuestionJob("trade", (scenario.fingerprint, name, plan), on.study.seed, find),
        show,
        button=say("trade.ask"),
        about=say("trade.about"),
    )


def _near(hours: float) -> tuple[float, ...]:
    """The promises that people make, around the one that is written."""
    choices = sorted({*NATURAL_HOURS, hours})
    place = choices.index(hours)
    return tuple(choices[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1])
