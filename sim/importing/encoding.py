"""The encoding of a text: by its mark, strictly UTF-8, by its zero bytes, else by which header makes sense."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from sim.errors import InputError
from sim.importing.catalogue import is_header_name
from sim.importing.sources import Source

__all__ = ["ERRORS", "encoding_of"]

CANDIDATES = ("cp1252", "cp850", "cp437", "mac_roman", "cp1250", "cp1251", "cp932", "gb18030", "latin_1")
"""Encodings of one or two bytes, in the order in which ties are broken if nothing else does."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ERRORS = "cp1252"
"""How bytes are read that the encoding of a file does not allow, by the name of the handler: in the encoding in which
most files are written whose lines were put together with lines in UTF-8."""
BLOCK = 1 << 20
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a\x1b")
MOST_ACCENTS = 0.35
"""Share of accented letters that no language in Latin script exceeds; read as Latin, Cyrillic is nothing else."""


def encoding_of(source: Source) -> tuple[str, str]:
    """Encoding of a text file.

    Parameters
    ----------
    source : Source
        The file; all of it is read once.

    Returns
    -------
    encoding : str
        Name of the codec; to be used with ``errors=ERRORS``.
    note : str
        How it was decided, for the report.
    """
    head = source.head()
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, f"{name} by its byte-order mark"
    if zeros := head.count(0):
        return _by_zeros(source, head, zeros)
    _refuse_binary(source, head)
    return _utf8_or_candidates(source)


def _by_zeros(source: Source, head: bytes, zeros: int) -> tuple[str, str]:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if zeros > len(head) // 4 and min(even, odd) * 10 < max(even, odd):
        return ("utf-16-le" if odd > even else "utf-16-be"), "utf-16 by its zero bytes"
    _refuse_binary(source, head)
    encoding, note = _utf8_or_candidates(source)
    return encoding, f"{note}, with zero bytes in it"


def _refuse_binary(source: Source, head: bytes) -> None:
    controls = len(head) - len(head.translate(None, CONTROLS))
    if controls * 100 > len(head):
        raise InputError.of(source.name, "is binary and no table; export it as CSV or as a workbook")


def _utf8_or_candidates(source: Source) -> tuple[str, str]:
    """UTF-8 where most of what is beyond ASCII is sound in it: in other encodings hardly anything is."""
    sound, broken, sample = _utf8(source)
    if not broken:
        return "utf-8", "utf-8" if sound else "ASCII"
    if sound >= broken:
        return "utf-8", f"utf-8, but for {broken:,} damaged byte{'s' * (broken > 1)}, read as cp1252"
    return _of_candidates(sample)


def _utf8(source: Source) -> tuple[int, int, bytes]:
    """Characters beyond ASCII and damaged bytes of the file read as UTF-8, and lines that hold some of these."""
    sound = broken = 0
    kept: list[bytes] = []
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with source.open() as stream:
        while block := stream.read(BLOCK):
            text = decoder.decode(block)
            if text.isascii():
                continue
            damaged = text.count("\ufffd")
            broken += damaged
            sound += len(text) - len(text.encode("ascii", "ignore")) - damaged
            if damaged and sum(map(len, kept)) < BLOCK // 4:
                kept += [line for line in block.splitlines()[:20000] if not line.isascii()][:400]
    with source.open() as stream:
        first = b"\n".join(stream.read(1 << 14).splitlines()[:40])
    return sound, broken, first + b"\n" + b"\n".join(kept)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(ERRORS, _as_cp1252)


def _of_candidates(sample: bytes) -> tuple[str, str]:
    scores: dict[str, int] = {}
    for name in CANDIDATES:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            text = sample.decode(name, errors="replace")
            if text.count("\ufffd") * 50 > len(text):
                continue
        scores[name] = _known_names(text) - 2 * text.count("\ufffd")
    best = max(scores.values())
    tied = [name for name in CANDIDATES if scores.get(name) == best]
    if len(tied) == 1:
        return tied[0], f"{tied[0]}: names of its columns make sense in it alone"
    accents = b"\n".join(line for line in sample.splitlines() if not line.isascii())[: 1 << 16] or sample
    odd = {name: _odd_marks(accents.decode(name, errors="replace")) for name in tied}
    tied = [name for name in tied if odd[name] <= min(odd.values()) + len(accents) // 2000]
    if tied[0] == "cp1252" and _accented_share(accents.decode("cp1252", errors="replace")) < MOST_ACCENTS:
        return "cp1252", "cp1252: its accents make most sense in it"
    ruled = from_bytes(accents, cp_isolation=tied).best()
    encoding = ruled.encoding if ruled is not None else tied[0]
    encoding = "cp1252" if encoding == "latin_1" else encoding
    return encoding, f"{encoding}: its accents make most sense in it"


def _odd_marks(text: str) -> int:
    """Marks amid a word, where a language would have a letter."""
    triples = zip(text, text[1:], text[2:], strict=False)
    return sum(
        ord(mark) > 127 and not mark.isalpha() and before.isalpha() and after.isalpha()
        for before, mark, after in triples
    )


def _accented_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(ord(char) > 127 for char in letters) / max(len(letters), 1)


def _known_names(text: str) -> int:
    """Most names of columns that a row of the first forty holds."""
    best = 0
    for line in text.splitlines()[:40]:
        for delimiter in ",;\t|":
            cells = line.split(delimiter)
            if len(cells) > 2:
                best = max(best, sum(is_header_name(cell.strip(" \"'")) for cell in cells))
    return best
