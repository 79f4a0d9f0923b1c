"""Files of memo and buyer's sheet: equal bytes, formulas that agree, and names that stay text in every format."""

from __future__ import annotations

import asyncio
import csv
import json
import re
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO, StringIO
from zipfile import ZipFile

import docx
import openpyxl
import pytest

from sim.errors import SaydoError
from sim.report.charts import images
from sim.report.memo import BUYER_FILES, MEMO_FILES, Memo, buyer_paper, files, memo_files, memo_of, paper_files
from sim.report.memo.paper import clean
from sim.report.trust import TrustMark
from sim.scenario.overrides import with_overrides
from sim.statistics.held_out import Trust
from tests.ui.fakes import replication
from tests.unit.report.memos import HOSTILE, hostile_memo, memo, settings
from tests.worlds import SMALL

WITHOUT_A_BROWSER = ("html", "docx", "xlsx", "json", "csv")
OURS = re.compile(
    r"=(?:AVERAGE\(Runs!\$[A-Z]\$\d+:\$[A-Z]\$\d+\)|[A-Z]\d+-[A-Z]\d+|AVERAGE\([A-Z]2:[A-Z]\d+\)|"
    r"D\d+[-+]TINV\(0\.05,COUNT\((Runs![$A-Z0-9:]+)\)-1\)\*STDEV\(\1\)/SQRT\(COUNT\(\1\)\))"
)


@pytest.fixture(scope="module")
def hostile() -> Memo:
    return hostile_memo()


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (files, images):
        monkeypatch.setattr(place, "has_browser", lambda: False)


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text under its heading."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if "h1" in dict(self.tags):
            self.text += data


@pytest.mark.usefixtures("no_browser")
def test_equal_memos_give_equal_bytes() -> None:
    first, second = (memo_files(memo(), WITHOUT_A_BROWSER) for _ in range(2))
    assert first == second
    assert set(first) == {name for form in WITHOUT_A_BROWSER for name in MEMO_FILES[form]}


@pytest.mark.usefixtures("no_browser")
def test_names_stay_text_on_the_page(hostile: Memo) -> None:
    page = Page(memo_files(hostile, ["html"])["memo.html"].decode())
    assert not [tag for tag, _ in page.tags if tag in ("img", "iframe", "link", "object", "a", "form")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert sum(tag == "h1" for tag, _ in page.tags) == 1
    for name in HOSTILE:
        assert clean(name) in page.text
    assert "\x07" not in page.text
    assert "{{ 7*7 }}" in page.text


def test_a_page_with_an_image_runs_no_script(hostile: Memo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "has_browser", lambda: True)
    monkeypatch.setattr(files, "images_of", lambda _, formats: dict.fromkeys(formats, b"<svg/>"))
    page = Page(memo_files(hostile, ["html"])["memo.html"].decode())
    assert not [tag for tag, _ in page.tags if tag == "script"]
    (image,) = [attributes for tag, attributes in page.tags if tag == "img"]
    assert (image["src"] or "").startswith("data:image/svg+xml;base64,")
    (policy,) = [attributes["content"] or "" for tag, attributes in page.tags if "http-equiv" in attributes]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy


@pytest.mark.usefixtures("no_browser")
def test_names_stay_text_in_a_document(hostile: Memo) -> None:
    content = memo_files(hostile, ["docx"])["memo.docx"]
    body = docx.Document(BytesIO(content))
    texts = [paragraph.text for paragraph in body.paragraphs]
    texts += [cell.text for table in body.tables for row in table.rows for cell in row.cells]
    for name in HOSTILE:
        assert clean(name) in texts
    xml = ZipFile(BytesIO(content)).read("word/document.xml").decode()
    assert not re.search(r"<w:(?:fldSimple|instrText|hyperlink)", xml)
    assert {entry.date_time for entry in ZipFile(BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.usefixtures("no_browser")
def test_names_stay_text_in_a_workbook(hostile: Memo) -> None:
    content = memo_files(hostile, ["xlsx"])["memo.xlsx"]
    cells = [cell for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.rows for cell in row]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert formulas
    assert not [formula for formula in formulas if not OURS.fullmatch(formula)]
    texts = [cell.value for cell in cells if cell.data_type == "s"]
    for name in HOSTILE:
        assert name.replace("\x07", "_x0007_") in texts or name in texts


@pytest.mark.usefixtures("no_browser")
def test_names_stay_text_in_csv_and_json(hostile: Memo) -> None:
    result = memo_files(hostile, ["csv", "json"])
    for name in MEMO_FILES["csv"]:
        for row in csv.reader(StringIO(result[name].decode("utf-8-sig"))):
            for cell in row:
                assert not cell.startswith(("=", "@", "+"))
                assert not cell.startswith("-") or float(cell) < 0
    content = json.loads(result["memo.json"])
    assert [plan["plan"] for plan in content["plans"]][2:] == list(HOSTILE)
    assert [row["name"] for row in content["guardrails"]] == list(HOSTILE)


@pytest.mark.usefixtures("no_browser")
def test_formulas_come_to_what_the_memo_says() -> None:
    result = memo()
    content = memo_files(result, ["xlsx"])["memo.xlsx"]
    values, formulas = (openpyxl.load_workbook(BytesIO(content), data_only=item) for item in (True, False))
    runs = values["Runs"]
    for row, number in enumerate(result.numbers, 2):
        texts = [cell.value for cell in values["Numbers"][row]]
        assert texts[:6] == [
            number.label,
            number.base_mean,
            number.mean,
            number.mean_difference,
            number.low,
            number.high,
        ]
        assert formulas["Numbers"].cell(row, 4).value == f"=C{row}-B{row}"
        base, terms, difference = (3 * row - 4 + at for at in range(3))
        column = [runs.cell(line, difference).value for line in range(2, result.view.runs + 2)]
        pairs = [(runs.cell(line, base).value, runs.cell(line, terms).value) for line in range(2, result.view.runs + 2)]
        assert column == pytest.approx([after - before for before, after in pairs])
        assert runs.cell(result.view.runs + 2, difference).value == pytest.approx(number.mean_difference)
        assert formulas["Runs"].cell(2, difference).value.count("2") == 2


def test_formats_are_refused_by_name(no_browser: None) -> None:
    for formats, counts, message in (
        (["html", "doc"], MEMO_FILES, r"as = doc: must be some of html, pdf"),
        ([], MEMO_FILES, r"as = nothing: "),
        (["xlsx"], BUYER_FILES, r"as = xlsx: must be some of html, pdf, docx, json"),
        (["pdf"], MEMO_FILES, r"as = pdf: needs Chromium, Chrome or Edge"),
    ):
        with pytest.raises(SaydoError, match=message):
            files.must_be_possible(formats, counts)


BUYER = with_overrides(
    SMALL,
    {
        "selling.sold_response_share": 0.5,
        "provider.policies.charges_late_interest": True,
        "plans.silver.uplift_per_year": 0.05,
        "plans.silver.billing_months": 3,
        "plans.silver.time_and_materials_per_hour": 120,
        "plans.silver.service_credits": [{"below_attainment": 0.9, "credit_share": 0.1}],
        "plans.silver.payment_days": 30,
        "plans.silver.late_interest_per_year": 0.08,
        "plans.silver.notice_days": 60,
    },
)


def sheet_text(plan: str | None = "silver") -> str:
    results = [replication(BUYER, 1, index) for index in range(5)]
    return Page(paper_files(buyer_paper(BUYER, plan, results), ["html"])["expectations.html"].decode()).text


def test_the_buyer_reads_the_terms_in_plain_words() -> None:
    text = sheet_text()
    for texts in (
        "For $900 a month you get 6 contacts a month",
        "Each contact beyond those included in a month costs $50.",
        "charged at $120 an hour",
        "If you were told of faster answers than these, the contract does not promise them.",
        "we answer half of all our customers' contacts within 30 min",
        "Ask for a credit: one that is not claimed is not paid.",
        "What it cannot solve goes to specialist",
        "billed quarterly, in advance",
        "Pay within 30 days of the invoice.",
        "interest of 8 % a year",
        "rises by 5 % for each year",
        "at least 60 days before the end of a term",
    ):
        assert texts in text
    assert "everything stands still" in text


def test_the_buyer_reads_nothing_of_margins() -> None:
    text = sheet_text().lower()
    assert not re.search(r"margin|cost to serve|profit|grievance|retention|overtime", text)


def test_the_buyer_s_plan_must_be_one_of_them() -> None:
    with pytest.raises(SaydoError, match=r"plan = nothing given: must be one of the plans gold, silver"):
        buyer_paper(BUYER, None, [])
    with pytest.raises(SaydoError, match="plan = tin: "):
        buyer_paper(BUYER, "tin", [])
    assert "cannot tell" in str(buyer_paper(BUYER, "gold", []))


@pytest.mark.browser
@pytest.mark.skipif(not images.has_browser(), reason="no Chromium, Chrome or Edge")
def test_a_browser_draws_and_prints(hostile: Memo) -> None:
    result, again = (memo_files(hostile, ["html", "pdf", "png", "svg"]) for _ in range(2))
    assert result["memo.pdf"].startswith(b"%PDF-")
    assert result["memo-margin.png"].startswith(b"\x89PNG")
    drawing = ET.fromstring(result["memo-margin.svg"])
    tags = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert "text" in tags
    assert not tags & {"script", "img", "image", "a", "foreignObject"}
    assert any(HOSTILE[0] in (element.text or "") for element in drawing.iter())
    for name in ("memo.html", "memo-margin.png", "memo-margin.svg"):
        assert result[name] == again[name]


@pytest.mark.browser
@pytest.mark.skipif(not images.has_browser(), reason="no Chromium, Chrome or Edge")
def test_a_thread_that_has_an_event_loop_can_draw_too() -> None:
    async def within_a_loop() -> bytes:
        return images.as_pdf("<p>said and done</p>")

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop of a browser's already
        assert thread.submit(lambda: asyncio.run(within_a_loop())).result().startswith(b"%PDF-")


def test_the_colours_of_a_back_test_stand_in_every_format() -> None:
    question = settings({"plans.gold.fee_per_month": 3500})
    marks = (
        TrustMark("margin", "Margin", Trust.RED, "contacts: drift, =cmd() <b>so</b>"),
        TrustMark("days_sales_outstanding", "DSO", Trust.AMBER, "few"),
    )
    formats = [form for form in MEMO_FILES if images.has_browser() or form in WITHOUT_A_BROWSER]
    made = memo_files(memo_of(replace(question, trust=marks)), formats)
    plain = memo_files(memo_of(question), formats)
    assert "contacts: drift, =cmd() &lt;b&gt;so&lt;/b&gt;" in made["memo.html"].decode()
    assert "How far to trust" not in plain["memo.html"].decode()
    cells = [cell.text for table in docx.Document(BytesIO(made["memo.docx"])).tables for cell in table._cells]  # noqa: SLF001
    assert "red" in cells
    sheet = openpyxl.load_workbook(BytesIO(made["memo.xlsx"]))["Trust"]
    assert [cell.value for cell in sheet[2]][:2] == ["Margin", "red"]
    assert "Trust" not in openpyxl.load_workbook(BytesIO(plain["memo.xlsx"])).sheetnames
    assert [mark["colour"] for mark in json.loads(made["memo.json"])["trust"]] == ["red"]
    (row, *_) = csv.DictReader(StringIO(made["memo-numbers.csv"].decode()))
    assert row["trust"] == "red"
    assert "trust" not in plain["memo-numbers.csv"].decode()
    if "svg" in formats:
        assert "back-test red" in made["memo-margin.svg"].decode()
        assert made["memo-margin.png"] != plain["memo-margin.png"]
