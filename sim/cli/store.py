"""``saydo store``: whether a store is sound, a copy of it, and a store from a copy."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Json, StoreUrl
from sim.cli.study import opened
from sim.cli.terminal import can_write
from sim.errors import SaydoError, plain
from sim.running.identity import signed_by
from sim.running.saved import Library, Signature
from sim.running.upkeep import back_up, restore, verify
from sim.statistics.rows import as_row

__all__ = ["store_command"]


class StoreAction(StrEnum):
    """Actions on a store."""

    verify = "verify"
    backup = "backup"
    restore = "restore"


@command()
def store_command(
    action: Annotated[StoreAction, typer.Argument(help="What to do.", show_default=False)],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The copy: of backup and restore.", show_default=False)
    ] = None,
    store: StoreUrl = None,
    json: Json = None,
) -> CommandAnswer:
    """Verify a store, back it up into a file, or restore it from one.

    Verify prints who signed what, checks everything against its hash and prints what is wrong, a line each; the
    status is 1 where anything is. A copy is restored into an empty store only.
    """
    if (file is None) != (action is StoreAction.verify):
        raise SaydoError(f"{action}: {'takes no FILE' if file else 'needs a FILE'}")
    if action is StoreAction.backup:
        can_write(str(file), "FILE")
    with opened(store) as library:
        if library is None:
            raise SaydoError(f"{store} (--store): there is no store: name one")
        if file is None:
            problems, signatures = verify(library.database), Library(library.database).all_signatures()
            rows, said = library.size(), f"{len(problems)} problems" if problems else "everything is as it was written"
        else:
            problems, signatures = [], []
            rows = (back_up if action is StoreAction.backup else restore)(library.database, file)
            said = f"{plain(str(file))}: {rows} rows {'written' if action is StoreAction.backup else 'restored'}"
    return CommandAnswer(
        payload={
            "action": str(action),
            "rows": rows,
            "problems": problems,
            "signatures": [as_row(signature) for signature in signatures],
        },
        parts=[*map(_line, signatures), *map(plain, problems), said],
        status=int(bool(problems)),
    )


def _line(signature: Signature) -> str:
    """Who signed what, and whether anybody vouches for the name."""
    decision = "approved" if signature.approved else "refused"
    who = plain(signed_by(signature.signatory, signature.role, signature.identity))
    return f"{signature.fingerprint} {decision} on {plain(signature.at[:10])} by {who}"
