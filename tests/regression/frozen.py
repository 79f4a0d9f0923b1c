"""The frozen table: outcomes of a pinned scenario, kept to ten significant digits.

When a change of the model moves them on purpose, freeze them anew, with the reason, and look at the difference:

    python -m tests.regression.frozen "why they move"

The scenario gives every number of the document itself, so that a new default moves nothing. Ten digits are kept because
the last ones of exp and log differ between machines.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.questions import golden
from sim.running.replicate import run_replication
from sim.scenario.files import load

__all__ = ["SCENARIO", "TABLE", "golden_table", "table"]

SCENARIO = Path(__file__).with_name("pinned.yaml")
TABLE = Path(__file__).with_name("frozen.json")
GOLDEN = Path(__file__).parents[2] / "sim" / "questions" / golden.FILE
REPLICATIONS = 2
KINDS = {
    name: name for name in ("contacts", "touches", "waits", "invoices", "disputes_opened", "payments", "departures")
} | {"straws": "grievances"}
"""Record tables whose rows are counted, by their names in the frozen table."""


def table() -> dict[str, list[str]]:
    """By outcome, the value in each replication; and how many rows were recorded."""
    scenario = load(SCENARIO)
    runs = [simulate(scenario, seed=golden.SEED, replication=number) for number in range(REPLICATIONS)]
    measured = [outcomes(run) for run in runs]
    rows = {name: [golden.rounded(values[name]) for values in measured] for name in measured[0]}
    for kind, attribute in KINDS.items():
        rows[f"rows.{kind}"] = [str(len(getattr(run.records, attribute))) for run in runs]
    return rows


def golden_table() -> dict[str, dict[str, str]]:
    """Golden values of ``saydo verify``, by story and outcome."""
    return {
        story: golden.pinned(run_replication(golden.golden_scenario(story), golden.SEED, 0)) for story in golden.STORIES
    }


def freeze(reason: str) -> None:
    """Write the table, with the reason for which it moved, and the golden values of ``saydo verify``."""
    GOLDEN.write_text(json.dumps(golden_table(), indent=1) + "\n", encoding="utf-8")
    content = {"reason": reason, "outcomes": table()}
    TABLE.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('give the reason: python -m tests.regression.frozen "why they move"')
    freeze(sys.argv[1].strip())
