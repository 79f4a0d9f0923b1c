"""The worked example: replications that come with the product, so that its first answer need not be waited for.

They are what this very model comes to, as a test simulates again, and are taken over into a run store only by a
simulator that gives the same bytes: one of the same source and libraries, or one that gives the same bytes for the
first of them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from sim.metrics.replication import Replication
from sim.release import model_digest
from sim.running.replicate import run_replication
from sim.running.store import Store
from sim.running.version import engine_version
from sim.scenario.files import load, scenario_folder

__all__ = ["REPLICATIONS", "SEED", "STORIES", "Example", "bring", "packed", "shipped_example"]

STORIES = ("honest", "over-promise", "abusive-caller", "ugly-things-up-front")
SEED = 7
REPLICATIONS = 20
FILE = files("sim.running").joinpath("example.json.gz")


@dataclass(frozen=True, slots=True)
class Example:
    """Replications of the stories as JSON, and the simulator that computed them."""

    model: str
    """Digest of the source of the model."""
    engine: str
    contents: Mapping[str, Sequence[str]]
    """By story, replications 0, 1, ... under :data:`SEED`."""


def packed(results: Mapping[str, Sequence[Replication]]) -> bytes:
    """Pack replications of the stories into the file that comes with the product.

    Parameters
    ----------
    results : mapping of str to replications
        By story, replications 0, 1, ... under :data:`SEED`.

    Returns
    -------
    bytes
        The same for the same results.
    """
    contents = {name: [replication.to_json() for replication in column] for name, column in results.items()}
    whole = {"model": model_digest(), "engine": engine_version(), "contents": contents}
    return gzip.compress(json.dumps(whole, sort_keys=True).encode(), mtime=0)


def shipped_example() -> Example:
    """Read the example that comes with the product.

    Returns
    -------
    Example
        Its replications as JSON.
    """
    whole: dict[str, Any] = json.loads(gzip.decompress(FILE.read_bytes()))
    return Example(**whole)


def bring(store: Store) -> int:
    """Put the example into a store, where this simulator would come to the same.

    Where only the libraries or the Python differ from those that computed it, the first replication is simulated for
    comparison, which takes about a second once; where the model's source differs, nothing is taken.

    Parameters
    ----------
    store : Store
        Where replications are kept.

    Returns
    -------
    int
        Replications of the example that the store now has.
    """
    example = shipped_example()
    if example.model != model_digest():
        return 0
    scenarios = {name: load(scenario_folder() / f"{name}.yaml") for name in example.contents}
    keys = {
        (scenario.fingerprint, number): scenario
        for name, scenario in scenarios.items()
        for number in range(len(example.contents[name]))
    }
    if store.has(keys, SEED):
        return len(keys)
    if example.engine != engine_version():
        name = STORIES[0]
        if run_replication(scenarios[name], SEED, 0).to_json() != example.contents[name][0]:
            return 0
    texts = {
        (scenarios[name].fingerprint, number): text
        for name, column in example.contents.items()
        for number, text in enumerate(column)
    }
    store.take_over(texts, keys, SEED)
    return len(keys)
