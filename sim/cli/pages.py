"""Figures as pages of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.errors import SaydoError
from sim.report.charts import Picture

__all__ = ["Page", "write_page"]

Page = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the figure as a page of its own.")]


def write_page(picture: Picture, path: Path) -> None:
    """A figure as a page that needs nothing from the network.

    Raises
    ------
    SaydoError
        Where it cannot be written.
    """
    try:
        picture.figure.write_html(path, include_plotlyjs=True)
    except OSError as error:
        raise SaydoError(f"{path} (--html): cannot be written: {error.strerror}") from None
