"""The memo and the buyer's sheet as files, by format."""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from typing import Any

from sim.errors import Problem, SaydoError
from sim.report.charts.images import ImageFormat, as_pdf, has_browser, images_of, must_have_browser
from sim.report.memo.layout import memo_paper, picture_of
from sim.report.memo.memo import Memo
from sim.report.memo.paper import Paper
from sim.report.memo.sheets import memo_tables, memo_workbook, runs_of
from sim.scenario.source import printed
from sim.statistics.rows import as_row

__all__ = ["BUYER_FILES", "MEMO_FILES", "memo_files", "must_be_possible", "paper_files"]

BUYER_STEM = "expectations"
BUYER_FILES = {form: (f"{BUYER_STEM}.{form}",) for form in ("html", "pdf", "docx", "json")}
"""Names of the buyer's sheet's files by format."""
MEMO_FILES: dict[str, tuple[str, ...]] = {
    "html": ("memo.html",),
    "pdf": ("memo.pdf",),
    "docx": ("memo.docx",),
    "xlsx": ("memo.xlsx",),
    "json": ("memo.json",),
    "csv": ("memo-numbers.csv", "memo-runs.csv", "memo-assumptions.csv"),
    "png": ("memo-margin.png",),
    "svg": ("memo-margin.svg",),
}
"""Names of a memo's files by format: csv is a file for each table, png and svg are the chart."""
NEEDS: dict[str, ImageFormat] = {"html": "svg", "pdf": "svg", "svg": "svg", "docx": "png", "png": "png"}
"""The image that a format holds, or is."""
ONLY_WITH_A_BROWSER = {"pdf", "png", "svg"}


def must_be_possible(formats: Collection[str], allowed: Collection[str]) -> None:
    """Refuse formats before any work is done for them.

    Parameters
    ----------
    formats : collection of str
        Formats that are asked for.
    allowed : collection of str
        Formats that exist.

    Raises
    ------
    SaydoError
        Where there is none, one does not exist, or one needs a browser and there is none.
    """
    for form in formats or [""]:
        if form not in allowed:
            raise SaydoError(Problem.of("as", printed(form) or "nothing", f"must be some of {', '.join(allowed)}"))
        if form in ONLY_WITH_A_BROWSER:
            must_have_browser(form, "as")


def memo_files(memo: Memo, formats: Collection[str]) -> dict[str, bytes]:
    """A memo's files by name; on one machine the same memo gives the same bytes.

    Parameters
    ----------
    memo : Memo
        What to write.
    formats : collection of str
        Some of ``MEMO_FILES``.

    Raises
    ------
    SaydoError
        Where a format is not known, or needs a browser and there is none.
    """
    must_be_possible(formats, MEMO_FILES)
    image_formats = {
        NEEDS[form] for form in formats if form in NEEDS and (form in ONLY_WITH_A_BROWSER or has_browser())
    }
    picture = picture_of(memo)
    images = images_of(picture, image_formats)
    by_finding = {kind: {picture.finding: image} for kind, image in images.items()}
    contents_by_form: dict[str, tuple[bytes, ...]]
    contents_by_form = {form: (content,) for form, content in _papers(memo_paper(memo), formats, by_finding).items()}
    contents_by_form |= {form: (image,) for form, image in images.items() if form in formats}
    if "json" in formats:
        contents_by_form["json"] = (_json(_content(memo)),)
    if "xlsx" in formats:
        contents_by_form["xlsx"] = (memo_workbook(memo),)
    if "csv" in formats:
        contents_by_form["csv"] = memo_tables(memo)
    return {
        name: content
        for form, contents in contents_by_form.items()
        for name, content in zip(MEMO_FILES[form], contents, strict=True)
    }


def paper_files(paper: Paper, formats: Collection[str], stem: str = BUYER_STEM) -> dict[str, bytes]:
    """Write a paper without figures as files.

    Parameters
    ----------
    paper : Paper
        The paper.
    formats : collection of str
        Some of ``BUYER_FILES``.
    stem : str
        Name of the files without ending.

    Returns
    -------
    mapping of str to bytes
        Files by name.

    Raises
    ------
    SaydoError
        Where a format does not exist, or needs a browser and there is none.
    """
    must_be_possible(formats, BUYER_FILES)
    files = _papers(paper, formats, {})
    if "json" in formats:
        files["json"] = _json(_paper_content(paper))
    return {f"{stem}.{form}": content for form, content in files.items()}


def _papers(paper: Paper, formats: Collection[str], images: dict[ImageFormat, dict[str, bytes]]) -> dict[str, bytes]:
    """The formats that are made for reading; their libraries are loaded where one is asked for."""
    files: dict[str, bytes] = {}
    if {"html", "pdf"} & set(formats):
        from sim.report.memo.html import to_html

        page = to_html(paper, images.get("svg", {}))
        if "html" in formats:
            files["html"] = page.encode()
        if "pdf" in formats:
            files["pdf"] = as_pdf(page)
    if "docx" in formats:
        from sim.report.memo.word import to_docx

        files["docx"] = to_docx(paper, images.get("png", {}))
    return files


def _content(memo: Memo) -> dict[str, Any]:
    """All that a memo says, and the runs that it is from."""
    runs = runs_of(memo)
    fields = {name: getattr(memo, name) for name in Memo.__dataclass_fields__ if name != "view"}
    plain = {name: [as_row(row) for row in rows] for name, rows in fields.items() if _holds_rows(rows)}
    values = {str(column): [_finite(value) for value in runs[column]] for column in runs.columns}
    return fields | plain | {"names": memo.view.names, "currency": memo.view.currency, "runs": values}


def _paper_content(paper: Paper) -> dict[str, Any]:
    """The sentences and tables of a paper, as they are read."""
    sections = [
        {
            "heading": section.heading,
            "lines": section.lines,
            "table": section.table and {"headings": section.table.headings, "rows": section.table.texts()},
            "picture": None,
            "is_annex": section.is_annex,
        }
        for section in paper.sections
    ]
    return {"title": paper.title, "subtitle": paper.subtitle, "sections": sections}


def _holds_rows(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and hasattr(value[0], "__dataclass_fields__")


def _finite(value: float) -> float | None:
    return None if math.isnan(value) else value


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
