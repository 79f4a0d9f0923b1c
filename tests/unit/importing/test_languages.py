"""Lists in the languages of the vocabulary, with the dates, clocks, numbers and encodings that go with them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sim.importing.read import Imported, read
from tests.unit.importing.test_round_trip import cells
from tests.unit.importing.world import World, delimited, form, header, world

FRENCH_MONTHS = header("janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.")
TICKETS = {
    "German, day and clock apart": ("Nr.|Kunde|Datum|Uhrzeit|Erledigt am|Erledigt um", "%d.%m.%y|%H:%M", "cp850"),
    "French": ("Référence|Société|Date et heure d'ouverture|Traité le", "%d/%m/%Y %Hh%M", "cp1252"),
    "Spanish": (
        "Nº de ticket|Empresa|Fecha y hora de creación|Solucionado el",
        "%d/%m/%Y %H:%M",
        "utf-16",
    ),
    "Italian": ("Numero|Ragione sociale|Data e ora di apertura|Data soluzione", "%d/%m/%Y %H.%M", "cp1252"),
    "Portuguese": ("Nº do chamado|Empresa|Aberto em|Solucionado em", "%d-%m-%Y às %H:%M", "utf-8"),
    "Dutch": ("Meldingsnummer|Klant|Datum en tijd|Afgehandeld op", "%d-%m-%Y %H:%M", "utf-16-le"),
}
CALLS = {
    "German": "Datum|Uhrzeit|Anrufer|Wartedauer|Gesprächsdauer|Ergebnis",
    "French": "Date|Heure|Numéro appelant|Attente|Durée|Statut de l'appel",
    "Spanish": "Fecha|Hora|Llamante|Espera|Tiempo hablado|Resultado de la llamada",
}
INVOICES = {
    "German": "Beleg Nr.|Debitor|Datum|Zahlbar bis|Rechnungssumme|Zahldatum|Offener Posten",
    "French": "Pièce|Raison sociale|Date de pièce|Date échéance|Montant T.T.C.|Réglé le|Restant dû",
    "Spanish": "Folio|Razón social|Fecha|Vence el|Importe bruto|Cobrado el|Pendiente",
    "Italian": "Numero documento|Intestatario|Data documento|Scade il|Importo totale|Incassato il|Da pagare",
}
MONTHS = ("2024-01|2024-02|2024-03", "Jan-24|Feb-24|Mar-24", "01/2024|02/2024|03/2024", "janv. 24|févr. 24|mars 24")


def of(rows: list[list[Any]], encoding: str = "utf-8") -> Imported:
    return read([("list.csv", delimited(rows, encoding, ";"))])


@pytest.mark.parametrize("language", TICKETS)
def test_tickets(language: str) -> None:
    names, pattern, encoding = TICKETS[language]
    firm = world(11)
    rows = [
        [ticket["id"], ticket["customer"], *_times(ticket["opened"], pattern), *_times(ticket["resolved"], pattern)]
        for ticket in firm.tickets
    ]
    imported = of([header(names), *rows], encoding)
    for column in ("customer", "opened", "resolved"):
        assert cells(imported, "contacts", column) == [ticket[column] for ticket in firm.tickets]


def _times(moment: Any, pattern: str) -> list[str]:
    return [form(moment, part) for part in pattern.split("|")]


def test_months_that_are_cut_with_a_point() -> None:
    firm = world(12)
    rows = [
        [ticket["id"], ticket["customer"], "Fermé", f"{at.day} {FRENCH_MONTHS[at.month - 1]} {at:%Y %H:%M}"]
        for ticket in firm.tickets
        for at in [ticket["opened"]]
    ]
    imported = of([header("Numéro|Client|Statut|Créé le"), *rows])
    assert cells(imported, "contacts", "opened") == [ticket["opened"] for ticket in firm.tickets]


@pytest.mark.parametrize("language", CALLS)
def test_calls(language: str) -> None:
    firm = world(13)
    rows = [
        [*_times(call["opened"], "%d.%m.%Y|%H:%M:%S"), f"+49 30 {call['caller'][5:]}", call["wait"], call["talk"], word]
        for call in firm.calls
        for word in ["Answered" if call["answered"] else "Abandoned"]
    ]
    imported = of([header(CALLS[language]), *rows])
    assert cells(imported, "contacts", "opened") == [call["opened"] for call in firm.calls]
    assert cells(imported, "contacts", "wait_s") == [call["wait"] for call in firm.calls]


@pytest.mark.parametrize("language", INVOICES)
def test_invoices(language: str) -> None:
    firm = world(14)
    rows = [
        [
            item["id"],
            item["customer"],
            *days[:2],
            _euros(item["cents"]),
            days[2],
            _euros(0 if days[2] else item["cents"]),
        ]
        for item in firm.invoices
        for days in [[form(item[name], "%d/%m/%Y") for name in ("issued", "due", "paid_at")]]
    ]
    imported = of([header(INVOICES[language]), *rows], "cp1252")
    for column in ("customer", "issued", "due", "paid_at"):
        assert cells(imported, "invoices", column) == [item[column] for item in firm.invoices]
    assert cells(imported, "invoices", "amount") == [item["cents"] for item in firm.invoices]
    assert cells(imported, "invoices", "open_amount") == [
        0 if item["paid_at"] else item["cents"] for item in firm.invoices
    ]


def _euros(cents: int) -> str:
    return f"{cents // 100:,}".replace(",", "\xa0") + f",{cents % 100:02d} €"


@pytest.mark.parametrize("months", MONTHS)
def test_books_with_months_that_are_no_days(months: str) -> None:
    rows = [[month, "1 200,50", "300,00", "6,5"] for month in months.split("|")]
    imported = of([header("Mois|Chiffre d'affaires|Coût du support|Effectif"), *rows])
    assert [f"{month:%Y-%m-%d}" for month in cells(imported, "books", "month")] == [
        "2024-01-01",
        "2024-02-01",
        "2024-03-01",
    ]
    assert cells(imported, "books", "revenue") == [120_050] * 3


def test_lines_of_two_encodings_in_one_file_keep_their_accents() -> None:
    firm: World = world(15)
    rows = [[ticket["id"], "Bétula", form(ticket["opened"], "%d.%m.%Y %H:%M"), "Hoch"] for ticket in firm.tickets]
    lines = delimited([header("Ticketnummer|Kunde|Eröffnet|Priorität"), *rows], delimiter=";").split(b"\r\n")
    lines[2::2] = [line.decode().encode("cp1252") for line in lines[2::2]]
    imported = read([("list.csv", b"\r\n".join(lines))])
    assert set(cells(imported, "contacts", "customer")) == {"Bétula"}
    assert set(cells(imported, "contacts", "severity")) == {"P2"}
    assert "damaged bytes, read as cp1252" in "\n".join(imported.report.texts())


def test_json_with_an_object_a_line() -> None:
    firm = world(16)
    lines = [
        json.dumps(
            {"id": ticket["id"], "organization": ticket["customer"], "created_at": f"{ticket['opened']:%Y-%m-%d %H:%M}"}
        )
        for ticket in firm.tickets
    ]
    imported = read([("list.json", "\n".join(lines).encode())])
    assert cells(imported, "contacts", "opened") == [ticket["opened"] for ticket in firm.tickets]
