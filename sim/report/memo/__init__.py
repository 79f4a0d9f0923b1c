"""The deal memo and the buyer's expectation sheet: what they say, and the files that they leave in."""

from sim.report.memo.buyer import buyer_paper
from sim.report.memo.files import BUYER_FILES, MEMO_FILES, memo_files, must_be_possible, paper_files
from sim.report.memo.memo import Guardrail, Memo, Origin, StudySettings, command_of, guardrail_rows, memo_of

__all__ = [
    "BUYER_FILES",
    "MEMO_FILES",
    "Guardrail",
    "Memo",
    "Origin",
    "StudySettings",
    "buyer_paper",
    "command_of",
    "guardrail_rows",
    "memo_files",
    "memo_of",
    "must_be_possible",
    "paper_files",
]
