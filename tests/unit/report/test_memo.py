"""The memo says what the arrays say, in contract words, and how to get it again."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.report.charts import images
from sim.report.format.amounts import amount, worded
from sim.report.memo import Approval, Guardrail, Memo, Origin, command_of, memo_of
from sim.report.memo.hours import coverage_words
from sim.report.memo.html import to_html
from sim.report.memo.layout import memo_paper, picture_of
from sim.report.memo.sheets import runs_of
from sim.report.memo.terms import plan_terms
from sim.scenario.calendars import Coverage
from sim.scenario.document import Scenario
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.sheet import assumption_sheet
from sim.scenario.stated import is_stated
from sim.scenario.terms import Plan
from tests.unit.report.memos import HOSTILE, RUNS, SEED, hostile_memo, settings
from tests.unit.report.memos import memo as memo_of_dearer_gold
from tests.worlds import SMALL, WHOLE_WEEK

MANY = {
    "payment_days": 60,
    "term_months": 24,
    "notice_days": 90,
    "uplift_per_year": 0.0,
    "fee_per_month": 900,
    "billing_months": 3,
    "overage_per_contact": 12,
}
"""More terms of a plan than the first page names."""


@pytest.fixture(scope="module")
def memo() -> Memo:
    return memo_of_dearer_gold()


def again(command: str, story: Scenario) -> Scenario:
    """The terms that a command names."""
    words = shlex.split(command)
    sets = [value for option, value in pairwise(words) if option == "--set"]
    return with_overrides(story, dict(map(parse_override, sets)))


def test_numbers_are_of_the_runs(memo: Memo) -> None:
    runs = runs_of(memo)
    assert [number.outcome for number in memo.numbers] == [
        "margin",
        "customer_retention_per_year",
        "response_attainment",
    ]
    for number in memo.numbers:
        assert number.mean == pytest.approx(runs[f"{number.label}, these terms"].mean())
        assert number.base_mean == pytest.approx(runs[f"{number.label}, baseline"].mean())
        assert number.mean_difference == pytest.approx(runs[f"{number.label}, difference"].mean())
    margin = memo.numbers[0]
    assert margin.mean_difference == pytest.approx(500 - 9_000 * 0.5)
    assert margin.verdict == "worse"
    assert any(re.search(r"margin \$4[\d.,k]* lower", sentence) for sentence in memo.verdict)


def test_the_chart_draws_the_same_runs(memo: Memo) -> None:
    lines = [trace for trace in picture_of(memo).figure.to_dict()["data"] if trace.get("hoverinfo") == "text+x"]
    assert [list(line["y"]) for line in lines] == [list(np.median(runs, axis=0)) for runs in memo.view.margins]


def test_what_differs_is_told_before_and_after(memo: Memo) -> None:
    assert [(change.path, change.before, change.after) for change in memo.changes] == [
        ("plans.gold.fee_per_month", "$3,000 / month", "$3,500 / month"),
        ("selling.sold_response_share", "100\u00a0% of the written response", "50\u00a0% of the written response"),
    ]


def test_terms_are_in_contract_words() -> None:
    pages = dict(plan_terms(with_overrides(SMALL, {"selling.sold_response_share": 0.5}), "silver").rows)
    assert pages["Fee"] == "$900 a month"
    assert pages["First response, as written"] == "P1 1\u00a0h, P2 2\u00a0h, P3 4\u00a0h, P4 8\u00a0h"
    assert pages["First response, as sold"].startswith("P1 30\u00a0min")
    assert pages["Contacts included"] == "6 a month"
    assert pages["Contacts beyond these"] == "$50 each"
    assert pages["Payment"] == "within 30 days of the invoice (not stated; assumed)"
    assert pages["Service credits"].endswith("at most 25\u00a0% of the month's fee (not stated; assumed)")
    assert pages["Hours of service"] == "Monday to Friday, 8:00 to 18:00, not on holidays (not stated; assumed)"


def test_a_term_that_is_stated_is_no_assumption_though_it_is_the_usual_one() -> None:
    pages = dict(plan_terms(with_overrides(SMALL, {"plans.silver.payment_days": 30}), "silver").rows)
    assert pages["Payment"] == "within 30 days of the invoice"
    assert pages["Notice"].endswith("(not stated; assumed)")


def test_only_plans_that_somebody_is_on_are_told() -> None:
    assert with_overrides(SMALL, {"segments.large.plan": "silver"}).plans_in_use == ["silver"]
    assert with_overrides(SMALL, {"segments.large.plan": "silver", "accounts.Acme.plan": "gold"}).plans_in_use == [
        "gold",
        "silver",
    ]


def test_hours_of_service_in_words() -> None:
    two = Coverage(days=("sun", "mon"), from_hour=7.5, keeps_holidays=False)
    assert coverage_words(two, SMALL.provider) == "Monday and Sunday, 7:30 to 18:00"
    assert coverage_words(Coverage.model_validate(WHOLE_WEEK), SMALL.provider) == "every day, all day, not on holidays"


def test_amounts_are_told_in_full() -> None:
    assert amount(2150, "USD") == "$2,150"
    assert amount(-12.5, "GBP") == "−£12.50"
    assert worded(0.07, "share / year", "USD") == "7\u00a0% / year"
    assert worded(None, "contacts / month", "USD") == "none"
    assert worded(True, "", "USD") == "yes"
    assert worded(1_234_567.0, "contacts", "USD") == "1,234,567 contacts"


def test_assumptions_begin_with_what_is_assumed_and_are_all_there(memo: Memo) -> None:
    terms = with_overrides(SMALL, {"plans.gold.fee_per_month": 3500, "selling.sold_response_share": 0.5})
    command = [row for row in assumption_sheet(terms) if row.role == "assumption" and row.value is not None]
    assert {assumption.path for assumption in memo.assumptions} == {row.path for row in command}
    order = [assumption.evidence for assumption in memo.assumptions]
    assert order[0] == "assumed"
    assert order[-1] == "measured"
    assert sum(evidence == "assumed" for evidence in order) == sum(row.tag == "A" for row in command)
    assert f"{order.count('assumed')} assumed" in memo_paper(memo).sections[-1].lines[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"plans.gold.fee_per_month": 1e-05, "plans.gold.included_contacts_per_month": 7},
        {"provider.holidays": ["2027-05-01"], "selling.referral_programme": True},
        {"plans": SMALL.model_dump()["plans"] | {"a = b, ü": SMALL.plans["gold"]}},
        {"accounts": {}},
        {"accounts": {"Bee's & Sons": {"segment": "large"}, "=x": {"segment": "large"}}},
    ],
)
def test_the_command_names_the_same_terms(changes: dict[str, object]) -> None:
    terms = with_overrides(SMALL, changes)
    command = command_of(Origin("small", SMALL, "base file.yaml", SEED, RUNS), terms)
    assert again(command, SMALL).fingerprint == terms.fingerprint
    assert shlex.split(command)[:5] == ["saydo", "report", "small", "--base", "base file.yaml"]
    assert f"--seed {SEED} --replications {RUNS}" in command


def test_the_command_states_what_is_stated_at_its_default() -> None:
    terms = with_overrides(SMALL, {"plans.gold.payment_days": 30, "plans.gold.credits_at_end": "paid out"})
    assert not is_stated(SMALL.plans["gold"], "payment_days")
    assert terms.fingerprint == SMALL.fingerprint
    command = command_of(Origin("small", SMALL, "small", SEED, RUNS), terms)
    assert {name for name in Plan.model_fields if is_stated(again(command, SMALL).plans["gold"], name)} == {
        name for name in Plan.model_fields if is_stated(terms.plans["gold"], name)
    }
    assert "--set" not in command_of(Origin("small", SMALL, "small", SEED, RUNS), SMALL)


def test_there_is_no_command_where_a_name_cannot_be_typed() -> None:
    terms = with_overrides(SMALL, {"accounts": {"\x7f": {"segment": "large"}}})
    assert command_of(Origin("small", SMALL, "small", SEED, RUNS), terms) == ""


def test_equal_questions_give_equal_memos(memo: Memo) -> None:
    other = memo_of_dearer_gold()
    assert replace(other, view=memo.view) == memo
    assert memo_paper(other).sections[0] == memo_paper(memo).sections[0]


def test_a_baseline_alone_has_nothing_to_compare() -> None:
    alone = memo_of(settings({}))
    assert alone.verdict == ("This is the base scenario itself: there is nothing to compare.",)
    assert alone.numbers[0].mean_difference is None
    assert alone.numbers[0].mean == pytest.approx(alone.view.values["margin"][0].mean())
    headings = [section.heading for section in memo_paper(alone).sections]
    assert "What differs from the base scenario" not in headings
    assert "Guardrails" not in headings


def test_guardrails_are_told_as_they_were_given() -> None:
    rail = Guardrail("Margin", "$30k", "in 9 of 12 runs", "missed")
    paper = memo_paper(memo_of(settings({"plans.gold.fee_per_month": 3500}, guardrails=(rail,))))
    (section,) = [section for section in paper.sections if section.heading == "Guardrails"]
    assert section.table is not None
    assert section.table.rows == (("Margin", "$30k", "in 9 of 12 runs", "missed"),)


def test_what_failed_is_told_and_too_few_are_refused() -> None:
    question = settings({"plans.gold.fee_per_month": 3500})
    broken = [list(column) for column in question.results]
    broken[1][0] = Replication(error="IdentityError: nothing adds up")
    assert memo_of(replace(question, results=broken)).provenance["runs that failed"] == "1"
    with pytest.raises(SaydoError, match=r"needs 3 replications .* the first error: IdentityError"):
        memo_of(replace(question, results=[column[:3] for column in broken]))
    with pytest.raises(SaydoError, match="3 scenarios"):
        memo_of(replace(question, scenarios=(SMALL, SMALL, SMALL)))


def test_accounts_with_terms_of_their_own_are_named() -> None:
    assert dict(hostile_memo().accounts)[HOSTILE[0]] == "$99 a month"


def test_the_first_page_has_all_that_is_decided_on_and_the_annex_what_it_rests_on(memo: Memo) -> None:
    signed = replace(
        memo,
        answer=("Sign Acme.",),
        to_ask=("At equal margin, ask for a term of 36 months.",),
        approvals=(
            Approval("Jo Doe", "approved; the answer was: sign", "2027-03-01", "for one year", "CFO"),
            Approval("jo@example.com", "refused; the answer was: sign", "2027-03-02", "", "CEO", "login"),
        ),
    )
    sections = memo_paper(signed).sections
    first = next(place for place, section in enumerate(sections) if section.is_annex)
    assert [section.heading for section in sections[:first]] == [
        "May it be signed?",
        "What to ask in return",
        "Verdict",
        "Three numbers",
        "What differs from the base scenario",
        "Approvals and notes",
        "Sign-off",
    ]
    said = sections[first - 2].table
    assert said is not None
    assert said.texts() == (
        ("Jo Doe, CFO (name not verified)", "approved; the answer was: sign", "2027-03-01", "for one year"),
        ("jo@example.com, CEO (known by login)", "refused; the answer was: sign", "2027-03-02", ""),
    )
    assert sections[first].picture is not None
    assert sections[-1].heading == "Annex: what is assumed"


def test_a_memo_on_one_customer_has_its_name() -> None:
    made = memo_of(settings({"accounts.Initech": {"segment": "large"}}))
    assert made.customer == "Initech"
    assert made.title.startswith("Deal memo: Initech, ")


def test_what_differs_is_in_words_on_the_first_page_and_goes_on_in_the_annex() -> None:
    plan = {"fee_per_month": 800, "response_hours": dict.fromkeys(("P1", "P2", "P3", "P4"), 2)}
    many = {f"plans.gold.{name}": value for name, value in MANY.items()}
    paper = memo_paper(memo_of(settings({"plans.deal": plan, **many})))
    brief, whole = (
        next(section for section in paper.sections if section.heading == heading)
        for heading in ("What differs from the base scenario", "All that differs, and where")
    )
    assert brief.table is not None
    assert whole.table is not None
    assert brief.table.headings == ("What", "Before", "After")
    assert len(brief.table.texts()) == 6
    assert brief.lines == (f"The first 6 of {len(whole.table.texts())}; the annex has them all.",)
    cells = [cell for table in (brief.table, whole.table) for row in table.texts() for cell in row]
    assert not [cell for cell in cells if any(sign in cell for sign in "{}[]")], "words, not the document"
    assert max(len(cell) for row in brief.table.texts() for cell in row) <= 160


@pytest.mark.skipif(not images.has_browser(), reason="there is no browser on this machine")
def test_the_first_page_is_one_page(memo: Memo) -> None:
    on_time = "93.1 % of 7,204 responses (91.2 to 94.9 %)"
    floors = (
        *(Guardrail("Margin share", "0 %", "in 20 of 20 runs (without the deal in 20 of 20 runs)", "safe"),) * 2,
        Guardrail("Responses on time, Acme", "90 %", on_time, "safe"),
    )
    reasons = ("Do not sign Acme.", *("Acme itself brings $9k less than it costs to serve (likely $8k to $10k).",) * 4)
    full = replace(memo, answer=reasons, to_ask=reasons[1:3], guardrails=floors, changes=memo.changes * 9)
    paper = memo_paper(full)
    first = next(place for place, section in enumerate(paper.sections) if section.is_annex)
    page = to_html(replace(paper, sections=paper.sections[:first]), {})
    assert re.findall(rb"/Count (\d+)", images.as_pdf(page)) == [b"1"]
