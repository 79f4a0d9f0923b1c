"""The page of one's own data: files with their account, questions and mappings, a dozen figures, a scenario's file."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.cli import main
from sim.importing.read import read
from sim.importing.sheet_reading import Watch
from sim.scenario.files import load, scenario_folder
from sim.ui.choice import choice_of_link
from sim.ui.data.files import invented_files
from sim.ui.data.reading import FileReading, Wishes
from sim.ui.data.scratch import edited
from tests.ui.conftest import Serve

HOSTILE = "<img src=x> **Quibble** $x$ Ltd"
MAIL = "xaver@quibble.example"


def ticket_file(rows: int = 100, names: tuple[str, ...] = (HOSTILE, "Zanzibar Oil", "Wombat")) -> bytes:
    """Tickets of three customers; a hundred rows look like a cut file, so that there is a question."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["Ticket ID", "Company", "Email", "Created", "Status", "Priority"])
    for place in range(rows):
        lines.writerow(
            [place, names[place % 3], MAIL, f"2024-05-{1 + place % 28:02d} 10:{place % 60:02d}", "Open", "High"]
        )
    return text.getvalue().encode()


UNKNOWN = b"Foo,Bar,Baz\n" + b"".join(f"A{n % 4},{n},2024-05-{1 + n % 28:02d} 09:00\n".encode() for n in range(40))


@pytest.fixture
def page(serve: Serve) -> AppTest:
    opened = serve("data")
    opened.default_timeout = 120
    return at_rest(opened)


def at_rest(page: AppTest) -> AppTest:
    """The page once nothing is being read any more."""
    deadline = time.monotonic() + 60
    page.run()
    while reading_of(page) is not None and reading_of(page).state == "running":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    page.run()
    assert not page.exception
    return page


def reading_of(page: AppTest) -> Any:
    """The reading of the session, a `FileReading`; None where there is none."""
    state = page.session_state
    return state["data_reading"] if "data_reading" in state else None  # noqa: SIM401  it has no get of its own


def dropped(page: AppTest, **files: bytes) -> AppTest:
    named = [(name.replace("_", "."), content, "text/csv") for name, content in files.items()]
    page.file_uploader(key="data_files").set_value(named)
    return at_rest(page)


def words(page: AppTest) -> str:
    """All that is drawn as markdown, and messages."""
    parts = (page.markdown, page.caption, page.error, page.warning, page.info, page.success, page.subheader)
    return "\n".join(element.value for part in parts for element in part)


def command_folder(tmp_path: Path, files: dict[str, bytes], *options: str) -> dict[str, bytes]:
    """What the command writes of the same files."""
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as left:
        main(["import", *(str(tmp_path / name) for name in files), "-o", str(out), *options])
    assert not left.value.code
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_an_empty_page_says_which_file_helps_and_why_and_offers_lists_to_fill_in(page: AppTest) -> None:
    assert "1. a list of customers" in words(page)
    assert "roster" in words(page)
    assert reading_of(page) is None
    labels = {button.proto.label.replace("\\", "") for button in page.get("download_button")}
    assert {"customers.csv", "people.csv", "fees.csv"} <= labels


def test_lists_to_fill_in_are_read_without_a_question_and_fees_join_their_customers() -> None:
    folder = Path("sim/importing/templates")
    imported = read(sorted(folder.glob("*.csv")))
    assert imported.questions == ()
    assert imported.report.unrecognised == []
    assert [column.header for sheet in imported.report.sheets for column in sheet.columns if not column.target] == []
    (customer,) = imported.tables["customers"].to_pylist()
    assert (customer["plan"], customer["fee_month"], customer["segment"]) == ("gold", 197_500, "large")
    assert imported.tables["roster"].num_rows == 1


def test_an_invented_firm_opens_with_one_click(page: AppTest) -> None:
    page.button(key="data_try").click()
    at_rest(page)
    imported = reading_of(page).imported
    assert set(imported.tables) == {"books", "contacts", "customers", "invoices", "roster"}
    assert imported.questions == ()
    text = words(page)
    assert "**Freshdesk tickets**, 956 rows, 2027" in text.replace("\\", "")
    assert "1,148 rows read, 1,143 used" in text
    page.button(key="data_invented_away").click()
    at_rest(page)
    assert "1. a list of customers" in words(page)


def test_a_card_says_what_a_file_is_and_what_became_of_its_rows(page: AppTest) -> None:
    content = ticket_file(90) + b"1,,,not a date,Open,High\n"
    dropped(page, tickets_csv=content)
    text = words(page).replace("\\", "")
    assert "tickets**, 90 rows, 2024-05-01 to 2024-05-28, times as local" in text
    assert "tickets.csv: 92 rows, 90 used, 1 dropped" in text
    kinds = page.dataframe[0].value
    assert kinds.iloc[:, 1].sum() == 92


def test_text_of_files_is_shown_as_it_stands(page: AppTest) -> None:
    dropped(page, tickets_csv=ticket_file())
    for drawn in words(page).splitlines():
        if "Quibble" in drawn:
            assert "<img" not in drawn
            assert "**Quibble" not in drawn
    assert MAIL not in words(page)


def test_the_folder_is_that_of_the_command_to_the_byte(page: AppTest, tmp_path: Path) -> None:
    content = ticket_file()
    dropped(page, tickets_csv=content)
    assert reading_of(page).content == command_folder(tmp_path, {"tickets.csv": content})


def test_an_answer_is_applied_and_the_command_gives_the_same_with_the_file_of_answers(
    page: AppTest, tmp_path: Path
) -> None:
    content = ticket_file()
    dropped(page, tickets_csv=content)
    (question,) = reading_of(page).imported.questions
    assert question.subject == "cut"
    other = next(option for option in question.options if option != question.default)
    page.selectbox(key=f"question-{question.id}").set_value(other)
    next(button for button in page.button if "Answer" in button.label).click()
    at_rest(page)
    assert reading_of(page).imported.questions == ()
    assert page.selectbox(key=f"question-{question.id}").value == other  # to be answered again
    folder = reading_of(page).content
    answers = tmp_path / "answers.toml"
    answers.write_bytes(folder["answers.toml"])
    assert folder == command_folder(tmp_path, {"tickets.csv": content}, "--answers", str(answers))


def test_columns_that_are_unknown_are_mapped_by_hand(page: AppTest, tmp_path: Path) -> None:
    dropped(page, unknown_csv=UNKNOWN)
    assert reading_of(page).imported.tables == {}
    (item,) = reading_of(page).imported.report.unrecognised
    page.selectbox(key=f"kind-{item.fingerprint}").set_value("tickets")
    at_rest(page)
    key = f"map-{item.fingerprint}-tickets"
    shown = page.dataframe[0].value
    assert list(shown.iloc[0]) == ["Foo", "ignore", "A0", "A1", "A2", 100]
    page.session_state[key] = {"edited_rows": {0: {"Field": "customer"}, 1: {"Field": "id"}}}
    page.button(key=f"read-{item.fingerprint}").click()
    at_rest(page)
    assert "a column must be opened" in words(page)
    page.session_state[key] = {"edited_rows": {n: {"Field": f} for n, f in enumerate(("customer", "id", "opened"))}}
    page.button(key=f"read-{item.fingerprint}").click()
    at_rest(page)
    folder = reading_of(page).content
    assert reading_of(page).imported.tables["contacts"].num_rows == 40
    mapping = tmp_path / "map.toml"
    mapping.write_bytes(folder["map.toml"])
    assert folder == command_folder(tmp_path, {"unknown.csv": UNKNOWN}, "--map", str(mapping))
    page.button(key=f"unmap-{item.fingerprint}").click()
    at_rest(page)
    assert reading_of(page).imported.tables == {}


def test_hashed_names_are_nowhere(page: AppTest) -> None:
    page.radio(key="data_names").set_value("hashed")
    dropped(page, tickets_csv=ticket_file())
    messages = words(page) + "".join(str(frame.value.to_dict()) for frame in page.dataframe)
    archive = b"".join(reading_of(page).content.values())
    for planted in ("Quibble", "Zanzibar", "Wombat", MAIL):
        assert planted not in messages
        assert planted.encode() not in archive


def test_names_of_files_are_in_no_link_log_or_store(
    page: AppTest, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dropped(page, tickets_csv=ticket_file(), table_csv=b"Zanzibar Oil\n")
    assert page.error
    dropped(page, tickets_csv=ticket_file())
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    link = str(dict(page.query_params))
    for planted in ("Quibble", "Zanzibar", "Wombat", MAIL):
        assert planted not in link + caplog.text
        assert planted.encode() not in kept


def test_a_file_that_cannot_be_read_is_one_sentence(page: AppTest) -> None:
    dropped(page, table_csv=b"nothing\n", tickets_csv=ticket_file())
    assert [element.value.replace("\\", "") for element in page.error] == [
        "table.csv: holds no table: fewer than two rows have two cells"
    ]
    assert reading_of(page).imported is None


def test_what_no_rule_foresees_ends_no_page_and_is_logged_without_its_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"cell of {HOSTILE}")

    monkeypatch.setattr("sim.ui.data.reading.read", broken)
    reading = FileReading(Wishes((("a.csv", b"x"),)))
    assert (reading.state, reading.problem) == ("refused", "RuntimeError")
    assert "Quibble" not in caplog.text


def test_reading_is_cancelled_and_taken_up_again(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, watch: Watch, **__: object) -> None:
        while True:
            watch.tick("tickets.csv", 5, 5)
            time.sleep(0.01)

    monkeypatch.setattr("sim.ui.data.reading.read", endless)
    page.file_uploader(key="data_files").set_value([("tickets.csv", ticket_file(), "text/csv")])
    page.run()
    began = time.monotonic()
    page.button(key="data_cancel").click()
    at_rest(page)
    assert time.monotonic() - began < 30
    assert "cancelled" in words(page)
    monkeypatch.undo()
    page.button(key="data_again").click()
    at_rest(page)
    assert reading_of(page).imported.tables["contacts"].num_rows == 100


def made(page: AppTest) -> AppTest:
    next(button for button in page.button if "Make my portfolio" in button.label).click()
    return at_rest(page)


def test_a_dozen_figures_become_a_portfolio_first_in_every_list(page: AppTest, tmp_path: Path) -> None:
    page.text_input(key="scratch_name").set_value("Firm & <b>Co</b>")
    page.number_input(key="scratch_wage_per_year").set_value(60_000.0)
    page.number_input(key="scratch_churn").set_value(15.0)
    page.session_state["scratch_grid_plans"] = {
        "edited_rows": {0: {"Plan": "Gold Plus", "Customers": 12}},
        "added_rows": [{"Plan": "Extra", "Customers": 2, "Fee a month": 50, "Contacts a customer and year": 3}],
        "deleted_rows": [1],
    }
    made(page)
    assert not page.error
    text, scenario = (page.session_state["scratch_made"][0].text, page.session_state["scratch_made"][1])
    assert {name: item.customers for name, item in scenario.segments.items()} == {
        "Gold Plus": 12,
        "Premium": 5,
        "Extra": 2,
    }
    assert "<b>" not in words(page)
    options = ("--plan", "Gold Plus,12,250,20", "--plan", "Premium,5,2000,300,2", "--plan", "Extra,2,50,3")
    figures = ("--people", "3", "--hours", "40", "--wage", "60000", "--churn", ".15", "--name", "Firm & <b>Co</b>")
    with pytest.raises(SystemExit):
        main(["init", str(tmp_path / "firm.yaml"), "--currency", "USD", *options, *figures])
    assert (tmp_path / "firm.yaml").read_text(encoding="utf-8") == text
    page.button(key="data-use-scratch").click()
    at_rest(page)
    chosen = page.session_state["choice"]
    assert chosen.base == chosen.story == f"own:{scenario.fingerprint}"
    assert page.session_state["own_portfolios"] == {scenario.fingerprint: load(tmp_path / "firm.yaml")}
    evidence = AppTest.from_string("from sim.ui.evidence.page import show\nshow()", default_timeout=120)
    evidence.session_state["own_portfolios"] = page.session_state["own_portfolios"]
    evidence.run()
    assert evidence.selectbox(key="sheet_story").options[0].replace("\\", "") == "Firm & <b>Co</b>"


def test_figures_that_are_wrong_are_told_and_make_nothing(page: AppTest) -> None:
    page.number_input(key="scratch_people").set_value(-1.0)
    page.session_state["scratch_grid_plans"] = {"edited_rows": {0: {"Customers": 1.5}}}
    made(page)
    messages = "\n".join(element.value for element in page.error).replace("\\", "")
    assert "People who answer contacts = -1: must be a number from 0 to 2,000" in messages
    assert "Basic, Customers = 1.5: must be a whole number" in messages
    assert "own_portfolios" not in page.session_state


def test_cells_of_a_grid_are_edited_added_and_taken_out() -> None:
    import pandas as pd

    frame = pd.DataFrame({"a": ["x", "y"], "b": [1.0, float("nan")]})
    changes = {"edited_rows": {"1": {"b": 5}}, "added_rows": [{"a": "z"}, {}], "deleted_rows": [0]}
    assert edited(frame, changes) == [{"a": "y", "b": 5}, {"a": "z", "b": None}]


def test_a_scenario_is_opened_with_the_table_beside_it(page: AppTest) -> None:
    text = (scenario_folder() / "honest.yaml").read_bytes().replace(b"title: The honest baseline", b"title: Mine")
    accounts = b"name,segment,fee_per_month\nBirch,large,2000\n"
    start = text.index(b"accounts:\n")
    text = text[:start] + b"portfolio: {file: accounts.csv}\n\n" + text[text.index(b"selling:") :]
    text = b"\n".join(line for line in text.splitlines() if b"accounts.Acme" not in line)
    page.file_uploader(key="data_scenario").set_value([("mine.yaml", text, ""), ("accounts.csv", accounts, "text/csv")])
    at_rest(page)
    assert [element.value for element in page.error] == []
    assert "**Mine**: 60 customers" in words(page)
    page.button(key="data-use-opened").click()
    at_rest(page)
    (scenario,) = page.session_state["own_portfolios"].values()
    assert page.session_state["choice"].base == f"own:{scenario.fingerprint}"
    assert scenario.accounts["Birch"].fee_per_month == 2000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"extends: ../../etc/secret.yaml\ntitle: x\n", "must be the name of a story, or of a file beside"),
        (b"title: x\nplans: [\n", "mine.yaml"),
        (b"extends: honest\nset: {selling.clarity: 3}\n", "selling.clarity = 3 (mine.yaml:2): must be at most 1"),
        (b"- 1\n", "mine.yaml"),
    ],
)
def test_a_scenario_that_cannot_be_used_is_told_without_a_path(page: AppTest, text: bytes, message: str) -> None:
    page.file_uploader(key="data_scenario").set_value([("mine.yaml", text, "")])
    at_rest(page)
    messages = "\n".join(element.value for element in page.error).replace("\\", "")
    assert message in messages
    assert "/saydo-" not in messages
    assert "own_portfolios" not in page.session_state


def test_a_portfolio_of_another_session_is_not_in_a_link() -> None:
    chosen, complaints = choice_of_link({"story": "own:0123456789abcdef"})
    assert chosen.story == "over-promise"
    assert any("kept in its session alone" in complaint for complaint in complaints)


def test_the_packed_folder_is_the_folder(page: AppTest) -> None:
    from sim.importing.folder import packed_folder

    dropped(page, tickets_csv=ticket_file())
    content = reading_of(page).content
    packed = packed_folder(content)
    assert packed == packed_folder(dict(reversed(content.items())))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == content


def test_the_invented_firm_is_small() -> None:
    files = invented_files()
    assert len(files) == 5
    assert sum(len(content) for _, content in files) < 150_000
