"""Asks several questions at the same time. Usage: ask_async.py QUESTION..."""

import asyncio
import sys

from assistant.client import AsyncEthicsDesk


async def main() -> None:
    async with AsyncEthicsDesk() as desk:
        answers = await asyncio.gather(*(desk.ask(question) for question in sys.argv[1:]))
    for answer in answers:
        print(answer.status, *(citation.label for citation in answer.citations), sep=", ")


asyncio.run(main())
