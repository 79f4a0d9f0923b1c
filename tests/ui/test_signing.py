"""Who signs: by login, by proxy or by a typed name; who cannot; what is told, kept, and shown of it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from sim.running.saved import Signature
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder
from sim.scenario.overrides import with_overrides
from sim.ui import identity, work
from sim.ui.choice import Choice
from tests.ui.conftest import Serve, finished

GRACE = {"is_logged_in": True, "email": "grace@example.com", "email_verified": True, "name": "The Chief Executive"}


def sign(page: AppTest, name: str = "Grace", key: str = "approve") -> AppTest:
    """Signs as somebody would, whose name is typed where the field is open."""
    if not any(field.disabled for field in page.text_input if "sign_name" in str(field.key)):
        page.text_input(key="sign_name").set_value(name)
    page.text_input(key="sign_role").set_value("Finance")
    page.button(key=key).click()
    return finished(page)


def signed() -> list[Signature]:
    return work.library().signatures(Choice().scenario().fingerprint)


def said(page: AppTest) -> str:
    return " ".join(element.value.replace("\\", "") for element in page.main.markdown)


def with_headers(monkeypatch: pytest.MonkeyPatch, **headers: list[str]) -> None:
    """A request of which the headers are these; dashes stand for underscores."""
    sent = {name.replace("_", "-").lower(): values for name, values in headers.items()}
    monkeypatch.setattr(identity, "_headers", lambda name: sent.get(name.lower(), []))


def test_a_typed_name_is_shown_as_not_verified(serve: Serve) -> None:
    page = sign(finished(serve()))
    assert "Approved by **Grace, Finance (name not verified)**" in said(page)
    assert [(one.signatory, one.role, one.identity) for one in signed()] == [("Grace", "Finance", "typed")]


def test_a_role_is_needed_and_a_look_alike_refused(serve: Serve) -> None:
    page = finished(serve())
    page.text_input(key="sign_name").set_value("Grace")
    page.button(key="approve").click()
    finished(page)
    assert "your role: must be 1 to 60 printable characters" in page.error[0].value.replace("\\", "")
    sign(page, "Gr\u0430ce")
    assert "U+0430 CYRILLIC SMALL LETTER A" in page.error[0].value.replace("\\", "")
    assert signed() == []


def test_who_is_logged_in_signs_under_the_name_that_the_login_gives(serve: Serve) -> None:
    """Under the address, not the name, which a user of most providers may choose."""
    page = serve()
    page.user = GRACE
    page = finished(page)
    field = page.text_input(key="sign_name-known")
    assert (field.value, field.disabled) == ("grace@example.com", True)
    sign(page)
    assert "grace@example.com, Finance (known by login)" in said(page)
    assert [(one.signatory, one.identity) for one in signed()] == [("grace@example.com", "login")]
    assert page.button(key="log-out").label == "Log out"


def test_an_address_that_the_provider_did_not_verify_is_nobody_s_name(serve: Serve) -> None:
    page = serve()
    page.user = {**GRACE, "email_verified": False, "sub": "7f3a"}
    sign(finished(page))
    assert [(one.signatory, one.identity) for one in signed()] == [("7f3a", "login")]


def test_whom_the_proxy_names_signs_under_that_name(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYDO_USER_HEADER", "X-Forwarded-User")
    with_headers(monkeypatch, X_Forwarded_User=["Grète".encode().decode("latin-1")])
    page = finished(serve())
    field = page.text_input(key="sign_name-known")
    assert (field.value, field.disabled) == ("Grète", True)
    sign(page)
    assert [(one.signatory, one.identity) for one in signed()] == [("Grète", "proxy")]
    assert "Grète, Finance (known by the proxy)" in said(page)


def test_a_header_that_the_operator_did_not_name_is_not_believed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    with_headers(monkeypatch, X_Forwarded_User=["eve"])
    sign(finished(serve()))
    assert [(one.signatory, one.identity) for one in signed()] == [("Grace", "typed")]


@pytest.mark.parametrize("values", [["eve", "grace"], [], [" "]])
def test_a_header_that_came_twice_or_empty_names_nobody(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, values: list[str]
) -> None:
    monkeypatch.setenv("SAYDO_USER_HEADER", "X-Forwarded-User")
    with_headers(monkeypatch, X_Forwarded_User=values)
    sign(finished(serve()))
    assert [(one.signatory, one.identity) for one in signed()] == [("Grace", "typed")]


def warning(page: AppTest) -> str:
    return " ".join(element.value.replace("\\", "") for element in page.warning)


def papers(page: AppTest) -> list[str]:
    return [button.key for button in page.button if button.key in ("approve", "refuse")]


def test_where_identity_is_asked_for_a_reader_without_one_cannot_sign_and_reads_why(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYDO_SIGNING", "identified")
    page = finished(serve())
    assert papers(page) == []
    assert "this server knows nobody's: ask its operator to set up a login" in warning(page)
    monkeypatch.setenv("SAYDO_USER_HEADER", "X-Forwarded-User")
    with_headers(monkeypatch)
    assert "one header X-Forwarded-User: come by the proxy's address" in warning(finished(page))
    page.user = {"is_logged_in": False}
    page = finished(page)
    assert "log in." in warning(page)
    assert [button.label for button in page.button if str(button.key).startswith("log-in")] == ["Log in"]
    page.user = GRACE
    sign(finished(page))
    assert warning(page) == ""
    assert [one.signatory for one in signed()] == ["grace@example.com"]


def test_who_lost_the_identity_meanwhile_cannot_sign(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked anew at the click, whatever stands in the field."""
    monkeypatch.setenv("SAYDO_SIGNING", "identified")
    page = serve()
    page.user = GRACE
    page = finished(page)
    page.text_input(key="sign_role").set_value("Finance")
    page.button(key="approve").click()
    page.user = {"is_logged_in": False}
    finished(page)
    assert signed() == []


def test_a_setting_that_is_none_lets_nobody_sign(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYDO_SIGNING", "yes")
    page = finished(serve())
    assert papers(page) == []
    assert "SAYDO_SIGNING = yes: must be identified or anybody" in warning(page)


def test_a_click_that_comes_with_another_change_signs_what_was_shown(serve: Serve) -> None:
    page = finished(serve())
    page.text_input(key="sign_name").set_value("Grace")
    page.text_input(key="sign_role").set_value("Finance")
    page.number_input(key="fee").set_value(25)
    page.button(key="approve").click()
    finished(page)
    assert {one.fingerprint for one in work.library().all_signatures()} <= {Choice().scenario().fingerprint}


def test_authors_of_versions_are_known_likewise(serve: Serve) -> None:
    page = serve()
    page.user = GRACE
    page = finished(page)
    assert page.text_input(key="save_author-known").disabled
    page.text_input(key="save_name").set_value("Acme")
    page.button(key="save").click()
    finished(page)
    (version,) = work.library().versions("Acme")
    assert (version.author, version.identity) == ("grace@example.com", "login")


def own_portfolio() -> Scenario:
    return with_overrides(load(scenario_folder() / "honest.yaml"), {"selling.clarity": 0.5})


def test_of_a_portfolio_of_one_s_own_the_page_says_that_the_fingerprint_alone_is_kept(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its file does not say that it holds data of one's own."""
    own = own_portfolio()
    monkeypatch.setattr("sim.ui.stories._own", lambda: {own.fingerprint: own})
    page = serve()
    page.session_state["private"] = True
    page.query_params["story"] = f"own:{own.fingerprint}"
    page = finished(page)
    assert any("holds the fingerprint alone" in element.value for element in page.caption)
    sign(page)
    with work.library()._database.reading() as connection:  # noqa: SLF001
        documents = connection.exec_driver_sql("SELECT fingerprint FROM scenarios").scalars().all()
    (one,) = work.library().all_signatures()
    assert (one.fingerprint, documents) == (own.fingerprint, [])
