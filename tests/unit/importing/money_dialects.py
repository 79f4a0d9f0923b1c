"""Invoices, receipts, customers and books of the invented business in the dialects of accounting."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from tests.unit.importing.ticket_dialects import Export, sheet
from tests.unit.importing.world import CUSTOMERS, START, World, delimited, form, header

__all__ = ["MONEY"]

DAY = dt.timedelta(days=1)


def money(cents: int, comma: bool = False) -> str:
    text = f"{cents / 100:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if comma else text


def expected_invoices(world: World, *columns: str) -> dict[str, dict[str, list[Any]]]:
    values: dict[str, list[Any]] = {
        "invoice_id": [invoice["id"] for invoice in world.invoices],
        "amount": [invoice["cents"] for invoice in world.invoices],
        "open_amount": [0 if invoice["paid_at"] else invoice["cents"] for invoice in world.invoices],
    }
    for name in ("customer", "issued", "due", "paid_at", "disputed"):
        values[name] = [invoice[name] for invoice in world.invoices]
    return {"invoices": {name: values[name] for name in ("invoice_id", "customer", "issued", "due", *columns)}}


def open_items(world: World) -> list[dict[str, Any]]:
    return [invoice for invoice in world.invoices if not invoice["paid_at"]]


def expected_open(items: list[dict[str, Any]], world: World) -> dict[str, dict[str, list[Any]]]:
    columns: dict[str, list[Any]] = {name: [item[name] for item in items] for name in ("customer", "issued", "due")}
    columns["invoice_id"] = [item["id"] for item in items]
    columns["open_amount"] = [item["cents"] for item in items]
    columns["as_of"] = [world.as_of] * len(items)
    return {"invoices": columns}


def plain(world: World) -> Export:
    rows: list[list[Any]] = [header("customerID|invoiceNumber|InvoiceDate|DueDate|InvoiceAmount|Disputed|SettledDate")]
    for item in world.invoices:
        dates = [form(item[name], "%-m/%-d/%Y") for name in ("issued", "due", "paid_at")]
        disputed = "Yes" if item["disputed"] else "No"
        rows.append([item["customer"], item["id"], *dates[:2], item["cents"] / 100, disputed, dates[2]])
    expected = expected_invoices(world, "amount", "open_amount", "paid_at", "disputed")
    return Export(delimited(rows), expected, ("month first",))


def mixed_dates(world: World) -> Export:
    patterns = ["%d/%m/%Y"] * 17 + ["%d-%b-%Y", "%Y/%m/%d", "%m/%d/%Y"]
    rows: list[list[Any]] = [header("invoice_id|customer_name|issue_date|due_date|payment_date|amount_incl_gst|status")]
    for place, item in enumerate(world.invoices):
        dates = [form(item[name], patterns[place * 7 % 20]) for name in ("issued", "due", "paid_at")]
        amount = f"${money(item['cents'])}" if place % 9 == 0 else item["cents"] / 100
        rows.append([item["id"], item["customer"], *dates, amount, "paid" if item["paid_at"] else "Open"])
    rows += rows[1:6]
    expected = expected_invoices(world, "amount", "open_amount", "paid_at")
    reason = "duplicate: repeats an earlier row cell by cell"
    return Export(delimited(rows), expected, ("both orders occur", "duplicate"), rows={reason: 5})


def german(world: World) -> Export:
    rows: list[list[Any]] = [
        header("Rechnungsnummer|Kunde|Rechnungsdatum|Fälligkeit|Rechnungsbetrag|Bezahlt am|Währung")
    ]
    for item in world.invoices:
        dates = [form(item[name], "%d.%m.%Y") for name in ("issued", "due", "paid_at")]
        rows.append(
            [item["id"], item["customer"], *dates[:2], money(item["cents"], comma=True) + " €", dates[2], "EUR"]
        )
    rows.append(["Summe", "", "", "", money(sum(item["cents"] for item in world.invoices), comma=True), "", ""])
    expected = expected_invoices(world, "amount", "open_amount", "paid_at")
    said = ("the comma is the decimal mark", "is the sum of the rows", "cp1252")
    return Export(delimited(rows, "cp1252", ";"), expected, said, rows={"total": 1})


def lines(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "ContactName|InvoiceNumber|InvoiceDate|DueDate|Total|InvoiceAmountPaid|InvoiceAmountDue|"
            "Description|Quantity|UnitAmount|LineAmount|TaxType|Currency|Type|Status"
        )
    ]
    for place, item in enumerate(world.invoices):
        dates = [form(item[name], "%d %b %Y") for name in ("issued", "due")]
        paid = item["cents"] if item["paid_at"] else 0
        for _ in range(1 + place % 3):
            row = [
                item["customer"],
                item["id"],
                *dates,
                item["cents"] / 100,
                paid / 100,
                (item["cents"] - paid) / 100,
                "x",
                1,
            ]
            rows.append([*row, 1, 1, "20%", "GBP", "Sales invoice", "Paid" if paid else "Awaiting Payment"])
    return Export(delimited(rows), expected_invoices(world, "amount", "open_amount"), ("rows are lines of an invoice",))


def ageing_by_bucket(world: World) -> Export:
    rows: list[list[Any]] = [["Us Ltd"], ["A/R Ageing Detail"], [form(world.as_of, "As of %B %d, %Y")], []]
    rows.append(header("|Date|Transaction Type|Num|Customer|Due Date|Past Due|Amount|Open Balance"))
    items = []
    for label, low, high in (("Current", -999, 0), ("1 - 30 days past due", 1, 30), ("31 and over", 31, 999)):
        group = [item for item in open_items(world) if low <= (world.as_of - item["due"]) // DAY <= high]
        items += group
        rows.append([label])
        for item in group:
            dates = [form(item[name], "%m/%d/%Y") for name in ("issued", "due")]
            amounts = [money(item["cents"])] * 2
            rows.append(
                [
                    "",
                    dates[0],
                    "Invoice",
                    item["id"],
                    item["customer"],
                    dates[1],
                    (world.as_of - item["due"]) // DAY,
                    *amounts,
                ]
            )
        rows.append([f"Total for {label}", *[""] * 7, money(sum(item["cents"] for item in group))])
    rows.append(["TOTAL", *[""] * 7, money(sum(item["cents"] for item in items))])
    return Export(
        delimited(rows), expected_open(items, world), ("is the sum of the rows",), rows={"preamble": 4, "total": 1}
    )


def ageing_by_customer(world: World) -> Export:
    rows: list[list[Any]] = [["Us Ltd"], ["A/R Aging Detail"], [form(world.as_of, "As of %-d %b %Y")], [], [], []]
    rows.append(header("Customer|Transaction Type|Date|Document Number|P.O. No.|Due Date|Age|Open Balance"))
    items = []
    for customer in CUSTOMERS:
        group = [item for item in open_items(world) if item["customer"] == customer]
        if not group:
            continue
        items += group
        rows.append([customer])
        for item in group:
            dates = [form(item[name], "%-d/%-m/%Y") for name in ("issued", "due")]
            age = (world.as_of - item["due"]) // DAY
            rows.append(["", "Invoice", dates[0], item["id"], "", dates[1], age, item["cents"] / 100])
        rows.append([f"Total - {customer}", *[""] * 6, sum(item["cents"] for item in group) / 100])
    rows.append(["Grand Total", *[""] * 6, sum(item["cents"] for item in items) / 100])
    return Export(delimited(rows), expected_open(items, world), ("is the sum of the rows",), rows={"total": 1})


def aged_receivables(world: World) -> Export:
    """A workbook with the customer above its rows, and a grand total of 0, which is wrong."""
    rows: list[list[Any]] = [["Aged Receivables Detail"], ["Us Ltd"], [form(world.as_of, "As at %-d %B %Y")], []]
    rows.append(header("Invoice Date|Due Date|Invoice Number|Invoice Reference|Current|< 1 Month|1 Month|Older|Total"))
    items = []
    for customer in CUSTOMERS:
        group = [item for item in open_items(world) if item["customer"] == customer]
        items += group
        if group:
            rows.append([customer])
            rows += [
                [item["issued"], item["due"], item["id"], "", None, None, None, None, item["cents"] / 100]
                for item in group
            ]
            rows.append([f"Total {customer}", *[None] * 7, sum(item["cents"] for item in group) / 100])
    rows.append(["Total", *[None] * 7, 0])
    return Export(sheet(rows), expected_open(items, world), ("the rows add up to",), rows={"total": 1})


def erp_items(world: World) -> Export:
    """Legend, date of the report and subtotal above the header; payments that are not applied."""
    items = open_items(world)
    rows: list[list[Any]] = [[None] * 8 + [f"code {place} - meaning"] for place in range(4)]
    rows.append([None] * 6 + [sum(item["cents"] for item in items) / 100 - 300, None, world.as_of])
    rows.append(header("Entity|Customer_Number|Customer_Name|Document_Ref|Document_Date|pduedate"))
    rows[-1] += ["Outstanding value", "Segment", "Overdue days"]
    for item in items:
        number = 606_000 + CUSTOMERS.index(item["customer"])
        row = ["E1", number, item["customer"], item["id"], item["issued"], item["due"], item["cents"] / 100]
        rows.append([*row, "AM", (world.as_of - item["due"]) // DAY])
    end = [world.as_of, world.as_of, -100.0, "AM", 0]
    rows += [["E1", 606_000, CUSTOMERS[0], f"UC {place}", *end] for place in range(3)]
    expected = expected_open(items, world)
    expected["receipts"] = {"amount": [10_000] * 3, "customer": [CUSTOMERS[0]] * 3, "at": [world.as_of] * 3}
    return Export(sheet(rows), expected, ("payments that are applied to no invoice: 300.00", "is the sum of the rows"))


def stripe(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "id|Customer|Customer Name|Subscription|Status|Currency|Total|Amount Paid|Date (UTC)|"
            "Due Date (UTC)|Paid At (UTC)|Marked Uncollectible At (UTC)|Voided At (UTC)|Number"
        )
    ]
    for item in world.invoices:
        dates = [form(item[name], "%Y-%m-%d %H:%M") for name in ("issued", "due", "paid_at")]
        paid = item["cents"] / 100 if item["paid_at"] else 0
        row = [
            f"in_{item['id']}",
            "cus",
            item["customer"],
            "s",
            "paid" if paid else "open",
            "eur",
            item["cents"] / 100,
            paid,
        ]
        rows.append([*row, *dates, "", "", item["id"]])
    rows.append(
        ["in_x", "cus", "Fir Labs", "s", "void", "eur", 5, 0, "2024-09-03 00:00", "", "", "", "2024-09-04 00:00", "X"]
    )
    expected = expected_invoices(world, "amount", "open_amount", "paid_at")
    return Export(
        delimited(rows),
        expected,
        ("out of scope: drafts, void",),
        rows={"out of scope: drafts, void or failed ones": 1},
    )


def payments(world: World) -> Export:
    rows: list[list[Any]] = [
        header(
            "Created date (UTC)|Amount|Currency|Converted Amount|Converted Currency|Fee|"
            "Payment Source Type|Status|Customer ID|Invoice Number"
        )
    ]
    settled = [item for item in world.invoices if item["paid_at"]]
    for item in settled:
        row = [form(item["paid_at"], "%Y-%m-%d %H:%M:%S"), 1.5, "usd", item["cents"] / 100, "eur", 0.2, "card"]
        rows.append([*row, "Paid", item["customer"], item["id"]])
    rows.append([form(world.as_of, "%Y-%m-%d %H:%M:%S"), 1.5, "usd", 2, "eur", 0.2, "card", "Failed", "x", "y"])
    columns = {
        "customer": [item["customer"] for item in settled],
        "at": [item["paid_at"] for item in settled],
        "amount": [item["cents"] for item in settled],
        "invoice_id": [item["id"] for item in settled],
    }
    return Export(delimited(rows, delimiter=";"), {"receipts": columns}, ("drafts, void or failed",))


def customers(world: World) -> Export:
    rows: list[list[Any]] = [
        header("account_id|company_name|account_tier|arr_value|contract_start_date|renewal_date|payment_status")
    ]
    for item in world.customers:
        dates = [form(item[name], "%Y-%m-%d") for name in ("started", "renews_on")]
        rows.append([item["number"], item["name"], item["plan"], item["cents"] * 12 / 100, *dates, "Current"])
    columns = {
        "customer": [item["name"] for item in world.customers],
        "number": [item["number"] for item in world.customers],
        "plan": [item["plan"] for item in world.customers],
        "fee_month": [item["cents"] for item in world.customers],
        "started": [item["started"] for item in world.customers],
        "renews_on": [item["renews_on"] for item in world.customers],
    }
    return Export(delimited(rows), {"customers": columns}, ("a twelfth of arr_value",))


def ledger(world: World) -> Export:
    """JSON with a date of the report and two lists."""
    invoices = [
        {
            "invoice_number": item["id"],
            "bill_to": {"name": item["customer"]},
            "issue_date": form(item["issued"], "%Y-%m-%d"),
            "due_date": form(item["due"], "%Y-%m-%d"),
            "invoice_amount": item["cents"] / 100,
            "settled_at": form(item["paid_at"], "%Y-%m-%d") or None,
        }
        for item in world.invoices
    ]
    people = [
        {"customer_name": item["name"], "plan": item["plan"], "customer_since": "2022-01-01"}
        for item in world.customers
    ]
    content = json.dumps({"as_of": form(world.as_of, "%Y-%m-%d"), "customers": people, "invoices": invoices})
    expected = expected_invoices(world, "amount", "open_amount", "paid_at")
    expected["invoices"]["as_of"] = [world.as_of] * len(world.invoices)
    expected["customers"] = {"plan": [item["plan"] for item in world.customers]}
    return Export(content.encode(), expected, ("JSON",))


MONTHS = [START.replace(month=month, day=1) for month in range(1, 7)]
REVENUE = [1_250_000 + 1_000 * month for month in range(6)]
SUPPORT = [430_050 + 500 * month for month in range(6)]
BOOKS = {"books": {"month": MONTHS, "revenue": REVENUE, "support_cost": SUPPORT}}


def books_by_months(world: World) -> Export:
    rows: list[list[Any]] = [
        ["Us Ltd"],
        ["Profit and Loss"],
        [],
        ["Account", *(form(month, "%b %Y") for month in MONTHS), "Total"],
    ]
    rows.append(["Trading Income"])
    rows.append(["Sales", *(money(cents) for cents in REVENUE), money(sum(REVENUE))])
    rows.append(["Cost of support", *(money(cents) for cents in SUPPORT), money(sum(SUPPORT))])
    rows.append(["Headcount", *range(4, 10), ""])
    rows.append(["Christmas party", *["10.00"] * 6, "60.00"])
    expected = {"books": {**BOOKS["books"], "people": [float(people) for people in range(4, 10)]}}
    return Export(delimited(rows), expected, ("1 lines are not read",))


def books_by_rows(world: World) -> Export:
    rows: list[list[Any]] = [["Month", "Revenue", "Support cost", "FTE"]]
    rows += [[form(m, "%Y-%m-%d"), r / 100, s / 100, 4.5] for m, r, s in zip(MONTHS, REVENUE, SUPPORT, strict=True)]
    return Export(delimited(rows), BOOKS)


MONEY: dict[str, Callable[[World], Export]] = {
    "plain receivables": plain,
    "mixed dates": mixed_dates,
    "German invoices": german,
    "lines of invoices": lines,
    "ageing by bucket": ageing_by_bucket,
    "ageing by customer": ageing_by_customer,
    "aged receivables": aged_receivables,
    "open items of an ERP": erp_items,
    "stripe invoices": stripe,
    "stripe payments": payments,
    "customers": customers,
    "ledger in JSON": ledger,
    "books by months": books_by_months,
    "books by rows": books_by_rows,
}
