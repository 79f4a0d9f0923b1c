"""Figures as images and pages as PDF, drawn by a browser that is on the machine."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias, TypeVar

from sim.errors import Problem, SaydoError
from sim.report.charts import Picture

__all__ = ["ImageFormat", "as_pdf", "as_png", "has_browser", "images_of", "must_have_browser"]

ImageFormat: TypeAlias = Literal["svg", "png"]
Result = TypeVar("Result")

WIDTH = 760
PAGE_WIDTH = 900
"""Pixels of the picture of a page."""
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
PDF_PAGES = re.compile(rb"/Count (\d+)")
PDF_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
PDF_NODE = re.compile(rb"\bnode(\d{8})\b")
"""Names of the parts of a tagged document, which count on from print to print."""
PDF_WRITTEN = b"20000101000000"
"""As long as what it takes the place of, so that nothing in the file moves."""
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


def as_pdf(page: str, *, on_one_page: bool = False) -> bytes:
    """Print an HTML page as PDF, on the paper that its style asks for; the same bytes each time.

    Parameters
    ----------
    page : str
        HTML.
    on_one_page : bool
        Whether it is made smaller, down to the least of ``SCALES``, until it fits on a page.

    Returns
    -------
    bytes
        The file, whose dates are all the same.

    Raises
    ------
    SaydoError
        Where there is no browser, or it fails.
    """

    async def _print(tab: Any) -> bytes:
        """Print what the tab shows."""
        for scale in SCALES if on_one_page else SCALES[:1]:
            answer = await tab.send_command("Page.printToPDF", PRINT | {"scale": scale})
            printed = base64.b64decode(answer["result"]["data"])
            if PDF_PAGES.findall(printed) == [b"1"]:
                break
        return _renumbered(PDF_DATE.sub(rb"\g<1>" + PDF_WRITTEN, printed))

    return _of_page(page, _print, "PDF")


def as_png(page: str) -> bytes:
    """Take a picture of a whole HTML page, as it is printed.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    bytes
        The picture, twice as many pixels across as :data:`PAGE_WIDTH`.

    Raises
    ------
    SaydoError
        Where there is no browser, or it fails.
    """

    async def _photograph(tab: Any) -> bytes:
        """Take the picture of all there is to scroll through."""
        size = {"width": PAGE_WIDTH, "height": 800, "deviceScaleFactor": 2, "mobile": False}
        await tab.send_command("Emulation.setDeviceMetricsOverride", size)
        metrics = await tab.send_command("Page.getLayoutMetrics")
        clip = {"x": 0, "y": 0, "width": PAGE_WIDTH, "scale": 1}
        clip["height"] = metrics["result"]["cssContentSize"]["height"]
        settings = {"format": "png", "captureBeyondViewport": True, "clip": clip}
        answer = await tab.send_command("Page.captureScreenshot", settings)
        return base64.b64decode(answer["result"]["data"])

    return _of_page(page, _photograph, "PNG")


def _of_page(page: str, act: Callable[[Any], Awaitable[bytes]], what: str) -> bytes:
    """Have a browser open a page, and do something with it."""

    async def work() -> bytes:
        """Work in one browser."""
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
                return await act(tab)

    return _done(work, what)


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


def _renumbered(printed: bytes) -> bytes:
    """A print whose parts are numbered from 1, in their order."""
    numbers = sorted(set(PDF_NODE.findall(printed)))
    places = {number: b"node%08d" % place for place, number in enumerate(numbers, 1)}
    return PDF_NODE.sub(lambda node: places[node[1]], printed)
