"""Calls, chats, work, presence and rosters of the invented business, as exchanges and contact centres write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.unit.importing.ticket_dialects import Export, sheet
from tests.unit.importing.world import START, World, delimited, form, header

__all__ = ["VOICE"]

ISO = "%Y-%m-%d %H:%M:%S"


def clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def expected_calls(world: World) -> dict[str, dict[str, list[Any]]]:
    answered = [call for call in world.calls if call["answered"]]
    return {
        "contacts": {
            "contact_id": [call["id"] for call in world.calls],
            "opened": [call["opened"] for call in world.calls],
            "outcome": ["answered" if call["answered"] else "missed" for call in world.calls],
            "wait_s": [float(call["wait"]) for call in world.calls],
            "channel": ["phone"] * len(world.calls),
        },
        "work": {"handle_s": [float(call["talk"]) for call in answered], "agent": [call["agent"] for call in answered]},
    }


def hung_up(expected: dict[str, dict[str, list[Any]]]) -> dict[str, dict[str, list[Any]]]:
    table = expected["contacts"]
    table["outcome"] = [word.replace("missed", "hung_up") for word in table["outcome"]]
    return expected


def _legs(world: World) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for call in world.calls:
        start, wait = form(call["opened"], ISO), clock(call["wait"])
        caller = f"'{call['caller']}'"
        rows.append(
            ["Chamada reencaminhada", "1/400", start, wait, "", "", caller, "'400'", "Não atendida", "", call["id"]]
        )
        if call["answered"]:
            end = call["opened"] + dt.timedelta(seconds=call["wait"] + call["talk"])
            row = ["Chamada recebida", call["agent"], start, wait, clock(call["talk"]), form(end, ISO), caller]
            rows.append([*row, "'402'", "Atendida", wait, call["id"]])
    return rows


LEGS_HEADER = header("Tipo|Utilizador|Data de Início|Tempo de Toque|Duração|Data de Fim|Origem|Destino")
LEGS_HEADER += ["Atendida", "Tempo da Fila de Espera", "Identificador Global da Chamada"]


def legs(world: World) -> Export:
    content = delimited([LEGS_HEADER, *_legs(world)], "utf-8-sig", ";", head="Todas as Chamadas\n\n")
    return Export(content, expected_calls(world), ("legs are one call",), rows={"preamble": 2})


def overlapping(world: World) -> Export:
    rows = _legs(world)
    content, rest = (
        delimited([LEGS_HEADER, *part], "utf-8-sig", ";", head="Todas as Chamadas\n\n")
        for part in (rows, rows[len(rows) // 2 :])
    )
    return Export(content, expected_calls(world), ("rows of contacts stood in several sheets",), files=(rest,))


def asterisk_records(world: World) -> Export:
    rows: list[list[Any]] = []
    for call in world.calls:
        answer = call["opened"] + dt.timedelta(seconds=call["wait"])
        end = answer + dt.timedelta(seconds=call["talk"])
        row: list[Any] = [
            "",
            call["caller"],
            "200",
            "in",
            f"x <{call['caller']}>",
            "SIP/1",
            call["agent"],
            "Queue",
            "200,,",
        ]
        row += [form(call["opened"], ISO), form(answer, ISO) if call["answered"] else "", form(end, ISO)]
        row += [
            call["wait"] + call["talk"],
            call["talk"],
            "ANSWERED" if call["answered"] else "NO ANSWER",
            "3",
            call["id"],
            "",
        ]
        rows.append(row)
    return Export(delimited(rows), expected_calls(world), ("Asterisk call records",))


def asterisk_queue(world: World) -> Export:
    rows: list[list[Any]] = []
    for call in world.calls:
        start = int(call["opened"].replace(tzinfo=dt.UTC).timestamp())
        rows.append([start, call["id"], "help", "NONE", "ENTERQUEUE", "", call["caller"], "1"])
        if call["answered"]:
            rows.append([start + call["wait"], call["id"], "help", call["agent"], "CONNECT", call["wait"], "x", "3"])
            end = start + call["wait"] + call["talk"]
            rows.append([end, call["id"], "help", call["agent"], "COMPLETECALLER", call["wait"], call["talk"], "1"])
        else:
            rows.append([start + call["wait"], call["id"], "help", "NONE", "ABANDON", "1", "1", call["wait"]])
    return Export(delimited(rows, delimiter="|"), hung_up(expected_calls(world)), ("universal time", "entered a queue"))


def connect(world: World) -> Export:
    """By the clock of Berlin, written in universal time."""
    rows: list[list[Any]] = [
        header(
            "Contact ID|Channel|Initiation timestamp|Connected to agent timestamp|Disconnect timestamp|"
            "Agent|Queue|Initiation method|Agent interaction duration|In queue duration|"
            "Customer phone number"
        )
    ]
    for call in world.calls:
        start = call["opened"] - dt.timedelta(hours=2 if call["opened"].date() < dt.date(2024, 10, 27) else 1)
        answer = start + dt.timedelta(seconds=call["wait"])
        end = answer + dt.timedelta(seconds=call["talk"])
        times = [start, answer if call["answered"] else None, end]
        row = [call["id"], "VOICE", *(form(at, "%Y-%m-%dT%H:%M:%SZ") for at in times), call["agent"], "help", "INBOUND"]
        rows.append([*row, call["talk"] or "", call["wait"], call["caller"]])
    expected = expected_calls(world)
    del expected["contacts"]["outcome"]
    return Export(
        delimited(rows), expected, ("universal time, brought to Europe/Berlin", "by the clock of Europe/Berlin")
    )


def milliseconds(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "Conversation ID|Media Type|Users|ANI|DNIS|Date|Direction|Total Queue|Total Talk|Total ACW|"
            "Total Handle|Abandoned"
        )
    ]
    for call in world.calls:
        spans = [call["wait"] * 1000, call["talk"] * 1000 or "", 0, call["talk"] * 1000 or ""]
        who = call["agent"] if call["answered"] else ""
        start = form(call["opened"], "%-m/%-d/%y, %-I:%M:%S %p")
        row = [call["id"], "voice", who, call["caller"], "200", start, "Inbound", *spans]
        rows.append([*row, "NO" if call["answered"] else "YES"])
    return Export(delimited(rows), hung_up(expected_calls(world)), ("month first",))


def by_clock(world: World) -> Export:
    """Day and time of day in columns of their own, ids that repeat, and outgoing calls."""
    rows: list[list[Any]] = [header("call_id|type|date|time|customer_id|q_time|outcome|ser_time|server|direction")]
    for place, call in enumerate(world.calls):
        end = [
            "AGENT" if call["answered"] else "HANG",
            call["talk"],
            call["agent"] if call["answered"] else "NO_SERVER",
        ]
        day, time = (
            form(call["opened"], "%y%m%d"),
            clock(call["opened"].hour * 3600 + call["opened"].minute * 60 + call["opened"].second),
        )
        rows.append([place % 20, "PS", day, time, 0, call["wait"], *end, "in"])
        if place % 10 == 0:
            rows.append([place % 20, "PS", day, "6:00:00", 0, 0, "AGENT", 60, "Ada", "out"])
    expected = hung_up(expected_calls(world))
    expected["contacts"]["contact_id"] = [str(place % 20) for place in range(len(world.calls))]
    out = -(-len(world.calls) // 10)
    reason = "out of scope: calls made by the desk or within the house"
    return Export(delimited(rows, delimiter="\t"), expected, ("gives the time of day", reason), rows={reason: out})


def chats(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "Chat Transcript Name|Chat Button: Developer Name|Request Time|Accept Time|End Time|"
            "Wait Time|Abandoned|Owner: Full Name|Visitor Message Count|Account Name|Status"
        )
    ]
    for call in world.calls:
        accept = call["opened"] + dt.timedelta(seconds=call["wait"])
        end = accept + dt.timedelta(seconds=call["talk"])
        times = [form(at, ISO) for at in (call["opened"], accept if call["answered"] else None, end)]
        row = [call["id"], "Help_Button", *times, call["wait"], 0 if call["answered"] else call["wait"], call["agent"]]
        rows.append([*row, 3, "Fir Labs", "Completed" if call["answered"] else "Missed"])
    expected = hung_up(expected_calls(world))
    expected["contacts"]["channel"] = ["chat"] * len(world.calls)
    expected["contacts"]["customer"] = ["Fir Labs"] * len(world.calls)
    return Export(delimited(rows), expected)


def work_items(world: World) -> Export:
    """The last eighth of the rows has the month first; a column beside them does not."""
    rows: list[list[Any]] = [
        header(
            "Work Item: Name|Service Channel: Developer Name|Accept Date|Accept Time|Close Date|"
            "Close Time|Handle Time|Queue: Name|User: Full Name|Start DT"
        )
    ]
    for place, call in enumerate(world.calls):
        pattern = "%d/%m/%Y" if place * 8 < 7 * len(world.calls) else "%m/%d/%Y"
        end = call["opened"] + dt.timedelta(seconds=call["wait"])
        times = [text for at in (call["opened"], end) for text in (form(at, pattern), form(at, " %H:%M"))]
        row = [call["id"], "casesChannel", *times, call["wait"], "P1", call["agent"]]
        rows.append([*row, form(call["opened"], "%d/%m/%Y %H:%M")])
    work = {
        "started": [call["opened"].replace(second=0) for call in world.calls],
        "handle_s": [float(call["wait"]) for call in world.calls],
        "channel": ["mail"] * len(world.calls),
    }
    return Export(delimited(rows), {"work": work}, ("both orders occur",))


def presence(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "User: Full Name|Service Presence Status: Developer Name|Status Start Date|Status Start Time|"
            "Status End Date|Status End Time|Is Away"
        )
    ]
    for shift in world.shifts:
        start, end = (shift["day"] + dt.timedelta(minutes=shift[name]) for name in ("from", "to"))
        times = [text for at in (start, end) for text in (form(at, "%d/%m/%Y"), form(at, "%-I:%M %p"))]
        rows.append([shift["agent"], "Available_Cases", *times, 0])
        rows.append([shift["agent"], "Lunch", times[2], times[3], times[2], times[3], 1])
    starts = [shift["day"] + dt.timedelta(minutes=shift["from"]) for shift in world.shifts]
    ends = [shift["day"] + dt.timedelta(minutes=shift["to"]) for shift in world.shifts]
    table = {
        "from": [at for pair in zip(starts, ends, strict=True) for at in pair],
        "to": [at for end in ends for at in (end, end)],
        "state": ["available", "away"] * len(starts),
    }
    return Export(delimited(rows), {"presence": table})


def _roster(world: World) -> dict[str, dict[str, list[Any]]]:
    return {
        "roster": {
            "agent": [shift["agent"] for shift in world.shifts],
            "day": [shift["day"] for shift in world.shifts],
            "from_minute": [float(shift["from"]) for shift in world.shifts],
            "to_minute": [float(shift["to"]) for shift in world.shifts],
        }
    }


def roster_by_days(world: World) -> Export:
    days = [min(shift["day"] for shift in world.shifts) + dt.timedelta(days=day) for day in range(14)]
    rows: list[list[Any]] = [["Who", *(form(day, "%d/%m/%Y") for day in days)]]
    for agent in ("Ada", "Ben", "Cleo"):
        at = {shift["day"]: shift for shift in world.shifts if shift["agent"] == agent}
        start = START
        cells = []
        for day in days:
            times = [start + dt.timedelta(minutes=at[day][name]) for name in ("from", "to")] if day in at else []
            cells.append(" - ".join(form(time, "%-I:%M %p") for time in times) + "\n" if times else "OFF")
        rows.append([agent, *cells])
    return Export(delimited(rows), _roster(world), ("hold no hours",))


def roster_by_rows(world: World) -> Export:
    rows: list[list[Any]] = [["Employee", "Date", "Start", "End"]]
    for shift in world.shifts:
        times = [dt.time(shift["from"] // 60, shift["from"] % 60), dt.time(shift["to"] // 60, shift["to"] % 60)]
        rows.append([shift["agent"], shift["day"], *times])
    return Export(sheet(rows), _roster(world))


VOICE: dict[str, Callable[[World], Export]] = {
    "legs of calls": legs,
    "overlapping calls": overlapping,
    "asterisk call records": asterisk_records,
    "asterisk queue log": asterisk_queue,
    "contacts in universal time": connect,
    "milliseconds": milliseconds,
    "calls by clock": by_clock,
    "chats": chats,
    "work items in two orders": work_items,
    "presence": presence,
    "roster by days": roster_by_days,
    "roster by rows": roster_by_rows,
}
