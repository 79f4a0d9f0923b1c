"""Money, numbers and dates in the reader's locale; the figures are those of every other locale."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from threading import Thread

import pytest

from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.report.charts.drawing import layout_of
from sim.report.format.amounts import amount, hours_words, percent, plain_number, worded
from sim.report.format.reader_locale import (
    LOCALES,
    USUAL,
    current_locale,
    day_of,
    in_locale,
    locale_named,
    month_of,
    nearest,
)
from sim.report.format.words import format_difference, money, range_words
from sim.report.memo import command_of
from tests.unit.report.memos import settings

N = "\u00a0"

SENTENCES = {
    "en_US": ("$1.84m", "−€14k", "£2,150.50", f"12.5{N}%", "1,234.5", "2027-01-31", "2027-01"),
    "en_GB": ("US$1.84m", "−€14k", "£2,150.50", "12.5%", "1,234.5", "31/01/2027", "01/2027"),
    "de_DE": (f"1,84m{N}$", f"−14k{N}€", f"2.150,50{N}£", f"12,5{N}%", "1.234,5", "31.1.2027", "1/2027"),
    "fr_FR": (
        f"1,84m{N}$US",
        f"−14k{N}€",
        f"2\u202f150,50{N}£GB",
        f"12,5{N}%",
        "1\u202f234,5",
        "31/01/2027",
        "01/2027",
    ),
    "en_ZA": ("US$1,84m", "−€14k", f"£2{N}150,50", "12,5%", f"1{N}234,5", "2027/01/31", "01/2027"),
    "de_CH": (f"${N}1.84m", f"−EUR{N}14k", f"£{N}2’150.50", "12.5%", "1’234.5", "31.1.2027", "1/2027"),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_locale_writes_as_its_readers_do(name: str) -> None:
    with in_locale(name):
        sentence = (
            money(1_840_000, "USD"),
            money(-14_000, "EUR", step=1000),
            amount(2150.5, "GBP"),
            percent(0.125),
            plain_number(1234.5),
            day_of(date(2027, 1, 31)),
            month_of("2027-01-31"),
        )
    assert sentence == SENTENCES[name]


def test_letters_do_not_touch_digits() -> None:
    for name in LOCALES[1:]:
        with in_locale(name):
            for currency in ("USD", "EUR", "GBP", "ZAR", "CAD", "AUD", "CHF", "JPY"):
                assert not re.search(r"[A-Za-z]\d|\d[A-Za-z]|\d[$€£¥].|\s{2}", amount(1234, currency)), (name, currency)


@pytest.mark.parametrize("name", LOCALES)
def test_figures_are_the_same_in_every_locale(name: str) -> None:
    """All digits, signs and letters of size, whatever stands between and around them."""
    margin = describe("margin")

    on_time = describe("response_attainment")

    def sentence() -> list[str]:
        return [
            money(1_234_567.8, "EUR"),
            amount(-0.05, "EUR"),
            format_difference(-0.0321, on_time, ""),
            hours_words(1.5),
            range_words(-12_345, 67_890, margin, "EUR", sign=True),
            worded(-1234.56, "money / month", "EUR"),
        ]

    plain = sentence()
    with in_locale(name):
        assert [re.findall(r"[0-9−+km]", text) for text in sentence()] == [
            re.findall(r"[0-9−+km]", text) for text in plain
        ]


def test_a_true_minus_sign_stays() -> None:
    for name in LOCALES:
        with in_locale(name):
            assert "−" in amount(-5, "EUR") + money(-5, "EUR") + plain_number(-5)
            assert "-" not in amount(-5, "EUR") + money(-5, "EUR") + plain_number(-5)


@pytest.mark.parametrize("wrong", ["", "xx", "de_XX", "<script>", "en_US.UTF-8"])
def test_another_locale_is_refused_in_one_message(wrong: str) -> None:
    with pytest.raises(SaydoError, match=r"\(--locale\): must be one of en_US, en_AU, "):
        locale_named(wrong, "--locale")


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("de-DE", "de_DE"),
        ("de", "de_DE"),
        ("de-LI", "de_DE"),
        ("en", USUAL),
        ("en-GB", "en_GB"),
        ("zh-CN", USUAL),
        ("", USUAL),
        ("../etc", USUAL),
    ],
)
def test_a_browser_gets_the_locale_that_serves_it_best(tag: str, name: str) -> None:
    assert nearest(tag) == name


def test_a_locale_holds_in_one_thread_and_no_longer_than_it_is_asked_for() -> None:
    elsewhere: list[str] = []
    with in_locale("de-DE"):
        thread = Thread(target=lambda: elsewhere.append(current_locale().name))
        thread.start()
        thread.join()
        assert current_locale().name == "de_DE"
    assert [current_locale().name, *elsewhere] == [USUAL, USUAL]


def test_figures_have_the_separators_too() -> None:
    assert "separators" not in layout_of(100)
    with in_locale("de_DE"):
        assert layout_of(100)["separators"] == ",."


def test_the_command_of_a_memo_names_its_locale() -> None:
    question = settings({"plans.gold.fee_per_month": 3500})
    assert "--locale" not in command_of(question.origin, question.scenarios[-1])
    with in_locale("fr_FR"):
        assert command_of(question.origin, question.scenarios[-1]).endswith(" --locale fr_FR --to .")


def test_the_usual_locale_reads_no_locale_data() -> None:
    code = (  # the smallest unit of a currency is no matter of a locale
        "import sys; from sim.report.format.amounts import amount; amount(5, 'EUR');"
        "from babel.localedata import _cache; sys.exit(len(_cache))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
