"""A paper as a page that stands alone: nothing is fetched, nothing in it is obeyed, and it prints well."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from sim.report.charts import Picture
from sim.report.memo.paper import Paper, clean

__all__ = ["to_html"]

BREAKS = re.compile(r"(?<=[._])(?=[a-z])")


def to_html(paper: Paper, images: Mapping[str, bytes]) -> str:
    """The page.

    Parameters
    ----------
    paper : Paper
        What to show.
    images : mapping of str to bytes
        Figures as SVG by their finding; one that is not there is drawn by a script within the page.
    """
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"clean": clean, "breakable": _breakable}
    template = environment.from_string(files("sim.report.memo").joinpath("page.html").read_text(encoding="utf-8"))
    pictures = {number: section.picture for number, section in enumerate(paper.sections) if section.picture is not None}
    figures = {number: _figure(number, picture, images.get(picture.finding)) for number, picture in pictures.items()}
    scripted = any(picture.finding not in images for picture in pictures.values())
    return template.render(paper=paper, figures=figures, scripted=scripted)


def _breakable(text: str) -> Markup:
    """A text whose paths may break behind a full stop or an underscore."""
    return Markup(BREAKS.sub("<wbr>", escape(text)))  # noqa: S704  escaped before


def _figure(number: int, picture: Picture, image: bytes | None) -> Markup:
    if image is None:
        name = f"figure-{number}"
        return Markup(picture.figure.to_html(full_html=False, include_plotlyjs=True, div_id=name))  # noqa: S704  Plotly's own
    source = "data:image/svg+xml;base64," + base64.b64encode(image).decode()
    return Markup(f'<img src="{source}" alt="{escape(clean(picture.finding))}">')  # noqa: S704  escaped
