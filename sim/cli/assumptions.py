"""``saydo assumptions``: every number of a scenario, and where it comes from."""

from __future__ import annotations

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Json, Sets, loaded
from sim.cli.study import fingerprints, names_of
from sim.report.assumptions import sheet_table
from sim.scenario.sheet import assumption_sheet
from sim.statistics.rows import as_row

__all__ = ["assumptions_command"]

TAGS = "[M] measured  [F] found in a published source  [R] recalled from the literature  [A] assumed"


@command()
def assumptions_command(scenario: File, sets: Sets = [], json: Json = None) -> CommandAnswer:  # noqa: B006  typer copies it
    """Print every number of a scenario with unit, bounds, role, evidence and source."""
    document = loaded(scenario, sets)
    rows = assumption_sheet(document)
    return CommandAnswer(
        payload={"assumptions": [as_row(row) for row in rows], "fingerprint": document.fingerprint},
        parts=[sheet_table(rows, f"{document.title}: {len(rows)} numbers")],
        notes=[TAGS],
        provenance={"fingerprints": fingerprints(names_of([scenario]), [document])},
        currency=document.currency,
    )
