"""An import of what Saydo simulated leaves a portfolio that loads, is as large, and holds the numbers behind it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from scipy.stats import binom

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.fitting.composition import compose
from sim.fitting.folder import portfolio_files
from sim.fitting.portfolio import PortfolioFits, fit_portfolio
from sim.importing.read import read
from sim.records.events import ContactOutcome
from sim.records.run import Run
from sim.scenario.files import load, resolve
from sim.scenario.warnings import warnings_of
from tests.benchmarks.recovery import exports, of_fits, world
from tests.functional.terminal import Saydo, caller

FILES = ("my-portfolio.yaml", "accounts.csv", "evidence.toml")
MOST_LINES = 200
SEED = 11


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(world(), seed=SEED)


@pytest.fixture(scope="module")
def fits(run: Run) -> PortfolioFits:
    result = fit_portfolio(read(exports(run, 1)).tables, load(resolve("honest")))
    assert result is not None
    return result


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    for name, content in exports(run, 2):
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def names(folder: Path) -> list[Path]:
    return [folder / f"{name}.csv" for name in ("tickets", "calls", "work", "customers")]


def test_runs_of_ones_own_portfolio_stand_in_no_store(saydo: Saydo, folder: Path) -> None:
    assert saydo("import", *names(folder), "-o", folder / "out").status == 0
    own, store = folder / "out" / "my-portfolio.yaml", f"sqlite:///{folder}/runs.sqlite"
    accounts = [line.split(",")[0].strip('"') for line in (own.parent / "accounts.csv").read_text().splitlines()[1:]]
    assert accounts
    sets = ("--set", f"accounts.{accounts[0]}.contacts_per_year=30", "--set", "horizon_months=12")
    answer = saydo("run", own, "--replications", 1, "--workers", 1, "--store", store, *sets)
    assert answer.status == 0, answer.err
    content = (folder / "runs.sqlite").read_bytes()
    assert not any(name.encode() in content for name in accounts)


def test_intervals_hold_the_numbers_that_were_simulated(fits: PortfolioFits) -> None:
    hits = of_fits(fits, world())
    assert len(hits) > 45
    assert sum(hits.values()) >= binom.ppf(0.001, len(hits), 0.95)


def test_what_no_file_tells_keeps_its_value(fits: PortfolioFits) -> None:
    composition, base = compose(fits), load(resolve("honest"))
    assumptions = composition.document["assumptions"]
    assert set(assumptions) == {"demand", "contact", "renewal", "billing"}
    assert assumptions["renewal"]["intercept"] == base.assumptions.renewal.intercept
    tags = {path: item["tag"] for path, item in composition.document["evidence"].items()}
    fitted = {fit.path for fit in fits.fits if fit.fitted}
    measured = {path for path, tag in tags.items() if tag == "M"}
    assert measured <= fitted | {
        path for path in measured if path.startswith("plans.") and path.endswith("fee_per_month")
    }


def test_the_portfolio_loads_without_a_warning_and_is_as_large(run: Run, folder: Path, saydo: Saydo) -> None:
    out = folder / "out"
    answer = saydo("import", *names(folder), "-o", out)
    assert answer.status == 0, answer.err
    assert set(FILES) <= {path.name for path in out.iterdir()}
    text = (out / FILES[0]).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    scenario = load(out / FILES[0])
    assert scenario.own_data
    assert not warnings_of(scenario)
    checked = saydo("check", out / FILES[0])
    assert checked.status == 0
    assert "warning" not in checked.out
    left = len(run.records.departures)
    assert scenario.customers == pytest.approx(len(run.records.customers) - left, abs=2)
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "<th>segments." in report
    assert "no file tells" in report
    evidence = tomllib.loads((out / "evidence.toml").read_text(encoding="utf-8"))["number"]
    assert {item["status"] for item in evidence} <= {"fitted", "kept", "refused"}
    assert all(item.get("reason") for item in evidence if item["status"] != "fitted")
    again = simulate(load(out / FILES[0], overrides={"horizon_months": 12}), seed=1)
    assert _contacts(again) == pytest.approx(_contacts(run), rel=0.2)


def _contacts(run: Run) -> int:
    return sum(row.outcome is not ContactOutcome.DEFLECTED and row.opened >= 0 for row in run.records.contacts)


def test_twice_the_same_bytes_and_no_name_where_none_is_kept(run: Run, folder: Path, saydo: Saydo) -> None:
    for out in ("first", "second"):
        answer = saydo("import", *names(folder), "--hash-names", "-o", folder / out)
        assert answer.status == 0, answer.err
    first, second = ({path.name: path.read_bytes() for path in (folder / out).iterdir()} for out in ("first", "second"))
    assert first == second
    planted = [row.customer.encode() for row in run.records.customers]
    assert not [name for name, content in first.items() if any(text in content for text in planted)]
    assert load(folder / "first" / FILES[0]).accounts


def test_a_table_that_was_changed_is_refused(fits: PortfolioFits, tmp_path: Path) -> None:
    for name, content in portfolio_files(compose(fits), fits.fits).items():
        (tmp_path / name).write_bytes(content)
    load(tmp_path / FILES[0])
    with (tmp_path / "accounts.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    with pytest.raises(ScenarioError, match="not the file that the scenario was made with"):
        load(tmp_path / FILES[0])
