"""Saved scenarios and signatures: versions, notes, what is kept and what is refused, in either database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import insert

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.running.database import SAVED, SCENARIOS
from sim.running.replicate import run_replication
from sim.running.saved import Library, Saved, Signature
from sim.running.store import Store
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL

FINGERPRINT = "963927ef78a3bd3c"
"""Of the small world, which no fit moves, from before numbers were added to the schema."""
AT = "2027-02-03T10:00:00+00:00"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store(store_url, engine=lambda _: "one") as store:
        yield store


@pytest.fixture
def library(store: Store) -> Library:
    return Library(store.database)


def changed(clarity: float) -> Scenario:
    return with_overrides(SMALL, {"selling.clarity": clarity})


def mark(name: str = "Acme, offer", note: str = "") -> Saved:
    return Saved(name, 0, "", "Ada", AT, note)


def test_each_save_is_a_version_and_comes_back_as_it_was(library: Library) -> None:
    first = library.save(SMALL, mark(note="as asked"))
    second = library.save(changed(0.9), mark(note="clearer"))
    assert (first.version, second.version) == (1, 2)
    assert library.scenario("Acme, offer", 1).fingerprint == SMALL.fingerprint
    assert library.scenario("Acme, offer") == changed(0.9)
    assert [version.note for version in library.versions("Acme, offer")] == ["as asked", "clearer"]
    assert library.latest() == [second]


def test_the_same_again_is_no_new_version(library: Library) -> None:
    assert library.save(SMALL, mark()) == library.save(SMALL, mark(note="again"))
    assert len(library.versions("Acme, offer")) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "line\x00break"])
def test_a_name_that_cannot_be_shown_is_refused_and_nothing_kept(library: Library, name: str) -> None:
    with pytest.raises(SaydoError, match="must be 1 to 60 printable characters"):
        library.save(SMALL, mark(name))
    assert library.latest() == []


def test_hostile_names_are_kept_as_the_text_they_are(library: Library) -> None:
    name = "<img src=x>=cmd() '; DROP TABLE saved; --"
    library.save(SMALL, mark(name))
    assert library.latest()[0].name == name
    assert library.scenario(name) == SMALL


def test_what_is_not_there_is_told(library: Library) -> None:
    with pytest.raises(SaydoError, match="no saved scenario of this name"):
        library.scenario("Acme")
    library.save(SMALL, mark("Acme"))
    with pytest.raises(SaydoError, match="there is versions 1 to 1"):
        library.scenario("Acme", 7)


def test_signatures_stay_with_the_fingerprint_and_its_verdict(library: Library) -> None:
    signed = Signature(SMALL.fingerprint, "Grace", AT, False, "margin floor: risky", "not at this price")
    library.sign(signed)
    assert library.signatures(SMALL.fingerprint) == [signed]
    assert library.signatures(changed(0.9).fingerprint) == []
    with pytest.raises(SaydoError, match="your name"):
        library.sign(Signature(SMALL.fingerprint, " ", AT, True, "safe", ""))


def without_added(part: BaseModel) -> dict[str, Any]:
    """A part of a document as it was before numbers were added to the schema."""
    content = part.model_dump(mode="json")
    for name, field in type(part).model_fields.items():
        value, extra = getattr(part, name), field.json_schema_extra
        if isinstance(extra, dict) and extra.get("added"):
            del content[name]
        elif isinstance(value, BaseModel):
            content[name] = without_added(value)
    return content


def test_a_document_from_before_a_number_was_added_keeps_its_signatures(store: Store, library: Library) -> None:
    older = without_added(SMALL)
    assert "failure_demand_most" not in older["assumptions"]["demand"]
    with store.database.writing() as connection:
        connection.execute(insert(SCENARIOS).values(fingerprint=FINGERPRINT, document=json.dumps(older)))
        connection.execute(
            insert(SAVED).values(name="Old", version=1, fingerprint=FINGERPRINT, author="Ada", at=AT, note="")
        )
    library.sign(Signature(FINGERPRINT, "Grace", AT, True, "safe", ""))
    again = library.scenario("Old")
    assert again == SMALL
    assert again.fingerprint == FINGERPRINT
    assert [signature.signatory for signature in library.signatures(again.fingerprint)] == ["Grace"]
    assert library.save(SMALL, mark("Old")).version == 1


def test_a_number_that_was_added_counts_where_it_is_not_at_its_default() -> None:
    assert with_overrides(SMALL, {"assumptions.demand.failure_demand_most": 2}).fingerprint != SMALL.fingerprint
    assert with_overrides(SMALL, {"assumptions.demand.failure_demand_most": 3}).fingerprint == SMALL.fingerprint


def test_clearing_the_runs_keeps_what_was_saved(store: Store, library: Library) -> None:
    library.save(SMALL, mark())
    store.keep(
        {(SMALL.fingerprint, 0): Replication({"margin": 1.0})}, {(SMALL.fingerprint, 0): SMALL}, 1, run_replication
    )
    store.clear()
    assert store.size() == 0
    assert library.scenario("Acme, offer") == SMALL
