"""The numbers in sim/model.md are those of the code: each default, range, tag and source."""

from __future__ import annotations

import re
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.account import Account
from sim.scenario.assumptions import Assumptions
from sim.scenario.charges import Charge, PriceTier
from sim.scenario.credits import Credit, CreditRules, Termination
from sim.scenario.desk import OnCall, Overflow, Provider, Team
from sim.scenario.market import Market, MarketOffer, ProspectKind, Wish
from sim.scenario.policies import Policies
from sim.scenario.portfolio import Segment
from sim.scenario.prices import Discount, EarlyPayment
from sim.scenario.promises import Escalation, Uptime
from sim.scenario.quantity import inner
from sim.scenario.remedies import Crossing, Measure, Remedy
from sim.scenario.sheet import bounds
from sim.scenario.terms import Plan, Selling
from tests.architecture.tree import SIM

ACCOUNT = (SIM / "model.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| [^|]+ \| `(\w+)\.(\w+)` \| ([^|]+) \| ([^|]+) \| ([MFRA]) \| ([^|]+) \|$", ACCOUNT, re.MULTILINE
)
PARTS: dict[str, type[BaseModel]] = {
    "plan": Plan,
    "credit": Credit,
    "rules": CreditRules,
    "termination": Termination,
    "charge": Charge,
    "tier": PriceTier,
    "discount": Discount,
    "early_payment": EarlyPayment,
    "escalation": Escalation,
    "uptime": Uptime,
    "selling": Selling,
    "segment": Segment,
    "account": Account,
    "provider": Provider,
    "team": Team,
    "on_call": OnCall,
    "overflow": Overflow,
    "policies": Policies,
    "market": Market,
    "offer": MarketOffer,
    "kind": ProspectKind,
    "wish": Wish,
    "crossing": Crossing,
    "measure": Measure,
    "remedy": Remedy,
    **{name: type(getattr(Assumptions(), name)) for name in Assumptions.model_fields},
}
ELEMENTS = (
    "Purpose",
    "Outcomes",
    "Aims of experimentation",
    "Base model",
    "Scenarios",
    "Algorithms",
    "Components",
    "Data sources",
    "Input parameters",
    "Pre-processing",
    "Assumptions",
    "Initialisation",
    "Run length",
    "Estimation",
    "Software",
    "Random sampling",
    "Model execution",
    "System specification",
    "Model access",
)
"""What STRESS-DES (Monks et al. 2019) asks a report to state."""


def written(value: object) -> str:
    """A default as the tables write it."""
    if value is PydanticUndefined:
        return "given"
    if value is None or value == {}:
        return "none"
    parts = value.as_tuple() if hasattr(value, "as_tuple") else value
    if not isinstance(parts, tuple):
        return f"{parts:g}"
    return " / ".join(" ".join(written(n) for _, n in p) if isinstance(p, BaseModel) else f"{p:g}" for p in parts)


def spanned(field: FieldInfo) -> str:
    """A range as the tables write it."""
    kind = inner(field.annotation)
    if get_origin(kind) is tuple and isinstance(get_args(kind)[0], type):
        kind = get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = next(iter(kind.model_fields.values()))
    low, high, above = bounds(field)
    if low is None or high is None:
        return "none"
    return f"{'above ' if above else ''}{low:g} to {high:g}"


@pytest.mark.parametrize(
    ("part", "name", "default", "span", "tag", "source"), ROWS, ids=[".".join(row[:2]) for row in ROWS]
)
def test_a_number_of_the_account_is_the_code_s(
    part: str, name: str, default: str, span: str, tag: str, source: str
) -> None:
    field = PARTS[part].model_fields[name]
    assert isinstance(field.json_schema_extra, dict)
    assert default == written(field.get_default(call_default_factory=True))
    assert span == spanned(field)
    assert (tag, source) == (field.json_schema_extra["tag"], field.json_schema_extra["source"])


def test_no_number_is_told_twice() -> None:
    assert len(ROWS) == len({row[:2] for row in ROWS})
    assert len(ROWS) == len(re.findall(r"^\| [^|]+ \| `\w+\.\w+` \|", ACCOUNT, re.MULTILINE))


@pytest.mark.parametrize("part", PARTS)
def test_every_number_is_told(part: str) -> None:
    listed = {row[1] for row in ROWS if row[0] == part}
    numbers = [name for name, field in PARTS[part].model_fields.items() if "unit" in (field.json_schema_extra or {})]
    assert not [name for name in numbers if name not in listed]


@pytest.mark.parametrize("element", ELEMENTS)
def test_the_account_states_what_the_reporting_guideline_asks_for(element: str) -> None:
    """Each element is a bold heading with something said under it."""
    assert re.search(rf"\*\*{element}\.?\*\*\.?\s+\S+", ACCOUNT)
