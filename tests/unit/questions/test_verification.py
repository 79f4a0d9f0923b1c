"""A claim holds where its outcome moves as told, and no longer does without the mechanism."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.metrics.replication import Replication
from sim.questions.verification import Claim, claims, scenarios_of, verified

HONEST = Path(__file__).parents[3] / "scenarios" / "honest.yaml"


def story(folder: Path, **changed: str) -> Path:
    """A story file that says that selling twice the speed lowers the margin."""
    pattern = {
        "outcome": "margin",
        "direction": "down",
        "against": str(HONEST),
        "without": "{selling.clarity: 1}",
    } | changed
    path = folder / "story.yaml"
    lines = "\n".join(f"    {key}: {value}" for key, value in pattern.items())
    path.write_text(
        f"extends: {HONEST}\nset: {{selling.sold_response_share: 0.5}}\npatterns:\n  -\n{lines}\n", encoding="utf-8"
    )
    return path


def judged(stated: list[Claim], story: list[float], without: list[float]) -> tuple[bool, bool, bool]:
    """What is said of a claim where the base always comes to 100."""
    (claim,) = stated
    by_scenario = {claim.against.fingerprint: [100.0] * len(story)}
    by_scenario |= {claim.scenario.fingerprint: story, claim.without.fingerprint: without}
    assert by_scenario.keys() == scenarios_of(stated).keys()
    results = {key: [Replication({"margin": value}) for value in values] for key, values in by_scenario.items()}
    (row,) = verified(stated, results)
    return row.is_shown, row.is_silent_without, row.holds


def test_a_claim_holds_where_it_is_told_and_silent_without(tmp_path: Path) -> None:
    stated = claims([story(tmp_path)])
    assert judged(stated, [90, 91, 89, 90], [100, 100, 100, 100]) == (True, True, True)
    assert judged(stated, [90, 110, 89, 111], [100, 100, 100, 100]) == (False, True, False)
    assert judged(stated, [110, 111, 109, 110], [100, 100, 100, 100]) == (False, True, False)
    assert judged(stated, [90, 91, 89, 90], [95, 96, 94, 95]) == (True, False, False)


def test_the_other_direction_is_told_by_a_rise(tmp_path: Path) -> None:
    stated = claims([story(tmp_path, direction="up")])
    assert judged(stated, [110, 111, 109, 110], [99, 101, 100, 100]) == (True, True, True)
    assert judged(stated, [90, 91, 89, 90], [100, 100, 100, 100]) == (False, True, False)


def test_a_replication_that_failed_leaves_the_claim_open(tmp_path: Path) -> None:
    stated = claims([story(tmp_path)])
    assert judged(stated, [90, 91, 89, float("nan")], [100, 100, 100, 100]) == (True, True, False)


@pytest.mark.parametrize(
    ("changed", "phrase"),
    [
        ({"outcome": "margins"}, "did you mean margin?"),
        ({"against": "nowhere.yaml"}, "there is no such file"),
        ({"without": "{selling.clarty: 1}"}, "selling.clarty"),
    ],
)
def test_what_cannot_be_verified_is_said(tmp_path: Path, changed: dict[str, str], phrase: str) -> None:
    path = story(tmp_path, **changed)
    with pytest.raises(ScenarioError, match=r"patterns\.0: ") as refusal:
        claims([path])
    assert phrase in str(refusal.value)
    assert str(path) in str(refusal.value)
