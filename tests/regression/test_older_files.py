"""Files and saved documents of the first schema load unchanged; one of a newer schema is refused with one message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario.files import load, restored, scenario_folder
from sim.scenario.fingerprints import is_of
from sim.scenario.versions import SCHEMA, migrated

FIRST: dict[str, Any] = json.loads((Path(__file__).parent / "first_schema.json").read_text(encoding="utf-8"))
"""Fingerprints by story, of 64 bits, as the release before the second schema computed them, and a saved document."""
WHOLE = "abusive-caller-charged"


@pytest.mark.parametrize("story", FIRST["fingerprints"])
def test_a_story_of_the_first_schema_has_the_fingerprint_that_it_had(story: str) -> None:
    assert is_of(FIRST["fingerprints"][story], load(scenario_folder() / f"{story}.yaml").fingerprint)


def test_a_document_that_was_saved_whole_is_the_same_document() -> None:
    document = restored(json.dumps(FIRST["saved"]), "a store")
    assert is_of(FIRST["fingerprints"][WHOLE], document.fingerprint)
    assert (
        document.model_dump(mode="json", exclude={"evidence"}).items()
        >= {
            key: value for key, value in FIRST["saved"].items() if key in ("title", "start_date", "horizon_months")
        }.items()
    )


def bare(tmp_path: Path, head: str) -> Path:
    path = tmp_path / "bare.yaml"
    path.write_text(f"{head}extends: {scenario_folder() / 'honest.yaml'}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("version", range(1, SCHEMA + 1))
def test_a_version_changes_nothing_of_the_document(tmp_path: Path, version: int) -> None:
    stated = load(bare(tmp_path, f"schema: {version}\n"))
    assert stated.fingerprint == load(bare(tmp_path, "")).fingerprint
    assert is_of(FIRST["fingerprints"]["honest"], stated.fingerprint)


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        (f"schema: {SCHEMA + 1}\n", f"is newer than this version of Saydo, which reads 1 to {SCHEMA}"),
        ("schema: 0\n", f"must be a version of the schema, 1 to {SCHEMA}"),
        ("schema: two\n", f"must be a version of the schema, 1 to {SCHEMA}"),
        ("schema: true\n", f"must be a version of the schema, 1 to {SCHEMA}"),
    ],
)
def test_another_version_is_refused_with_one_message(tmp_path: Path, head: str, rule: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        load(bare(tmp_path, head))
    (problem,) = refusal.value.problems
    assert problem.path == "schema"
    assert problem.line == 1
    assert rule in problem.rule


def test_each_migration_leads_to_the_next_version() -> None:
    """A document of version 1 passes every migration from 1 on, one of the last none, and the version goes."""
    steps = {number: lambda tree, number=number: {**tree, "path": [*tree["path"], number]} for number in range(1, 9)}
    for version in range(1, SCHEMA + 1):
        tree = {"schema": version, "path": []}
        assert migrated(tree, {}, steps) == {"path": list(range(version, SCHEMA))}
        assert tree == {"schema": version, "path": []}
    assert migrated({"path": []}, {}, steps) == {"path": list(range(1, SCHEMA))}
