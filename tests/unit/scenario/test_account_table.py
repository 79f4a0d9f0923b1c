"""Accounts of a CSV file beside the scenario: the same document as written out, refused by file and line."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario.files import load, restored
from sim.scenario.overrides import with_overrides
from sim.scenario.sheet import assumption_sheet
from tests.worlds import SMALL

HEADER = "name,segment,fee_per_month,contacts_per_year,renews_on,let_go"
ROWS = ("Bloggs & Sons,medium,,80.5,,", '"Smith, John",large,450,,2027-05-01,true')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scenario that refers to accounts.csv in its folder, which holds two of them."""
    write(tmp_path)
    (tmp_path / "accounts.csv").write_text("\n".join((HEADER, *ROWS)), encoding="utf-8")
    return tmp_path


def write(folder: Path, reference: object = None, **changes: object) -> Path:
    document: dict[str, Any] = json.loads(json.dumps(SMALL.model_dump(mode="json", exclude_unset=True)))
    document |= {"portfolio": reference or {"file": "accounts.csv"}, **changes}
    path = folder / "mine.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def refusal(folder: Path, table: str | bytes) -> list[str]:
    (folder / "accounts.csv").write_bytes(table.encode() if isinstance(table, str) else table)
    with pytest.raises(ScenarioError) as refused:
        load(folder / "mine.yaml")
    texts = [str(problem).replace(f"{folder}/", "") for problem in refused.value.problems]
    return [
        f"{problem.place.text().replace(f'{folder}/', '')} {problem.rule}" for problem in refused.value.problems
    ] or texts


def test_a_table_is_the_document_with_its_accounts_written_out(folder: Path) -> None:
    scenario = load(folder / "mine.yaml")
    written = with_overrides(
        SMALL,
        {
            "accounts.Bloggs & Sons": {"segment": "medium", "contacts_per_year": 80.5},
            "accounts.Smith, John": {
                "segment": "large",
                "fee_per_month": 450,
                "renews_on": "2027-05-01",
                "let_go": True,
            },
        },
    )
    assert scenario == written
    assert scenario.fingerprint == written.fingerprint
    assert list(scenario.accounts) == ["Acme", "Bloggs & Sons", "Smith, John"]
    assert scenario.accounts["Smith, John"].renews_on == date(2027, 5, 1)


def test_a_changed_cell_is_another_fingerprint_and_a_moved_folder_is_not(folder: Path, tmp_path_factory: Any) -> None:
    before = load(folder / "mine.yaml").fingerprint
    other = tmp_path_factory.mktemp("elsewhere")
    for file in folder.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    assert load(other / "mine.yaml").fingerprint == before
    table = folder / "accounts.csv"
    table.write_text(table.read_text().replace("80.5", "80.6"))
    assert load(folder / "mine.yaml").fingerprint != before


def test_parts_of_a_field_and_its_evidence_have_columns(folder: Path) -> None:
    """An interval or a number of observations makes a number measured, by this file; one of nothing says nothing."""
    (folder / "accounts.csv").write_text(
        "name,segment,contacts_per_year,contacts_per_year_lo,contacts_per_year_hi,contacts_per_year_n,"
        "severity_shares.P1,severity_shares.P2,severity_shares.P3,severity_shares.P4,late_payment_share,late_payment_share_n\n"
        "St. Mary,medium,80,60,101,75,.1,.2,.3,.4,,9\n"
    )
    scenario = load(folder / "mine.yaml")
    shares = scenario.accounts["St. Mary"].severity_shares
    assert shares is not None
    assert shares.as_tuple() == (0.1, 0.2, 0.3, 0.4)
    assert list(scenario.evidence) == ['accounts."St. Mary".contacts_per_year']
    (row,) = [row for row in assumption_sheet(scenario) if row.own]
    assert (row.value, row.tag, row.source) == (80, "M", "accounts.csv, 60 to 101, n = 75")
    changed = with_overrides(scenario, {'accounts."St. Mary".contacts_per_year': 90})
    assert not changed.evidence


def test_a_file_that_extends_such_a_scenario_and_one_saved_whole_hold_its_accounts(folder: Path) -> None:
    variant = folder / "deeper" / "variant.yaml"
    variant.parent.mkdir()
    variant.write_text('extends: ../mine.yaml\nset: {"accounts.Bloggs & Sons.contacts_per_year": 10}\n')
    assert load(variant).accounts["Bloggs & Sons"].contacts_per_year == 10
    base = load(folder / "mine.yaml")
    assert restored(json.dumps(base.model_dump(mode="json")), "a store") == base


def test_a_hash_is_held(folder: Path) -> None:
    table = folder / "accounts.csv"
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    write(folder, {"file": "accounts.csv", "sha256": digest.upper()})
    assert len(load(folder / "mine.yaml").accounts) == 3
    table.write_bytes(table.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert len(load(folder / "mine.yaml").accounts) == 3
    with table.open("a") as stream:
        stream.write("\n")
    now = hashlib.sha256(table.read_bytes()).hexdigest()
    with pytest.raises(ScenarioError) as refused:
        load(folder / "mine.yaml")
    (problem,) = refused.value.problems
    assert problem.path == "portfolio.sha256"
    assert problem.rule == f"is not the file that the scenario was made with: its sha256 is {now}"


@pytest.mark.parametrize(
    ("table", "complaints"),
    [
        ("", ["accounts.csv is empty: it needs the columns name, segment"]),
        ("\n\n", ["accounts.csv is empty: it needs the columns name, segment"]),
        ("name,fee_per_month\n", ["accounts.csv:1 needs the columns segment"]),
        ("name;segment\nA;large\n", ["accounts.csv:1 cells must be parted by commas, not by semicolons"]),
        ("name,segment,segment\n", ["accounts.csv:1 is given twice"]),
        ("name,segment,\n", ["accounts.csv:1 column 3 has no name"]),
        ("name,segment\nA,large,3\n", ["accounts.csv:2 has 3 cells where the header has 2"]),
        ("name,segment\nA\n", ["accounts.csv:2 has 1 cells where the header has 2"]),
        ("name,segment\n,large\n", ["accounts.csv:2 needs a name"]),
        ("name,segment\n\nB,large\n\nB,large\n", ["accounts.csv:5 'B' is given twice"]),
        ("name,segment\nAcme,large\n", ["accounts.csv:2 'Acme' is given twice"]),
        ('name,segment\n"A,large\n', ["accounts.csv:2 cannot be read as CSV: unexpected end of data"]),
        (b"name,segment\n\xe9,large\n", ["accounts.csv is not UTF-8 text: byte 14 cannot be read"]),
        ("name,segment\nA,huge\n", ["accounts.csv:2 must be one of the segments large, medium"]),
        ("name,segment,plan\nA,large,\nB,large,tin\n", ["accounts.csv:3 must be one of the plans gold, silver"]),
        (
            'name,segment,fee_per_month\n"A\nB",large,1\nC,large,much\nD,large,-1\n',
            ["accounts.csv:4 must be a number", "accounts.csv:5 must be at least 0"],
        ),
        (
            "name,segment,contacts_per_year,contacts_per_year_lo\nA,large,3,low\n",
            ["accounts.csv:2 must be a number"],
        ),
        ("name,segment,renews_on\nA,large,1/2/2027\n", ["accounts.csv:2 must be a date, such as 2027-01-01"]),
        ("name,segment,fee_per_month\nA,large,nan\n", ["accounts.csv:2 must be a finite number"]),
        ("name,segment,severity_shares.P1\nA,large,1\n", ["accounts.csv:2 is missing"] * 3),
        (
            "name,segment\nlarge 001,large\n",
            ["accounts.csv:2 is the name of a member of a segment, or of one who joins later"],
        ),
    ],
)
def test_a_bad_table_is_refused_at_its_line(folder: Path, table: str | bytes, complaints: list[str]) -> None:
    texts = [text.replace("Acme is", "'Acme' is").replace("B is", "'B' is") for text in refusal(folder, table)]
    assert len(texts) == len(complaints)
    for text, complaint in zip(texts, complaints, strict=True):
        assert text.startswith(complaint)


def test_an_unknown_column_suggests_a_known_one(folder: Path) -> None:
    (text,) = refusal(folder, "name,segment,fee_per_moth\n")
    assert text == "accounts.csv:1 unknown column; did you mean fee_per_month?"


def test_too_many_rows_and_bytes_are_refused(folder: Path) -> None:
    rows = "".join(f"C{number},large\n" for number in range(2_000))
    (text,) = refusal(folder, f"name,segment\n{rows}")
    assert text == "accounts.csv:2001 at most 2,000 accounts, not 2,001"
    (text,) = refusal(folder, "name,segment\n" + "C,large\n" * 400_000)
    assert text == "accounts.csv:5002 has more than 5,000 rows"
    (text,) = refusal(folder, "," * 2_000_000)
    assert text.startswith("accounts.csv is empty")
    (text,) = refusal(folder, "name,segment" + "," * 2_000_000)
    assert text.startswith("accounts.csv:1 has 2,000,002 columns: at most ")
    (text,) = refusal(folder, "name,segment\n" + " " * 4_000_000)
    assert text == "accounts.csv is more than 4,000,000 bytes"


@pytest.mark.parametrize(
    ("reference", "rule"),
    [
        ("accounts.csv", "must be {file: NAME.csv, sha256: HASH}"),
        ({"file": "none.csv"}, "there is no such file beside the scenario"),
        ({"file": "../accounts.csv"}, "must be the name of a file beside the scenario, without a folder"),
        ({"file": "/etc/passwd"}, "must be the name of a file beside the scenario, without a folder"),
        ({"file": "C:\\accounts.csv"}, "must be the name of a file beside the scenario, without a folder"),
        ({"file": ".."}, "must be the name of a file beside the scenario, without a folder"),
        ({"file": 3}, "must be the name of a file beside the scenario, without a folder"),
        ({"file": "link.csv"}, "there is no such file beside the scenario"),
        ({"file": "folder.csv"}, "there is no such file beside the scenario"),
        ({"file": "accounts.csv", "sha256": "abc"}, "must be 64 hexadecimal digits in quotes"),
        ({"file": "accounts.csv", "sha": "abc"}, "unknown key; did you mean sha256?"),
    ],
)
def test_a_bad_reference_is_refused(folder: Path, tmp_path_factory: Any, reference: object, rule: str) -> None:
    outside = tmp_path_factory.mktemp("outside") / "accounts.csv"
    outside.write_text("name,segment\nA,large\n")
    (folder / "link.csv").symlink_to(outside)
    (folder / "folder.csv").mkdir()
    write(folder, reference)
    with pytest.raises(ScenarioError) as refused:
        load(folder / "mine.yaml")
    (problem,) = refused.value.problems
    assert problem.path.startswith("portfolio")
    assert problem.rule.startswith(rule)


def test_two_thousand_accounts_with_evidence_load_in_two_seconds_of_one_core(folder: Path) -> None:
    """Two numbers each, with an interval and a number of observations; to change one of all of them takes no longer."""
    fields = ("contacts_per_year", "late_payment_share")
    header = ["name", "segment", *(field + end for field in fields for end in ("", "_lo", "_hi", "_n"))]
    rows = [f"C{number},large,{number}.5,{number},{number + 1},9,.2,.1,.3,{number}" for number in range(1_999)]
    (folder / "accounts.csv").write_text("\n".join([",".join(header), *rows]))
    began = process_time()
    scenario = load(folder / "mine.yaml")
    loaded = process_time()
    changed = with_overrides(scenario, {"accounts.*.late_payment_share": 0.5})
    assert (len(scenario.accounts), len(scenario.evidence), len(changed.evidence)) == (2_000, 3_998, 1_999)
    assert loaded - began < 2
    assert process_time() - loaded < 4


def test_a_document_that_was_saved_or_linked_reads_no_file(folder: Path) -> None:
    document = json.loads((folder / "mine.yaml").read_text())
    with pytest.raises(ScenarioError, match="portfolio"):
        restored(json.dumps(document), "a store")
    with pytest.raises(ScenarioError, match="portfolio"):
        with_overrides(SMALL, {"portfolio": {"file": "accounts.csv"}})
