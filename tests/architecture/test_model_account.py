"""The numbers in sim/model.md are those of the code: each default and each tag."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from sim.scenario.assumptions import Assumptions
from sim.scenario.desk import Policies, Team
from sim.scenario.portfolio import Segment
from tests.architecture.tree import SIM

ROWS = re.findall(
    r"^\| [^|]+ \| `(\w+)\.(\w+)` \| ([^|]+) \| ([MFRA]) \|$",
    (SIM / "model.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
PARTS: dict[str, type[BaseModel]] = {
    "segment": Segment,
    "team": Team,
    "policies": Policies,
    **{name: type(getattr(Assumptions(), name)) for name in Assumptions.model_fields},
}
TABLES = {"demand", "contact", "expectation", "grievance", "trust", "exit", "renewal", "billing", "segment", "policies"}


def written(value: object) -> str:
    """A default as the tables write it."""
    numbers = value.as_tuple() if hasattr(value, "as_tuple") else value
    return " / ".join(f"{number:g}" for number in (numbers if isinstance(numbers, tuple) else (numbers,)))


@pytest.mark.parametrize(("part", "name", "default", "tag"), ROWS, ids=[f"{row[0]}.{row[1]}" for row in ROWS])
def test_a_number_of_the_account_is_the_code_s(part: str, name: str, default: str, tag: str) -> None:
    field = PARTS[part].model_fields[name]
    assert default == written(field.get_default(call_default_factory=True))
    assert isinstance(field.json_schema_extra, dict)
    assert tag == field.json_schema_extra["tag"]


def test_the_account_has_numbers_of_every_part() -> None:
    assert {row[0] for row in ROWS} >= TABLES
    assert len(ROWS) == len({row[:2] for row in ROWS})


def test_every_weight_of_grievance_trust_and_renewal_is_told() -> None:
    told = {row[:2] for row in ROWS}
    untold = {
        f"{part}.{name}"
        for part in ("expectation", "grievance", "trust", "renewal")
        for name in PARTS[part].model_fields
        if (part, name) not in told
    }
    assert not untold
