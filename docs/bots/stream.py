"""Prints an answer as it is made: each clause before the sentence that uses it. Usage: stream.py QUESTION"""

import sys

from assistant.client import EthicsDesk

with EthicsDesk() as desk, desk.stream(sys.argv[1]) as events:
    for event in events:
        if event.type == "citation":
            print(f"[{event.data.label}] {event.data.quote}")
        elif event.type == "statement":
            print(event.data.text)
        elif event.type == "done":
            print("status:", event.data.status)
