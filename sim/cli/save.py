"""``saydo save``: a scenario as a version in the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Json, Sets, StoreUrl, loaded
from sim.cli.study import fingerprints, names_of, now, opened
from sim.errors import SaydoError
from sim.running.saved import Library, Saved
from sim.scenario.document import Scenario
from sim.scenario.source import plain
from sim.statistics.rows import as_row

__all__ = ["save_command", "saved"]


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """Name, note and author of a version."""

    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name in the library. [default: that of the file]")
    ] = None
    note: Annotated[str, typer.Option(metavar="TEXT", help="What is new in this version.")] = ""
    author: Annotated[str, typer.Option(metavar="NAME", help="Who saves it.")] = ""


@command()
def save_command(
    scenario: File,
    options: SaveOptions,
    sets: Sets = [],  # noqa: B006  typer copies it
    store: StoreUrl = None,
    json: Json = None,
) -> CommandAnswer:
    """Save a scenario as a version in the library that the app uses.

    A scenario that equals the last version of this name is not saved again.
    """
    document = loaded(scenario, sets)
    version = saved(
        document,
        Saved(scenario.stem if options.name is None else options.name, 0, "", options.author, now(), options.note),
        store,
    )
    return CommandAnswer(
        payload={"saved": as_row(version)},
        parts=[f"{plain(version.name)}, version {version.version}, {version.fingerprint}"],
        provenance={"fingerprints": fingerprints(names_of([scenario]), [document])},
        currency=document.currency,
    )


def saved(document: Scenario, mark: Saved, store: str | None) -> Saved:
    """The version of the library that a scenario is saved as.

    Raises
    ------
    SaydoError
        Where there is no store, or a name cannot be used.
    """
    with opened(store) as library:
        if library is None:
            raise SaydoError(f"{store} (--store): nothing can be saved: name a store")
        return Library(library.database).save(document, mark)
