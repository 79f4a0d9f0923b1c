"""Planted names, addresses and telephone numbers, through every paper, book, store and message of the commands."""

from __future__ import annotations

import csv
import io
import logging
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from sim.api.runners import runner_for
from sim.errors import ScenarioError
from sim.fitting.own_portfolio import loaded
from sim.questions.ledger import ledgers
from sim.report.budget import months_of
from sim.report.format.table import to_csv
from sim.report.ledger_book import ledger_workbook, runs_table
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides
from tests.functional.terminal import Answer, Saydo, caller

FIRMS = ("Quibblebank Freight Ltd", "Zanzibar Oil S.A.", "Wombat & Sons")
MAILS = ("xaver@quibblebank.example", "ottoline@zanzibar.example", "quim@wombat.example")
PHONES = ("+44 20 7946 0999", "+351 912 345 678", "+49 30 901820999")
PEOPLE = ("Ermintrude Vogelsang", "Thaddeus Quince")
PLANTED = (*FIRMS, *MAILS, *PHONES, *PEOPLE)
DAYS, OTHERS = 60, 15
SHORT = ("--replications", 3, "--workers", 1)
SHORTER = ("--set", "horizon_months=12", "--set", "market.prospects_per_month=0")


def table(path: Path, rows: Iterable[Iterable[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.fixture
def exports(tmp_path: Path) -> list[Path]:
    """Tickets, invoices and a list of customers; every column that may hold a name, an address or a number does."""
    firms = [*FIRMS, *(f"Firm {place}" for place in range(OTHERS))]
    days = [date(2024, 1, 1) + timedelta(place) for place in range(DAYS)]
    tickets: list[tuple[object, ...]] = [
        (
            "Ticket ID",
            "Subject",
            "Company",
            "Email",
            "Phone",
            "Created",
            "First response time",
            "Status",
            "Agent",
            "Group",
        )
    ]
    for place in range(3 * DAYS):
        day, who, firm = days[place // 3], place // 2 % 3, firms[place % len(firms)]
        firm = FIRMS[who] if place % 2 else firm
        opened, answered = f"{day} {9 + place % 8:02d}:{place * 7 % 60:02d}", f"{day} 17:30"
        said = f"{FIRMS[who]} {MAILS[who]} {PHONES[who]}"
        row = (f"T{place}", said, firm, MAILS[who], PHONES[who], opened, answered, "Closed")
        tickets.append((*row, PEOPLE[place % 2], f"Desk of {FIRMS[1]}"))
    invoices: list[tuple[object, ...]] = [
        ("Invoice", "Customer", "Contact", "Phone", "Invoice date", "Due date", "Amount")
    ]
    invoices[0] += ("Paid on", "Disputed")
    for place in range(12 * len(firms)):
        day, who = days[place % 30], place % 3
        paid = day + timedelta(8 + place * 7 % 20)
        row = (f"R{place}", firms[place % len(firms)], MAILS[who], PHONES[who], day, day + timedelta(14), 100 + place)
        invoices.append((*row, paid, "yes" if place % 7 == 0 else "no"))
    customers = [("Account Name", "Plan", "Segment", "Contract start date", "Monthly fee", "Contact e-mail", "Phone")]
    for place, firm in enumerate(firms):
        who = place % 3
        customers.append((firm, "Gold", "All", "2023-01-01", f"{900 + place}", MAILS[who], PHONES[who]))
    content = {"tickets": tickets, "invoices": invoices, "customers": customers}
    return [table(tmp_path / f"{name}.csv", rows) for name, rows in content.items()]


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saydo:
    monkeypatch.setenv("SAYDO_STORE", f"sqlite:///{tmp_path}/runs.sqlite")
    return caller(capsys)


def planted_in(content: bytes) -> list[str]:
    """Planted texts that some bytes hold, packed or as glyphs of a PDF too."""
    text = "\n".join(_texts(content)).casefold()
    words = [
        *PLANTED,
        *(name.split()[0] for name in (*FIRMS, *PEOPLE)),
        *(re.sub(r"\D", "", phone) for phone in PHONES),
    ]
    return [word for word in words if word.casefold() in text or word.casefold().replace("&", "&amp;") in text]


def _texts(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", "replace")
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if content.startswith(b"%PDF"):
        yield from pdf_texts(content)


def pdf_texts(content: bytes) -> Iterator[str]:
    """Texts of a PDF: the glyphs of each stream as each of its fonts would have them read."""
    streams = []
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.S):
        try:
            streams.append(zlib.decompress(packed))
        except zlib.error:
            continue
    fonts = [font for stream in streams if b"beginbf" in stream and (font := _glyphs(stream.decode("latin-1")))]
    for stream in streams:
        codes = re.findall(rb"<([0-9A-Fa-f]+)>\s*T[jJ]|<([0-9A-Fa-f]{4,})>", stream)
        glyphs = "".join((first or second).decode() for first, second in codes)
        for font in fonts if b"BT" in stream else ():
            yield "".join(font.get(int(glyphs[at : at + 4], 16), "?") for at in range(0, len(glyphs) - 3, 4))


def _glyphs(cmap: str) -> dict[int, str]:
    """Characters of a font by glyph, as its table says."""
    font: dict[int, str] = {}
    for first, last, text in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4})> <([0-9A-F]{4})>", cmap):
        font |= {
            glyph: chr(int(text, 16) + glyph - int(first, 16)) for glyph in range(int(first, 16), int(last, 16) + 1)
        }
    font |= {
        int(glyph, 16): chr(int(text, 16))
        for glyph, text in re.findall(r"\n<([0-9A-F]{4})> <([0-9A-F]{4})>(?=\n)", cmap)
    }
    return font


def left_behind(folder: Path) -> dict[str, list[str]]:
    """Files below a folder with what they hold of that which was planted."""
    words = {path.name: planted_in(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
    assert words
    return {name: planted for name, planted in words.items() if planted}


def failing(saydo: Saydo, own: Path) -> Iterator[Answer]:
    """Commands on a portfolio that fail, each with a message; its table of accounts is broken in the end."""
    for arguments in (
        ("run", own, "--set", "accounts.*.fee_per_month=-1"),
        ("run", own, "--set", "accounts.Quibble Freight.fee_per_month=1"),
        ("check", own, "--set", "accounts.*.contacts_per_year=-1"),
        ("remedies", own, "--customer", "nobody"),
        ("compare", own, own, "--account", "nobody"),
        ("customers", own, "--leave-out", "nobody"),
        ("why", own, "--customer", "nobody"),
        ("save", own),
        ("app", own),
    ):
        yield saydo(*arguments)
    text, table = own.read_text(encoding="utf-8"), own.with_name("accounts.csv")
    own.write_text(re.sub(r'\n *"?sha256"?:.*', "", text), encoding="utf-8")
    lines = table.read_text(encoding="utf-8").splitlines()
    for broken in ([*lines, lines[1]], [lines[0], *(line.replace(",All,", ",Huge,") for line in lines[1:])]):
        table.write_text("\n".join(broken) + "\n", encoding="utf-8")
        yield saydo("run", own)
        yield saydo("check", own)


def test_no_paper_book_table_or_store_of_a_hashed_import_holds_them(
    saydo: Saydo, exports: list[Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "made"
    out.mkdir()
    assert saydo("import", *exports, "--hash-names", "-o", out / "mine", "--json", out / "report.json").status == 0
    own = out / "mine" / "my-portfolio.yaml"
    assert all(name.startswith("customer ") for name in load(own).accounts)
    commands = (
        ("report", own, "--to", out / "memo", "--as", "html,docx,xlsx,json,csv", *SHORTER),
        ("report", own, "--to", out / "buyer", "--sheet", "buyer", "--as", "html,docx,json", *SHORTER),
        ("report", own, "--to", out / "board", "--sheet", "board", "--as", "pptx", *SHORTER),
        ("report", own, "--to", out / "money", "--sheet", "money", "--as", "pptx", *SHORTER),
        ("customers", own, "--json", out / "customers.json", *SHORTER),
        ("bridge", own, "--years", "1:2", "--xlsx", out / "years.xlsx", "--set", "horizon_months=24"),
    )
    said = [saydo(*arguments, *SHORT) for arguments in commands]
    said.append(saydo("backtest", out / "mine", "--replications", 20, "--workers", 1))
    assert [answer.err for answer in said if answer.status] == []
    scenario = with_overrides(load(own), {"horizon_months": 12})
    with runner_for({"workers": 1}, 2) as runner:
        (book,) = ledgers(runner, [scenario], 2)
    content = ledger_workbook(book, months_of(scenario), scenario.currency, {}, ())
    (out / "books.xlsx").write_bytes(content)
    (out / "books.csv").write_bytes(to_csv(runs_table(book)))
    said += failing(saydo, own)
    assert left_behind(out) == {}
    printed = "".join(answer.out + answer.err for answer in said) + caplog.text
    assert planted_in(printed.encode()) == []
    assert planted_in((tmp_path / "runs.sqlite").read_bytes()) == []


def test_no_store_log_or_message_holds_them_where_names_are_kept(
    saydo: Saydo, exports: list[Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert saydo("import", *exports, "-o", tmp_path / "mine").status == 0
    own = tmp_path / "mine" / "my-portfolio.yaml"
    assert FIRMS[0] in load(own).accounts
    variant = tmp_path / "elsewhere" / "variant.yaml"
    variant.parent.mkdir()
    changes = f"{{'accounts.{FIRMS[2]}.fee_per_month': 500, horizon_months: 12}}"
    variant.write_text(f"extends: ../mine/my-portfolio.yaml\nset: {changes}\n", encoding="utf-8")
    assert saydo("run", variant, *SHORT).status == 0
    assert saydo("backtest", tmp_path / "mine", "--replications", 20, "--workers", 1).status == 0
    messages = [answer.err for answer in failing(saydo, own)]
    assert all(messages)
    assert planted_in("".join(messages).encode()) == []
    assert planted_in(caplog.text.encode()) == []
    assert planted_in((tmp_path / "runs.sqlite").read_bytes()) == []
    assert "0 questions, 0 replications kept" in saydo("runs").out


def test_a_portfolio_that_cannot_be_used_names_no_customer() -> None:
    accounts = f'name,segment,fee_per_month\n"{FIRMS[0]}",large,-1\n'
    files = {"my-portfolio.yaml": Path("scenarios/honest.yaml").read_bytes() + b"\nportfolio: {file: accounts.csv}\n"}
    with pytest.raises(ScenarioError) as refused:
        loaded({**files, "accounts.csv": accounts.encode()})
    assert str(refused.value) == "accounts.….fee_per_month (accounts.csv:2): must be at least 0"


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--answers", f'"{FIRMS[0]}" = "{MAILS[0]}"\n'),
        ("--answers", f'"{FIRMS[0]}" = 3\n'),
        ("--answers", f'cut = "{MAILS[1]}"\n'),
        ("--answers", f'[same]\n"{FIRMS[0]}" = 3\n'),
        ("--answers", f'same = 1\n"{FIRMS[0]}" = "a"\n"{FIRMS[0]}" = "b"\n'),
        ("--answers", f"[[{FIRMS[0].split()[0]}.a]]\n[{FIRMS[0].split()[0]}]\n"),
        ("--map", f'[[sheet]]\nheaders = "{FIRMS[1]}"\nkind = "tickets"\ncolumns = {{ opened = "{MAILS[0]}" }}\n'),
        ("--map", f'[[sheet]]\nheaders = "ab"\nkind = "{FIRMS[1]}"\n'),
        ("--map", f'[[sheet]]\nheaders = "ab"\nkind = "tickets"\n"{FIRMS[1]}" = 3\n'),
        ("--map", f'[[sheet]]\nheaders = "ab"\nkind = "tickets"\ncolumns = {{ "{FIRMS[1]}" = "x" }}\n'),
    ],
)
def test_messages_on_answers_and_mappings_do_not_repeat_them(
    saydo: Saydo, exports: list[Path], tmp_path: Path, option: str, text: str
) -> None:
    file = tmp_path / "stated.toml"
    file.write_text(text, encoding="utf-8")
    few = table(tmp_path / "few.csv", list(csv.reader(exports[0].read_text(encoding="utf-8").splitlines()))[:101])
    answer = saydo("import", few, "-o", tmp_path / "out", "--hash-names", option, file)
    assert answer.err
    assert planted_in(answer.err.encode()) == []


@pytest.mark.browser
def test_the_text_of_a_pdf_is_searched_and_holds_none(saydo: Saydo, exports: list[Path], tmp_path: Path) -> None:
    texts = {}
    for names in ("kept", "hashed"):
        assert saydo("import", *exports, "--names", names, "-o", tmp_path / names).status == 0
        own, out = tmp_path / names / "my-portfolio.yaml", tmp_path / f"{names}-papers"
        deal = next(iter(load(own).accounts))
        arguments = ("--set", f'accounts."{deal}".fee_per_month=400', *SHORTER, "--as", "pdf", "--to", out)
        assert saydo("report", own, *arguments, *SHORT).status == 0
        assert saydo("report", own, *arguments, *SHORT, "--sheet", "board").status == 0
        texts[names] = [planted_in(path.read_bytes()) for path in sorted(out.glob("*.pdf"))]
        shutil.rmtree(out)
    assert any(texts["kept"]), "else the search sees nothing"
    assert texts["hashed"] == [[], []]
