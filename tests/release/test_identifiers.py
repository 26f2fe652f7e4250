"""The second net: names and values that tell who somebody is, and those that only look so."""

from typing import Any, cast

import pytest

from dashboard.codebook import Choice, Kind, Question
from dashboard.importing.identifiers import (
    free_text,
    identifying_code,
    identifying_header,
    identifying_label,
    identifying_name,
    identifying_parts,
    identifying_value,
    identifying_values,
    masked,
    postal_codes,
)
from dashboard.importing.person_names import all_names, names_in


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


def test_polish_postal_codes_are_told_from_ranges_by_their_list() -> None:
    assert postal_codes(["02-677", "10-900", "At home"]) == ["02-677", "10-900"]
    for ranges in (
        ["10-20", "10-100"], ["1-9", "10-249", "50-999"], ["01-09", "10-100"], ["05-500"],
    ):  # fmt: skip
        assert postal_codes(ranges) == []
    assert identifying_values(["31-041", "80-462"], ()) == {"a postal code": "3*-***"}
    homes = _question(*({"label": text, "labels": {}} for text in ("31-041", "80-462")))
    [said] = identifying_parts(homes)
    assert "look like postal codes, such as '3*-***'" in said


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


@pytest.mark.parametrize(
    "label",
    [
        # Addresses and numbers to write to or to call, as people hide them from programs.
        "ann.invented (at) example.org", "ann [at] example dot org", "ann＠example.org",
        "0612345678", "138 0013 8000", "090-1234-5678", "8 (912) 345-67-89", "tel: 555 0123",
        # Accounts of networks and chats.
        "@ann_invented", "ann#1234", "de.linkedin.com/in/ann", "github.com/ann", "ann.bsky.social",
        "tiktok.com/@ann", "stackoverflow.com/users/123/ann", "WeChat: ann88", "skype:ann.invented",
        # Moments and days in other languages and forms.
        "1. März 2025 10:00", "1 mars 2025 à 10:00", "2025年3月1日 10時05分",
        "2025. 3. 1 오전 10:00:11", "1 марта 2025 г., 10:00", "20250301T100000Z", "1740823211",
        "Sat Mar 01 2025 10:00:00 GMT+0100", "01-Mar-2025 10:00", "Mar 1, 2025",
        "1 de marzo de 2025", "Samstag, 1. März 2025", "2025年3月1日",
        # Numbers of people and devices.
        "S1234567A", "Mat.-Nr. 1234567", "student 20231234", "490154203237518", "001B.4411.3AB7",
        "V1StGXR8_Z5jdHi6B-myT", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "device-3f2a9b",
        # Where somebody lives.
        "5 rue de la Paix", "Calle Mayor 5", "ул. Ленина, 5", "Kerkstraat 12", "75001 Paris",
        "東京都千代田区1-1", "52.5200 N, 13.4050 E",
    ],
)  # fmt: skip
def test_labels_that_identify_in_other_forms_and_languages_are_recognised(label: str) -> None:
    assert identifying_label(label)


@pytest.mark.parametrize(
    "label",
    [
        "9:00", "9:00-17:00", "March 2024", "2019-2020", "ISO 27001", "claude-3-5-sonnet-20241022",
        "llama-3-1-70b-instruct", "v1.2.3.4", "1000000000", "10000 employees", "In the 2020s",
        "東京", "데이터 엔지니어", "Look at Booking.com", "Line chart", "Via API 2",
    ],
)  # fmt: skip
def test_labels_that_look_like_that_only_from_afar_are_left_in_peace(label: str) -> None:
    assert identifying_label(label) is None


@pytest.mark.parametrize(
    "header",
    [
        "Horodateur", "Carimbo de data/hora", "提交时间", "完了時刻", "응답일시", "Дата заполнения",
        "Fecha de envío", "Date d'envoi", "lastActivity", "您的姓名", "휴대폰 번호",
        "Номер мобильного", "Número de celular", "Họ và tên", "ชื่อ", "البريد الإلكتروني",
        "Name of your employer", "Manager's name", "badge_number", "Telegram handle", "Votre nom",
        "What is your phone number?", "What e-mail can we reach you at?",
    ],
)  # fmt: skip
def test_headers_of_other_languages_and_tools_are_recognised(header: str) -> None:
    assert identifying_header(header)


@pytest.mark.parametrize(
    "header",
    ["Which e-mail service do you use?", "Phone or laptop?", "Do you own a phone?",
     "Startup costs", "データ基盤", "电子商务平台", "Nominal capacity"],
)  # fmt: skip
def test_questions_about_phones_and_mail_ask_for_nobodys(header: str) -> None:
    assert identifying_header(header) is None


@pytest.mark.parametrize(
    "labels",
    [
        ["田中太郎", "鈴木 花子", "佐藤健"], ["王小明", "李华", "张伟"],
        ["김철수", "박영희", "이 민수"],
        ["محمد علي", "فاطمة الزهراء"], ["Иванов Иван Иванович", "Анна Петрова"],
        ["Nguyễn Văn An", "Trần Thị Mai"], ["Björk Guðmundsdóttir", "Xochitl Ramirez"],
        ["john smith", "mary jones"], ["J. Smith", "K. Miller", "R.T. Jones"],
    ],
)  # fmt: skip
def test_a_list_of_names_is_told_from_other_lists(labels: list[str]) -> None:
    assert all_names(labels)


@pytest.mark.parametrize(
    "labels",
    [
        ["東京", "大阪", "名古屋"], ["高级", "中级", "初级"], ["데이터 엔지니어", "연구원", "학생"],
        ["Julia Lang", "Apache Spark", "Google Cloud"], ["Data Engineer", "Platform Engineer"],
        ["S. Korea", "Germany", "Japan"], ["Иногда", "Всегда"],
    ],
)  # fmt: skip
def test_places_levels_and_tools_are_no_names(labels: list[str]) -> None:
    assert not all_names(labels)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("ann_invented_gmail_com", "an e-mail address"), ("n_491701234567", "a phone number"),
        ("linkedin_com_in_ann", "a profile"), ("ip_192_168_0_1", "an IP address"),
        ("t_2025_03_01_10_00", "a date and time"), ("n10_49", None), ("n1_2_3_4", None),
        ("github_copilot", None), ("n1000000_5000000", None),
    ],
)  # fmt: skip
def test_ids_made_from_what_identifies_are_recognised(code: str, what: str | None) -> None:
    assert identifying_code(code) == what


def test_few_texts_of_which_no_two_are_alike_are_no_choices() -> None:
    assert free_text(dict.fromkeys("abcdef", 1), asked=120)
    assert not free_text(dict.fromkeys("abcdef", 1), asked=12)
    assert not free_text({"a": 40, "b": 3, "c": 1, "d": 1, "e": 1}, asked=120)


LONE_NAMES = [
    "Anna", "anna schmidt", "PRIYA", "Wolfgang", "Anne-Marie", "Jürgen Krause", "Дмитрий",
    "Ольга Иванова", "דוד", "दीपक", "राहुल शर्मा", "สมชาย", "محمد", "Αντώνης", "田中太郎", "김민준",
    "王小明",
]  # fmt: skip


@pytest.mark.parametrize("name", LONE_NAMES)
def test_one_lone_name_is_recognised_wherever_it_stands(name: str) -> None:
    assert identifying_label(name) == "a name"
    assert identifying_value(name) == "a name"
    assert identifying_header(name)
    assert identifying_code("_".join(name.casefold().split())) == "a name"


@pytest.mark.parametrize(
    "label",
    ["Julia", "Ray", "Jenkins", "Claude", "Claude Code", "Slack", "GitHub", "Maria DB", "Adam",
     "Grace Period", "Jasmine", "Apache Doris", "SAP HANA", "Robin", "Victoria", "March",
     "Jane Street", "Ann Arbor", "Max pooling", "Data Analyst", "Private Lesson", "развитие",
     "Christian", "安全", "金融", "방법", "अन्य", "อื่นๆ", "אחר", "أخرى"],
)  # fmt: skip
def test_tools_places_and_firms_that_bear_a_name_are_left_in_peace(label: str) -> None:
    assert identifying_label(label) is None
    assert names_in(label) is None
    assert identifying_code("_".join(label.casefold().split())) is None


def test_a_sentence_that_names_a_person_is_recognised() -> None:
    assert identifying_header("What do you think of Anna Schmidt's talk?") == "A*** *******"
    assert identifying_header("Which of Claude, Julia or Ray Tune do you use?") is None


REPAIRED = {
    "2-9": ["2025-02-09T00:00:00", "9-Feb", "09.02.2025"],
    "10-49": ["Oct-49", "1949-10-01"],
    "March 2024": ["2024-03-01 00:00:00", "Mar-24"],
}


@pytest.mark.parametrize("label", REPAIRED)
def test_what_a_spreadsheet_makes_of_a_label_is_no_date(label: str) -> None:
    choice = {"id": "a", "label": label, "labels": {2024: REPAIRED[label]}}
    assert list(identifying_parts(_question(choice))) == []


@pytest.mark.parametrize("text", ["2025-03-09T00:00:00", "2024-10-07 12:30", "ann@example.org"])
def test_any_other_text_of_a_label_is_told_by_itself(text: str) -> None:
    choice = {"id": "a", "label": "2-9", "labels": {2024: [text]}}
    [said] = identifying_parts(_question(choice))
    assert "a text of the choice 'a' holds" in said
    assert masked(text) in said


def _question(*choices: dict[str, Any]) -> Question:
    year = 2024
    offered = tuple(
        Choice(
            id="abc"[at],
            label=str(choice["label"]),
            asked=(year,),
            wording={year: str(choice["label"])},
            labels={year: tuple(texts) for year, texts in choice["labels"].items()},
        )
        for at, choice in enumerate(choices)
    )
    asked = {"wording": {year: "Size"}, "asked": (year,), "asked_of": {year: None}}
    return Question(
        id="size", kind=Kind.SINGLE, title="Size", topic="t", choices=offered, **cast(Any, asked)
    )
