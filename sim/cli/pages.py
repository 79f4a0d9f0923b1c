"""Figures as pages of their own."""

from __future__ import annotations

from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Annotated

import typer

from sim.errors import SaydoError
from sim.report.charts import Picture
from sim.running.files import write_whole

__all__ = ["Page", "write_page"]

WIDTH, LINE_PIXELS = 130, 18
Page = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the figure as a page of its own.")]


def write_page(picture: Picture, path: Path) -> None:
    """A figure under its finding, as a page that needs nothing from the network.

    Raises
    ------
    SaydoError
        Where it cannot be written.
    """
    finding = "<br>".join(wrap(escape(picture.finding, quote=False), WIDTH))
    title = {"text": finding, "font": {"size": 13}, "x": 0.01, "y": 0.97, "yanchor": "top"}
    room = {"t": 30 + LINE_PIXELS * (1 + finding.count("<br>")), "l": 20, "r": 20, "b": 20}
    height = (picture.figure.layout.height or 450) + room["t"]
    picture.figure.update_layout(template="plotly_white", title=title, margin=room, height=height)
    try:
        write_whole({path: picture.figure.to_html(include_plotlyjs=True).encode()})
    except OSError as error:
        raise SaydoError(f"{path} (--html): cannot be written: {error.strerror}") from None
