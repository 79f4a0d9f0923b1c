"""``saydo backtest`` on a folder of an import: what it writes, and what it refuses."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from sim.importing.folder import locality_of
from tests.functional.terminal import Saydo, caller
from tests.unit.importing.test_closed_days import holidays, tickets

INVENTED = sorted(str(path) for path in Path(str(files("sim.importing").joinpath("invented"))).glob("*.csv"))


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def folder(saydo: Saydo, tmp_path: Path) -> Path:
    assert saydo("import", *INVENTED, "-o", str(tmp_path / "mine")).status == 0
    return tmp_path / "mine"


def test_it_says_how_far_to_trust_each_headline_and_the_folder_may_be_imported_again(
    saydo: Saydo, folder: Path
) -> None:
    answer = saydo("backtest", str(folder), "--replications", "20", "--workers", "1")
    assert answer.status == 0
    record = json.loads((folder / "backtest.json").read_text(encoding="utf-8"))
    assert record["periods"] == {"days": 7, "fitted": 26, "tested": 12}
    assert record["trust"]["customer_retention_per_year"]["colour"] == "grey"
    contacts = next(series for series in record["series"] if series["name"] == "contacts")
    assert len(contacts["observed"]) == len(contacts["low"]) == len(contacts["starts"]) == 12
    assert record["badge"] in answer.out
    assert saydo("import", *INVENTED, "-o", str(folder)).status == 0


def test_a_folder_that_import_did_not_write_and_a_table_that_was_changed_are_refused(
    saydo: Saydo, folder: Path, tmp_path: Path
) -> None:
    refused = saydo("backtest", str(tmp_path))
    assert refused.status == 2
    assert "must be a folder that saydo import wrote" in refused.err
    (folder / "contacts.parquet").write_bytes(b"PAR1")
    refused = saydo("backtest", str(folder))
    assert refused.status == 2
    assert "contacts.parquet" in refused.err
    assert not (folder / "backtest.json").exists()


def test_the_public_holidays_of_the_import_stay_with_its_folder(saydo: Saydo, tmp_path: Path) -> None:
    file, out = tmp_path / "tickets.csv", tmp_path / "mine"
    file.write_bytes(tickets(holidays("DE"), start="2025-02-01", days=120))
    test = ("backtest", out, "--replications", 20, "--workers", 1)

    def closed(*options: str) -> list[str]:
        assert saydo(*test, *options).status == 0
        record = json.loads((out / "backtest.json").read_text(encoding="utf-8"))
        return [day for day, why in record["closed"].items() if "public holiday" in why]

    assert saydo("import", file, "-o", out, "--public-holidays", "de").status == 0
    assert json.loads((out / "import.json").read_text(encoding="utf-8"))["public_holidays"] == "DE"
    before = closed()
    assert before
    assert locality_of(out).country == "DE", "a further file leaves it as it is"
    assert closed("--public-holidays", "none") == []
    assert saydo("import", file, "-o", out, "--public-holidays", "none").status == 0
    assert closed() == []


def test_time_zones_stay_with_the_folder_too(saydo: Saydo, tmp_path: Path) -> None:
    rows = [f"{place},Elm,2025-03-{1 + place % 28:02d}T10:{place % 60:02d}:00Z,Open" for place in range(60)]
    (tmp_path / "tickets.csv").write_text("\n".join(["Ticket ID,Company,Created,Status", *rows]) + "\n")
    answers = tmp_path / "answers.toml"
    answers.write_text('time_zone = "America/Sao_Paulo"\n', encoding="utf-8")
    assert saydo("import", tmp_path / "tickets.csv", "-o", tmp_path / "mine", "--answers", answers).status == 0
    assert locality_of(tmp_path / "mine").time_zones == ("America/Sao_Paulo",)
    listing = tmp_path / "mine" / "import.json"
    listing.write_text(listing.read_text().replace('"public_holidays": ""', '"public_holidays": 3'), encoding="utf-8")
    refused = saydo("backtest", tmp_path / "mine")
    assert refused.status == 2
    assert "import.json is not as import wrote it" in refused.err
