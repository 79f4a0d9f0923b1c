"""From files to a portfolio on the page: fits, the base of every page, back-test and badge."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.cli.application import main
from sim.report.trust import TrustMark
from sim.scenario.files import load, resolve
from sim.statistics.held_out import Trust
from sim.ui.choice import EXAMPLE
from sim.ui.data import fitted
from sim.ui.data.files import invented_files
from sim.ui.data.reading import NO_PORTFOLIO, FileReading, Wishes
from tests.ui.conftest import Serve, finished
from tests.ui.test_data import at_rest, reading_of, words

MARKS = (
    TrustMark("margin", "Margin", Trust.RED, "contacts: drift: the series is not stationary"),
    TrustMark("response_attainment", "Responses on time", Trust.AMBER, "contacts: only 5 periods"),
)


@pytest.fixture
def invented(serve: Serve) -> AppTest:
    page = serve("data")
    page.default_timeout = 120
    at_rest(page)
    page.button(key="data_try").click()
    return at_rest(page)


def test_fits_stand_with_value_before_and_now_and_with_the_reason_where_a_number_was_kept(invented: AppTest) -> None:
    tables = [element.value for element in invented.dataframe]
    fits = next(frame for frame in tables if "Number" in frame.columns)
    rows = fits.set_index("Path")
    assert rows.loc["provider.teams.frontline.cost_per_hour", "Status"] == "fitted"
    assert rows.loc["provider.teams.frontline.touch_minutes", "Status"] == "kept"
    assert "no column of work" in rows.loc["provider.teams.frontline.touch_minutes", "Why"]
    statuses = list(fits["Status"])
    assert statuses == sorted(statuses, key=lambda status: status != "fitted")
    assert "no file tells" in words(invented)


def test_the_portfolio_becomes_the_base_of_every_page(invented: AppTest) -> None:
    scenario = reading_of(invented).scenario
    assert scenario.customers == 14
    invented.button(key="data-use-files").click().run()
    chosen = invented.session_state["choice"]
    assert chosen.base == chosen.story == f"own:{scenario.fingerprint}"


def test_a_back_test_gives_each_headline_a_colour(invented: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitted, "RUNS", 12)
    invented.button(key="ask-backtest").click()
    finished(invented)
    (marks,) = invented.session_state["data_backtests"].values()
    assert "12 replications" in words(invented)
    assert "Back-test: " in words(invented)
    assert {mark.outcome: mark.colour for mark in marks}["customer_retention_per_year"] == "grey"
    trusted = next(element.value for element in invented.dataframe if "Because of" in element.value.columns)
    assert trusted.set_index("Outcome").loc["Customers kept a year", "Trust"] == "grey"


def test_the_folder_of_the_page_is_that_of_the_command_with_its_portfolio(tmp_path: Path) -> None:
    reading = FileReading(Wishes(invented_files()))
    reading._thread.join()  # noqa: SLF001
    folder = files("sim.importing").joinpath("invented")
    paths = sorted(str(path) for path in Path(str(folder)).glob("*.csv"))
    with pytest.raises(SystemExit) as left:
        main(["import", *paths, "-o", str(tmp_path / "out")])
    assert not left.value.code
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert {"my-portfolio.yaml", "accounts.csv", "evidence.toml"} <= set(written)
    assert reading.content == written


def test_files_without_contacts_make_no_portfolio_and_a_country_that_there_is_not_is_said() -> None:
    books = tuple(file for file in invented_files() if file[0] == "books.csv")
    reading = FileReading(Wishes(books))
    reading._thread.join()  # noqa: SLF001
    assert (reading.state, reading.own) == ("done", None)
    assert NO_PORTFOLIO in reading.content["report.html"].decode()
    wrong = FileReading(Wishes(invented_files(), country="XQ"))
    wrong._thread.join()  # noqa: SLF001
    assert "must be a country or region with holidays" in wrong.unfitted


def test_red_is_clicked_away_once_a_session_and_the_colours_stay(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    own = load(resolve(Path("honest")))
    monkeypatch.setattr("sim.ui.stories._own", lambda: {own.fingerprint: own})
    page = serve("deal")
    name = f"own:{own.fingerprint}"
    page.session_state["choice"] = replace(EXAMPLE, base=name, story=name)
    page.session_state["data_backtests"] = {own.fingerprint: MARKS}
    page.run()
    assert any("Red: the back-test" in element.value for element in page.error)
    assert any("drift" in element.value for element in page.markdown)
    assert not page.metric
    page.button(key="red-seen").click()
    finished(page)
    assert page.metric
    assert not page.error
    badges = " ".join(element.value for element in page.markdown)
    assert "Margin: back-test red" in badges
    assert "Responses on time: back-test amber" in badges
