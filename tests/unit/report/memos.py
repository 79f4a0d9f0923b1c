"""Questions for memos whose numbers are known, and names that would do harm if anybody obeyed them."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report.memo import Guardrail, Memo, Origin, StudySettings, memo_of
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.ui.fakes import replication
from tests.worlds import SMALL

__all__ = ["HOSTILE", "RUNS", "SEED", "asked", "hostile_memo", "memo"]

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


def asked(
    changes: Mapping[str, object], story: Scenario = SMALL, guardrails: tuple[Guardrail, ...] = ()
) -> StudySettings:
    """A question about the story with changes, against the story as it is."""
    terms = with_overrides(story, changes)
    scenarios = (story, terms) if changes else (story,)
    results = [[replication(each, SEED, index) for index in range(RUNS)] for each in scenarios]
    origin = Origin("small", story, "small", SEED, RUNS, "http://localhost:8501/?seed=3")
    names = (story.title, f"{story.title} (adjusted)")[: len(scenarios)]
    return StudySettings(names, scenarios, results, origin, guardrails)


def memo(changes: Mapping[str, object] | None = None) -> Memo:
    """The memo of a dearer gold plan that is sold twice as fast as it is written."""
    return memo_of(asked(changes or {"plans.gold.fee_per_month": 3500, "selling.sold_response_share": 0.5}))


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
    return memo_of(asked({f"accounts.{HOSTILE[0]}.fee_per_month": 99, "plans.gold.payment_days": 60}, story, rails))
