"""Who may see, sign, delete and clear what: the rows of the table in SECURITY.md that no other test holds."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.running.saved import Library, Saved, Signature
from sim.running.store import Store
from sim.running.upkeep import verify
from sim.scenario.document import Scenario
from sim.ui import work
from sim.ui.choice import Choice
from tests.functional.terminal import caller
from tests.ui.conftest import Serve, finished, forget
from tests.worlds import SMALL

ROOT = Path(__file__).parents[2]
AT = "2027-01-01T00:00:00+00:00"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def texts(page: AppTest) -> str:
    elements = [*page.main.markdown, *page.main.caption, *page.error, *page.warning, *page.info]
    return " ".join(element.value.replace("\\", "") for element in elements)


def test_every_row_of_the_table_is_held_by_a_test() -> None:
    table = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## Who may do what")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| |")]
    assert len(rows) >= 10
    for row in rows:
        ((path, name),) = TEST.findall(row)
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)], row


def test_what_is_saved_and_signed_every_reader_sees(serve: Serve) -> None:
    page = serve()
    scenario = Choice().scenario()
    work.library().save(scenario, Saved("Acme", 0, "", "Ada", AT, "first"))
    work.library().sign(scenario, Signature("", "Grace", "Finance", AT, True, "safe", "as agreed"))
    page.query_params["story"] = "saved:Acme:1"
    finished(page)
    other = AppTest.from_string("from sim.ui.deal.page import show\nshow()", default_timeout=30)
    other.query_params["story"] = "saved:Acme:1"
    for reader in (page, finished(other)):
        assert "Grace, Finance (name not verified)" in texts(reader)
        assert "as agreed" in texts(reader)


def test_a_portfolio_of_one_s_own_is_seen_by_its_session_alone(serve: Serve) -> None:
    page = serve()
    own: Scenario = SMALL.model_copy(update={"own_data": True})
    page.session_state["own_portfolios"] = {own.fingerprint: own}
    stranger = AppTest.from_string("from sim.ui.deal.page import show\nshow()", default_timeout=30)
    stranger.query_params["story"] = f"own:{own.fingerprint}"
    finished(stranger)
    assert "kept in its session alone" in texts(stranger)
    assert SMALL.title not in texts(stranger)
    assert not work.library().latest()


def test_clearing_the_runs_leaves_what_was_saved_and_signed(
    serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way: signed on the page, cleared by the command, there again after a restart."""
    page = finished(serve())
    page.text_input(key="sign_name").set_value("Grace")
    page.text_input(key="sign_role").set_value("Finance")
    page.button(key="approve").click()
    finished(page)
    forget()
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    assert caller(capsys)("runs", "--clear", "--store", url).status == 0
    with Store(url) as store:
        assert store.size() == 0
        (signed,) = Library(store.database).all_signatures()
        assert signed.signatory == "Grace"
        assert verify(store.database) == [], "the document that was signed is there"
    assert "Grace, Finance" in texts(finished(serve()))
