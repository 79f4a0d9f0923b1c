"""One tree of exceptions that carry what they are about, so that each front end can name its own option."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

__all__ = [
    "EXTRAS",
    "IdentityError",
    "InputError",
    "Place",
    "Problem",
    "SaydoError",
    "ScenarioError",
    "no_option",
    "plain",
    "remedy_of",
]

MOST_PROBLEMS = 4
"""Problems that a message spells out; it counts the rest."""
EXTRAS = {
    "app": ("starlette", "streamlit"),
    "cluster": ("distributed",),
    "experiments": ("SALib", "contourpy", "optuna"),
    "import": ("charset_normalizer", "defusedxml", "pyarrow", "python_calamine", "rapidfuzz"),
    "papers": ("choreographer", "docx", "jinja2", "kaleido", "markupsafe", "plotly", "pptx", "xlsxwriter"),
    "postgresql": ("psycopg",),
}
"""Modules that only some questions use, by the extra of the distribution that brings them."""


def remedy_of(error: ImportError) -> str:
    """Name the extra that brings a module which is not there.

    Parameters
    ----------
    error : ImportError
        As it was raised.

    Returns
    -------
    str
        Such as ``needs optuna: pip install 'saydo-simulator[experiments]'``; empty where no extra brings the module.
    """
    module = (error.name or "").partition(".")[0]
    extra = next((extra for extra, modules in EXTRAS.items() if module in modules), "")
    return extra and f"needs {module}: pip install 'saydo-simulator[{extra}]'"


def no_option(field: str) -> str:
    """Name no option, as where there is no front end.

    Parameters
    ----------
    field : str
        Name of the parameter by which a value came in.

    Returns
    -------
    str
        Empty.
    """
    return ""


def plain(text: str) -> str:
    r"""Escape the characters of a text that a terminal would obey, and those that it could not print.

    Parameters
    ----------
    text : str
        From a file, or from a person.

    Returns
    -------
    str
        The text on one line, with such as ``\x1b`` for the escape character; safe to print.
    """
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else character.encode("unicode_escape").decode()
        for character in text
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was written: in a file, or by a parameter that a front end knows as an option of its own."""

    file: str = ""
    line: int | None = None
    field: str = ""
    """Name of the parameter, such as ``set`` or ``month``."""
    within: str = ""
    """Path of what holds it in the document, such as ``timeline.0.set``."""

    def text(self, option: Callable[[str], str] = no_option) -> str:
        """Print the place.

        Parameters
        ----------
        option : callable, optional
            From the name of a parameter to the option of a front end, or to nothing.

        Returns
        -------
        str
            Such as ``contract.yaml:12``; empty where nothing is known.
        """
        written = self.file if self.line is None else f"{self.file}:{self.line}"
        named = option(self.field) if self.field and not written else ""
        return ", ".join(part for part in (self.within, written, named) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the value, where it stands, and what is allowed there."""

    rule: str
    """What is wrong, or what is allowed, such as ``must be at most 1``."""
    path: str = ""
    """Path in the scenario document; empty where the value has none."""
    value: str | None = None
    """The value on one short line; None where it is missing or long."""
    place: Place = Place()

    @classmethod
    def of(cls, field: str, value: object, rule: str) -> Problem:
        """Make the problem of a parameter's value.

        Parameters
        ----------
        field : str
            Name of the parameter, such as ``month``; a front end prints its own option for it.
        value : object
            The value as it is to be printed; empty where it is not to be repeated.
        rule : str
            What is wrong, or what is allowed.

        Returns
        -------
        Problem
            It has no path and no file.
        """
        return cls(rule, value=str(value), place=Place(field=field))

    @property
    def file(self) -> str:
        """The file that the value was read from; empty where there is none."""
        return self.place.file

    @property
    def line(self) -> int | None:
        """The line in that file, from 1."""
        return self.place.line

    @property
    def field(self) -> str:
        """Name of the parameter by which the value came in; empty where it was read from a file."""
        return self.place.field

    def text(self, option: Callable[[str], str] = no_option) -> str:
        """Print the problem in one sentence.

        Parameters
        ----------
        option : callable, optional
            From the name of a parameter to the option of a front end, or to nothing.

        Returns
        -------
        str
            Such as ``selling.clarity = 3 (contract.yaml:12): must be at most 1``.
        """
        place = self.place.text(option)
        name = self.path or ("" if place else self.field)
        subject = " = ".join(part for part in (name, self.value) if part)
        if subject and place:
            return f"{subject} ({place}): {self.rule}"
        return f"{subject or place}: {self.rule}" if subject or place else self.rule


class SaydoError(Exception):
    """Anything Saydo reports to a person, one problem a line.

    Parameters
    ----------
    *parts : str or Problem
        What is wrong; a text is a problem of which nothing more is known. They are the exception's ``args``, because
        SimPy re-creates exceptions as ``type(e)(*e.args)``.
    """

    def __init__(self, *parts: str | Problem) -> None:
        super().__init__(*parts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in the order in which it was met."""
        return tuple(part if isinstance(part, Problem) else Problem(str(part)) for part in self.args)

    def message(self, option: Callable[[str], str] = no_option) -> str:
        """Print the first few problems, a line each, and count the rest.

        Parameters
        ----------
        option : callable, optional
            From the name of a parameter to the option of a front end, or to nothing.

        Returns
        -------
        str
            The message, of at most five lines where no problem takes more than one.
        """
        lines = ["\n".join(map(plain, problem.text(option).split("\n"))) for problem in self.problems]
        more = len(lines) - MOST_PROBLEMS
        return "\n".join(lines[:MOST_PROBLEMS] + ([f"and {more} more"] if more > 0 else []))

    def __str__(self) -> str:
        return self.message()


class ScenarioError(SaydoError):
    """A scenario that cannot be used: the message says which value, what is allowed, and where."""


class IdentityError(SaydoError):
    """An accounting identity of the model that a run broke; the message names the identity and both sides."""


class InputError(SaydoError):
    """A file of the user's own data that cannot be read: the message says which file, why, and what to do about it."""

    @classmethod
    def of(cls, file: str, rule: str) -> InputError:
        """Make the error of one file.

        Parameters
        ----------
        file : str
            Name of the file, without its folder.
        rule : str
            What is wrong with it, or what is allowed.

        Returns
        -------
        InputError
            One problem; its message is one sentence.
        """
        return cls(Problem(rule, place=Place(file=file)))
