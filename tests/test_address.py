"""Addresses: what a link says is what the reader sees, or a sentence saying why not."""

import pytest

from dashboard.address import Address, read_address, write_address
from dashboard.codebook import Codebook
from dashboard.errors import DashboardError
from dashboard.results import Of


def read(codebook: Codebook, **parameters: str) -> Address:
    return read_address({name: [text] for name, text in parameters.items()}, codebook, 2024)


def test_an_empty_address_is_the_default_view(tiny: Codebook) -> None:
    assert read(tiny) == Address(year=2024)
    assert write_address(Address(year=2024), 2024) == {}


ADDRESSES = [
    Address(year=2023),
    Address(year=2024, where={"persona": ("builder", "keeper")}),
    Address(year=2024, where={"persona": ("builder",), "region": ("north",)}, compare="year"),
    Address(year=2023, compare="company_size", of=Of.EVERYONE, question="used"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_view_written_and_read_is_the_same_view(address: Address, tiny: Codebook) -> None:
    assert read(tiny, **write_address(address, 2024)) == address


def test_an_address_holds_codes_not_labels(tiny: Codebook) -> None:
    address = Address(year=2024, where={"persona": ("builder",)})
    assert write_address(address, 2024) == {"persona": "builder"}


BAD = {
    "an unknown parameter": ({"persone": "builder"}, "Did you mean 'persona'"),
    "an unknown value": ({"persona": "bilder"}, "Did you mean 'builder'"),
    "a label instead of a code": ({"persona": "Builder"}, "Did you mean 'builder'"),
    "a script": ({"persona": "<script>alert(1)</script>"}, "Unknown choice"),
    "quotes": ({"persona": "builder' or 1=1 --"}, "Unknown choice"),
    "a year that is none": ({"year": "next"}, "Unknown year 'next'"),
    "a year in other digits": ({"year": "２０２４"}, "Unknown year"),
    "a year without a survey": ({"year": "1999"}, "Unknown year '1999'"),
    "an unknown comparison": ({"compare": "weather"}, "Unknown comparison"),
    "an unknown denominator": ({"of": "some"}, "Unknown denominator"),
    "an unknown question": ({"question": "usd"}, "Did you mean 'used'"),
    "ten kilobytes": ({"persona": "x" * 10_000}, "longer than"),
    "an empty value": ({"persona": ""}, "Unknown choice"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_an_address_gets_wrong_is_refused_in_a_sentence(case: str, tiny: Codebook) -> None:
    parameters, words = BAD[case]
    with pytest.raises(DashboardError, match=words) as raised:
        read(tiny, **parameters)
    assert len(str(raised.value)) < 600


def test_a_parameter_given_twice_is_refused(tiny: Codebook) -> None:
    with pytest.raises(DashboardError, match="2 times"):
        read_address({"persona": ["builder", "keeper"]}, tiny, 2024)


def test_parameters_of_the_embedding_page_are_let_be(tiny: Codebook) -> None:
    assert read(tiny, embed="true") == Address(year=2024)
