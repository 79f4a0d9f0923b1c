"""Bands for customers who were not seen: ``python -m tests.benchmarks.receivables FILE [SPLITS]``.

The customers of a list of receivables are split at random, 70 to 30; four figures of the smaller part are predicted
from the larger one, with 80 % bands: by traits of customers, and by pooled shares, as if all customers were alike.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from sim.fitting.receivables import InvoiceHistory, invoice_history, invoices_of
from sim.importing.read import read
from sim.questions.backtest_customers import FIGURES, KNOWN, predicted_figures

__all__ = ["coverage", "main"]

SPLITS = 200
BAND = (0.1, 0.9)
BETWEEN = (0.72, 0.88)


def coverage(history: InvoiceHistory, splits: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Whether each figure lies in its band, by traits and pooled.

    Parameters
    ----------
    history : InvoiceHistory
        Invoices of all customers.
    splits : int
        Random splits.
    seed : int
        Of the splits.

    Returns
    -------
    two arrays of bool, shape (splits, figures)
        In the order of ``FIGURES``.
    """
    rng = np.random.default_rng(seed)
    inside = np.zeros((2, splits, len(FIGURES)), bool)
    count = len(history.customers)
    for split in range(splits):
        order = rng.permutation(count)
        cut = round(KNOWN * count)
        for column, (traits, pooled, value) in enumerate(_figures(history, order[:cut], order[cut:], rng)):
            for row, draws in enumerate((traits, pooled)):
                low, high = np.quantile(draws, BAND)
                inside[row, split, column] = low <= value <= high
    return inside[0], inside[1]


def _figures(
    history: InvoiceHistory, learned: np.ndarray, others: np.ndarray, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray, float]]:
    """Draws by traits, draws pooled, and the value of each figure."""
    undisputed = history.invoices - history.disputed
    shares = {
        FIGURES[0]: (history.late, undisputed),
        FIGURES[1]: (history.late_disputed, history.disputed),
        FIGURES[3]: (history.disputed, history.invoices),
    }
    predicted = predicted_figures(history, learned, others, int(rng.integers(2**32)))
    for figure in FIGURES:
        draws, value = predicted[figure]
        if figure in shares:
            part, of = shares[figure]
            total, all_of = part[learned].sum(), of[learned].sum()
            mean = rng.beta(total + 0.5, all_of - total + 0.5, len(draws))
            yield draws, rng.binomial(int(of[others].sum()), mean) / of[others].sum(), value
        else:
            seen, rest = (history.late_invoices.of(part.astype(float)) for part in (learned, others))
            scatter = np.hypot(1 / len(rest.days) ** 0.5, 1 / len(seen.days) ** 0.5) * seen.days.std()
            yield draws, rng.normal(seen.days.mean(), scatter, len(draws)), value


def main(file: Path, splits: int = SPLITS) -> int:
    """Print coverage.

    Parameters
    ----------
    file : path
        A list of receivables.
    splits : int
        Random splits.

    Returns
    -------
    int
        1 where a band by traits covers too seldom or too often, or the pooled ones cover well.
    """
    history = invoice_history(invoices_of(read([file]).tables))
    traits, pooled = (inside.mean(axis=0) for inside in coverage(history, splits))
    table = Table("Figure", "By traits of customers", "Pooled", title=f"Coverage of 80 % bands, {splits} splits")
    for name, own, other in zip(FIGURES, traits, pooled, strict=True):
        table.add_row(name, f"{own:.3f}", f"{other:.3f}")
    Console().print(table)
    covered = (traits >= BETWEEN[0]) & (traits <= BETWEEN[1])
    return 0 if covered.all() and (pooled < BETWEEN[0]).all() else 1


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
