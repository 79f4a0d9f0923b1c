"""Questions as a notebook asks them: typed answers with their sentences and a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, Unpack
from warnings import warn

from sim.api.runners import Setup, runner_for
from sim.questions import bridge as bridges
from sim.questions import goal_seek as goals
from sim.questions import price as prices
from sim.questions import promise as promises
from sim.report.bridge import bridge_table, bridge_words
from sim.report.format.table import to_frame
from sim.report.goal_seek import goal_words
from sim.report.price import price_words
from sim.report.promise import promise_words, zone_table
from sim.scenario.changes import change_groups
from sim.scenario.document import Scenario
from sim.scenario.length import length_words, of_one_length
from sim.statistics.comparison import must_be_comparable
from sim.statistics.risk import Limit
from sim.statistics.rows import as_row

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answer", "bridge", "goal_seek", "price", "promise"]

T = TypeVar("T")


@dataclass(frozen=True, repr=False, slots=True)
class Answer(Generic[T]):
    """The answer to a question: a typed result, its sentences and its table.

    Attributes
    ----------
    result : object
        The question's own result, with every number of it.
    sentences : tuple of str
        The answer in words.
    frame : pandas.DataFrame
        The answer as a table.
    """

    result: T
    sentences: tuple[str, ...]
    frame: pd.DataFrame

    def __repr__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        return str(self.frame.to_html())

    def to_frame(self) -> pd.DataFrame:
        """Return the answer as a table.

        Returns
        -------
        pandas.DataFrame
            One row for each part of the answer.
        """
        return self.frame.copy()


def promise(
    scenario: Scenario,
    plan: str,
    severity: str = "P3",
    *,
    attainment: float = 0.95,
    risk: float = 0.05,
    replications: int = 100,
    **setup: Unpack[Setup],
) -> Answer[promises.Strongest]:
    """Find the strongest response promise of a plan that keeps a risk.

    Parameters
    ----------
    scenario : Scenario
        The document as it stands.
    plan : str
        Plan whose promise it is.
    severity : {"P1", "P2", "P3", "P4"}
        Severity that is promised a response.
    attainment : float
        Share of responses that must come in time, 0 to 1; less is a miss.
    risk : float
        Probability of a miss in one replication that is accepted, above 0 and below 1.
    replications : int
        Of each promise that is tried, and again of the answer on fresh seeds.
    **setup
        As for :func:`~sim.study`.

    Returns
    -------
    Answer
        Zones of all promises tried: safe, risky or never, with a confidence of .95 each.

    Raises
    ------
    SaydoError
        Where plan or severity do not exist, or the replications cannot suffice.
    """
    asks = promises.Promise(plan, severity)
    miss, limit = promises.Miss(f"response_attainment.{plan}.{severity}", attainment, undefined=False), Limit(risk)
    with runner_for(setup, replications) as runner:
        (strongest,) = promises.strongest_promise(runner, scenario, asks, miss, limit, replications)
    words = promise_words(strongest, asks, miss, limit, scenario.currency)
    return Answer(strongest, (words,), to_frame(zone_table([strongest], "", scenario.currency)))


def price(
    scenario: Scenario,
    plan: str,
    *,
    margin: float = 0.2,
    risk: float = 0.1,
    replications: int = 100,
    **setup: Unpack[Setup],
) -> Answer[prices.Price]:
    """Find the walk-away price: the lowest fee of a plan that brings a margin as often as it must.

    Parameters
    ----------
    scenario : Scenario
        The document as it stands.
    plan : str
        Plan whose fee is sought; the fees of other plans stay.
    margin : float
        Margin over revenue of the provider as a whole that is to be reached, below 1.
    risk : float
        Share of replications that may miss it, above 0 and below 1.
    replications : int
        Of each fee that is tried, and again of the answer on fresh seeds.
    **setup
        As for :func:`~sim.study`.

    Returns
    -------
    Answer
        The fee and its interval.

    Raises
    ------
    SaydoError
        Where there is no such plan, or the replications cannot suffice.
    """
    import pandas as pd

    limit = Limit(risk)
    with runner_for(setup, replications) as runner:
        result = prices.walk_away_price(runner, scenario, plan, margin, limit, replications)
    words = price_words(result, plan, margin, limit, scenario.currency)
    return Answer(result, (words,), pd.DataFrame([as_row(result)]))


def goal_seek(
    scenario: Scenario,
    lever: str,
    outcome: str,
    target: float,
    *,
    replications: int = 20,
    **setup: Unpack[Setup],
) -> Answer[goals.LeverValue]:
    """Find the value of a lever at which the mean of an outcome meets a target.

    Parameters
    ----------
    scenario : Scenario
        The document in which the lever is moved.
    lever : str
        Path of a number, such as ``"provider.teams.frontline.people"``.
    outcome : str
        Name of the catalogue.
    target : float
        Value that its mean is to have, in the outcome's unit.
    replications : int
        Of each value that is tried, and again of the answer on fresh seeds.
    **setup
        As for :func:`~sim.study`.

    Returns
    -------
    Answer
        The value and its interval.

    Raises
    ------
    SaydoError
        Where path or outcome do not exist, or the lever does not move the outcome.
    """
    import pandas as pd

    goal = goals.Goal(outcome, target)
    with runner_for(setup, replications) as runner:
        result = goals.goal_seek(runner, scenario, lever, goal, replications)
    return Answer(result, (goal_words(result, goal, scenario.currency),), pd.DataFrame([as_row(result)]))


def bridge(
    base: Scenario, variant: Scenario, *, outcome: str = "margin", replications: int = 20, **setup: Unpack[Setup]
) -> Answer[bridges.Bridge]:
    """Split the difference of two scenarios over the changes between them, into parts that add up.

    Parameters
    ----------
    base, variant : Scenario
        The two sides, of one currency and start; the longer one is cut to the length of the other, with a warning.
    outcome : str
        Name of the catalogue.
    replications : int
        Of each combination of changes.
    **setup
        As for :func:`~sim.study`.

    Returns
    -------
    Answer
        The base, each part with its interval and verdict, and the variant.

    Raises
    ------
    SaydoError
        Where the scenarios do not differ or cannot be compared.
    """
    if cut := length_words(["base", "variant"], [base, variant]):
        warn(cut, stacklevel=2)
    base, variant = of_one_length([base, variant])
    must_be_comparable(["base", "variant"], [base, variant])
    settings = bridges.BridgeSettings(outcome, replications)
    with runner_for(setup, replications) as runner:
        result = bridges.bridge(runner, base, change_groups(base, variant), settings)
    table = bridge_table(result, "base", "variant", base.currency)
    return Answer(result, (bridge_words(result, base.currency),), to_frame(table))
