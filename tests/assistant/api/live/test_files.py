"""The files of the live room's pages: what goes over the wire, and what a browser may do with it."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from starlette.testclient import TestClient

from assistant.api.app import create_app
from tests.assistant.api.conftest import MakeDesk, opened

_MOST_BYTES = 100_000
_CODE = "BCDFGH"


def _parts(client: TestClient, page: str) -> dict[str, bytes]:
    """A page and everything that it loads, by address; modules load others."""
    found = {page: client.get(page).content}
    waiting = re.findall(r"/live/assets/[a-z.-]+", found[page].decode())
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        assert response.status_code == 200, address
        found[address] = response.content
        waiting += [f"/live/assets/{name}" for name in re.findall(r'from "\./([a-z.-]+)"', response.text)]
    return found


@pytest.mark.parametrize("page", ["/join", f"/join/{_CODE}", f"/live/screen/{_CODE}"])
def test_a_page_is_light_and_loads_from_here_only(client: TestClient, page: str) -> None:
    """With all that it loads it stays under 100 kB, and nothing in it names another place."""
    parts = _parts(client, page)
    assert len(parts) >= 3
    assert sum(map(len, parts.values())) < _MOST_BYTES
    for address, body in parts.items():
        assert not re.search(rb"https?://(?!www\.w3\.org)[a-z]", body.replace(b"http://localhost:8000", b"")), address


@pytest.mark.parametrize("address", ["/join", f"/live/screen/{_CODE}", "/live/assets/join.js", "/live/assets/screen.css"])
def test_a_page_may_load_and_ask_nothing_but_this_server(client: TestClient, address: str) -> None:
    """The policy forbids scripts in the page, other places, frames and forms; a new version is taken at once."""
    response = client.get(address)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-cache"
    # So that a hall of browsers does not hold the connections over which it has loaded its pages.
    assert response.headers["connection"] == "close"
    again = client.get(address, headers={"If-None-Match": f"W/{response.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")


def test_files_have_their_types_and_nothing_else_can_be_asked_for(client: TestClient) -> None:
    """A script is a script; pages are no assets, and no path leads out of the folder."""
    assert client.get("/live/assets/join.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/live/assets/screen.css").headers["content-type"].startswith("text/css")
    assert client.get("/join").headers["content-type"].startswith("text/html")
    for name in ("join.html", "nothing.js", "..%2Fapp.py", "%2Fetc%2Fpasswd", ".", ""):
        assert client.get(f"/live/assets/{name}").status_code == 404, name


def test_pages_have_no_markup_made_from_texts(client: TestClient) -> None:
    """Scripts set texts as text: none of the ways in which a text becomes markup is in them."""
    for page in ("/join", f"/live/screen/{_CODE}"):
        for address, body in _parts(client, page).items():
            assert not re.search(rb"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function", body), address


def test_the_phone_page_is_written_for_old_phones(client: TestClient) -> None:
    """No modules, no syntax and no method that came after ES2015."""
    syntax = rb"\?\.[a-zA-Z(\[]|\?\?|\basync\b|\bawait\b|\.\.\.|type=\"module\"|\*\*"
    methods = rb"\.includes\(|Object\.(entries|values)|replaceChildren|\.flat\(|\.append\("
    newer = syntax + b"|" + methods
    for address, body in _parts(client, "/join").items():
        assert not re.search(newer, body), (address, re.search(newer, body))


def test_both_languages_say_everything(client: TestClient) -> None:
    """Each text of the phone page is there in English and in Spanish, with the same gaps to fill."""
    script = client.get("/live/assets/join-texts.js").text
    english, spanish = (dict(re.findall(r'^    (\w+): "(.*?)",?$', part, re.MULTILINE)) for part in script.split("\n  es: {"))
    assert len(english) > 60
    assert english.keys() == spanish.keys()
    for name, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", spanish[name])), name


def _read_qr(svg: str) -> str:
    """What the camera of a phone reads in a QR code of ours."""
    side = int(re.findall(r'viewBox="0 0 (\d+) ', svg)[0])
    scale = 8
    image = Image.new("L", (side * scale, side * scale), 255)
    draw = ImageDraw.Draw(image)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])(-?[\d.]+(?:[ ,]?-?[\d.]+)?)", re.findall(r'class="qrline"[^>]* d="([^"]+)"', svg)[0]):
        values = [float(n) for n in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            draw.rectangle((x * scale, (y - 0.5) * scale, (x + values[0]) * scale - 1, (y + 0.5) * scale - 1), fill=0)
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    (found,) = zxingcpp.read_barcodes(image)
    return str(found.text)


def test_the_qr_code_leads_to_the_room(client: TestClient) -> None:
    """A camera reads the address in it, which is the one that this request came to, or the one that was set."""
    response = client.get("/live/qr/bcd-fgh.svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert _read_qr(response.text) == f"http://localhost:8000/join/{_CODE}"


def test_the_qr_code_takes_the_address_that_was_set(make_desk: MakeDesk) -> None:
    """Behind a proxy the desk does not know its own name, so that it can be told."""
    with opened(create_app(make_desk(room_url="https://desk.example.org"))) as client:
        assert _read_qr(client.get(f"/live/qr/{_CODE}.svg").text) == f"https://desk.example.org/join/{_CODE}"
        assert 'content="https://desk.example.org"' in client.get(f"/live/screen/{_CODE}").text


@pytest.mark.parametrize("code", ["BCDFG", "BCDFGA", "../BCDF", "BCDFGHJ", "%00BCDFG", "<b>bcd"])
def test_what_is_no_code_has_no_qr_code(client: TestClient, code: str) -> None:
    """Only what is shaped like a code is put into one."""
    assert client.get(f"/live/qr/{code}.svg").status_code == 404


def test_an_address_with_signs_stays_an_address(client: TestClient) -> None:
    """What a caller says that this host is called is escaped in the page, and too long a name gets no code."""
    hostile = client.get(f"/live/screen/{_CODE}", headers={"Host": 'a"><script>x'})
    assert b"<script>x" not in hostile.content
    assert client.get(f"/live/qr/{_CODE}.svg", headers={"Host": "a" * 3000}).status_code == 404
