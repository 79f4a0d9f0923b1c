"""Whatever the scenario: records that came as columns are equal to rows, and so is all that is measured on them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.engine.run import simulate
from sim.metrics.customer_table import customer_table
from sim.metrics.identities import check_identities
from sim.metrics.receivables import age_receivables
from sim.metrics.replication import Replication
from sim.metrics.windows import outcomes_by_year
from sim.records.run import Run
from sim.scenario.document import Scenario
from tests.properties.scenarios import scenarios
from tests.records import in_columns

EXAMPLES = 40


def measured(run: Run) -> list[object]:
    """All that is measured on a run, to the last bit."""
    check_identities(run)
    everything = Replication.of(run)
    owed = age_receivables(run)
    return [
        everything.to_json(),
        [values.tobytes() for values in everything.monthly.values()],
        everything.whale.tobytes(),
        repr(outcomes_by_year(run)),
        customer_table(run).to_csv(float_format="%r"),
        owed.open.tobytes(),
        owed.days_outstanding.tobytes(),
    ]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenario=scenarios(), seed=st.integers(0, 2**64 - 1))
def test_rows_and_columns_measure_the_same(scenario: Scenario, seed: int) -> None:
    run = simulate(scenario, seed=seed)
    columns = replace(run, records=in_columns(run.records))
    assert measured(columns) == measured(run)
    assert columns.records == run.records
