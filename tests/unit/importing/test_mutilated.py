"""Exports that were cut, shuffled, overwritten or doubled are read with every row accounted for, or refused by name."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.importing.privacy import NAME_MODES
from sim.importing.read import Imported, read
from tests.unit.importing.test_round_trip import DIALECTS
from tests.unit.importing.world import world

WHOLE = {name: export(world(3, 40)).content for name, export in DIALECTS.items()}
ODD = (
    b'"',
    b";",
    b",",
    b"\n",
    b"\t",
    b"9" * 30,
    b"\x00",
    b'"\n"',
    b"Total",
    b"1/1/9999",
    b"\xff\xfe",
    b"=1+1",
    b"-1:-1",
)


def cut(content: bytes, place: int, piece: bytes) -> bytes:
    return content[:place]


def taken_out(content: bytes, place: int, piece: bytes) -> bytes:
    return content[:place] + content[place + 1 + 17 * len(piece) :]


def put_in(content: bytes, place: int, piece: bytes) -> bytes:
    return content[:place] + piece + content[place:]


def doubled(content: bytes, place: int, piece: bytes) -> bytes:
    return content[:place] + content[place // 2 :]


def turned(content: bytes, place: int, piece: bytes) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join(lines[place % len(lines) :] + lines[: place % len(lines)])


def replaced(content: bytes, place: int, piece: bytes) -> bytes:
    return content.replace(content[place : place + 2] or b"0", piece)


MUTILATIONS = (cut, taken_out, put_in, doubled, turned, replaced)
STEPS = st.tuples(
    st.sampled_from(MUTILATIONS), st.floats(0, 1), st.one_of(st.sampled_from(ODD), st.binary(min_size=1, max_size=9))
)


def outcome(content: bytes, names: str) -> Imported | InputError:
    try:
        return read([("export", content)], names=names)
    except InputError as error:
        return error


@settings(max_examples=60)
@given(st.sampled_from(sorted(WHOLE)), st.lists(STEPS, min_size=1, max_size=5), st.sampled_from(NAME_MODES))
def test_it_is_read_or_refused(
    name: str, steps: list[tuple[Callable[[bytes, int, bytes], bytes], float, bytes]], names: str
) -> None:
    content = WHOLE[name]
    for mutilation, share, piece in steps:
        content = mutilation(content, int(share * len(content)), piece)[: 1 << 20]
    result = outcome(content, names)
    if isinstance(result, InputError):
        assert str(result).startswith("export: ")
        assert "\n" not in str(result)
    else:
        assert result.report.to_dict()
        assert [sheet.rows for sheet in result.report.sheets] == [
            sum(sheet.counts.values()) for sheet in result.report.sheets
        ]
