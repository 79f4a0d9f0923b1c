"""A paper as a DOCX file, the same bytes for the same paper."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from docx import Document
from docx.document import Document as Body
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt

from sim.report.format.table import Table
from sim.report.memo.archive import WRITTEN, without_dates
from sim.report.memo.paper import Paper, Section, clean

__all__ = ["to_docx"]

A4 = Mm(210), Mm(297)
MARGIN = Mm(18)
FIGURE_WIDTH = Mm(174)


def to_docx(paper: Paper, images: Mapping[str, bytes]) -> bytes:
    """The file.

    Parameters
    ----------
    paper : Paper
        What to show.
    images : mapping of str to bytes
        Figures as PNG by their finding; of one that is not there the finding stands alone.
    """
    body = Document()
    page = body.sections[0]
    page.page_width, page.page_height = A4
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    body.styles["Normal"].font.size = Pt(10)
    body.add_heading(clean(paper.title), 0)
    body.add_paragraph(clean(paper.subtitle))
    for section in paper.sections:
        _add(body, section, images)
    properties = body.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.title = clean(paper.title)[:255]
    properties.created = properties.modified = WRITTEN
    stream = BytesIO()
    body.save(stream)
    return without_dates(stream.getvalue())


def _add(body: Body, section: Section, images: Mapping[str, bytes]) -> None:
    if section.is_annex:
        body.add_section(WD_SECTION.NEW_PAGE)
    body.add_heading(clean(section.heading), 1)
    for line in section.lines:
        body.add_paragraph(clean(line))
    if section.picture is not None:
        image = images.get(section.picture.finding)
        if image is not None:
            body.add_picture(BytesIO(image), width=FIGURE_WIDTH)
        body.add_paragraph(clean(section.picture.finding))
    if section.table is not None:
        _add_table(body, section.table)


def _add_table(body: Body, table: Table) -> None:
    grid = body.add_table(rows=1 + len(table.rows), cols=len(table.columns), style="Light Grid Accent 1")
    for row, texts in zip(grid.rows, [table.headings, *table.texts()], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = clean(text)
