"""What nginx adds: headers, closed doors, a process that a session stays with, one that is lost."""

import base64
import hashlib
import http.client
import re
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from importlib.resources import files

import pytest

from dashboard.release.manifest import read_manifest
from dashboard.release.releasing import release

from .conftest import SEED, Reader, Site, texts, while_looking

pytestmark = pytest.mark.browser  # they have the machine to themselves


def asked(
    site: Site, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
) -> http.client.HTTPResponse:
    host = site.address.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=30)) as wire:
        wire.request(method, path, headers=headers or {})
        answer = wire.getresponse()
        answer.read()
        return answer


@pytest.mark.parametrize("path", ["/", "/tools?year=2024", "/_stcore/health", "/nowhere.js"])
def test_every_answer_says_what_a_page_may_do(site: Site, path: str) -> None:
    headers = asked(site, path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert "http" not in " ".join(policy.values())
    assert policy["frame-ancestors"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "nginx/" not in headers["Server"]


def test_the_script_that_the_policy_names_is_streamlits_own(site: Site) -> None:
    page = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    inside = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in inside}
    policy = asked(site, "/").headers["Content-Security-Policy"]
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes


def test_only_what_asks_to_be_embedded_may_be(site: Site) -> None:
    policy = asked(site, "/figure?figure=used_tracking&embed=true").headers[
        "Content-Security-Policy"
    ]
    assert "frame-ancestors *" in policy


def test_browsers_are_kept_to_tls_where_there_is_tls(site: Site) -> None:
    assert asked(site, "/").headers["Strict-Transport-Security"] is None
    headers = asked(site, "/", headers={"X-Forwarded-Proto": "https"}).headers
    assert headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/_stcore/metrics", "GET"),
        ("/_stcore/metrics/", "GET"),
        ("/_stcore/agent/openapi.json", "GET"),
        ("/_stcore/agent/interact", "POST"),
        ("/_stcore/upload_file/x/y", "PUT"),
        ("//_stcore/metrics", "GET"),
        ("/_stcore/%6detrics", "GET"),
        ("/x/../_stcore/metrics", "GET"),
    ],
)
def test_what_is_the_operators_alone_is_closed(site: Site, path: str, method: str) -> None:
    assert asked(site, path, method).status == 404


def test_the_process_itself_has_what_is_closed(site: Site) -> None:
    with urllib.request.urlopen(f"{site.apps[0].address}/_stcore/metrics", timeout=30) as answer:
        assert answer.status == 200


def test_a_long_link_of_a_report_arrives(site: Site) -> None:
    assert asked(site, "/report?report=" + "%7E" * 2_600 + "&year=2024").status == 200


def test_a_seat_is_given_once(site: Site) -> None:
    given = asked(site, "/").headers["Set-Cookie"]
    assert re.match(r"seat=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax$", given)
    assert asked(site, "/", headers={"Cookie": given.split(";")[0]}).headers["Set-Cookie"] is None


def test_a_seat_stays_with_its_process_and_seats_are_spread(site: Site) -> None:
    by_seat = {}
    for number in range(12):
        before = len(site.served_by("/_stcore/health"))
        for _ in range(3):
            asked(site, "/_stcore/health", headers={"Cookie": f"seat=reader{number}"})
        by_seat[number] = set(site.served_by("/_stcore/health")[before:])
    assert all(len(processes) == 1 for processes in by_seat.values())
    assert len(set.union(*by_seat.values())) == 2


def test_files_of_the_page_come_from_nginx_once_they_came(site: Site) -> None:
    page = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    [path] = re.findall(r'src="\.(/static/js/index[^"]+)"', page)
    for _ in range(3):
        assert asked(site, path).status == 200
    assert len([one for one in site.served_by(path) if one != "-"]) == 1


def readers_of(site: Site, count: int = 8) -> list[Reader]:
    pages = ["", "tools", "personas", "data_stack"]
    return [
        Reader(site, f"seat{n}", pages[n % 4], {"year": str(2022 + n % 3), "v": "1"})
        for n in range(count)
    ]


def test_a_process_lost_under_load_costs_a_reload_and_nothing_else(site: Site) -> None:
    readers = readers_of(site)
    before = [texts(reader.look()) for reader in readers]
    lost, _ = site.apps
    try:
        counts = while_looking(readers, lost.kill)
        assert min(counts) >= 2
        broken = [reader.broken for reader in readers]
        assert any(broken)
        assert not all(broken)
        assert [reader.seen for reader in readers] == [[]] * len(readers)
        # The address held the view: what they see is what they saw.
        assert [texts(reader.look()) for reader in readers] == before
    finally:
        lost.start_again()
        for reader in readers:
            reader.close()


def test_a_new_release_comes_while_readers_look(
    site: Site, editions: tuple[object, object]
) -> None:
    readers = readers_of(site, 4)
    visitor = Reader(site, "visitor", "data")
    assert "version 1" in texts(visitor.look()).casefold()
    try:
        while_looking(readers, lambda: release(editions[1], site.data, SEED) and None)  # type: ignore[arg-type, func-returns-value]
        assert [reader.seen for reader in readers] == [[]] * len(readers)
        assert [reader.broken for reader in readers] == [0] * len(readers)
        manifest = read_manifest(site.data)
        assert manifest is not None
        assert manifest["version"] == 2
        for number in range(4):
            newcomer = Reader(site, f"newcomer{number}", "data")
            assert "version 2" in texts(newcomer.look()).casefold()
            newcomer.close()
    finally:
        for reader in [*readers, visitor]:
            reader.close()
