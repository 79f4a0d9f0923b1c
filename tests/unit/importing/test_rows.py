"""What becomes of rows: questions and answers, mappings, duplicates, cut files, robots, automatic closing, overlaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sim.errors import InputError
from sim.importing.catalogue import dialects, is_header_name, kinds, meanings
from sim.importing.questions import MOST_QUESTIONS, fingerprint
from sim.importing.read import Imported, read
from sim.importing.sheet_reading import ReadingProgress, Watch
from sim.importing.tables import SCHEMAS
from tests.unit.importing.ticket_dialects import TICKETS, sheet
from tests.unit.importing.world import START, delimited, header, world

HEADER = header("Ticket ID|Company|Requester|Subject|Created|Resolved|Closed|Priority|Agent interactions")


def rows(count: int = 40, **changes: Any) -> list[list[Any]]:
    """Tickets an hour and a bit apart; a change is a function of the place."""
    result = []
    for place in range(count):
        opened = START + dt.timedelta(hours=5 * place, minutes=place * 7 % 60)
        resolved = opened + dt.timedelta(minutes=100 + place * 37 % 900)
        cells = {
            "id": place,
            "company": f"Firm {place % 7}",
            "requester": f"p{place % 9}",
            "subject": "x",
            "created": f"{opened:%Y-%m-%d %H:%M}",
            "resolved": f"{resolved:%Y-%m-%d %H:%M}",
            "closed": f"{resolved + dt.timedelta(minutes=place * 53 % 4000):%Y-%m-%d %H:%M}",
            "priority": "High",
            "touches": 2,
        }
        cells |= {name: change(place) for name, change in changes.items()}
        result.append(list(cells.values()))
    return result


def of(cells: list[list[Any]], names: list[Any] = HEADER, **options: Any) -> Imported:
    return read([("a.csv", delimited([names, *cells]))], **options)


def notes(imported: Imported) -> str:
    return "\n".join(imported.report.texts())


def test_a_repeated_row_is_kept_once_and_counted() -> None:
    cells = rows()
    imported = of([*cells, *cells[:3]])
    assert imported.tables["contacts"].num_rows == 40
    assert imported.report.sheets[0].counts["duplicate: repeats an earlier row cell by cell"] == 3


def test_an_id_that_comes_again_at_another_time_is_another_ticket() -> None:
    assert of(rows(id=lambda place: place % 10)).tables["contacts"].num_rows == 40


def test_rows_without_a_date_are_dropped_by_name() -> None:
    imported = of(rows(created=lambda place: "soon" if place == 7 else f"2024-05-{1 + place % 28:02d} 10:00"))
    counts = imported.report.sheets[0].counts
    assert counts["no date in Created"] == 1
    assert imported.report.sheets[0].examples["no date in Created"] == [9]
    column = next(column for column in imported.report.sheets[0].columns if column.header == "Created")
    assert column.unread == 1


@pytest.mark.parametrize(("count", "cut"), [(100, True), (99, False), (500, True)])
def test_a_row_count_that_systems_cut_at_is_asked_about(count: int, cut: bool) -> None:
    imported = of(rows(count))
    assert imported.report.sheets[0].cut is cut
    assert ("cut" in {question.subject for question in imported.questions}) is cut


def test_a_last_row_that_breaks_off_is_asked_about_and_the_answer_taken() -> None:
    content = delimited([HEADER, *rows()])[:-30]
    assert read([("a.csv", content)]).report.sheets[0].cut
    assert not read([("a.csv", content)], answers={"cut": "no"}).report.sheets[0].cut


def test_notices_of_a_machine_are_marked_unless_they_are_contacts() -> None:
    def created(place: int) -> str:
        return (
            f"{START + dt.timedelta(days=place // 2):%Y-%m-%d} 03:0{place % 2}"
            if place % 2
            else f"2024-10-{1 + place % 28:02d} {place % 24:02d}:15"
        )

    cells = rows(80, requester=lambda place: "backup" if place % 2 else f"p{place}", created=created)
    imported = of(cells)
    assert imported.tables["contacts"]["robot"].to_pylist() == [bool(place % 2) for place in range(80)]
    question = next(question for question in imported.questions if question.subject == "robots")
    assert "40 notices" in question.text
    assert not any(of(cells, answers={question.id: "yes"}).tables["contacts"]["robot"].to_pylist())


def test_a_requester_that_nobody_answers_is_a_machine() -> None:
    cells = rows(
        60, requester=lambda place: "monitor" if place % 2 else "p", touches=lambda place: 0 if place % 2 else 3
    )
    assert sum(of(cells).tables["contacts"]["robot"].to_pylist()) == 30


def test_people_are_no_machines() -> None:
    assert not any(of(rows(100, requester=lambda place: f"p{place % 3}")).tables["contacts"]["robot"].to_pylist())


def test_automatic_closing_is_no_solution() -> None:
    names = header("Ticket ID|Company|Created|Closed|Priority")

    def cells(days: Any) -> list[list[Any]]:
        times = [START + dt.timedelta(hours=7 * place) for place in range(60)]
        return [
            [n, "F", f"{at:%Y-%m-%d %H:%M}", f"{at + dt.timedelta(days=days(n)):%Y-%m-%d %H:%M}", "High"]
            for n, at in enumerate(times)
        ]

    automatic = of(cells(lambda place: 10), names)
    assert automatic.tables["contacts"]["resolved"].null_count == 60
    assert "10 days after being opened" in notes(automatic) or "240 hours" in notes(automatic)
    human = of(cells(lambda place: 0.1 + (place * 37 % 60) ** 1.5 / 20), names)
    assert human.tables["contacts"]["resolved"].null_count == 0
    assert "resolved: taken from Closed" in notes(human)


def test_overlapping_files_give_each_ticket_once() -> None:
    cells = rows(60)
    parts = [("a.csv", delimited([HEADER, *cells[:40]])), ("b.csv", delimited([HEADER, *cells[20:]]))]
    imported = read(parts)
    assert imported.tables["contacts"]["contact_id"].to_pylist() == [str(place) for place in range(60)]
    assert imported.report.repeated == {"contacts": 20}


def test_an_unknown_file_is_read_once_its_columns_are_mapped() -> None:
    names = header("Alpha|Beta|Gamma|Delta")
    content = delimited(
        [["some title"], names, *([n, f"Firm {n % 3}", f"2024-05-{n + 1:02d}", "burning"] for n in range(20))]
    )
    unknown = read([("a.csv", content)])
    assert not unknown.tables
    assert unknown.report.unrecognised[0].headers == names
    entry = {
        "headers": fingerprint(names),
        "kind": "tickets",
        "columns": {"id": "Alpha", "customer": "Beta", "opened": "Gamma", "severity": "Delta"},
        "values": {"severity": {"burning": "P1"}},
    }
    imported = read([("b.csv", content)], mapping=[entry])
    assert imported.tables["contacts"]["severity"].to_pylist() == ["P1"] * 20
    assert imported.report.sheets[0].columns[0].sure == "confirmed"


def test_words_without_a_meaning_are_shown() -> None:
    imported = of(rows(priority=lambda place: "burning" if place % 2 else "High"))
    column = next(column for column in imported.report.sheets[0].columns if column.header == "Priority")
    assert column.unmapped == {"burning": 20}
    assert set(imported.tables["contacts"]["severity"].to_pylist()) == {"P2", "unknown"}


def test_five_questions_at_most_and_the_rest_is_said_to_be_assumed() -> None:
    names = header("Ticket ID|Requester|Created|Priority")
    files = [
        (
            f"{n}.csv",
            delimited([[*names, f"extra {n}"], *([p, f"x{p % 9}", "02/03/2024", "High", n] for p in range(100))]),
        )
        for n in range(4)
    ]
    imported = read(files)
    assert len(imported.questions) == MOST_QUESTIONS
    assert len(imported.report.assumed) == 12 - MOST_QUESTIONS
    assert all(question.evidence and question.default in question.options for question in imported.questions)


def test_an_answer_is_taken_and_its_question_is_not_asked_again() -> None:
    export = TICKETS["freshdesk with pivots"](world(2))
    questions = read([("a", export.content)]).questions
    assert [question.subject for question in questions] == ["customer_column"]
    answered = read([("a", export.content)], answers={questions[0].id: "Company Name"})
    assert not answered.questions
    assert "Us Ltd" in answered.tables["contacts"]["customer"].to_pylist()


def test_sheets_of_one_signature_are_read_as_one() -> None:
    content = sheet([HEADER, *rows(30)], "June", {"May": [HEADER, *rows(20)]})
    imported = read([("a.xlsx", content)])
    assert imported.tables["contacts"].num_rows == 30
    assert imported.report.repeated == {"contacts": 20}


def test_a_header_again_and_a_footer_are_no_rows() -> None:
    cells = [*rows(10), HEADER, *rows(20)[10:], [], ["Confidential"], ["Generated by somebody"]]
    imported = of(cells)
    counts = imported.report.sheets[0].counts
    assert (counts["item"], counts["header"], counts["blank"], counts["trailer"]) == (20, 2, 1, 2)


def test_progress_is_told_and_a_cancelled_reading_gives_nothing() -> None:
    steps: list[ReadingProgress] = []
    watch = Watch(steps.append)
    watch.last -= 10
    of(rows(3000), watch=watch)
    assert steps
    assert 0 < steps[0].rows <= 3001
    with pytest.raises(InputError, match="cancelled"):
        of(rows(3000), watch=Watch(cancelled=lambda: True))


def test_money_of_several_currencies_is_asked_about_and_never_added() -> None:
    names = header("Invoice Number|Customer|Invoice Date|Due Date|Amount|Currency")
    cells = [[n, "F", "2024-05-01", "2024-05-31", 10, "USD" if n % 3 else "EUR"] for n in range(30)]
    imported = of(cells, names)
    assert imported.tables["invoices"].num_rows == 20
    question = imported.questions[0]
    assert question.default == "USD"
    assert of(cells, names, answers={question.id: "EUR"}).tables["invoices"].num_rows == 10


def test_every_table_has_its_schema_and_says_where_each_row_stood() -> None:
    imported = of(rows(5))
    for name, table in imported.tables.items():
        assert table.schema.equals(SCHEMAS[name])
        assert table["source_row"].to_pylist() == [2, 3, 4, 5, 6]
        assert set(table["source_file"].to_pylist()) == {"a.csv"}


@pytest.mark.parametrize("name", dialects())
def test_a_dialect_names_fields_of_its_kind_and_can_be_met(name: str) -> None:
    dialect = dialects()[name]
    kind = kinds()[dialect.kind]
    assert dialect.title
    assert dialect.least <= len(dialect.signature)
    assert dialect.required <= dialect.signature
    assert set(dialect.columns) | set(dialect.units) | set(dialect.values) <= set(kind.fields)
    assert set(dialect.rules) <= {"layout", "header", "column", "words"}
    assert all(is_header_name(key) for key in dialect.signature)


@pytest.mark.parametrize("name", kinds())
def test_a_kind_needs_fields_that_it_has(name: str) -> None:
    kind = kinds()[name]
    assert kind.table in SCHEMAS
    assert all(field in kind.fields for group in kind.needs for field in group)
    assert all(meanings(field.values) for field in kind.fields.values() if field.values)


def test_lists_of_the_same_customers_complete_each_other() -> None:
    since = b"customer,segment,customer since,churn date\nBirch,large,2023-04-01,\nCedar,small,2024-01-01,\n"
    fees = b"customer,plan,monthly fee\nCedar,silver,522\nBirch,gold,1975\nDogwood,gold,1900\n"
    imported = read([("a.csv", since), ("b.csv", fees)])
    rows_of = {row["customer"]: row for row in imported.tables["customers"].to_pylist()}
    assert {name: (row["segment"], row["plan"], row["fee_month"]) for name, row in rows_of.items()} == {
        "Birch": ("large", "gold", 197_500),
        "Cedar": ("small", "silver", 52_200),
        "Dogwood": (None, "gold", 190_000),
    }
    assert rows_of["Birch"]["left_on"] is None
    assert rows_of["Birch"]["source_file"] == "a.csv"
    assert imported.report.repeated == {"customers": 2}


def test_marks_of_what_is_missing_are_told_with_their_columns() -> None:
    marks = {"resolved": lambda place: "?" if place % 2 else "1970-01-01 00:00", "requester": lambda place: "NULL"}
    assert "taken for missing: NULL in Requester; 1970-01-01 in Resolved; ? in Resolved" in notes(of(rows(**marks)))


def test_a_column_at_the_end_without_a_name_damages_no_row() -> None:
    imported = of([[*row, f"note {place}"] for place, row in enumerate(rows())], [*HEADER, ""])
    assert imported.tables["contacts"].num_rows == 40
    assert "1 column without a name: no field is read from there" in notes(imported)


def test_headings_of_buckets_of_ages_are_groups_whether_rows_follow_or_not() -> None:
    names = header("Date|Transaction Type|Num|Customer|Due Date|Amount|Open Balance")
    item = ["01/31/2025", "Invoice", "17", "Firm", "03/02/2025", "5.00", "5.00"]
    cells: list[list[Any]] = [["Current"], item, ["1 - 30 days past due"], [*item[:2], "18", *item[3:]], ["> 90"]]
    counts = of(cells, names).report.sheets[0].counts
    assert (counts["group"], counts["item"], sum(counts.values())) == (3, 2, 6)


def test_hours_that_something_took_are_no_time_of_day() -> None:
    names = header("Id|Organization|Created at|Solved at|Resolution time")
    cells: list[list[Any]] = [[place, "Firm", f"2025-03-{1 + place % 28:02d}", "2025-04-01", 16] for place in range(30)]
    assert "Resolution time gives the time of day" not in notes(of(cells, names))


def test_entries_of_work_begin_when_they_say_whichever_number_is_the_month() -> None:
    """Of 4/3 and 3/4 that is taken which puts no work before the opening of its ticket."""
    names = header("Issue key|Issue id|Issue Type|Status|Priority|Created|Custom field (Organizations)|Log Work")
    for pattern in ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"):
        days = [START + dt.timedelta(days=3 * place) for place in range(3)]
        cells: list[list[Any]] = [
            [f"A-{day:%j}", 1, "Bug", "Open", "High", f"{day:%Y-%m-%d %H:%M}", "Firm", f";{day:{pattern}};ada;60"]
            for day in days
        ]
        work = of(cells, names).tables["work"]
        assert [moment.replace(tzinfo=None) for moment in work["started"].to_pylist()] == days


def test_rules_and_sums_of_a_printed_list_are_no_rows_and_the_name_of_a_debtor_goes_before_its_number() -> None:
    lines = ["|Debitor|Name 1|Belegnr|Belegdatum|Nettofälligkeit|Betrag in Hauswährung|Wrg|", "-" * 30]
    days = [f"1{place}.01.2025|1{place}.02.2025" for place in range(5)]
    lines += [f"|6001{place}|Firma {place}|R{place}|{both}|1.000,50|EUR|" for place, both in enumerate(days)]
    lines += ["-" * 30, "|*|||||5.002,50|EUR|"]
    imported = read([("list.txt", "\r\n".join(lines).encode("cp1252"))])
    assert imported.report.sheets[0].counts == {"header": 1, "item": 5, "blank": 2, "subtotal": 1}
    assert imported.tables["invoices"]["amount"].to_pylist() == [100_050] * 5
    assert imported.tables["invoices"]["customer"].to_pylist() == [f"Firma {place}" for place in range(5)]


def test_a_ledger_is_neither_tickets_nor_invoices_without_an_amount() -> None:
    names = header("Date|Type|Reference|Customer|Debit|Credit|Balance")
    cells = [[f"{1 + place % 28:02d}/02/2025", "Invoice", f"R{place}", "Firm", "17.50", "", ""] for place in range(40)]
    imported = of(cells, names)
    assert not imported.tables
    assert "map them by hand" in notes(imported)


def test_contracts_may_begin_in_a_month() -> None:
    cells: list[list[Any]] = [[f"Firm {place}", "Gold", "Feb 2023", "31/03/2026"] for place in range(5)]
    customers = of(cells, header("Account|Plan|Customer since|Renewal")).tables["customers"]
    assert [f"{day:%Y-%m-%d}" for day in customers["started"].to_pylist()] == ["2023-02-01"] * 5
    assert [f"{day:%Y-%m-%d}" for day in customers["renews_on"].to_pylist()] == ["2026-03-31"] * 5


def test_work_of_agents_who_are_not_named_is_work() -> None:
    names = header("Work item|Ticket|Started|Ended|Handle time (seconds)|Agent")
    begins = [START + dt.timedelta(hours=place) for place in range(30)]
    cells = [[place, place, str(at), str(at + dt.timedelta(minutes=9)), 540, ""] for place, at in enumerate(begins)]
    assert of(cells, names).tables["work"].num_rows == 30


def test_columns_of_days_are_told_as_read() -> None:
    days = [f"{START + dt.timedelta(days=place):%Y-%m-%d}" for place in range(14)]
    imported = of([["Ada", *["9:00-17:00"] * 14]], ["Agent", *days])
    assert imported.tables["roster"].num_rows == 14
    assert f"agent from Agent, 14 columns from {days[0]} to {days[-1]}" in notes(imported)
    assert "not read" not in notes(imported)


def test_a_name_in_the_header_of_cells_of_several_lines_is_not_told_where_names_are_not_kept() -> None:
    content = delimited([[*HEADER, "Called Wolkenstein"], *([*row, "one\ntwo"] for row in rows())])
    assert "cells of several lines: Called Wolkenstein" in notes(read([("a.csv", content)]))
    hashed = notes(read([("a.csv", content)], names="hashed"))
    assert "cells of several lines" in hashed
    assert "Wolkenstein" not in hashed
