"""The deal memo and the buyer's expectation sheet: what they say, and the files that they leave in."""

from sim.report.memo.buyer import buyer_paper
from sim.report.memo.files import BUYER_FORMATS, MEMO_FORMATS, memo_files, paper_files
from sim.report.memo.memo import Guardrail, Memo, Origin, Question, command_of, memo_of

__all__ = [
    "BUYER_FORMATS",
    "MEMO_FORMATS",
    "Guardrail",
    "Memo",
    "Origin",
    "Question",
    "buyer_paper",
    "command_of",
    "memo_files",
    "memo_of",
    "paper_files",
]
