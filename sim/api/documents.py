"""Scenarios and catalogues as a notebook loads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sim.metrics.catalogue import CATALOGUE
from sim.scenario.document import Scenario
from sim.scenario.files import load as read
from sim.scenario.files import resolve, shipped
from sim.scenario.sheet import assumption_sheet

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["assumptions", "load", "outcomes", "stories"]


def load(source: str | Path, overrides: Mapping[str, object] | None = None) -> Scenario:
    """Load a scenario from a file, or a shipped story or plan by its name.

    Parameters
    ----------
    source : str or path
        A YAML file, or the name of a story, as :func:`stories` lists them, or of a plan to start from, such as
        ``vendor`` (``saydo scenarios`` lists these too).
    overrides : mapping of str to value, optional
        Values by path, such as ``{"plans.gold.fee_per_month": 900}``.

    Returns
    -------
    Scenario
        The validated document.

    Raises
    ------
    ScenarioError
        Where the file or a value cannot be used; the message names file, line, path and what is allowed.
    """
    return read(resolve(source), overrides=overrides)


def stories() -> pd.DataFrame:
    """List the scenarios that come with the product.

    Returns
    -------
    pandas.DataFrame
        Title and lesson by name.
    """
    import pandas as pd

    documents = {path.stem: read(path) for path in shipped()}
    rows = [{"name": name, "title": document.title, "lesson": document.lesson} for name, document in documents.items()]
    return pd.DataFrame(rows).set_index("name")


def outcomes() -> pd.DataFrame:
    """List the outcomes that every replication is measured by.

    Returns
    -------
    pandas.DataFrame
        Label, unit, better direction and definition by name.
    """
    import pandas as pd

    columns = ["name", "label", "unit", "better", "definition"]
    return pd.DataFrame(asdict(entry) for entry in CATALOGUE.values())[columns].set_index("name")


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """List every number of a scenario with its evidence.

    Parameters
    ----------
    scenario : Scenario
        The document to list.

    Returns
    -------
    pandas.DataFrame
        Value, unit, bounds, tag and source by path.
    """
    import pandas as pd

    return pd.DataFrame(asdict(row) for row in assumption_sheet(scenario)).set_index("path")
