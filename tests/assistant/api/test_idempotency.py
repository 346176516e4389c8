"""A request that is sent twice under one key is answered once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from starlette.testclient import TestClient

from assistant.api.app import create_app
from tests.assistant.api.conftest import MakeDesk, opened

FEEDBACK = {"answer_id": "ans_1", "thumb": "up"}
KEY = {"Idempotency-Key": "6c1b"}


def test_the_same_request_brings_the_same_reply_and_is_carried_out_once(make_desk: MakeDesk) -> None:
    """The second reply is the first one, byte for byte, and feedback is kept once."""
    desk = make_desk()
    with opened(create_app(desk)) as client:
        first, second = (client.post("/v1/feedback", json=FEEDBACK, headers=KEY) for _ in range(2))
        assert (first.status_code, first.content) == (second.status_code, second.content) == (201, first.content)
        assert "idempotent-replayed" not in first.headers
        assert second.headers["idempotent-replayed"] == "true"
        assert len(list(desk.records.feedback())) == 1
        client.post("/v1/feedback", json=FEEDBACK, headers={"Idempotency-Key": "another"})
        assert len(list(desk.records.feedback())) == 2


def test_a_key_that_was_used_for_another_request_is_refused(client: TestClient) -> None:
    """Another body under the same key is a mistake of the caller, not a repetition."""
    client.post("/v1/ask", json={"question": "What does NACM 7 say?"}, headers=KEY)
    refused = client.post("/v1/ask", json={"question": "What does NACM 8 say?"}, headers=KEY)
    assert refused.status_code == 422
    assert "used for another request" in refused.json()["detail"]


def test_a_request_that_failed_can_be_sent_again(client: TestClient) -> None:
    """A refusal is not kept: the corrected request may use the same key."""
    assert client.post("/v1/ask", json={"question": "?!"}, headers=KEY).status_code == 422
    for _ in range(50):
        # The claim is given up in the background.
        answered = client.post("/v1/ask", json={"question": "What does NACM 7 say?"}, headers=KEY)
        if answered.status_code != 422 and answered.status_code != 409:
            break
    assert answered.status_code == 200


def test_two_at_once_are_answered_once(make_desk: MakeDesk) -> None:
    """Of requests that come together one is carried out; the others get its reply or are told to come again."""
    desk = make_desk()
    with opened(create_app(desk)) as client, ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(client.post, "/v1/feedback", json=FEEDBACK, headers=KEY) for _ in range(16)]
        statuses = {s.result().status_code for s in sent}
        assert 201 in statuses
        assert statuses <= {201, 409}
        assert len(list(desk.records.feedback())) == 1


def test_callers_do_not_see_each_other_s_replies(make_desk: MakeDesk) -> None:
    """The same word sent with another API key is another request."""
    desk = make_desk(api_keys="required")
    tokens = [desk.keys.create(name, ["ask"])[1] for name in ("one", "two")]
    with opened(create_app(desk)) as client:
        replies = [client.post("/v1/feedback", json=FEEDBACK, headers={**KEY, "Authorization": f"Bearer {t}"}) for t in tokens]
        assert ["idempotent-replayed" in r.headers for r in replies] == [False, False]
        assert len(list(desk.records.feedback())) == 2
