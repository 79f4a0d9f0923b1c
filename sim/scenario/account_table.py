"""Accounts of a table beside the scenario, one a row: ``portfolio: {file: accounts.csv, sha256: ...}``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.errors import Problem, ScenarioError
from sim.scenario.account import Account
from sim.scenario.beside import LARGEST_BYTES, Row, read_table, reference_schema
from sim.scenario.document import MOST_ACCOUNTS
from sim.scenario.paths import Keys, print_path
from sim.scenario.quantity import inner
from sim.scenario.source import Places, printed

__all__ = ["PORTFOLIO", "names_in_table", "table_schema", "with_accounts"]

PORTFOLIO = "portfolio"
NAME = "name"
SUFFIXES = ("_lo", "_hi", "_n")
"""Ends of columns with the interval of a field and the number of observations behind it."""


def with_accounts(content: dict[str, Any], places: Places, folder: Path) -> None:
    """Put the accounts of the table that a document refers to in place of the reference.

    Parameters
    ----------
    content : dict
        The document; it changes.
    places : Places
        Where its values were written; it grows.
    folder : path
        Of the file.

    Raises
    ------
    ScenarioError
        Where the table is not as it must be; what the cells say is checked with the document.
    """
    if PORTFOLIO not in content:
        return
    columns = _columns()
    rows = read_table(content.pop(PORTFOLIO), PORTFOLIO, places, folder, (NAME, "segment"), columns)
    accounts = content.get("accounts", {})
    evidence = content.get("evidence", {})
    if not (isinstance(accounts, dict) and isinstance(evidence, dict)):
        return
    if len(accounts) + len(rows) > MOST_ACCOUNTS:
        rule = f"at most {MOST_ACCOUNTS:,} accounts, not {len(accounts) + len(rows):,}"
        raise ScenarioError(Problem(rule, place=rows[-1].place))
    stated: dict[str, Any] = {}
    for row in rows:
        name = _name(row, places)
        places[("accounts", name)] = row.place
        accounts[name] = _account(row, columns)
        stated |= _evidence(row, name, columns)
    content["accounts"] = accounts
    content["evidence"] = {**stated, **evidence}


def names_in_table(content: Mapping[str, Any], folder: Path) -> set[str]:
    """Name the accounts of the table that a document refers to, even of one that cannot be used.

    Parameters
    ----------
    content : mapping
        The document.
    folder : path
        Of the file.

    Returns
    -------
    set of str
        Empty where no table is there to be read.
    """
    reference = content.get(PORTFOLIO)
    if not isinstance(reference, Mapping):
        return set()
    try:
        data = (folder / Path(str(reference.get("file"))).name).read_bytes()[:LARGEST_BYTES]
        rows = [[cell.strip() for cell in row] for row in csv.reader(data.decode("utf-8-sig", "replace").splitlines())]
    except (OSError, ValueError, csv.Error):
        return set()
    place = rows[0].index(NAME) if rows and NAME in rows[0] else 0
    return {row[place] for row in rows[1:] if len(row) > place}


def table_schema() -> dict[str, Any]:
    """Make the JSON Schema of the reference to a table of accounts.

    Returns
    -------
    dict
        Of a file and its hash.
    """
    return reference_schema("further accounts, one a row: name, and fields of an account")


def _columns() -> dict[str, Keys]:
    """Columns of a table of accounts with the keys that they stand for; those of an interval stand for none."""
    columns: dict[str, Keys] = {NAME: ()}
    for name, field in Account.model_fields.items():
        kind = inner(field.annotation)
        parts = kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else ()
        fields: list[Keys] = [(name, part) for part in parts] or [(name,)]
        for keys in fields:
            columns[".".join(keys)] = keys
            columns.update({".".join(keys) + suffix: () for suffix in SUFFIXES})
    return columns


def _name(row: Row, places: Places) -> str:
    """Name of a row's account."""
    name = row.cells.get(NAME, "")
    if not name:
        raise ScenarioError(Problem("needs a name", place=row.place))
    first = places.get(("accounts", name))
    if first is not None:
        raise ScenarioError(Problem(f"{printed(name)} is given twice, first at {first.text()}", place=row.place))
    return name


def _account(row: Row, columns: dict[str, Keys]) -> dict[str, Any]:
    """The account of a row, as a file would write it; an empty cell leaves a field out."""
    account: dict[str, Any] = {}
    for name, cell in row.cells.items():
        keys = columns[name]
        if len(keys) == 1:
            account[keys[0]] = cell
        elif keys:
            account.setdefault(keys[0], {})[keys[1]] = cell
    return account


def _evidence(row: Row, name: str, columns: dict[str, Keys]) -> dict[str, Any]:
    """Evidence of the cells that have an interval or a number of observations: measured, by this file."""
    evidence: dict[str, Any] = {}
    for column in row.cells:
        if not columns[column]:
            continue
        low, high, number = (_number(row, column + suffix) for suffix in SUFFIXES)
        if low or high or number:
            parts = [Path(row.place.file).name]
            if low or high:
                parts.append(f"{low or '?'} to {high or '?'}")
            if number:
                parts.append(f"n = {number}")
            path = print_path(("accounts", name, *columns[column]))
            evidence[path] = {"tag": "M", "source": ", ".join(parts)}
    return evidence


def _number(row: Row, column: str) -> str | None:
    """A number as it is written; None where the cell is empty."""
    cell = row.cells.get(column)
    try:
        if cell is None or isfinite(float(cell)):
            return cell
    except ValueError:
        pass
    raise ScenarioError(Problem("must be a number", column, printed(cell), row.place))
