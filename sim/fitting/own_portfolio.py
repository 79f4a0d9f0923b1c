"""From an import to a portfolio of one's own: fits, composition and files in one go, the same wherever it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from sim.errors import Place, Problem, ScenarioError
from sim.fitting.composition import Composition, compose
from sim.fitting.fit import FittedNumber
from sim.fitting.folder import portfolio_files
from sim.fitting.money import fit_money
from sim.fitting.portfolio import PortfolioFits, fit_portfolio
from sim.scenario.document import Scenario
from sim.scenario.files import OWN_SCENARIO, load
from sim.scenario.paths import parse_path, print_path

__all__ = ["BASELINE", "NO_PORTFOLIO", "UNTOLD", "OwnPortfolio", "loaded", "portfolio_of"]

BASELINE = "honest"
"""The story that holds what files do not tell."""
NO_PORTFOLIO = "no portfolio: it needs contacts over three days"

UNTOLD = (
    "no file tells: weights and fading of grievance, trust, tolerance, failure demand, word of mouth, the market: "
    "these keep their priors, and the stability of a finding's sign is the answer"
)


@dataclass(frozen=True, slots=True)
class OwnPortfolio:
    """A portfolio that was made of an import."""

    contacts: PortfolioFits
    numbers: tuple[FittedNumber, ...]
    """All numbers that were looked at, those of customers by name left out."""
    files: Mapping[str, bytes]
    """By name: the scenario, its tables, the evidence."""
    lines: tuple[str, ...]
    """The account, a line each."""


def portfolio_of(
    tables: Mapping[str, pa.Table], base: Scenario, country: str | None = None, until: date | None = None
) -> OwnPortfolio | None:
    """Make a portfolio.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.
    base : Scenario
        Holds what files do not tell.
    country : str, optional
        Code of the country or region whose public holidays are closed days.
    until : date, optional
        Day before which the tables are known to hold everything.

    Returns
    -------
    OwnPortfolio or None
        None where there are no contacts over some days.

    Raises
    ------
    SaydoError
        Where the country is not known.
    """
    fits = fit_portfolio(tables, base, country, until)
    if fits is None:
        return None
    money = fit_money(tables, loaded(portfolio_files(compose(fits), ())))
    composition: Composition = compose(fits, [*money.numbers, *money.accounts], money.dates or {})
    numbers = (*fits.fits, *money.numbers)
    files = portfolio_files(composition, [*numbers, *money.accounts])
    texts = [*fits.texts(), *money.texts(), *composition.notes]
    return OwnPortfolio(fits, numbers, files, (*(f"fit: {text}" for text in texts), UNTOLD))


def loaded(files: Mapping[str, bytes]) -> Scenario:
    """Load a portfolio from its files.

    Parameters
    ----------
    files : mapping of str to bytes
        As of `sim.fitting.folder.portfolio_files`.

    Returns
    -------
    Scenario
        With the rows of its tables.

    Raises
    ------
    ScenarioError
        Where they cannot be used; messages name no customer.
    """
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        try:
            return load(Path(folder) / OWN_SCENARIO)
        except ScenarioError as error:
            raise ScenarioError(*map(_unnamed, error.problems)) from None


def _unnamed(problem: Problem) -> Problem:
    """A problem without the name of a customer, its value, and the folder in which the files lay for a moment."""
    kind, *keys = parse_path(problem.path) if problem.path else [""]
    path = print_path((kind, "…", *keys[1:])) if kind == "accounts" and keys else problem.path
    return replace(problem, path=path, value=None, place=Place(Path(problem.place.file).name, problem.place.line))
