"""Saved scenarios and signatures: versions, notes, what is kept and what is refused, in either database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import insert, select

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.running.database import SAVED, SCENARIOS
from sim.running.replicate import run_replication
from sim.running.saved import LONGEST_NOTE, Library, Saved, Signature
from sim.running.store import Store
from sim.running.upkeep import verify
from sim.scenario.document import Scenario
from sim.scenario.files import restored
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


def signature(**changes: Any) -> Signature:
    return replace(Signature("", "Grace", "Finance", AT, True, "safe", ""), **changes)


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
    signed = library.sign(SMALL, signature(approved=False, verdict="margin floor: risky", note="not at this price"))
    assert (signed.fingerprint, signed.verdict, signed.approved) == (SMALL.fingerprint, "margin floor: risky", False)
    assert library.signatures(SMALL.fingerprint) == [signed]
    assert library.signatures(changed(0.9).fingerprint) == []


REFUSED = {
    "no name": ({"signatory": " "}, "your name = +: must be 1 to 60 printable characters"),
    "no role": ({"role": ""}, "your role: must be 1 to 60 printable characters"),
    "a long role": ({"role": "x" * 61}, "your role = x+: must be 1 to 60"),
    "a long name": ({"signatory": "x" * 61}, "your name = x+: must be 1 to 60"),
    "a long name of a login": ({"signatory": "x" * 255, "identity": "login"}, "must be 1 to 254"),
    "a long note": ({"note": "x" * (LONGEST_NOTE + 1)}, "note = 2001 characters: must be at most 2000"),
    "a long verdict": ({"verdict": "x" * (LONGEST_NOTE + 1)}, "must be at most 2000"),
    "a name turned round": ({"signatory": "ecarG\u202e"}, "must be 1 to 60 printable characters"),
    "a look-alike": ({"signatory": "In\u0456tech"}, "mixes scripts in one word, .*U.0456 CYRILLIC"),
    "a look-alike role": ({"role": "Finan\u0441e"}, "your role = .*U.0441 CYRILLIC SMALL LETTER ES"),
    "a look-alike of a proxy": ({"signatory": "Gr\u0430ce", "identity": "proxy"}, "mixes scripts"),
    "a voucher that is none": ({"identity": "oath"}, "must be known by login"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_signature_that_proves_nothing_is_refused_and_nothing_kept(store: Store, library: Library, case: str) -> None:
    changes, message = REFUSED[case]
    with pytest.raises(SaydoError, match=message):
        library.sign(SMALL, signature(**changes))
    assert library.all_signatures() == []
    with store.database.reading() as connection:
        assert connection.execute(select(SCENARIOS)).all() == []


def test_a_login_may_give_a_long_name(library: Library) -> None:
    address = "g" * 240 + "@example.com"
    assert library.sign(SMALL, signature(signatory=address, identity="login")).signatory == address
    assert library.signatures(SMALL.fingerprint)[0].identity == "login"
    assert library.save(changed(0.9), replace(mark(), author=address, identity="proxy")).author == address
    assert library.versions("Acme, offer")[0].identity == "proxy"


def test_notes_of_versions_are_bounded_and_authors_told_apart(library: Library) -> None:
    with pytest.raises(SaydoError, match="must be at most 2000 characters"):
        library.save(SMALL, mark(note="x" * 2_001))
    with pytest.raises(SaydoError, match=r"author = .* CYRILLIC SMALL LETTER A"):
        library.save(SMALL, replace(mark(), author="Ad\u0430"))
    with pytest.raises(SaydoError, match="mixes scripts"):
        library.save(SMALL, mark("In\u0456tech"))
    assert library.latest() == []


def test_what_is_signed_is_kept_and_outlives_a_clearing(store: Store, library: Library) -> None:
    library.sign(SMALL, signature())
    store.clear()
    with store.database.reading() as connection:
        (row,) = connection.execute(select(SCENARIOS)).all()
    assert restored(row.document, "a store") == SMALL
    assert verify(store.database) == []


def test_of_a_reader_s_own_data_the_fingerprint_alone_is_kept(store: Store, library: Library) -> None:
    own = SMALL.model_copy(update={"own_data": True})
    signed = library.sign(own, signature())
    assert library.signatures(own.fingerprint) == [signed]
    with store.database.reading() as connection:
        assert connection.execute(select(SCENARIOS)).all() == []
    assert verify(store.database) == []


def test_readers_who_save_and_sign_at_the_same_moment_all_do(store_url: str) -> None:
    """Versions have no gap, and each signature follows the one before it."""
    scenarios = [changed(number / 40) for number in range(1, 13)]

    def act(scenario: Scenario) -> None:
        with Store(store_url) as store:
            Library(store.database).save(scenario, mark())
            Library(store.database).sign(scenario, signature())

    with Store(store_url) as store:
        with ThreadPoolExecutor(4) as executor:
            list(executor.map(act, scenarios))
        library = Library(store.database)
        assert [version.version for version in library.versions("Acme, offer")] == list(range(1, 13))
        assert len(library.all_signatures()) == 12
        assert verify(store.database) == []


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
    again = library.scenario("Old")
    library.sign(again, signature())
    assert again == SMALL
    assert again.fingerprint[:16] == FINGERPRINT
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
