"""The memo and the buyer's sheet as files, by format."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sim.errors import SaydoError
from sim.report.images import ImageFormat, drawn, has_browser, printed
from sim.report.memo.html import to_html
from sim.report.memo.layout import memo_paper, picture_of
from sim.report.memo.memo import Memo
from sim.report.memo.paper import Paper
from sim.report.memo.sheets import memo_tables, memo_workbook, runs_of
from sim.report.memo.word import to_docx

__all__ = ["BUYER_FORMATS", "MEMO_FORMATS", "memo_files", "paper_files"]

BUYER_FORMATS = ("html", "pdf", "docx", "json")
MEMO_FORMATS = (*BUYER_FORMATS, "xlsx", "csv", "png", "svg")
NEEDS: dict[str, ImageFormat] = {"html": "svg", "pdf": "svg", "svg": "svg", "docx": "png", "png": "png"}
"""The image that a format holds, or is."""
ONLY_WITH_A_BROWSER = {"pdf", "png", "svg"}


def memo_files(memo: Memo, formats: Collection[str]) -> dict[str, bytes]:
    """A memo's files by name; the same memo gives the same bytes but for the date within a PDF.

    Parameters
    ----------
    memo : Memo
        What to write.
    formats : collection of str
        Some of ``MEMO_FORMATS``; csv is a file for each table, png and svg are the chart.

    Raises
    ------
    SaydoError
        Where a format is not known, or needs a browser and there is none.
    """
    _must_be_known(formats, MEMO_FORMATS)
    wanted = {NEEDS[each] for each in formats if each in NEEDS and (each in ONLY_WITH_A_BROWSER or has_browser())}
    picture = picture_of(memo)
    images = drawn(picture, wanted)
    files = _papers(memo_paper(memo), formats, {kind: {picture.finding: image} for kind, image in images.items()})
    if "json" in formats:
        files["json"] = _json(_content(memo))
    if "xlsx" in formats:
        files["xlsx"] = memo_workbook(memo)
    named = {f"memo.{each}": content for each, content in files.items()}
    named |= {f"memo-margin.{each}": images[each] for each in ("png", "svg") if each in formats}
    if "csv" in formats:
        named |= {f"memo-{name}.csv": content for name, content in memo_tables(memo).items()}
    return named


def paper_files(paper: Paper, formats: Collection[str], stem: str) -> dict[str, bytes]:
    """Files of a paper without figures, by name; as :func:`memo_files`, of ``BUYER_FORMATS``."""
    _must_be_known(formats, BUYER_FORMATS)
    files = _papers(paper, formats, {})
    if "json" in formats:
        files["json"] = _json(asdict(paper))
    return {f"{stem}.{each}": content for each, content in files.items()}


def _must_be_known(formats: Collection[str], known: Collection[str]) -> None:
    if unknown := [each for each in formats if each not in known] or not formats:
        given = unknown[0] if isinstance(unknown, list) else "nothing"
        raise SaydoError(f"{given[:40]} (--as): must be some of {', '.join(known)}")


def _papers(paper: Paper, formats: Collection[str], images: dict[ImageFormat, dict[str, bytes]]) -> dict[str, bytes]:
    """The formats that are made for reading."""
    files: dict[str, bytes] = {}
    if {"html", "pdf"} & set(formats):
        page = to_html(paper, images.get("svg", {}))
        if "html" in formats:
            files["html"] = page.encode()
        if "pdf" in formats:
            files["pdf"] = printed(page)
    if "docx" in formats:
        files["docx"] = to_docx(paper, images.get("png", {}))
    return files


def _content(memo: Memo) -> dict[str, Any]:
    """All that a memo says, and the runs that it is from."""
    runs = runs_of(memo)
    told = {name: getattr(memo, name) for name in Memo.__dataclass_fields__ if name != "view"}
    plain = {name: [asdict(row) for row in rows] for name, rows in told.items() if _holds_rows(rows)}
    values = {str(column): [_known(value) for value in runs[column]] for column in runs.columns}
    return told | plain | {"names": memo.view.names, "currency": memo.view.currency, "runs": values}


def _holds_rows(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and hasattr(value[0], "__dataclass_fields__")


def _known(value: float) -> float | None:
    return value if value == value else None


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
