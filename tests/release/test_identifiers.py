"""The second net: names and values that tell who somebody is, and those that only look so."""

import pytest

from dashboard.importing.identifiers import (
    free_text,
    identifying_header,
    identifying_label,
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


@pytest.mark.parametrize(
    "text",
    ["startedAt", "finishedAt", "Submission date", "submission_time", "Network ID",
     "If you like to hear from us about the results, please leave us your e-mail address:",
     "How may we get in touch? Tell us your name", "How should we contact you?"],
)  # fmt: skip
def test_headers_and_wordings_that_ask_who_somebody_is_are_recognised(text: str) -> None:
    assert identifying_header(text)


@pytest.mark.parametrize(
    "text",
    ["Do you send an e-mail newsletter to customers of your product?",
     "What is the name of the tool that your team uses for tracking its experiments?",
     "Response time of the models", "Which addresses does your network have, by kind of zone?"],
)  # fmt: skip
def test_wordings_that_only_speak_of_such_things_are_left_in_peace(text: str) -> None:
    assert identifying_header(text) is None


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("ann@example.org", "an e-mail address"), ("Call me, Ann Invented", "a name"),
        ("2025-03-01T10", "a date and time"), ("2025-03-01", "a date"),
        ("fe80::1ff:fe23:4567:890a", "an IP address"), ("00:1a:2b:3c:4d:5e", "a network id"),
        ("12 Long Road", "an address"), ("+49 170 1234567", "a phone number"),
        ("a1b2c3d4e5", "an id"),
    ],
)  # fmt: skip
def test_labels_that_identify_are_recognised(label: str, what: str) -> None:
    assert identifying_label(label) == what


@pytest.mark.parametrize(
    "label", ["H2O.ai", "1000000-5000000", "1,001-5,000 people", "24/7", "C++"]
)
def test_labels_of_products_and_bands_are_left_in_peace(label: str) -> None:
    assert identifying_label(label) is None


def test_few_texts_of_which_no_two_are_alike_are_no_choices() -> None:
    assert free_text(dict.fromkeys("abcdef", 1), asked=120)
    assert not free_text(dict.fromkeys("abcdef", 1), asked=12)
    assert not free_text({"a": 40, "b": 3, "c": 1, "d": 1, "e": 1}, asked=120)
