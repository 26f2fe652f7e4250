"""The second net: names and values that tell who somebody is, and those that only look so."""

import pytest

from dashboard.importing.identifiers import (
    identifying_name,
    identifying_value,
    identifying_values,
    masked,
)


@pytest.mark.parametrize(
    "name",
    [
        "Email Address", "e-mail", "IPAddress", "RecipientFirstName", "Response ID", "ipaddr",
        "Start Date (UTC)", "StartDate", "Submit Date (UTC)", "Network ID", "LocationLatitude",
        "Timestamp", "phone", "What is your e-mail address?", "groupTime716", "GitHub handle",
        "slack", "Custom Data 1", "user_agent", "zip code", "Your LinkedIn profile",
    ],
)  # fmt: skip
def test_names_of_identifiers_are_recognised(name: str) -> None:
    assert identifying_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "telemetry", "github_actions", "uses_slack_bots", "zipline", "challenge_addressed",
        "mailing_tools", "token_limits", "tool_frequency",
        "iphone_apps", "project_duration_in_months", "restart_dates", "shipping",
    ],
)  # fmt: skip
def test_only_whole_words_count(name: str) -> None:
    assert identifying_name(name) is None


VALUES = {
    "ann@example.org": "an e-mail address",
    "192.168.10.4": "an IP address",
    "2001:0db8:0000:0000:0000:ff00:0042:8329": "an IP address",
    "https://example.org/me": "a web address",
    "ask @annsmith": "a handle",
    "+49 170 1234567": "a phone number",
    "R_2xYz12345abcDEF": "a response id",
    "0a1b2c3d-0000-4111-8222-333344445555": "an id",
    "2024-10-07 12:30": "a date and time",
    "52.5200, 13.4050": "a place on the map",
    "DE89 3704 0044 0532 0130 00": "an IBAN",
}


@pytest.mark.parametrize("value", VALUES)
def test_values_that_identify_are_recognised(value: str) -> None:
    assert identifying_value(value) == VALUES[value]


@pytest.mark.parametrize(
    "value",
    ["GitHub Actions", "1,001-5,000 people", "5-10", "C++", "version 1.2.3", "2024", "$100,000"],
)
def test_ordinary_answers_are_left_in_peace(value: str) -> None:
    assert identifying_value(value) is None


def test_declared_choices_are_exempt() -> None:
    assert identifying_values(["H2O.ai"], ()) == {"a web address": "H**.**"}
    assert identifying_values(["h2o.ai "], ["H2O.ai"]) == {}


def test_an_example_shows_no_more_than_its_shape() -> None:
    assert masked("ann@example.org") == "a**@*******.***"
    assert "example" not in masked("ann@example.org")
