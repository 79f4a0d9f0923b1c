"""The tickets of the invented business in the dialects of help desks, with their traps."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from tests.unit.importing.world import World, delimited, form, header

__all__ = ["TICKETS", "Export", "contacts", "sheet"]

PORTUGUESE = {1: "Muito alta", 2: "Alta", 3: "Média", 4: "Baixa"}
ENGLISH = {1: "Urgent", 2: "High", 3: "Normal", 4: "Low"}
SPANISH_MONTHS = header("ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic")


@dataclass
class Export:
    """A file, and what must be read from it."""

    content: bytes
    expected: dict[str, dict[str, list[Any]]]
    """By table and column."""
    said: tuple[str, ...] = ()
    """What the account must say of its traps."""
    files: tuple[bytes, ...] = ()
    """Further files that are read with it."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows by what became of them."""


def contacts(world: World, *columns: str, prefix: str = "") -> dict[str, list[Any]]:
    """What the table of contacts must hold."""
    values = {
        "contact_id": [f"{prefix}{ticket['id']}" for ticket in world.tickets],
        "severity": [f"P{ticket['severity']}" for ticket in world.tickets],
    }
    for name in ("customer", "opened", "first_response", "resolved"):
        values[name] = [ticket[name] for ticket in world.tickets]
    return {name: values[name] for name in ("contact_id", "opened", *columns)}


def minutes(start: dt.datetime, end: dt.datetime | None) -> int | None:
    return None if end is None else int((end - start).total_seconds()) // 60


def sheet(rows: list[list[Any]], title: str = "Data", before: dict[str, list[list[Any]]] | None = None) -> bytes:
    """A workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in {**(before or {}), title: rows}.items():
        page = book.create_sheet(name)
        for row in cells:
            page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zendesk(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "Summation column|Id|Requester|Organization|Status|Priority|Via|Created at|Solved at|"
            "Resolution time|Satisfaction Score|First reply time in minutes|"
            "Full resolution time in minutes"
        )
    ]
    for ticket in world.tickets:
        wait, span = (minutes(ticket["opened"], ticket[name]) for name in ("first_response", "resolved"))
        times = [form(ticket[name], "%Y-%m-%d %H:%M") for name in ("opened", "resolved")]
        end = [
            "" if span is None else span // 60,
            "Not Offered",
            "" if wait is None else wait,
            "" if span is None else span,
        ]
        rows.append(
            [1, ticket["id"], "x", ticket["customer"], "Closed", ENGLISH[ticket["severity"]], "Mail", *times, *end]
        )
    expected = contacts(world, "customer", "first_response", "resolved", "severity")
    return Export(delimited(rows, "utf-8-sig"), {"contacts": expected}, ("First reply time in minutes",))


def jira(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "Summary|Issue key|Issue id|Issue Type|Status|Priority|Created|Resolved|Labels|Labels|"
            "Log Work|Log Work|Custom field (Organizations)|Custom field (Time to first response)"
        )
    ]
    for ticket in world.tickets:
        times = [form(ticket[name], "%d/%b/%y %-I:%M %p") for name in ("opened", "resolved")]
        priority = {1: "Highest", 2: "High", 3: "Medium", 4: "Low"}[ticket["severity"]]
        row = [
            'A line\nand "another", quoted',
            f"HELP-{ticket['id']}",
            ticket["id"],
            "Incident",
            "Done",
            priority,
            *times,
        ]
        rows.append(
            [
                *row,
                "a",
                "",
                ";1/Oct/24 9:00 AM;ada;1800",
                "",
                ticket["customer"],
                "-0:30" if ticket["severity"] == 1 else "3:10",
            ]
        )
    expected = contacts(world, "customer", "resolved", "severity", prefix="HELP-")
    expected["response_kept"] = [ticket["severity"] != 1 for ticket in world.tickets]
    work: dict[str, list[Any]] = {
        name: [value] * len(world.tickets) for name, value in (("handle_s", 1800.0), ("agent", "ada"))
    }
    work["started"] = [dt.datetime(2024, 10, 1, 9)] * len(world.tickets)  # noqa: DTZ001  by the clock on the wall
    said = ("the time that was left", "is read where one is: Labels, Log Work", "several lines: Summary")
    said += ("twelve-hour clock: Created, Resolved", "months by name: Created, Resolved")
    return Export(delimited(rows, "utf-8-sig"), {"contacts": expected, "work": work}, said)


def jira_spanish(world: World) -> Export:
    def spanish(moment: dt.datetime | None) -> str:
        return form(moment, f"%d/{SPANISH_MONTHS[moment.month - 1]}/%y %-I:%M %p") if moment else ""

    rows: list[list[Any]] = [
        header(
            "Clave de incidencia|ID de la incidencia|Resumen|Estado|Prioridad|Creada|Resuelta|"
            "Campo personalizado (Organizations)"
        )
    ]
    for ticket in world.tickets:
        priority = {1: "Urgente", 2: "Alta", 3: "Media", 4: "Baja"}[ticket["severity"]]
        row = [f"HELP-{ticket['id']}", ticket["id"], "x", "LISTO", priority]
        rows.append([*row, spanish(ticket["opened"]), spanish(ticket["resolved"]), ticket["customer"]])
    expected = contacts(world, "customer", "resolved", "severity", prefix="HELP-")
    return Export(delimited(rows), {"contacts": expected}, ("months by name: Creada, Resuelta",))


def glpi(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "ID|Título|Entidade|Status|Data de abertura|Última atualização|Prioridade|Data da solução|"
            "Estatísticas - Tempo de solução|Tempo para resolver excedido|"
        )
    ]
    for ticket in world.tickets:
        times = [form(ticket[name], "%d-%m-%Y %H:%M") for name in ("opened", "resolved")]
        number = f"{ticket['id'] // 1000} {ticket['id'] % 1000:03d}"
        span = minutes(ticket["opened"], ticket["resolved"])
        words = "" if span is None else f"{span // 1440} dias {span % 1440 // 60} horas {span % 60} minutos"
        row = [number, "x", ticket["customer"], "Fechado" if ticket["resolved"] else "Pendente", times[0], times[0]]
        rows.append([*row, PORTUGUESE[ticket["severity"]], times[1], words, "Não", ""])
    expected = contacts(world, "customer", "resolved", "severity")
    expected["outcome"] = ["answered" if ticket["resolved"] else "open" for ticket in world.tickets]
    said = ("spaces that part thousands are left out of ids: ID",)
    return Export(delimited(rows, "utf-8-sig", ";", quote=True), {"contacts": expected}, said)


def interactions(encoding: str) -> Callable[[World], Export]:
    def export(world: World) -> Export:
        rows: list[list[Any]] = [
            header("Ticker|Requerente|Grupo|Data Abertura|Data Solução|Atendente|Satisfação|Data Iteração")
        ]
        for place, ticket in enumerate(world.tickets):
            opened, response, resolved = (
                form(ticket[name], "%d/%m/%Y %H:%M") for name in ("opened", "first_response", "resolved")
            )
            row = [ticket["id"], ticket["customer"], "N1", opened, resolved, "Zé", "-"]
            rows += [[*row, response if step == 0 else resolved] for step in range(1 + place % 3)]
        said = ("which column names the customer", "rows of one id and opening are one", encoding)
        return Export(
            delimited(rows, encoding, ";"),
            {"contacts": contacts(world, "customer", "first_response", "resolved")},
            said,
        )

    return export


def _freshdesk(world: World) -> list[list[Any]]:
    rows: list[list[Any]] = [
        header(
            "Ticket ID|Subject|Status|Priority|Source|Agent|Created time|Due by Time|Resolved time|"
            "Closed time|Last update time|Initial response time|First response time (in hrs)|"
            "Resolution time (in hrs)|Agent interactions|Customer interactions|Resolution status|Tags|"
            "Company Name"
        )
    ]
    for place, ticket in enumerate(world.tickets):
        opened, response, resolved = (
            form(ticket[name], "%d/%m/%Y %H:%M") for name in ("opened", "first_response", "resolved")
        )
        spans = []
        for name in ("first_response", "resolved"):
            span = minutes(ticket["opened"], ticket[name]) or 0
            spans.append(f"{span // 60}:{span % 60:02d}:00")
        status, kept = ("Closed", "Within SLA") if ticket["resolved"] else ("Open", "")
        company = "Us Ltd" if place % 5 < 3 else ticket["customer"]
        row = [ticket["id"], "x", status, ENGLISH[ticket["severity"]], "Email", "Ada", opened, opened, resolved]
        row += [resolved, resolved or opened, response, *spans, 1, 2, kept, ticket["customer"], company]
        rows.append(row)
    return rows


def freshdesk_xml(world: World) -> Export:
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{_escaped(cell)}</Data></Cell>' for cell in row) + "</Row>"
        for row in _freshdesk(world)
    )
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    sheets = f'<Worksheet ss:Name="t"><Table>{cells}</Table></Worksheet>'
    text = f'<Workbook xmlns="{name}" xmlns:ss="{name}">{sheets}</Workbook>'
    expected = contacts(world, "customer", "first_response", "resolved", "severity")
    return Export(text.encode(), {"contacts": expected}, ("SpreadsheetML", "without a first response: read as none"))


def _escaped(cell: object) -> str:
    return str(cell).replace("&", "&amp;").replace("<", "&lt;")


def freshdesk_pivots(world: World) -> Export:
    before = {
        "Graphs": [["Row Labels", "Count of Status"], ["Closed", 3], ["Grand Total", 3]],
        "Top": [["Status", "(All)"]],
    }
    expected = contacts(world, "customer", "first_response", "resolved", "severity")
    said = ("customer: Tags, as Company Name is one and the same", "sheet Graphs: not read")
    return Export(sheet(_freshdesk(world), "Master", before), {"contacts": expected}, said)


def servicenow_log(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "number|incident_state|reassignment_count|reopen_count|sys_mod_count|made_sla|caller_id|"
            "opened_at|sys_updated_at|contact_type|category|category|priority|resolved_at|closed_at"
        )
    ]

    def shown(moment: dt.datetime | None) -> str:
        return form(moment, "%-d/%-m/%Y %H:%M") or "?"

    for ticket in world.tickets:
        closed = ticket["resolved"] + dt.timedelta(hours=96) if ticket["resolved"] else None
        steps = [("New", ticket["opened"]), ("Resolved", ticket["resolved"]), ("Closed", closed)]
        for step, (state, at) in enumerate(steps):
            if at is not None:
                row = [
                    f"{ticket['id']:07d}",
                    state,
                    step,
                    0,
                    step,
                    "true",
                    ticket["customer"],
                    shown(ticket["opened"]),
                    shown(at),
                ]
                rows.append([*row, "Phone", "a", "b", ticket["severity"], shown(ticket["resolved"]), shown(closed)])
    expected = contacts(world, "customer", "resolved", "severity")
    expected["contact_id"] = [f"{ticket['id']:07d}" for ticket in world.tickets]
    expected["reassignments"] = [2.0 if ticket["resolved"] else 0.0 for ticket in world.tickets]
    return Export(delimited(rows), {"contacts": expected}, ("closed 96 hours after being resolved",))


def servicenow_labels(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "Number|Opened|Short description|Caller|Company|Priority|State|Category|Assignment group|"
            "Assigned to|Updated|Resolved"
        )
    ]
    names = {1: "1 - Critical", 2: "2 - High", 3: "3 - Moderate", 4: "4 - Low"}
    for ticket in world.tickets:
        row = [
            f"INC{ticket['id']}",
            ticket["opened"],
            "x",
            "c",
            ticket["customer"],
            names[ticket["severity"]],
            "Closed",
            "a",
        ]
        rows.append([*row, "Desk", "Ada", ticket["opened"], ticket["resolved"]])
    return Export(sheet(rows), {"contacts": contacts(world, "customer", "resolved", "severity", prefix="INC")})


def milestones(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "Status|Priority|Case Origin|Date/Time Opened|Milestone|Target Date|Completion Date|"
            "Target Response (Hours)|Account Name|Case Number"
        )
    ]
    for ticket in world.tickets:
        due = ticket["opened"] + dt.timedelta(hours=2)
        opened, target, response = (
            form(at, "%d/%m/%Y, %H:%M") for at in (ticket["opened"], due, ticket["first_response"])
        )
        end = ["2.000", ticket["customer"], ticket["id"]]
        rows.append(["Resolved", f"Priority {ticket['severity']}", "Email", opened, "2 Hours", target, response, *end])
    expected = contacts(world, "customer", "first_response", "severity")
    expected["due_response"] = [ticket["opened"] + dt.timedelta(hours=2) for ticket in world.tickets]
    return Export(delimited(rows), {"contacts": expected}, ("are those of a milestone",))


def hubspot(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "Ticket ID|Ticket name|Pipeline|Ticket status|Create date|Close date|Priority|Source|"
            "Ticket owner|Time to first agent reply (HH:mm:ss)|Associated Company"
        )
    ]
    for ticket in world.tickets:
        wait = minutes(ticket["opened"], ticket["first_response"])
        times = [form(ticket[name], "%Y-%m-%d %H:%M") for name in ("opened", "resolved")]
        reply = "" if wait is None else f"{wait // 60}:{wait % 60:02d}:00"
        row = [
            ticket["id"],
            "x",
            "Support",
            "Closed" if times[1] else "New",
            *times,
            ENGLISH[ticket["severity"]],
            "EMAIL",
        ]
        rows.append([*row, "Ada", reply, ticket["customer"]])
    expected = contacts(world, "customer", "first_response", "resolved")
    return Export(delimited(rows), {"contacts": expected}, ("resolved: taken from Close date",))


def german_utf16(world: World) -> Export:
    rows: list[list[Any]] = [header("Ticketnummer|Kunde|Erstellt am|Gelöst am|Priorität|Status|Kanal")]
    names = {1: "Sehr hoch", 2: "Hoch", 3: "Mittel", 4: "Niedrig"}
    for ticket in world.tickets:
        times = [form(ticket[name], "%d.%m.%Y %H:%M") for name in ("opened", "resolved")]
        rows.append([ticket["id"], ticket["customer"], *times, names[ticket["severity"]], "Geschlossen", "Telefon"])
    expected = contacts(world, "customer", "resolved", "severity")
    expected["channel"] = ["phone"] * len(world.tickets)
    return Export(delimited(rows, "utf-16", "\t"), {"contacts": expected}, ("utf-16",))


def american(world: World) -> Export:
    rows: list[list[Any]] = [header("Case Number|Company|Date Opened|Date Closed|Severity|Case Status")]
    for ticket in world.tickets:
        times = [form(ticket[name], "%-m/%-d/%Y %-I:%M %p") for name in ("opened", "resolved")]
        rows.append([ticket["id"], ticket["customer"], *times, f"Sev {ticket['severity']}", "Closed"])
    return Export(delimited(rows), {"contacts": contacts(world, "customer", "resolved", "severity")}, ("month first",))


def page(world: World) -> Export:
    names = ("Ticket Number", "Account Name", "Created Date", "Resolved Date", "Priority")
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = [
        [ticket["id"], ticket["customer"], *(form(ticket[name], "%Y-%m-%dT%H:%M") for name in ("opened", "resolved"))]
        for ticket in world.tickets
    ]
    marks = [f"P{ticket['severity']}" for ticket in world.tickets]
    body = "".join(
        "<tr>" + "".join(f"<td>{_escaped(cell)}</td>" for cell in [*row, mark]) + "</tr>"
        for row, mark in zip(rows, marks, strict=True)
    )
    text = f"<html><body><table><tr>{head}</tr>{body}</table></body></html>"
    return Export(text.encode(), {"contacts": contacts(world, "customer", "resolved", "severity")}, ("HTML",))


TICKETS: dict[str, Callable[[World], Export]] = {
    "zendesk": zendesk,
    "jira": jira,
    "jira in Spanish": jira_spanish,
    "glpi": glpi,
    "interactions in cp850": interactions("cp850"),
    "interactions in cp1252": interactions("cp1252"),
    "freshdesk in SpreadsheetML": freshdesk_xml,
    "freshdesk with pivots": freshdesk_pivots,
    "servicenow audit log": servicenow_log,
    "servicenow labels": servicenow_labels,
    "milestones of cases": milestones,
    "hubspot": hubspot,
    "German in utf-16": german_utf16,
    "American": american,
    "a page named xls": page,
}
