"""Questions on what files do not tell: each has evidence and a default, and there are five at most."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s

from sim.errors import InputError, Problem
from sim.importing.wording import header_key

__all__ = ["MOST_QUESTIONS", "Question", "Questions", "fingerprint", "is_id"]

MOST_QUESTIONS = 5
RANKS = {"customer_column": 0, "date_order": 1, "currency": 2, "time_zone": 3, "robots": 4, "cut": 5, "holidays": 6}
"""Subjects of questions, the one that changes most first."""
FREE = {"time_zone", "holidays"}
"""Subjects whose options are proposals."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the reader of the report."""

    id: str
    """Subject and set of headers, such as ``date_order/4f3a21c9``: the key in ``answers.toml``."""
    text: str
    evidence: str
    options: tuple[str, ...]
    """Answers; of a time zone and of holidays, those proposed."""
    default: str
    file: str

    @property
    def subject(self) -> str:
        """Its subject, such as ``cut``."""
        return self.id.partition("/")[0]


class Questions:
    """Questions that came up, and the answers that are there.

    Parameters
    ----------
    answers : mapping of str to str
        By id of the question; an id without its set of headers answers for all files.
    """

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = {str(key): str(value) for key, value in answers.items()}
        self.open: list[Question] = []
        self.used: set[str] = set()

    def answer(self, question: Question) -> str:
        """Answer to a question, or its default.

        Parameters
        ----------
        question : Question
            The question; it stays open where nobody has answered it.

        Returns
        -------
        str
            One of its options; a time zone or a country may be another. Any other answer ends in an `InputError`.
        """
        if answer := self._answer(question.id, () if question.subject in FREE else question.options):
            return answer
        if question.id not in {other.id for other in self.open}:
            self.open.append(question)
        return question.default

    def asked_of(self, subject: str, headers: str, options: Sequence[str]) -> str:
        """Answer that is there to a question not yet put.

        Parameters
        ----------
        subject : str
            What it is about.
        headers : str
            Fingerprint of the set of headers.
        options : sequence of str
            Answers that are allowed.

        Returns
        -------
        str
            Empty where there is none.
        """
        return self._answer(f"{subject}/{headers}", options)

    def _answer(self, name: str, options: Sequence[str]) -> str:
        """Answer to a question or to all of its subject; any is allowed where there are no options."""
        for key in (name, name.partition("/")[0]):
            if key in self.answers:
                answer = self.answers[key]
                if options and answer not in options:
                    raise InputError(Problem.of("answers", key, f"its answer must be one of {', '.join(options)}"))
                self.used.add(key)
                return answer
        return ""

    def split(self) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
        """Questions that are put, and those whose default is taken without asking.

        Returns
        -------
        put, taken : tuple of Question
            Five at most are put.
        """
        ordered = sorted(self.open, key=lambda question: RANKS.get(question.subject, 9))
        return tuple(ordered[:MOST_QUESTIONS]), tuple(ordered[MOST_QUESTIONS:])


def is_id(text: str) -> bool:
    """Tell whether a text is the id of a question, which may be printed; any other may hold a name.

    Parameters
    ----------
    text : str
        Key of an answer.

    Returns
    -------
    bool
        True of a subject, with or without a set of headers.
    """
    subject, _, headers = text.partition("/")
    return subject in RANKS and re.fullmatch(r"[0-9a-f]{0,8}", headers) is not None


def fingerprint(headers: Sequence[str]) -> str:
    """Fingerprint of a set of headers, whatever their order.

    Parameters
    ----------
    headers : sequence of str
        Names of columns.

    Returns
    -------
    str
        Eight hexadecimal digits.
    """
    keys = sorted({key for header in headers if (key := header_key(header))})
    return blake2s("\n".join(keys).encode(), digest_size=4).hexdigest()
