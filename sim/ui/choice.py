"""What a reader has chosen: stories and terms, as one frozen value that a link can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.errors import ScenarioError
from sim.experiments.compare import must_be_comparable
from sim.scenario.document import Scenario
from sim.ui.jobs import Study
from sim.ui.levers import apply_levers, levers_of
from sim.ui.stories import story, story_names

__all__ = ["EXAMPLE", "MOST_OTHERS", "RUNS", "SEEDS", "Choice", "choice_of_link"]

RUNS = (20, 50, 100)
SEEDS = (0, 999_999)
MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Baseline, story, moved levers, other stories to compare, and how often to run them.

    ``moved`` holds only levers that stand elsewhere than in the story.
    """

    base: str = "honest"
    story: str = "over-promise"
    others: tuple[str, ...] = ()
    moved: Mapping[str, int] = field(default_factory=dict)
    seed: int = 1
    runs: int = RUNS[0]

    def terms(self) -> Scenario:
        """The story with the levers where the reader put them.

        Raises
        ------
        ScenarioError
            Where story and levers make no valid scenario.
        """
        return apply_levers(story(self.story), self.moved)

    def named_scenarios(self) -> dict[str, Scenario]:
        """Title and scenario of the baseline, the terms and the other stories, each result once.

        Raises
        ------
        ScenarioError
            Where one of them is not valid, or they cannot be compared.
        """
        terms = self.terms()
        moved = terms.fingerprint != story(self.story).fingerprint
        named = [(story(self.base).title, story(self.base))]
        named.append((f"{terms.title} (adjusted)" if moved else terms.title, terms))
        named += [(story(name).title, story(name)) for name in self.others]
        found: dict[str, Scenario] = {}
        for title, scenario in named:
            if scenario.fingerprint not in [known.fingerprint for known in found.values()]:
                found[title] = scenario
        must_be_comparable(list(found), list(found.values()))
        return found

    def study(self) -> Study:
        """What has to be run for it."""
        return Study(tuple(self.named_scenarios().values()), self.seed, self.runs)

    def link(self) -> dict[str, str]:
        """The parameters of a link to it: what differs from the worked example."""
        given = {"base": self.base, "story": self.story, "also": ",".join(self.others),
                 "seed": str(self.seed), "runs": str(self.runs)}  # fmt: skip
        usual = {"base": EXAMPLE.base, "story": EXAMPLE.story, "also": "",
                 "seed": str(EXAMPLE.seed), "runs": str(EXAMPLE.runs)}  # fmt: skip
        changed = {key: value for key, value in given.items() if value != usual[key]}
        return changed | {key: str(value) for key, value in self.moved.items()}


EXAMPLE = Choice()


def choice_of_link(link: Mapping[str, str]) -> tuple[Choice, list[str]]:
    """The choice that a link carries, and what in it cannot be used, one message each; nothing is guessed.

    Parameters
    ----------
    link : mapping of str to str
        Parameters of the address, as text.
    """
    complaints: list[str] = []
    names = story_names()

    def known(key: str, usual: str) -> str:
        name = link.get(key, usual)
        if name in names:
            return name
        complaints.append(f"{key} = {name[:40]} (link): must be one of {', '.join(names)}")
        return usual

    base, chosen = known("base", EXAMPLE.base), known("story", EXAMPLE.story)
    asked = [name for name in link.get("also", "").split(",") if name]
    others = tuple(dict.fromkeys(name for name in asked if name in names))[:MOST_OTHERS]
    if len(others) < len(asked):
        complaints.append(f"also (link): must be at most {MOST_OTHERS} of {', '.join(names)}, each once")
    moved = {}
    for lever in levers_of(story(chosen)):
        value = _whole(link, lever.key, lever.read(story(chosen)), lever.low, lever.high, complaints)
        if value != lever.read(story(chosen)):
            moved[lever.key] = value
    seed = _whole(link, "seed", EXAMPLE.seed, *SEEDS, complaints)
    runs = _whole(link, "runs", EXAMPLE.runs, RUNS[0], RUNS[-1], complaints)
    if runs not in RUNS:
        complaints.append(f"runs = {runs} (link): must be one of {', '.join(map(str, RUNS))}")
        runs = EXAMPLE.runs
    choice = Choice(base, chosen, others, moved, seed, runs)
    try:
        choice.terms()
    except ScenarioError as problem:
        complaints.append(str(problem))
        choice = Choice(base, chosen, others, {}, seed, runs)
    return choice, complaints


def _whole(link: Mapping[str, str], key: str, usual: int, low: int, high: int, complaints: list[str]) -> int:
    text = link.get(key)
    if text is None:
        return usual
    try:
        value = int(text[:12])
    except ValueError:
        value = low - 1
    if low <= value <= high:
        return value
    complaints.append(f"{key} = {text[:40]} (link): must be a whole number from {low} to {high}")
    return usual
