"""The deal memo, the buyer's expectation sheet and the board papers: what they say, and the files they leave in."""

from sim.report.memo.board import BOARD_FORMATS, BoardSource, board_file, board_paper, must_fit
from sim.report.memo.board_pages import BoardStudy, deal_board, money_board
from sim.report.memo.buyer import buyer_paper
from sim.report.memo.files import BUYER_FILES, MEMO_FILES, memo_files, must_be_possible, paper_files
from sim.report.memo.memo import Approval, Guardrail, Memo, Origin, StudySettings, command_of, guardrail_rows, memo_of

__all__ = [
    "BOARD_FORMATS",
    "BUYER_FILES",
    "MEMO_FILES",
    "Approval",
    "BoardSource",
    "BoardStudy",
    "Guardrail",
    "Memo",
    "Origin",
    "StudySettings",
    "board_file",
    "board_paper",
    "buyer_paper",
    "command_of",
    "deal_board",
    "guardrail_rows",
    "memo_files",
    "memo_of",
    "money_board",
    "must_be_possible",
    "must_fit",
    "paper_files",
]
