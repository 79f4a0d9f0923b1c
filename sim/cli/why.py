"""``saydo why``: the history of one customer."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Json, Sets, SingleRunOptions, loaded
from sim.cli.study import fingerprints, names_of
from sim.engine.run import simulate
from sim.questions.customer_history import history_of
from sim.report.customer_history import condensed, day, history_words, moments_of, moments_table
from sim.report.format.amounts import amount
from sim.report.format.reader_locale import USUAL, in_locale, local
from sim.scenario.source import plain
from sim.statistics.rows import as_row
from sim.units import minor_units

__all__ = ["why_command"]

MOST_GRIEVANCES = 30


@command(spellings={"--all": "--all-grievances"})
def why_command(
    scenario: File,
    customer: Annotated[str, typer.Option(metavar="NAME", help="The customer.", show_default=False)],
    single: SingleRunOptions,
    everything: Annotated[
        bool, typer.Option("--all-grievances", help="Print every grievance, not the heaviest only.")
    ] = False,
    sets: Sets = [],  # noqa: B006  typer copies it
    json: Json = None,
) -> CommandAnswer:
    """Print the history of one customer in one replication, grievance by grievance."""
    document = loaded(scenario, sets)
    run = simulate(document, seed=single.seed, replication=single.replication)
    history = history_of(run, customer=customer)
    profile, moments = history.customer, moments_of(history)
    with in_locale(USUAL):  # JSON does not depend on the locale
        rows = [{"when": day(history, moment.at), **as_row(moment)} for moment in moments_of(history)]
    terms = (
        f"plan {profile.plan}, {amount(profile.fee_cents / minor_units(history.currency), history.currency)} a month"
    )
    title = f"{profile.customer}: {terms}, {profile.contacts_per_year:.0f} contacts a year"
    start = (
        f"starts with grievance {local(profile.grievance, '.2f')}, goes POP at {local(profile.breaking_point, '.2f')}"
    )
    printed = moments if everything else condensed(history, moments, MOST_GRIEVANCES)
    return CommandAnswer(
        payload={"customer": profile._asdict(), "moments": rows},
        parts=[
            moments_table(history, printed, title),
            f"{plain(profile.customer)} {start}: {history_words(history)}.",
        ],
        provenance={
            **as_row(single),
            "replications": 1,
            "fingerprint": document.fingerprint,
            "fingerprints": fingerprints(names_of([scenario]), [document]),
        },
        currency=document.currency,
    )
