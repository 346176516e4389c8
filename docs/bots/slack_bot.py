"""A Slack bot of your own for a slash command, over Socket Mode: Slack needs to reach no address of yours."""

import os
import threading

from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.webhook import WebhookClient

from assistant.client import CallFailed, EthicsDesk

desk = EthicsDesk()


def handle(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
    # Slack waits three seconds for this; the answer may come later.
    client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
    if request.type != "slash_commands":
        return
    command = request.payload
    try:
        # Slack may send a command twice; with its own id as the key it is answered once.
        text = desk.ask(command["text"], idempotency_key=command["trigger_id"]).markdown
    except CallFailed as error:
        text = f"{error.message} {error.hint}"
    # Only the one who asked sees it.
    blocks = [{"type": "markdown", "text": text}]
    WebhookClient(command["response_url"]).send(text=text, blocks=blocks, response_type="ephemeral")


slack = WebClient(base_url=os.environ.get("SLACK_API_URL", WebClient.BASE_URL))
socket = SocketModeClient(os.environ["SLACK_APP_TOKEN"], web_client=slack)
socket.socket_mode_request_listeners.append(handle)
socket.connect()
print("listening", flush=True)
threading.Event().wait()
