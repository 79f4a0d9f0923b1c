"""``saydo init``: a scenario of one's own from a dozen figures, without any file."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Json
from sim.cli.terminal import can_write
from sim.errors import SaydoError
from sim.scenario.by_hand import by_hand
from sim.scenario.figures import CURRENCIES, Figures, figures_of
from sim.scenario.source import plain

__all__ = ["init_command"]

SUFFIX = ".yaml"
PLAN = ("name", "customers", "fee_per_month", "contacts_per_year", "response_hours")
QUESTIONS = (
    ("people", "People who answer contacts, all together"),
    ("hours_per_week", "Contracted hours a week of a person (empty: 40)"),
    ("wage_per_year", "Wage a year of a person with the employer's contributions (empty: not said)"),
    ("shrinkage", "Share of paid time away from the work, such as .2 (empty: .2)"),
    ("minutes", "Minutes of work of the first tier on a contact (empty: by people and contacts)"),
    ("margin", "Share of revenue that is left, such as .15 (empty: not said)"),
    ("churn", "Share of customers who leave in a year, such as .1 (empty: as the baseline)"),
    ("dso", "Days of sales outstanding (empty: as the baseline)"),
)
"""Questions on a terminal, behind those on name, currency and plans."""


@dataclass(frozen=True, slots=True)
class CustomerOptions:
    """Customers, by plan or all alike."""

    figures: Annotated[
        Path | None, typer.Option(metavar="FILE", help="All figures as TOML, with [[plans]]; see saydo init --help.")
    ] = None
    plans: Annotated[
        list[str] | None,
        typer.Option(
            "--plan",
            metavar="NAME,CUSTOMERS,FEE,CONTACTS[,HOURS]",
            help="A plan: its customers, fee a month, contacts a customer and year, hours to respond. Once for each.",
        ),
    ] = None
    customers: Annotated[int | None, typer.Option(metavar="N", help="Customers, where there is one plan.")] = None
    fee: Annotated[float | None, typer.Option(metavar="X", help="Their fee a month.")] = None
    contacts: Annotated[float | None, typer.Option(metavar="X", help="Contacts of each in a year.")] = None
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the firm: the title.")] = None
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="Currency of all amounts.")] = None

    def content(self) -> dict[str, Any]:
        """Figures of these options; those of a file are replaced."""
        figures = {} if self.figures is None else _toml(self.figures)
        if self.plans:
            figures["plans"] = [_plan(text) for text in self.plans]
        one = {"customers": self.customers, "fee_per_month": self.fee, "contacts_per_year": self.contacts}
        if any(value is not None for value in one.values()):
            if "plans" in figures:
                raise SaydoError("--customers, --fee and --contacts are of the only plan: leave them or --plan out")
            figures["plans"] = [{"name": "standard", **one}]
        return figures | {key: value for key in ("name", "currency") if (value := getattr(self, key)) is not None}


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """People, wages and results."""

    people: Annotated[float | None, typer.Option(metavar="N", help="People who answer contacts, by heads.")] = None
    hours: Annotated[float | None, typer.Option(metavar="H", help="Contracted hours a week. [default: 40]")] = None
    wage: Annotated[float | None, typer.Option(metavar="X", help="Wage a year with contributions.")] = None
    shrinkage: Annotated[float | None, typer.Option(metavar="SHARE", help="Paid time away from work.")] = None
    minutes: Annotated[float | None, typer.Option(metavar="M", help="First tier's work on a contact.")] = None
    margin: Annotated[float | None, typer.Option(metavar="SHARE", help="Share of revenue that is left.")] = None
    churn: Annotated[float | None, typer.Option(metavar="SHARE", help="Customers who leave in a year.")] = None
    dso: Annotated[float | None, typer.Option(metavar="DAYS", help="Days of sales outstanding.")] = None
    won: Annotated[
        float | None, typer.Option(metavar="N", help="Customers won in a year. [default: as many as are lost]")
    ] = None

    def content(self) -> dict[str, Any]:
        """Figures of these options."""
        names = {"hours": "hours_per_week", "wage": "wage_per_year", "won": "won_per_year"}
        keys = ("people", "hours", "wage", "shrinkage", "minutes", "margin", "churn", "dso", "won")
        return {names.get(key, key): value for key in keys if (value := getattr(self, key)) is not None}


@command()
def init_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Scenario to write; a new file.", show_default=False)],
    customers: CustomerOptions,
    desk: DeskOptions,
    json: Json = None,
) -> CommandAnswer:
    """Write a scenario of your own from a dozen figures.

    Without figures a terminal is asked for them. FILE extends the honest baseline: what no figure says is kept as it is
    there, and the answer says by which rule each number was made. Margin, churn and days of sales outstanding are also
    written as anchors beside FILE, for saydo fit.
    """
    anchors = file.with_name(f"{file.stem}-anchors{SUFFIX}")
    for path in (file, anchors):
        can_write(str(path), "FILE")
        if path.exists():
            raise SaydoError(f"{path} (FILE): is there already; name another, or move it")
    if file.suffix != SUFFIX:
        raise SaydoError(f"{plain(str(file))} (FILE): must end in {SUFFIX}")
    content = customers.content() | desk.content()
    if not content and sys.stdin.isatty():
        content = figures_asked_for(lambda text: str(typer.prompt(text, default="", show_default=False, err=True)))
    where = "" if customers.figures is None else str(customers.figures)
    figures = figures_of(content, where)
    made = by_hand(figures)
    notes = [_written(file, made.text)]
    if made.anchors:
        notes.append(_written(anchors, made.anchors))
        notes.append(f"to move the numbers until a run has them: saydo fit {file} --targets {anchors} --write")
    return CommandAnswer(
        payload={"rules": list(made.rules), "anchors": made.anchors},
        parts=[_summary(figures), *made.rules],
        notes=notes,
        currency=figures.currency,
    )


def figures_asked_for(ask: Callable[[str], str]) -> dict[str, Any]:
    """Figures that a person gives, question by question; an empty answer leaves a figure out.

    Parameters
    ----------
    ask : callable
        From a question to the answer.

    Returns
    -------
    dict of str to object
        As of `sim.scenario.figures.figures_of`, not yet checked.
    """
    content: dict[str, Any] = {}
    for key, text in (("name", "Name of the firm"), ("currency", f"Currency, one of {', '.join(CURRENCIES)}")):
        if answer := ask(text).strip():
            content[key] = answer
    content["plans"] = []
    while answer := ask("A plan: name, customers, fee a month, contacts a customer and year (empty: no more)").strip():
        content["plans"].append(_plan(answer))
    for key, text in QUESTIONS:
        if answer := ask(text).strip():
            content[key] = _number(answer)
    return content


def _plan(text: str) -> dict[str, Any]:
    """A plan as an option has it; commas within the name stay."""
    parts = [part.strip() for part in text.split(",")]
    numbers: list[Any] = []
    while len(parts) > 1 and len(numbers) < len(PLAN) - 1 and not isinstance(_number(parts[-1]), str):
        numbers.insert(0, _number(parts.pop()))
    if len(numbers) < len(PLAN) - 2:
        raise SaydoError(
            f"{plain(text[:60])} (--plan): must be NAME,CUSTOMERS,FEE,CONTACTS and, where promised, hours to respond"
        )
    return dict(zip(PLAN, [", ".join(parts), *numbers], strict=False))


def _number(text: str) -> float | str:
    """A number; any other text as it is, to be refused with its figure."""
    try:
        return float(text)
    except ValueError:
        return text


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SaydoError(f"{path} (--figures): cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SaydoError(f"{path} (--figures): is not TOML: {plain(str(error))}") from None


def _written(path: Path, text: str) -> str:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SaydoError(f"{path} (FILE): cannot be written: {error.strerror}") from None
    return f"wrote {path}"


def _summary(figures: Figures) -> str:
    return (
        f"{figures.name}: {figures.customers:,} customers on {len(figures.plans)} plans,"
        f" fees of {figures.revenue:,.0f} {figures.currency} and {figures.contacts:,.0f} contacts a year"
    )
