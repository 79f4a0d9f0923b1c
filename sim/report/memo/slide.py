"""A paper as a PPTX file of one slide, the same bytes for the same paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches, Pt

from sim.report.format.table import Table, guarded
from sim.report.memo.archive import WRITTEN, without_dates
from sim.report.memo.paper import Paper, clean

__all__ = ["to_pptx"]

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
BLANK = 6
"""Number of the layout without places, in the library's own template."""
LEFT, RIGHT, COLUMN = Inches(0.4), Inches(6.95), Inches(6.0)
TOP = Inches(1.5)
FIRST = Inches(1.35)
MOST_NARROW = 10
"""Characters that any column has room for."""
QUIET = RGBColor.from_string("555867")
INK = RGBColor.from_string("31333F")


def to_pptx(paper: Paper, images: Mapping[str, bytes]) -> bytes:
    """The file: title and subject at the top, the figure left, tables right, the last section at the foot.

    Parameters
    ----------
    paper : Paper
        Sections: one with a figure, those with sentences and tables, and one of sentences.
    images : mapping of str to bytes
        Figures as PNG by their finding; of one that is not there the finding stands alone.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    _text(slide, (LEFT, Inches(0.25), Inches(12.5), Inches(0.8)), [paper.title], 22, bold=True)
    _text(slide, (LEFT, Inches(1.02), Inches(12.5), Inches(0.4)), [paper.subtitle], 12, colour=QUIET)
    figure, *tables, foot = paper.sections
    _figure(slide, figure, images)
    down: Any = TOP
    for section in tables:
        _text(slide, (RIGHT, down, COLUMN, Inches(0.3)), [section.heading], 11, bold=True)
        down = Emu(down + Inches(0.27))
        if section.lines:
            down = _sentences(slide, section.lines, down)
        if section.table is not None:
            down = _table(slide, section.table, down)
        down = Emu(down + Inches(0.07))
    _text(slide, (LEFT, Inches(6.75), Inches(12.5), Inches(0.6)), foot.lines, 8, colour=QUIET)
    properties = deck.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.title = clean(paper.title)[:255]
    properties.created = properties.modified = WRITTEN
    stream = BytesIO()
    deck.save(stream)
    return without_dates(stream.getvalue())


def _figure(slide: Any, section: Any, images: Mapping[str, bytes]) -> None:
    _text(slide, (LEFT, TOP, COLUMN, Inches(0.3)), [section.heading], 11, bold=True)
    finding = clean(section.picture.finding) if section.picture is not None else ""
    image = images.get(section.picture.finding) if section.picture is not None else None
    lines = list(section.lines)
    down = Emu(Inches(1.85))
    if image is not None:
        drawn = slide.shapes.add_picture(BytesIO(image), LEFT, down, width=COLUMN)
        drawn._element._nvXxPr.cNvPr.set("descr", finding)  # noqa: SLF001  the library has no name for it
        down = Emu(down + drawn.height)
    elif finding:
        lines.insert(0, finding)
    _text(slide, (LEFT, down, COLUMN, Inches(1.2)), lines, 10)


def _text(
    slide: Any,
    place: tuple[Any, Any, Any, Any],
    lines: Sequence[str],
    size: int,
    *,
    bold: bool = False,
    colour: RGBColor = INK,
) -> None:
    frame = slide.shapes.add_textbox(*place).text_frame
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = clean(line)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour


def _sentences(slide: Any, lines: Sequence[str], down: Any) -> Any:
    """Write sentences; returns where they are expected to end, by the lines that they take."""
    lines_of_text = sum(len(clean(line)) * 55_000 // COLUMN + 1 for line in lines)
    height = Emu(int(Inches(0.1) + Pt(8) * 1.25 * lines_of_text))
    _text(slide, (RIGHT, down, COLUMN, height), lines, 8)
    return Emu(down + height)


def _table(slide: Any, table: Table, down: Any) -> Any:
    """Draw a table; returns where it is expected to end, by the lines that its longest cells take."""
    rows = [table.headings, *table.texts()]
    widths = _widths(rows)
    grid = slide.shapes.add_table(len(rows), len(rows[0]), RIGHT, down, COLUMN, Inches(0.2) * len(rows)).table
    height = 0
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row, texts in zip(grid.rows, rows, strict=True):
        lines = max(len(text) * 55_000 // width + 1 for text, width in zip(texts, widths, strict=True))
        row.height = Emu(int(Inches(0.08) + Pt(8) * 1.25 * lines))
        height += row.height
        for cell, text in zip(row.cells, texts, strict=True):
            cell.margin_left = cell.margin_right = Inches(0.05)
            cell.margin_top = cell.margin_bottom = Inches(0.02)
            run = cell.text_frame.paragraphs[0].add_run()
            run.text = str(guarded(clean(text)))
            run.font.size = Pt(8)
    return Emu(down + height)


def _widths(rows: Sequence[Sequence[str]]) -> list[Any]:
    """Widths of columns: the first as in any table, the others by their longest cells, none too narrow for a word."""
    longest = [max(MOST_NARROW, *map(len, column)) for column in list(zip(*rows, strict=True))[1:]]
    left = COLUMN - FIRST
    return [FIRST, *(Emu(int(left * size / sum(longest))) for size in longest)]
