"""Signatures and tokens: what the vendors' own code signs is taken, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import Clock, SignatureVerifier

from assistant.api.platforms.signatures import SLACK_WINDOW, all_known, slack_signed, teams_signed

KEY = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_531_420_618


class _Stopped(Clock):
    def now(self) -> float:
        return NOW


SDK = SignatureVerifier(KEY, _Stopped())


def sdk_signature(body: bytes, timestamp: str) -> str:
    """What Slack's own library signs."""
    signature = SDK.generate_signature(timestamp=timestamp, body=body)
    assert signature
    return signature


def test_the_example_of_slacks_documentation_is_taken() -> None:
    """Secret, time, body and signature as Slack documents them."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert slack_signed(KEY, body, str(NOW), signature, NOW)


@given(st.text(), st.integers(-2 * SLACK_WINDOW, 2 * SLACK_WINDOW))
def test_slacks_own_library_agrees_on_any_body_at_any_time(text: str, skew: int) -> None:
    """What it signs is taken exactly when it would take it itself, within five minutes either way."""
    body, timestamp = text.encode("utf-8", "surrogatepass"), str(NOW + skew)
    try:
        signature = sdk_signature(body, timestamp)
    except UnicodeDecodeError:
        return
    agreed = SDK.is_valid(body, timestamp, signature)
    assert agreed == (abs(skew) <= SLACK_WINDOW)
    assert slack_signed(KEY, body, timestamp, signature, NOW) == agreed


@given(st.binary(min_size=1), st.data())
def test_any_change_of_a_signed_body_is_noticed(body: bytes, data: st.DataObject) -> None:
    """One changed byte, one more or one less makes the signature wrong, for Slack and for Teams."""
    place = data.draw(st.integers(0, len(body) - 1))
    changed = data.draw(st.sampled_from([body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :], body + b" ", body[:place]]))
    signature = "v0=" + hmac.new(KEY.encode(), b"v0:%d:" % NOW + body, hashlib.sha256).hexdigest()
    assert slack_signed(KEY, body, str(NOW), signature, NOW)
    assert (changed == body) == slack_signed(KEY, changed, str(NOW), signature, NOW)
    header = "HMAC " + base64.b64encode(hmac.new(KEY.encode(), body, hashlib.sha256).digest()).decode()
    secret = base64.b64encode(KEY.encode()).decode()
    assert teams_signed(secret, body, header)
    assert not teams_signed(secret, changed, header)


@given(st.text(), st.text())
def test_no_made_up_header_is_taken(timestamp: str, signature: str) -> None:
    """Whatever stands in the headers, there is an answer, and it is no."""
    assert not slack_signed(KEY, b"body", timestamp, signature.encode("utf-8", "replace").decode(), NOW)
    assert not teams_signed("c2VjcmV0", b"body", signature.encode("utf-8", "replace").decode())


def test_a_timestamp_is_plain_digits() -> None:
    """Other ways to write the same number are not what was signed."""
    for timestamp in (f" {NOW}", f"+{NOW}", f"{NOW}.0", f"{NOW}_0", "٣", ""):
        assert not slack_signed(KEY, b"", timestamp, sdk_signature(b"", str(NOW)), NOW)


def test_a_signature_of_teams_is_taken_as_another_program_computes_it() -> None:
    """The security token of Microsoft's documentation; the signature was computed with openssl."""
    known = "vqF0En+Z0ucuRTM/01o2GuhMH3hKKk/N2bOmlM31zaA="
    body = '{"type":"message","text":"<at>Desk</at> ¿Puedo aceptar un regalo?"}'.encode()
    assert teams_signed(known, body, "HMAC BbOzagU+8y7HmTONNKeHlFtnQX3FtFWrBguNT9G6daY=")
    assert not teams_signed(known, body, "Bearer BbOzagU+8y7HmTONNKeHlFtnQX3FtFWrBguNT9G6daY=")


def test_every_token_that_is_given_must_be_known() -> None:
    """No token is not enough, and a wrong one beside a right one neither."""
    assert all_known(["one"], {"one", "two"})
    assert all_known(["one", "two"], {"one", "two"})
    for given_tokens in ([], [""], ["three"], ["one", "three"], ["öne"]):
        assert not all_known(given_tokens, {"one", "two"})
