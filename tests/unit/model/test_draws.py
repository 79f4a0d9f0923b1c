"""The table of random numbers: columns do not move, none has two meanings, and all fit their blocks."""

from __future__ import annotations

import pytest

from sim.model.draws import BirthDraw, ContactDraw, Draw, InvoiceDraw, ProspectDraw, Purpose

TABLES: list[type[Draw]] = [BirthDraw, ContactDraw, InvoiceDraw, ProspectDraw]


@pytest.mark.parametrize("table", TABLES)
def test_each_column_has_one_name_and_a_meaning_of_its_own(table: type[Draw]) -> None:
    assert len(table.__members__) == len(set(table))
    assert len({draw.meaning for draw in table}) == len(table)
    assert all(draw.meaning for draw in table)


@pytest.mark.parametrize(("table", "blocks"), list(zip(TABLES, (2, 5, 2, 1), strict=True)))
def test_all_columns_fit_the_blocks_that_are_drawn(table: type[Draw], blocks: int) -> None:
    """Another number of blocks would change no column, but one too few would leave some out."""
    assert table.blocks() == blocks


def test_columns_of_a_contact_do_not_move() -> None:
    assert [draw.value for draw in ContactDraw] == list(range(39))
    assert (ContactDraw.MINUTE, ContactDraw.TOUCH_1, ContactDraw.SOLVED_1, ContactDraw.DEFECT) == (0, 9, 13, 31)
    assert (ContactDraw.WRITTEN, ContactDraw.CALL_BACK) == (32, 33)


def test_purposes_have_addresses_of_their_own() -> None:
    assert len({purpose.value for purpose in Purpose}) == len(Purpose.__members__)
