"""An outgoing webhook for Microsoft Teams, with nothing but Python's own server. Usage: teams_webhook.py PORT"""

import base64
import hashlib
import hmac
import html
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from assistant.client import CallFailed, EthicsDesk

SECRET = base64.b64decode(os.environ["TEAMS_SECRET"])  # Teams shows it when the webhook is made
MOST_BYTES = 100_000
desk = EthicsDesk(timeout=8)  # Teams waits ten seconds


class Webhook(BaseHTTPRequestHandler):
    timeout = 5

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return self.send_error(413)
        body = self.rfile.read(int(length))
        expected = base64.b64encode(hmac.digest(SECRET, body, hashlib.sha256)).decode()
        if not hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"HMAC {expected}".encode()):
            return self.send_error(401)
        # The text is HTML and begins with the bot's own name.
        question = html.unescape(re.sub(r"<at>.*?</at>|<[^>]+>", " ", json.loads(body)["text"])).strip()
        try:
            text = desk.ask(question).markdown
        except CallFailed as error:
            text = f"{error.message} {error.hint}"
        reply = json.dumps({"type": "message", "text": text}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)
        return None


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Webhook).serve_forever()
