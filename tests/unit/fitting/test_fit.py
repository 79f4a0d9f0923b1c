"""The result of a fit: one line each, and refusals that cannot be mistaken for fits."""

from __future__ import annotations

import tomllib

import pytest

from sim.fitting.composition import Composition
from sim.fitting.fit import FittedNumber, Status, kept, not_wider, refused
from sim.fitting.folder import portfolio_files

FIT = FittedNumber(
    "a.b", 24.0, "contacts", new=30.0, low=25.0, high=36.0, n=85, unit="customers", method="maximum likelihood"
)


def test_a_fit_says_old_new_interval_and_number() -> None:
    assert FIT.text() == "a.b: 24 → 30 [25, 36], n = 85 customers"


def test_what_was_kept_says_why() -> None:
    fit = kept("a.b", 24.0, "contacts", "9 customers; needs 25")
    assert not fit.fitted
    assert fit.text() == "a.b: kept: 9 customers; needs 25"


def test_a_refusal_has_no_value_but_shows_its_interval() -> None:
    fit = refused(FIT, "too wide")
    assert fit.status is Status.REFUSED
    assert fit.new is None
    assert "[25, 36]" in fit.text()


@pytest.mark.parametrize(("low", "high", "fits"), [(10.0, 40.0, True), (10.0, 40.1, False), (0.0, 1.0, False)])
def test_an_interval_must_not_be_wider_than_the_prior(low: float, high: float, fits: bool) -> None:
    assert not_wider(FittedNumber("a", 1.0, "contacts", new=20.0, low=low, high=high)).fitted is fits


def test_shares_are_compared_by_their_odds() -> None:
    wide = FittedNumber("a", 0.5, "contacts", new=0.5, low=0.3, high=0.7)
    assert not not_wider(wide, share=True).fitted
    assert not_wider(wide).fitted


def test_a_fit_without_a_value_or_a_kept_number_with_one_is_an_error() -> None:
    with pytest.raises(ValueError, match="must"):
        FittedNumber("a", 1.0, "contacts")
    with pytest.raises(ValueError, match="must not"):
        FittedNumber("a", 1.0, "contacts", Status.KEPT, new=2.0, reason="x")


def test_an_interval_without_an_end_is_written_to_the_evidence() -> None:
    shape = FittedNumber("segments.a.contacts_shape", 1.0, "contacts", new=2.0, low=0.5, high=float("inf"))
    fit = refused(shape, "no end")
    written = portfolio_files(Composition({"title": "A"}, [], [], []), [fit])
    (number,) = tomllib.loads(written["evidence.toml"].decode())["number"]
    assert (number["low"], number["high"]) == (0.5, float("inf"))
