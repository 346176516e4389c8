"""Asks a question and a follow-up, and prints what was cited. Usage: ask.py QUESTION [FOLLOW-UP]"""

import sys

from assistant.client import CallFailed, EthicsDesk

try:
    with EthicsDesk() as desk:
        answer = desk.ask(turns=sys.argv[1:])
except CallFailed as error:
    sys.exit(f"{error.message} {error.hint}")

print(answer.markdown)
for citation in answer.citations:
    print(citation.label, citation.permalink)
