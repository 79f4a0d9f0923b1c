"""Finance in a real browser: the whale curve, one customer's profit and loss, the workbook with the page's totals."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.ui.browser import MAIN, Server, needs_browser, numbers, pick, reading

UNITS = {"": "", "k": "E3", "m": "E6", "M": "E6"}

pytestmark = needs_browser


def test_from_the_whale_curve_to_a_workbook_with_the_same_totals(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    with reading(browser) as finance:
        page = finance.page
        page.goto(f"{server.address}/money")
        cards = numbers(page)
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        assert "of all customers' margin" in page.locator(MAIN).inner_text()

        page.locator(".st-key-ask-books button").first.click()
        expect(page.get_by_role("tab", name="Workbook")).to_be_visible()
        pick(page, "money_party", "Acme")
        expect(page.locator(MAIN)).to_contain_text("Acme: ")
        page.get_by_role("tab", name="Workbook").click()
        with page.expect_download() as waiting:
            page.locator(".st-key-books-xlsx button").first.click()
        waiting.value.save_as(tmp_path / "books.xlsx")
        finance.is_content()

    values = load_workbook(tmp_path / "books.xlsx", data_only=True)
    formulas = load_workbook(tmp_path / "books.xlsx")
    customers, written = values["Customers"], formulas["Customers"]
    headings = [cell.value for cell in customers[1]]
    column = next(place for place, name in enumerate(headings, 1) if str(name).startswith("Margin"))
    total = customers.cell(customers.max_row, column).value
    assert str(written.cell(written.max_row, column).value).startswith("=SUM(")
    assert round(total, 2) == round(sum(customers.cell(row, column).value for row in range(2, customers.max_row)), 2)
    assert is_rounded(total, cards[0]), (total, cards[0])


def is_rounded(amount: float, text: str) -> bool:
    """Whether an amount is shown to the digits that there are, such as ``$15k``; zeros at the end may be rounding."""
    sign, number, unit = re.fullmatch(r"\$?(\N{MINUS SIGN}?)\$?([\d,.]+)([kmM]?)", text).groups()  # type: ignore[union-attr]
    digits = number.replace(",", "")
    exact = Decimal(f"{'-' if sign else ''}{digits}{UNITS[unit]}")
    step = Decimal(10) ** exact.normalize().as_tuple().exponent  # type: ignore[operator]
    return abs(Decimal(str(amount)) - exact) <= step / 2
