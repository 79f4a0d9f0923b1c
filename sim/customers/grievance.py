"""Grievance: its half-life, the goodwill that cushions it, and the contacts that it causes.

All weights are priors [A]; their ranks follow Keaveney 1995.
"""

from __future__ import annotations

from sim.units import MINUTES_PER_DAY

__all__ = [
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


def half_life_minutes(base_days: float, no_respect: float, respect: float) -> float:
    """Half-life of grievance: base (no_respect - J); customers that are treated with respect forget sooner.

    Parameters
    ----------
    base_days : float
        Half-life at respect ``no_respect`` - 1, days.
    no_respect : float
        Half-life at respect 0 over ``base_days``, above 1.
    respect : float
        Trait J, 0 to 1.

    Returns
    -------
    float
        Minutes.
    """
    return base_days * MINUTES_PER_DAY * (no_respect - respect)


def decayed(grievance: float, minutes: float, half_life: float, halving: float = 2.0) -> float:
    """Grievance after some time in which nothing was added.

    Parameters
    ----------
    grievance : float
        At the beginning, 0 or more.
    minutes : float
        Time since then, 0 or more.
    half_life : float
        Minutes, above 0.
    halving : float
        2. A compiler that knows it takes another function than the power, which differs in the last digit.

    Returns
    -------
    float
        0 or more.
    """
    return grievance * float(halving ** (-minutes / half_life))


def goodwill(
    respect: float,
    alignment: float,
    dependence: float,
    asymmetry: float,
    weights: tuple[float, float, float, float, float],
) -> float:
    """Goodwill m: the share of an ordinary failure that it absorbs.

    Parameters
    ----------
    respect, alignment, dependence : float
        The traits J, L, M, each 0 to 1.
    asymmetry : float
        -1 to 1; either sign costs goodwill.
    weights : five floats
        Of the four in that order (asymmetry's is subtracted), and the most that is absorbed.

    Returns
    -------
    float
        0 to 1.
    """
    by_respect, by_alignment, by_dependence, by_asymmetry, most = weights
    value = by_respect * respect + by_alignment * alignment + by_dependence * dependence - by_asymmetry * abs(asymmetry)
    return min(max(value, 0.0), most)


def weighed(size: float, cushion: float, betrayal: float, alignment: float, betrayal_alignment: float) -> float:
    """Grievance that a failure adds.

    Parameters
    ----------
    size : float
        Before goodwill, 0 or more.
    cushion : float
        Share of an ordinary failure that goodwill absorbs, 0 to 1.
    betrayal : float
        0 for an ordinary failure, which is cushioned; 1 for a betrayal, which is not and weighs more among the aligned.
        A promise that was broken in word but kept in writing lies between: it betrays those who never understood it.
    alignment : float
        Trait L, 0 to 1.
    betrayal_alignment : float
        How much more a betrayal weighs at alignment 1.

    Returns
    -------
    float
        0 or more.
    """
    return size * (1 - cushion * (1 - betrayal)) * (1 + betrayal_alignment * alignment * betrayal)


def attended(people: float, attention: float, most_people: float) -> float:
    """Share of an ordinary failure that remains where people look after the account; a betrayal remains whole.

    Parameters
    ----------
    people : float
        Account people of this customer alone.
    attention : float
        Share that one of them takes away, at most .5 [A].
    most_people : float
        More people than these take away no more, at most 2 [A].

    Returns
    -------
    float
        0 to 1.
    """
    return 1 - attention * min(people, most_people)


def imposed(weight: float, notice_months: int, notice_share: float, announced_months: int) -> float:
    """Grievance of a remedy that is imposed on a customer: whole at once, a share where it was announced in time.

    Parameters
    ----------
    weight : float
        Grievance where nothing was announced.
    notice_months : int
        Notice that was given.
    notice_share : float
        Share that remains where it was announced, 0 to 1 [A].
    announced_months : int
        Shortest notice that counts as announced [A].

    Returns
    -------
    float
        0 or more.
    """
    return weight * (notice_share if notice_months >= announced_months else 1.0)


def bond(respect: float, alignment: float, dependence: float) -> float:
    """Bond (J L M)^(1/3): all three traits must link for trust to develop. Source: essay 000.

    Parameters
    ----------
    respect, alignment, dependence : float
        The traits J, L, M, each 0 to 1.

    Returns
    -------
    float
        0 to 1.
    """
    return float((respect * alignment * dependence) ** (1 / 3))


def forgiven(owned_up: str, compensated: bool, shares: tuple[float, float, float, float]) -> float:
    """Share r of a failure that recovery takes back: by owning up, doing so early, and making good.

    Parameters
    ----------
    owned_up : {"never", "late", "early"}
        Whether and when the provider says what went wrong.
    compensated : bool
        Whether it makes good.
    shares : four floats
        For owning up, for doing so early, for making good, and the most of all together. Recovery raises satisfaction,
        not repurchase: de Matos et al. 2007 [F].

    Returns
    -------
    float
        0 to 1.
    """
    by_word, by_speed, by_deed, most = shares
    word = by_word if owned_up != "never" else 0.0
    return min(word + (by_speed if owned_up == "early" else 0.0) + (by_deed if compensated else 0.0), most)


def contact_multiple(grievance_ratio: float, most_ratio: float, failure_demand: float, captivity: float) -> float:
    """Contacts over ordinary ones: failure demand, and the anger of those who cannot go.

    Parameters
    ----------
    grievance_ratio : float
        Grievance over breaking point, 0 or more.
    most_ratio : float
        The ratio counts up to this.
    failure_demand : float
        phi: more contacts per unit of that ratio.
    captivity : float
        Further share of contacts of a customer that is past its breaking point and cannot go; 0 for all others.

    Returns
    -------
    float
        1 or more.
    """
    return (1 + failure_demand * min(grievance_ratio, most_ratio)) * (1 + captivity)
