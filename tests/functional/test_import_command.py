"""``saydo import`` reads files into a folder: all of it or nothing, twice the same, and no name where none is kept."""

from __future__ import annotations

import csv
import html
import json
import re
from pathlib import Path

import pytest
from pyarrow import parquet

from sim.importing.folder import read_folder
from sim.importing.sheet_reading import Watch
from tests.functional.terminal import Answer, Saydo, caller

FIRMS = ("Quibble Mining Ltd", "Zanzibar Oil S.A.", "Wombat & Sons")
MAILS = ("xaver@quibble.example", "ottoline@zanzibar.example", "quim@wombat.example")
PHONES = ("+44 20 7946 0999", "+351 912 345 678", "+49 30 901820999")
PORTFOLIO = ("my-portfolio.yaml", "accounts.csv", "evidence.toml")
ROWS = 100
"""A number at which systems cut, so that there is a question."""


def written(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    rows: list[list[object]] = [["Ticket ID", "Subject", "Company", "Email", "Phone", "Created", "Status", "Priority"]]
    for place in range(ROWS):
        who = place % 3
        created = f"2024-05-{1 + place % 28:02d} 10:{place % 60:02d}"
        rows.append([place, f"help {FIRMS[who]}", FIRMS[who], MAILS[who], PHONES[who], created, "Open", "High"])
    return written(tmp_path / "tickets.csv", rows)


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def text_of(page: Path) -> str:
    """Text of an account, a line an entry; every tag is one of those that the product writes."""
    content = page.read_text(encoding="utf-8")
    tags = "html|head|meta|title|style|body|section|h1|h2|h3|ul|li|table|tr|th|td"
    own = (
        rf'</?(?:{tags})(?: (?:class="warning"|lang="en"|charset="utf-8"|http-equiv="[A-Za-z-]+" content="[^"<>]+"))?>'
    )
    body = re.sub(own, "", re.sub(r"<!DOCTYPE html>|<style>[^<]*</style>", "", content).replace("</th><td>", " "))
    assert not set(body) & set("<>")
    return html.unescape(body)


def nothing_written(answer: Answer, folder: Path) -> bool:
    """Whether a refusal is one message, and left neither the folder nor a part of it."""
    return (
        answer.status == 2
        and answer.err.count("\n") == 1
        and {p.suffix for p in folder.parent.iterdir()} <= {".csv", ".toml"}
    )


def test_files_become_tables_with_an_account(saydo: Saydo, tickets: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = saydo("import", tickets, "-o", out)
    assert answer.status == 0, answer.err
    assert set(contents(out)) == {"contacts.parquet", "report.html", "answers.toml", "import.json", *PORTFOLIO}
    table = parquet.read_table(out / "contacts.parquet")
    assert table.num_rows == ROWS
    assert set(table["customer"].to_pylist()) == set(FIRMS)
    report = text_of(out / "report.html")
    printed = {line.strip() for line in answer.out.splitlines() if line.startswith("  ")}
    assert {line for line in printed if len(line) < 100} <= set(report.splitlines())
    assert f"{ROWS + 1} rows read, {ROWS} used" in report
    assert "customer from Company" in report
    assert "question cut/" in report
    assert "would help next: a list of customers" in report


def test_nothing_of_a_file_is_html_in_the_account(saydo: Saydo, tmp_path: Path) -> None:
    hostile = (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(2)>',
        "</title></style><h1>&amp;</h1>",
        "\u202egnp",
    )
    rows: list[list[object]] = [["Ticket ID", "Company", "Created", "Status", *hostile[:2]]]
    for place in range(ROWS):
        state = hostile[0] if place % 4 == 0 else "Open"
        rows.append([place, hostile[place % 4], f"2024-05-{1 + place % 28:02d} 10:{place % 60:02d}", state, "", ""])
    file = written(tmp_path / "<b>tickets & more.csv", rows)
    answer = saydo("import", file, "-o", tmp_path / "out")
    assert answer.status == 0, answer.err
    report = text_of(tmp_path / "out" / "report.html")
    assert hostile[0] in report
    assert f"not read: {hostile[0]}, {hostile[1].lstrip(chr(34))}" in report
    assert "<b>tickets & more.csv: " in report
    assert "\u202e" not in report
    source = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in source
    assert "@media print" in source


def test_twice_the_same_bytes_and_a_folder_of_an_import_is_replaced(
    saydo: Saydo, tickets: Path, tmp_path: Path
) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    assert saydo("import", tickets, "--to", out).status == 0
    first = contents(out)
    assert saydo("import", tickets, "-o", out).status == 0
    assert saydo("import", tickets, "-o", other).status == 0
    assert contents(out) == first == contents(other)
    assert {path.name for path in tmp_path.iterdir()} == {"tickets.csv", "out", "other"}


def test_a_folder_is_the_same_elsewhere_and_with_other_line_ends(saydo: Saydo, tickets: Path, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "ünï cødé" / "mine"
    assert saydo("import", tickets, "-o", out).status == 0
    first = contents(out)
    elsewhere.parent.mkdir()
    out.rename(elsewhere)
    for path in elsewhere.iterdir():
        if path.suffix != ".parquet":
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert saydo("check", elsewhere / "my-portfolio.yaml").status == 0
    assert read_folder(elsewhere)["contacts"].num_rows == ROWS
    assert saydo("import", tickets, "-o", elsewhere).status == 0
    assert contents(elsewhere) == first


def test_an_edited_default_is_an_answer_and_is_not_lost(saydo: Saydo, tickets: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    saydo("import", tickets, "-o", out)
    file = out / "answers.toml"
    text = file.read_text(encoding="utf-8")
    assert '= "yes"' in text
    file.write_text(
        "\n".join(line.removeprefix("# ") if "cut/" in line else line for line in text.splitlines()).replace(
            '"yes"', '"no"'
        )
    )
    refused = saydo("import", tickets, "-o", out)
    assert refused.status == 2
    assert "answers.toml was changed since import wrote it" in refused.err
    answer = saydo("import", tickets, "-o", out, "--answers", file)
    assert answer.status == 0, answer.err
    assert "question" not in answer.out
    again = contents(out)
    assert b'" = "no"\n' in again["answers.toml"]
    assert saydo("import", tickets, "-o", out, "--answers", file).status == 0
    assert contents(out) == again


@pytest.mark.parametrize("options", [("--hash-names",), ("--names", "hashed"), ("--names", "numbered")])
def test_no_planted_name_is_written_where_names_are_not_kept(
    saydo: Saydo, tickets: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    answers = tmp_path / "a.toml"
    answers.write_text(f'"{FIRMS[1]}" = "{MAILS[0]}"\n[same]\n"{FIRMS[0]}" = "{FIRMS[2]}"\n', encoding="utf-8")
    out = tmp_path / "out"
    answer = saydo("import", tickets, "-o", out, "--answers", answers, *options, "--json", tmp_path / "report.json")
    assert answer.status == 0, answer.err
    places = {**contents(out), "printed": answer.out.encode(), "json": (tmp_path / "report.json").read_bytes()}
    for secret in (*FIRMS, *MAILS, *PHONES):
        assert [name for name, content in places.items() if secret.casefold().encode() in content.lower()] == []
    assert "[same] had 1 names" in places["answers.toml"].decode()


def test_addresses_and_numbers_are_never_written(saydo: Saydo, tickets: Path, tmp_path: Path) -> None:
    assert saydo("import", tickets, "-o", tmp_path / "out").status == 0
    for secret in (*MAILS, *PHONES):
        assert not any(secret.encode() in content for content in contents(tmp_path / "out").values())


def test_a_sheet_of_no_kind_is_mapped_by_hand(saydo: Saydo, tmp_path: Path) -> None:
    rows: list[list[object]] = [["alpha", "beta", "gamma"]]
    rows += [[n, FIRMS[n % 3], f"2024-05-{1 + n:02d} 09:00"] for n in range(20)]
    file, out, mapped = written(tmp_path / "odd.csv", rows), tmp_path / "out", tmp_path / "map.toml"
    answer = saydo("import", file, "-o", out)
    assert "not read" in answer.out
    beginning = (out / "map.toml").read_text(encoding="utf-8")
    headers = next(line for line in beginning.splitlines() if line.startswith("# headers"))[2:]
    columns = '{ id = "alpha", customer = "beta", opened = "gamma" }'
    mapped.write_text(f'[[sheet]]\n{headers}\nkind = "tickets"\ncolumns = {columns}\n', encoding="utf-8")
    answer = saydo("import", file, "-o", out, "--map", mapped)
    assert answer.status == 0, answer.err
    assert parquet.read_table(out / "contacts.parquet").num_rows == 20
    first = contents(out)
    assert saydo("import", file, "-o", out, "--map", out / "map.toml").status == 0
    assert contents(out) == first


@pytest.mark.parametrize("name", ["answers.toml", "notes.txt", "contacts.parquet"])
def test_a_folder_with_something_of_ones_own_is_refused(saydo: Saydo, tickets: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    saydo("import", tickets, "-o", out)
    (out / name).write_text("mine", encoding="utf-8")
    before = contents(out)
    answer = saydo("import", tickets, "-o", out)
    assert answer.status == 2
    assert name in answer.err
    assert contents(out) == before


def test_a_folder_that_import_did_not_write_is_refused_and_an_empty_one_is_not(
    saydo: Saydo, tickets: Path, tmp_path: Path
) -> None:
    answer = saydo("import", tickets, "-o", tmp_path)
    assert answer.status == 2
    assert "import did not write it" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["tickets.csv"]
    (tmp_path / "empty").mkdir()
    assert saydo("import", tickets, "-o", tmp_path / "empty").status == 0


@pytest.mark.parametrize(
    ("text", "option", "message"),
    [
        ("cut = 'perhaps'", "--answers", "cut (--answers): its answer must be one of yes, no"),
        ("cut = true", "--answers", "must be a text in quotes"),
        ("cut = ", "--answers", "is not TOML"),
        ("[[sheet]]\nheaders = 'ab'\nkind = 'tears'", "--map", "a kind of"),
        (
            "[[sheet]]\nheaders = 'ab'\nkind = 'tickets'\ncolumns = { tears = 'x' }",
            "--map",
            "must be a field of tickets",
        ),
        ("[[sheet]]\nheaders = 'ab'\nkind = 'tickets'\ncolumns = { id = 'x' }", "--map", "must have opened"),
        ("[[sheet]]\nheadings = 'ab'", "--map", "[[sheet]]"),
        ("sheet = 3", "--map", "[[sheet]]"),
    ],
)
def test_answers_and_mappings_that_cannot_be_used(
    saydo: Saydo, tickets: Path, tmp_path: Path, text: str, option: str, message: str
) -> None:
    file = tmp_path / "given.toml"
    file.write_text(text, encoding="utf-8")
    answer = saydo("import", tickets, "-o", tmp_path / "out", option, file)
    assert nothing_written(answer, tmp_path / "out")
    assert message in answer.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.csv",), "there is no such file"),
        (("--names", "shouted"), "kept, hashed, numbered"),
        (("--names", "numbered", "--hash-names"), "leave one of the two out"),
        (("--answers", "nowhere.toml"), "cannot be read"),
    ],
)
def test_input_that_cannot_be_used(
    saydo: Saydo, tickets: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    answer = saydo("import", tickets, *arguments, "-o", tmp_path / "out")
    assert nothing_written(answer, tmp_path / "out")
    assert message in answer.err


def test_an_interrupt_leaves_what_was_there(
    saydo: Saydo, tickets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    saydo("import", tickets, "-o", out)
    before = contents(out)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for owner, name in ((Watch, "tick"), (parquet, "write_table"), (json, "dumps")):
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, interrupt)
            answer = saydo("import", tickets, "-o", out, "--hash-names")
        assert answer.status == 130
        assert answer.err == "interrupted; nothing was written\n"
        assert contents(out) == before
        assert {path.name for path in tmp_path.iterdir()} == {"tickets.csv", "out"}


def test_an_answer_to_nothing_is_told(saydo: Saydo, tickets: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("robots = 'yes'\n", encoding="utf-8")
    answer = saydo("import", tickets, "-o", tmp_path / "out", "--answers", file)
    assert answer.status == 0
    assert "robots (--answers): answers nothing that came up" in answer.err
