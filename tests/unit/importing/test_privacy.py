"""Names, addresses and telephone numbers planted in files are nowhere that they should not be."""

from __future__ import annotations

import io
import json

import pyarrow.parquet
import pytest

from sim.errors import InputError
from sim.importing.names import identify, normal
from sim.importing.privacy import Pseudonyms
from sim.importing.read import Imported, read
from tests.unit.importing.ticket_dialects import sheet
from tests.unit.importing.world import delimited, header

FIRMS = ("Quibble Mining Ltd", "Zanzibar Oil S.A.", "Wombat & Sons", "Yodel Foods")
PEOPLE = ("Xaver Unterhuber", "Ottoline Pemberton", "Quim Vidal")
MAILS = ("xaver@quibble.example", "ottoline.pemberton@zanzibar.example", "quim@wombat.example")
PHONES = ("+44 20 7946 0999", "+351 912 345 678", "030 901820999")
SECRET_TEXT = "my password is hunter2"


def tickets() -> bytes:
    rows = [
        header(
            "Ticket ID|Subject|Description|Company|Requester Name|Requester Email|Agent|Created|Status|Priority|Phone"
        )
    ]
    for place in range(60):
        row = [
            place,
            SECRET_TEXT,
            SECRET_TEXT,
            FIRMS[place % 4],
            PEOPLE[place % 3],
            MAILS[place % 3],
            PEOPLE[(place + 1) % 3],
        ]
        rows.append(
            [
                *row,
                f"2024-05-{1 + place % 28:02d} 10:{place:02d}",
                f"odd state {PHONES[0]}" if place > 50 else "Open",
                "High",
                PHONES[place % 3],
            ]
        )
    return delimited(rows)


def calls() -> bytes:
    rows = [header("call_id|from|start_time|duration|status|agent")]
    rows += [
        [place, PHONES[place % 3], f"2024-05-{1 + place % 28:02d} 11:00", 30, "completed", PEOPLE[place % 3]]
        for place in range(60)
    ]
    return delimited(rows)


def invoices() -> bytes:
    rows = [header("Invoice Number|Customer|Invoice Date|Due Date|Amount|Disputed|Status")]
    rows += [
        [place, FIRMS[place % 4].upper(), "2024-05-01", "2024-05-31", 100 + place, "No", "Open"] for place in range(40)
    ]
    return sheet(rows, FIRMS[0][:20])


FILES = [("tickets.csv", tickets()), (f"{FIRMS[3]} calls.csv", calls()), (f"invoices {MAILS[0]}.xlsx", invoices())]


def written(imported: Imported) -> str:
    """All that a front end could write of an import."""
    texts = [
        json.dumps(imported.report.to_dict(), ensure_ascii=False),
        *imported.report.texts(),
        repr(imported.questions),
    ]
    for table in imported.tables.values():
        stream = io.BytesIO()
        pyarrow.parquet.write_table(table, stream, compression="none")
        texts += [stream.getvalue().decode("latin-1"), table.to_pandas().to_csv(), str(table.schema.metadata)]
    return "\n".join(texts).casefold()


def leaks(text: str, secrets: tuple[str, ...]) -> list[str]:
    return [
        secret
        for secret in secrets
        if secret.casefold() in text or secret.casefold().encode().decode("latin-1") in text
    ]


@pytest.mark.parametrize("mode", ["hashed", "numbered"])
def test_no_planted_name_is_in_anything_written(mode: str) -> None:
    text = written(read(FILES, names=mode))
    assert leaks(text, FIRMS + PEOPLE) == []
    assert leaks(text, tuple(normal(firm) for firm in FIRMS)) == []


@pytest.mark.parametrize("mode", ["kept", "hashed", "numbered"])
def test_no_address_number_or_text_is_in_anything_written(mode: str) -> None:
    text = written(read(FILES, names=mode))
    digits = tuple("".join(char for char in phone if char.isdigit()) for phone in PHONES)
    assert leaks(text, (*MAILS, *PHONES, *digits, SECRET_TEXT)) == []


ODD_PHONES = ("+44 (0)20 7946 0900", "(555) 867-5309", "0049/89/12345678", "+49-89-1234567", "020 7946 0901")


def names_everywhere() -> list[tuple[str, bytes]]:
    """Ids, numbers, categories, headers, sheets and files that hold what they should not."""
    person = "Wuxelby Trandle"
    rows = [["Ticket ID", "Company", "Created", "Priority", "Type", "Status", person, f"{person} [txt]"]]
    for place in range(60):
        firm, phone = FIRMS[place % 4], ODD_PHONES[place % 5]
        created = f"2024-05-{1 + place % 28:02d} 10:00"
        rows.append([f"{firm}-{place}", firm, created, "High", f"of {phone}", f"ask {person}", "x", "y"])
    people = [header("account_id|company_name|account_tier|renewal_date|" + person)]
    people += [[phone, firm, "Gold", "2025-01-01", "x"] for phone, firm in zip(ODD_PHONES, FIRMS, strict=False)]
    odd = [header("foo|bar|" + person), *([person, "b", "c"] for _ in range(20))]
    return [
        (f"tickets of {person}.xlsx", sheet(rows, f"for {person}")),
        ("customers.csv", delimited(people)),
        (f"{person} {ODD_PHONES[0]}.csv", delimited(odd)),
    ]


@pytest.mark.parametrize("mode", ["hashed", "numbered"])
def test_ids_headers_sheets_and_files_hide_names_too(mode: str) -> None:
    text = written(read(names_everywhere(), names=mode))
    assert leaks(text, (*FIRMS, *ODD_PHONES, "wuxelby", "trandle")) == []


def test_telephone_numbers_in_any_writing_are_never_written() -> None:
    assert leaks(written(read(names_everywhere())), ODD_PHONES) == []


def test_ids_that_are_numbers_with_a_mark_stay_and_stay_joined() -> None:
    assert read(FILES[:1], names="hashed").tables["contacts"]["contact_id"].to_pylist() == [str(n) for n in range(60)]
    rows = [["INC0010023", "SUP-12", "2024-05/001", "BMW-1", "Bloggs-7", "INV-2024-0001"], ["BMW AG", "Bloggs Ltd"]]
    table = [header("Invoice Number|Customer|Invoice Date|Due Date|Amount")]
    table += [[number, rows[1][n % 2], "2024-05-01", "2024-05-31", n] for n, number in enumerate(rows[0])]
    kept, *hashed = (read([("a", delimited(table))], names=mode) for mode in ("kept", "hashed", "hashed"))
    numbers = [result.tables["invoices"]["invoice_id"].to_pylist() for result in (kept, *hashed)]
    assert numbers[0] == rows[0]
    assert numbers[1] == numbers[2]
    assert [text.startswith("id ") for text in numbers[1]] == [False, False, False, True, True, False]


def test_names_are_there_where_they_are_kept() -> None:
    imported = read(FILES)
    assert set(FIRMS) == set(imported.tables["contacts"]["customer"].unique().to_pylist()) - {
        name for name in imported.tables["contacts"]["customer"].unique().to_pylist() if name.startswith("caller ")
    }


def test_one_customer_has_one_hash_in_all_tables_and_another_key_another_hash() -> None:
    first, second = (read(FILES, names="hashed", key=key) for key in (b"one", b"two"))
    names = [set(first.tables[table]["customer"].to_pylist()) for table in ("contacts", "invoices")]
    assert names[1] <= names[0]
    assert not names[1] & set(second.tables["invoices"]["customer"].to_pylist())


def test_numbers_stand_for_customers_and_hide_them() -> None:
    names = read(FILES, names="numbered").tables["invoices"]["customer"].unique().to_pylist()
    assert sorted(names) == ["Customer 01", "Customer 02", "Customer 03", "Customer 04"]


@pytest.mark.parametrize("name", [MAILS[0], PHONES[0], f"{MAILS[1]} {PHONES[1]}"])
def test_an_error_repeats_no_address(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read([(f"{name}.csv", b"")])
    assert leaks(str(caught.value).casefold(), (name, *MAILS, *PHONES)) == []


def test_an_unknown_way_to_write_names_is_refused() -> None:
    with pytest.raises(InputError, match="kept, hashed, numbered"):
        read(FILES, names="shouted")


def test_an_unrecognised_file_shows_no_cell_below_its_first_rows() -> None:
    rows = [["alpha", "beta", "gamma"], *([MAILS[0], PHONES[0], SECRET_TEXT] for _ in range(20))]
    imported = read([("a.csv", delimited(rows))], names="hashed")
    assert imported.report.unrecognised[0].headers == ["aaaaa", "aaaa", "aaaaa"]
    assert leaks(written(imported), (*MAILS, *PHONES, SECRET_TEXT)) == []


def test_an_unrecognised_file_without_a_header_shows_forms_alone() -> None:
    imported = read([("a.csv", delimited([[FIRMS[0], PEOPLE[0], 17 + n, "x"] for n in range(20)]))], names="hashed")
    assert imported.report.unrecognised[0].headers == ["aaaaaaa aaaaaa aaa", "aaaaa aaaaaaaaaa", "99", "a"]
    assert leaks(written(imported), FIRMS + PEOPLE) == []


def test_a_row_taken_for_a_header_repeats_no_name() -> None:
    rows = [["alpha", "", "gamma"], *([firm, "x", "y"] for firm in FIRMS)]
    imported = read([("a.csv", delimited(rows))], names="hashed")
    assert imported.report.unrecognised
    assert leaks(written(imported), FIRMS) == []


def test_hashes_do_not_depend_on_how_a_number_is_written() -> None:
    pseudonyms = Pseudonyms("kept", b"key")
    assert pseudonyms.name("'+351900000001'") == pseudonyms.name("+351900000001")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("60600009", False),
        ("0200769623", False),
        ("Fir Labs", False),
        ("tel:200", True),
        ("+351900000001", True),
        ("(030) 901820", True),
        ("4930901820999", True),
        ("a@b.example", True),
    ],
)
def test_numbers_of_customers_are_no_telephones(name: str, address: bool) -> None:
    assert Pseudonyms.is_address(name) is address


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Birch Ltd", "BIRCH LIMITED"),
        ("Água Clara S.A.", "Agua Clara SA"),
        ("Cedar & Sons", "Cedar and Sons (UK)"),
        ("Dune GmbH", "Dune Gesellschaft mbH"),
        ("Fjord AS", "FJORD A/S"),
        ("Gorse plc", "Gorse"),
        ("Linden Group", "Linden Group : Linden Services"),
        ("Müller GmbH & Co. KG", "Muller"),
    ],
)
def test_spellings_of_one_firm_are_equal(first: str, second: str) -> None:
    assert normal(first) == normal(second)


@pytest.mark.parametrize(
    ("first", "second"), [("Birch Ltd", "Beech Ltd"), ("Nova Systems", "Nova Services"), ("A", "B"), ("Ltd", "Inc")]
)
def test_different_firms_stay_apart(first: str, second: str) -> None:
    assert normal(first) != normal(second)


def test_firms_side_by_side_in_a_list_of_customers_are_different_ones() -> None:
    seen = {"customers": {"Green Gate": 1, "Green Gate LLC": 1}, "contacts": {"GREEN GATE": 5}}
    identities = identify({table: _counter(names) for table, names in seen.items()}, {}, {})
    assert identities.canonical == {
        "Green Gate": "Green Gate",
        "Green Gate LLC": "Green Gate LLC",
        "GREEN GATE": "Green Gate",
    }


def test_a_likely_partner_is_proposed_and_joined_only_when_confirmed() -> None:
    seen = {
        "customers": _counter({"Hollis Engineering": 1, "Other Firm": 1}),
        "contacts": _counter({"Holis Engineering": 4}),
    }
    proposed = identify(seen, {}, {})
    assert proposed.canonical["Holis Engineering"] == "Holis Engineering"
    assert [item.preselected for item in proposed.suggestions] == ["Hollis Engineering"]
    joined = identify(seen, {}, {"Holis Engineering": "Hollis Engineering"})
    assert joined.canonical["Holis Engineering"] == "Hollis Engineering"
    assert not joined.suggestions


def test_a_number_stands_for_the_name_that_a_file_gives_it() -> None:
    people = delimited(
        [
            header("account_id|company_name|account_tier|renewal_date"),
            *([f"K-{n}", FIRMS[n], "Gold", "2025-01-01"] for n in range(4)),
        ]
    )
    rows = [
        header("customer_id|invoice_number|invoice_date|due_date|amount"),
        *([f"K-{n % 4}", n, "2024-05-01", "2024-06-01", 5] for n in range(8)),
    ]
    names = read([("a", people), ("b", delimited(rows))]).tables["invoices"]["customer"].to_pylist()
    assert names == [FIRMS[n % 4] for n in range(8)]


def _counter(names: dict[str, int]) -> object:
    from collections import Counter

    return Counter(names)
