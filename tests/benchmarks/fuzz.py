"""Fuzzing of what comes from outside: scenario files, overrides and links.

Each input is read and, where it is valid, described and written again. Anything but an answer or one clear message is a
find, and so is what takes longer than ten seconds. Finds are written, as small as Hypothesis can make them, to
``tests/cases/fuzz``, and ``tests/cases/test_fuzz.py`` reads them ever after:

    python -m tests.benchmarks.fuzz --seconds 600
"""

from __future__ import annotations

import argparse
import hashlib
import json
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sim.cli.terminal import say
from sim.errors import SaydoError
from sim.scenario.files import load, restored, scenario_folder
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.warnings import warnings_of
from sim.ui.choice import choice_of_link

__all__ = ["FOLDER", "INPUTS", "READERS", "ask"]

FOLDER = Path(__file__).parents[1] / "cases" / "fuzz"
LONGEST_SECONDS = 10
ROUND = 40
HONEST = load(scenario_folder() / "honest.yaml")
BASE = (scenario_folder() / "honest.yaml").read_text(encoding="utf-8")

ODD = (
    "!!int ''", "!!int _", "!!float ''", "!!float .", "!!bool q", "!!null x", "!!timestamp q", "!!binary a",
    "!!set {a}", "!!omap [a: 1]", "!!seq x", "!!map x", "!!python/object:os.system x", "190:20:30", "0o9", "017",
    "!!int 1:30:20", "2001-01-01T00:00:00Z", "9999-12-31", "0001-01-01", "1e999", "-.inf", ".nan", "0x", "~", "''",
    "true", "no", "&a 1", "*a", "<<: x", "? [a] : b", "{a: b}", "[a]", "[[[[]]]]", '"\\0"', '"\\ud800"',
    '"\\e[31m"', '"\\u202e"', "|", "- 1", "9" * 400, "a" * 300, "../" * 40, "/dev/zero", "/dev/stdin", "=1+1",
    "<script>", "${HOME}", "%s", "{0}", "\x1b[2J",
)  # fmt: skip
"""Values that a reader may trip over: what YAML builds itself, what names something else, what a terminal obeys."""
WORDS = st.sampled_from(ODD) | st.text(max_size=8) | st.integers().map(str) | st.floats().map(str)
PATHS = st.sampled_from([
    "plans.gold.fee_per_month", "plans.*.response_hours", "plans.gold.coverage", "plans.gold.credits", "evidence",
    "plans.gold.charges", "plans.gold.escalations", "provider.teams.frontline.people", "provider.holidays",
    "provider.time_zone", "segments.small", "segments.small.hour_shares", "accounts", "accounts.A.segment",
    "absent", "market.kinds", "market.wishes", "timeline", "timeline.0.set", "start_date", "currency", "title",
    "patterns", "selling.clarity", "remedies", "horizon_months", "schema_version", "extends", "set", "portfolio",
    "roster",
])  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> str:
    """A scenario file: a sound one with a line replaced or added, one that extends another, or anything."""
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return draw(st.text(max_size=60))
    if kind == 1:
        return f"extends: {draw(WORDS)}\nset:\n  {draw(PATHS)}: {draw(WORDS)}\n"
    lines = BASE.splitlines()
    place = draw(st.integers(0, len(lines) - 1))
    if kind == 2:
        lines[place] = f"{lines[place].partition(':')[0]}: {draw(WORDS)}"
        return "\n".join(lines)
    return "\n".join([*lines, f"{draw(PATHS).partition('.')[0]}: {draw(WORDS)}", f"{draw(WORDS)}: {draw(WORDS)}"])


OVERRIDES = st.tuples(PATHS | st.text(max_size=12), WORDS).map("=".join) | st.text(max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(ODD),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6), inside, max_size=3),
    max_leaves=6,
)
LINKS = st.dictionaries(
    st.sampled_from(
        ["base", "story", "terms", "also", "seed", "runs", "margin", "ontime", "currency", "locale", "picks"]
    ),
    WORDS | st.dictionaries(PATHS, JSON, max_size=3).map(json.dumps),
    max_size=4,
).map(json.dumps)
DOCUMENTS = st.tuples(PATHS, JSON).map(
    lambda pair: json.dumps({**json.loads(HONEST.model_dump_json()), pair[0].partition(".")[0]: pair[1]})
)


def read_file(text: str) -> None:
    """Read a scenario file, and all that it means."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "scenario.yaml")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        scenario = load(path)
    assert restored(scenario.model_dump_json(), "again").fingerprint == scenario.fingerprint
    warnings_of(scenario)


def read_override(text: str) -> None:
    """Read a value of ``--set``."""
    path, value = parse_override(text)
    changed = with_overrides(HONEST, {path: value})
    assert restored(changed.model_dump_json(), "again").fingerprint == changed.fingerprint
    warnings_of(changed)


def read_link(text: str) -> None:
    """Read the parameters of a link, as the page does."""
    choice, complaints = choice_of_link({str(key): str(value) for key, value in json.loads(text).items()})
    assert all(isinstance(complaint, str) for complaint in complaints)
    assert choice.scenario().fingerprint
    json.dumps(choice.link()).encode()


def read_document(text: str) -> None:
    """Read a document that was kept, and edited since."""
    warnings_of(restored(text, "kept"))


READERS: dict[str, Callable[[str], None]] = {
    "file": read_file,
    "override": read_override,
    "link": read_link,
    "document": read_document,
}
INPUTS = {"file": files(), "override": OVERRIDES, "link": LINKS, "document": DOCUMENTS}


@contextmanager
def _limited() -> Iterator[None]:
    """Raise TimeoutError where it takes too long."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"longer than {LONGEST_SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def ask(kind: str, text: str) -> None:
    """Give an input to its reader; a refusal is an answer.

    Raises
    ------
    AssertionError
        Where a message holds what a terminal obeys, or says nothing.
    Exception
        Any other that the reader fails with.
    """
    with _limited():
        try:
            READERS[kind](text)
        except SaydoError as error:
            message = str(error)
            message.encode()
            lines = message.splitlines()
            assert lines, "a message says nothing"
            assert not any(ord(character) < 32 or ord(character) == 127 for line in lines for character in line)


def fuzzed(kind: str, number: int) -> str | None:
    """The smallest input that fails in a round; None where all were answered."""
    failing: list[str] = []

    @seed(number)
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(text=INPUTS[kind])
    def one(text: str) -> None:
        try:
            ask(kind, text)
        except Exception:
            failing.append(text)
            raise

    try:
        one()
    except Exception as error:
        say(f"{kind}: {type(error).__name__}: {str(error)[:200]!r}")
        return failing[-1]
    return None


def main() -> None:
    """Fuzz for so many seconds, and write what fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    given_values: Any = parser.parse_args()
    end, rounds, finds = time.monotonic() + given_values.seconds, 0, 0
    while time.monotonic() < end:
        kind = list(INPUTS)[rounds % len(INPUTS)]
        text = fuzzed(kind, given_values.seed + rounds)
        if text is not None:
            name = f"{kind}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}.txt"
            (FOLDER / name).write_bytes(text.encode("utf-8", "surrogatepass"))
            say(f"{kind}: {FOLDER / name}")
            finds += 1
        rounds += 1
    say(f"{rounds} rounds of {ROUND} inputs, {finds} finds; seed {given_values.seed}")
    raise SystemExit(1 if finds else 0)


if __name__ == "__main__":
    main()
