"""Studies for memos with fixed numbers, and names that are dangerous where a program obeys them."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report.memo import Guardrail, Memo, Origin, StudySettings, memo_of
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.ui.fakes import replication
from tests.worlds import SMALL

__all__ = ["HOSTILE", "RUNS", "SEED", "hostile_memo", "memo", "settings"]

RUNS, SEED = 12, 3
HOSTILE = (
    "<img src=x>=cmd()",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1+1",
    "-2+3",
    "<script>alert(1)</script>",
    "line\nbreak",
    "bell\x07 \u202eright",
    "# **bold** [a](http://x)",
    "{{ 7*7 }}",
    "a.b=c",
)
LONG = "x" * 10_000


def settings(
    changes: Mapping[str, object], base: Scenario = SMALL, guardrails: tuple[Guardrail, ...] = ()
) -> StudySettings:
    """A study of a scenario with changes, against the scenario as it is."""
    terms = with_overrides(base, changes)
    scenarios = (base, terms) if changes else (base,)
    results = [[replication(scenario, SEED, index) for index in range(RUNS)] for scenario in scenarios]
    origin = Origin("small", base, "small", SEED, RUNS, "http://localhost:8501/?seed=3")
    names = (base.title, f"{base.title} (adjusted)")[: len(scenarios)]
    return StudySettings(names, scenarios, results, origin, guardrails)


def memo(changes: Mapping[str, object] | None = None) -> Memo:
    """The memo of a dearer gold plan that is sold twice as fast as it is written."""
    return memo_of(settings(changes or {"plans.gold.fee_per_month": 3500, "selling.sold_response_share": 0.5}))


def hostile_memo() -> Memo:
    """A memo in which every name is hostile."""
    tree = SMALL.model_dump()
    tree["title"] = HOSTILE[0]
    for name in HOSTILE:
        tree["plans"][name] = tree["plans"]["silver"]
        tree["segments"][name] = {**tree["segments"]["medium"], "plan": name, "customers": 1}
        tree["accounts"][name] = {"segment": "large", "fee_per_month": 1234.5}
    tree["evidence"]["plans.gold.fee_per_month"] = {"tag": "A", "source": HOSTILE[1]}
    tree["evidence"]["segments.large.contacts_per_year"] = {"tag": "A", "source": LONG}
    story = Scenario.model_validate(tree)
    rails = tuple(Guardrail(name, LONG, name, name) for name in HOSTILE)
    return memo_of(settings({f"accounts.{HOSTILE[0]}.fee_per_month": 99, "plans.gold.payment_days": 60}, story, rails))
