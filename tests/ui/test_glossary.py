"""The glossary says what catalogue and model do."""

from __future__ import annotations

import inspect
import re

import pytest

from sim.customers import grievance
from sim.customers.causes import Cause
from sim.customers.grievance import decayed, forgiven
from sim.customers.leaving import DepartureReason, renewal_score
from sim.customers.paying import dispute_probability
from sim.customers.price import tolerated_rise
from sim.customers.trust import trust_after
from sim.metrics.catalogue import CATALOGUE
from sim.questions.guardrails import Guardrails
from sim.questions.remedies import REMEDIES
from sim.records.run import Run
from sim.scenario.sheet import EVIDENCE
from sim.ui.evidence.page import glossary_frame
from sim.ui.text import texts
from sim.units import MINUTES_PER_DAY
from tests.ui.conftest import AS_READ
from tests.worlds import AMPLE, run_of

OUTCOMES = {
    "abandonment": "abandonment",
    "POP": "customers_popped",
    "response attainment": "response_attainment",
    "run off value": "run_off_value",
    "say do gap": "say_do_gap",
    "trust": "trust",
    "whale curve": "whale_curve_peak",
}
"""Words that are outcomes, each with its name in the catalogue."""
UNITS = {"say_do_gap": "share", "response_attainment": "share", "trust": "0 to 1", "customers_popped": "customers"}
"""Units that the words claim; the catalogue decides."""


def meanings() -> dict[str, str]:
    frame = glossary_frame()
    return dict(zip(frame["Word"], (meaning.translate(AS_READ) for meaning in frame["Meaning"]), strict=True))


@pytest.mark.parametrize("word", OUTCOMES)
def test_a_word_for_an_outcome_has_label_unit_and_definition_of_the_catalogue(word: str) -> None:
    outcome = CATALOGUE[OUTCOMES[word]]
    assert meanings()[word].endswith(f"Outcome {outcome.label} ({outcome.unit}): {outcome.definition}")


def test_every_word_that_is_called_like_an_outcome_is_tied_to_it() -> None:
    labels = {outcome.label.lower().replace("–", " ") for outcome in CATALOGUE.values()} | {*CATALOGUE}
    called = {word for word in meanings() if word.lower() in labels or word.replace(" ", "_") in labels}
    assert called <= OUTCOMES.keys()
    tied = {key.partition(".")[2] for key, text in texts().items() if key.startswith("glossary.") and "{" in text}
    assert tied == {word.replace(" ", "_") for word in OUTCOMES}


@pytest.mark.parametrize("name", UNITS)
def test_units_are_those_of_the_catalogue(name: str) -> None:
    assert CATALOGUE[name].unit == UNITS[name]


def test_a_share_is_no_length_of_time() -> None:
    """The say-do gap counts late responses; it does not measure by how much they are late."""
    assert meanings()["say do gap"].startswith("How often ")
    assert not re.search(r"\b(hours|minutes|how much later)\b", meanings()["say do gap"])


def of_pop(overrides: dict[str, object]) -> Run:
    """Customers that go POP early and never leave for another reason, on terms of three months."""
    return run_of(
        {
            **AMPLE,
            "segments.large.breaking_point": 1,
            "segments.medium.breaking_point": 1,
            "plans.gold.term_months": 3,
            "plans.silver.term_months": 3,
            "plans.gold.notice_days": 30,
            "plans.silver.notice_days": 30,
            "assumptions.renewal.intercept": -20,
            **overrides,
        }
    )


def test_pop_leaves_at_the_first_end_of_a_term_after_search_and_notice() -> None:
    run = of_pop({})
    passed = {row.customer: row for row in run.records.breaking_points}
    departures = [row for row in run.records.departures if row.reason == DepartureReason.POP]
    terms = {row.customer: row for row in run.records.renewals}
    assert departures
    for row in departures:
        assert row.at in run.month_starts
        assert row.at - passed[row.customer].at > 30 * MINUTES_PER_DAY
        if row.customer in terms:
            months = run.month_starts.index(row.at) - run.month_starts.index(terms[row.customer].at)
            assert months % 3 == 0
    later = of_pop({"plans.gold.notice_days": 180, "plans.silver.notice_days": 180})
    later_departures = {row.customer: row.at for row in later.records.departures if row.reason == DepartureReason.POP}
    assert all(later_departures.get(row.customer, later.horizon) > row.at for row in departures)
    assert "at the first end of a term" in meanings()["POP"]
    assert "whatever the contract costs" not in meanings()["POP"]


def test_grievance_fades_and_forgiveness_does_not_depend_on_trust() -> None:
    assert decayed(8.0, MINUTES_PER_DAY, MINUTES_PER_DAY) == 4.0
    assert "trust" not in inspect.signature(forgiven).parameters
    assert "trust" not in inspect.getsource(grievance.goodwill)
    assert "forgiv" not in meanings()["trust"]
    assert "fade" in meanings()["grievance"]


def test_trust_does_what_its_entry_says() -> None:
    assert trust_after(0.5, 0.0, 0.01, 0.05, 2) > 0.5
    assert 0.5 - trust_after(0.5, -1.0, 0.01, 0.05, 2) > trust_after(0.5, 1.0, 0.01, 0.05, 2) - 0.5
    low, high = (renewal_score(0.0, trust, 0.0, 0.0, 0.0, (-3.2, 1.2, 2.0, 0.6, 0.25, 0.7)) for trust in (0.4, 0.9))
    assert low > high, "with low trust a customer renews less often"
    surprised = [dispute_probability(0.01, (0.25, 1.2), 0.5, trust, 1.0, 1.0)[1] for trust in (0.4, 0.9)]
    assert surprised[0] > surprised[1]
    assert tolerated_rise(0.9, 0.03, 0.2, 0.7) > tolerated_rise(0.4, 0.03, 0.2, 0.7)


def test_numbers_in_the_entries_are_those_of_the_code() -> None:
    words = meanings()
    limit = Guardrails().limit
    assert f"at least {10 * (1 - limit.risk):g} of 10 runs" in words["guardrail"]
    assert f"{100 * limit.level:g} % confidence" in words["safe risky never"]
    assert [tag for tag in EVIDENCE if f"[{tag}]" not in words["tag"]] == []
    assert [name for name in REMEDIES if name not in words["remedy"]] == []
    assert {"late response P1", "surprise charge"} <= set(Cause), "examples of straws"
