"""Grievance, what adds to it, and the goodwill that cushions it.

All weights are priors [A]; their ranks follow Keaveney 1995.
"""

from __future__ import annotations

from sim.units import MINUTES_PER_DAY

__all__ = [
    "MOST_ANGRY_RATIO",
    "attended",
    "bond",
    "contact_multiple",
    "decayed",
    "forgiven",
    "goodwill",
    "half_life_minutes",
    "imposed",
    "weighed",
]


def half_life_minutes(base_days: float, respect: float) -> float:
    """H = base (1.5 - J): the respected forget sooner."""
    return base_days * MINUTES_PER_DAY * (1.5 - respect)


def decayed(grievance: float, minutes: float, half_life: float) -> float:
    """Grievance after some time without straws; both times in minutes."""
    return grievance * float(2.0 ** (-minutes / half_life))


def goodwill(
    respect: float,
    alignment: float,
    dependence: float,
    asymmetry: float,
    weights: tuple[float, float, float, float, float],
) -> float:
    """m: the share of an ordinary failure that goodwill absorbs.

    Parameters
    ----------
    respect, alignment, dependence : float
        The traits J, L, M, each 0 to 1.
    asymmetry : float
        -1 to 1; either sign costs goodwill.
    weights : five floats
        Of the four in that order (asymmetry's is subtracted), and the most that is absorbed.
    """
    by_respect, by_alignment, by_dependence, by_asymmetry, most = weights
    value = by_respect * respect + by_alignment * alignment + by_dependence * dependence - by_asymmetry * abs(asymmetry)
    return min(max(value, 0.0), most)


def weighed(size: float, cushion: float, betrayal: float, alignment: float, betrayal_alignment: float) -> float:
    """What a failure adds to grievance.

    An ordinary failure (``betrayal`` 0) is cushioned. A betrayal (1) is not, and weighs more among the aligned. A
    promise that was broken in word but kept in writing lies between: it betrays those who never understood the writing.
    """
    return size * (1 - cushion * (1 - betrayal)) * (1 + betrayal_alignment * alignment * betrayal)


MOST_ATTENDING = 2.0


def attended(people: float, attention: float) -> float:
    """The share of an ordinary straw that remains where people look after the account; betrayals remain whole.

    Parameters
    ----------
    people : float
        Account people of this customer alone; more than two take away no more.
    attention : float
        Share of a straw that one of them takes away, at most .5 [A].
    """
    return 1 - attention * min(people, MOST_ATTENDING)


def imposed(weight: float, notice_months: int, notice_share: float) -> float:
    """The straw of what is imposed on a customer: whole at once, a share where it was announced a month ahead [A]."""
    return weight * (notice_share if notice_months >= 1 else 1.0)


def bond(respect: float, alignment: float, dependence: float) -> float:
    """(J L M)^(1/3): all three must link for trust to develop (essay 000)."""
    return float((respect * alignment * dependence) ** (1 / 3))


MOST_FORGIVEN = 0.65


def forgiven(owned_up: str, compensated: bool, shares: tuple[float, float, float]) -> float:
    """r: the share of a failure that recovery takes back; owning up, doing so early, and making good.

    Parameters
    ----------
    owned_up : {"never", "late", "early"}
        Whether and when the provider says what went wrong.
    compensated : bool
        Whether it makes good.
    shares : three floats
        For owning up, for doing so early, for making good; at most .65 together. Recovery raises satisfaction, not
        repurchase: de Matos et al. 2007 [F].
    """
    by_word, by_speed, by_deed = shares
    said = by_word if owned_up != "never" else 0.0
    return min(said + (by_speed if owned_up == "early" else 0.0) + (by_deed if compensated else 0.0), MOST_FORGIVEN)


MOST_ANGRY_RATIO = 3.0


def contact_multiple(grievance_ratio: float, failure_demand: float, captivity: float) -> float:
    """How much more than ordinarily a customer gets in touch: failure demand, and captive anger where there is any.

    Parameters
    ----------
    grievance_ratio : float
        Grievance over breaking point; counts up to 3.
    failure_demand : float
        phi: more contacts per unit of that ratio.
    captivity : float
        Further share of contacts of a customer that is past its breaking point and cannot go; 0 for all others.
    """
    return (1 + failure_demand * min(grievance_ratio, MOST_ANGRY_RATIO)) * (1 + captivity)
