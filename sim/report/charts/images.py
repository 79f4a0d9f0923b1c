"""Figures as images and pages as PDF, drawn by a browser that is on the machine."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeAlias, TypeVar

from sim.errors import Problem, SaydoError
from sim.report.charts import Picture

__all__ = ["ImageFormat", "as_pdf", "has_browser", "images_of", "must_have_browser"]

ImageFormat: TypeAlias = Literal["svg", "png"]
Result = TypeVar("Result")

WIDTH = 760
SECONDS = 90
OWN_ID = re.compile(rb'id="defs-([0-9a-f]{6})"')
TRACE_ID = re.compile(rb'(class="trace \w+ trace)[0-9a-f]{6}')
FOOTER = (
    '<div style="font-size:8px;width:100%;text-align:center">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
PRINT = {
    "preferCSSPageSize": True,
    "printBackground": True,
    "displayHeaderFooter": True,
    "headerTemplate": "<span></span>",
    "footerTemplate": FOOTER,
}


def has_browser() -> bool:
    """Whether there is a Chromium, Chrome or Edge on the machine."""
    from choreographer.browsers import Chromium

    return Chromium.find_browser(skip_local=False) is not None


def must_have_browser(what: str, field: str = "") -> None:
    """Refuse to draw without a browser.

    Parameters
    ----------
    what : str
        Name of the picture or of the format.
    field : str
        Name of the parameter that asks for it.

    Raises
    ------
    SaydoError
        Where there is no browser.
    """
    if not has_browser():
        rule = "needs Chromium, Chrome or Edge on this machine; html and docx do without"
        raise SaydoError(Problem.of(field, what, rule))


def images_of(picture: Picture, formats: set[ImageFormat]) -> dict[ImageFormat, bytes]:
    """Draw a figure as images, the same bytes each time.

    Parameters
    ----------
    picture : Picture
        The figure.
    formats : set[ImageFormat]
        Formats.

    Returns
    -------
    mapping of ImageFormat to bytes
        Images by format.

    Raises
    ------
    SaydoError
        Where there is no browser, or it fails.
    """

    async def work() -> dict[ImageFormat, bytes]:
        """Draw in one browser."""
        from kaleido import Kaleido

        figure = picture.figure
        size = {"width": WIDTH, "height": figure.layout.height}
        images: dict[ImageFormat, bytes] = {}
        async with Kaleido(mathjax=False, timeout=SECONDS) as browser:
            for form in sorted(formats):
                options = {"format": form, "scale": 2 if form == "png" else 1, **size}
                images[form] = _steady(await browser.calc_fig(figure, opts=options))
        return images

    return _done(work, "figure") if formats else {}


def as_pdf(page: str) -> bytes:
    """Print an HTML page as PDF, on the paper that its style asks for.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    SaydoError
        Where there is no browser, or it fails.
    """

    async def work() -> bytes:
        """Print from one browser."""
        from choreographer import Browser

        with TemporaryDirectory() as folder:
            path = Path(folder, "page.html")
            path.write_text(page, encoding="utf-8")
            async with Browser() as browser:
                tab = await browser.create_tab()
                await tab.send_command("Page.enable")
                loaded = tab.subscribe_once("Page.loadEventFired")
                await tab.send_command("Page.navigate", {"url": path.as_uri()})
                await loaded
                answer = await tab.send_command("Page.printToPDF", PRINT)
                return base64.b64decode(answer["result"]["data"])

    return _done(work, "PDF")


def _steady(image: bytes) -> bytes:
    """An SVG without the numbers that Plotly draws for its parts each time."""
    match = OWN_ID.search(image)
    if match is None:
        return image
    return TRACE_ID.sub(rb"\1", re.sub(rb"(?<=[a-z-])" + match.group(1), b"saydo", image))


def _done(work: Callable[[], Awaitable[Result]], what: str) -> Result:
    """Have the browser do it, within a time, in a thread of its own: the caller's may have an event loop already."""
    must_have_browser(what)

    async def within_time() -> Result:
        return await asyncio.wait_for(work(), SECONDS)

    try:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(within_time())).result()
    except Exception as error:
        raise SaydoError(f"{what}: the browser failed: {type(error).__name__}: {error}") from error
