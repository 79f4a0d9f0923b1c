"""``saydo backtest`` on a folder of an import: what it writes, and what it refuses."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tests.functional.terminal import Saydo, caller

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
