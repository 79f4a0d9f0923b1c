"""One tree of exceptions; each takes a single message, because SimPy re-creates them as ``type(e)(*e.args)``."""

__all__ = ["IdentityError", "SaydoError", "ScenarioError"]


class SaydoError(Exception):
    """Anything Saydo reports to a person in one message."""


class ScenarioError(SaydoError):
    """A scenario that cannot be used: the message says what was given, what is allowed, and where."""


class IdentityError(SaydoError):
    """An accounting identity of the model that a run broke; the message names the identity and both sides."""
