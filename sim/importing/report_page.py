"""The account of an import as a page that a person can open and print; nothing of a file is rendered as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

__all__ = ["report_page"]

TITLE = "Account of an import"
DETAIL, WARNING, FIT = "  ", "! ", "fit: "
SHEETS, READ = "Files, row by row", "What was read"
SECTIONS = {
    "question ": "Questions: edit answers.toml and import again with --answers",
    "assumed: ": "Taken without asking",
    "table ": "Tables",
    "would help next: ": "What would help next",
    FIT: "Numbers, before and after",
    "no portfolio": "What no file tells",
    "no file tells": "What no file tells",
}
"""Headings by the beginning of a line; sheets have one of their own, other lines stand at the top."""
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #999; }
h3 { font-size: 1rem; margin-bottom: .3rem; }
ul { margin-top: .3rem; }
li, td, th, h3 { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #ddd; }
th { font-weight: 600; width: 35%; }
.warning { color: #8a1c00; font-weight: 600; }
@media print {
  body { margin: 0; max-width: none; font-size: 10pt; }
  h2, h3 { break-after: avoid; }
  li, tr { break-inside: avoid; }
}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_page(lines: Sequence[str]) -> str:
    """Write the account of an import as HTML.

    Parameters
    ----------
    lines : sequence of str
        A line each; one that begins with two spaces belongs to the sheet before it.

    Returns
    -------
    str
        A page that needs no other file, and neither script nor connection; equal lines give equal pages.
    """
    parts = [f"<h1>{TITLE}</h1>"]
    for heading, blocks in _sections(lines).items():
        body = _table(blocks) if heading == SECTIONS[FIT] else _sheets(blocks) if heading == SHEETS else _list(blocks)
        parts += [f"<section><h2>{escape(heading)}</h2>", *body, "</section>"]
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{TITLE}</title>'
    style = f"<style>{STYLE}</style>"
    return "\n".join(['<!DOCTYPE html><html lang="en"><head>', head, style, "</head><body>", *parts, "</body></html>"])


def _sections(lines: Iterable[str]) -> dict[str, list[list[str]]]:
    """Blocks by heading, the order of the lines kept: a line with its details."""
    blocks: list[list[str]] = []
    for line in lines:
        if line.startswith(DETAIL) and blocks:
            blocks[-1].append(line.strip())
        else:
            blocks.append([line])
    sections: dict[str, list[list[str]]] = {READ: []}
    for block in blocks:
        named = next((heading for start, heading in SECTIONS.items() if block[0].startswith(start)), READ)
        sections.setdefault(SHEETS if len(block) > 1 else named, []).append(block)
    return {heading: section for heading, section in sections.items() if section}


def _list(blocks: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{escape(line)}</li>" for line, *_ in blocks)
    yield "</ul>"


def _sheets(blocks: Iterable[Sequence[str]]) -> Iterator[str]:
    for line, *details in blocks:
        yield f"<h3>{escape(line)}</h3><ul>"
        for detail in details:
            kind = ' class="warning"' if detail.startswith(WARNING) else ""
            yield f"<li{kind}>{escape(detail)}</li>"
        yield "</ul>"


def _table(blocks: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "<table>"
    for line, *_ in blocks:
        name, colon, finding = line.removeprefix(FIT).partition(": ")
        yield f"<tr><th>{escape(name + colon.strip())}</th><td>{escape(finding)}</td></tr>"
    yield "</table>"
