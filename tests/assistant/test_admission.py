"""A few at once, the others in turn or refused."""

from __future__ import annotations

import asyncio

import pytest

from assistant.admission import Admission
from assistant.errors import Overloaded
from tests.assistant.test_service import eventually


def test_what_would_wait_too_long_is_refused_at_once() -> None:
    """By what answers took of late; what waits all the same for longer than promised is refused as well."""

    async def run() -> None:
        admission = Admission(1, longest_wait=0.25)
        async with admission.turn():
            waiting = [asyncio.create_task(entered(admission)) for _ in range(3)]
            await eventually(lambda: admission.waiting == 3)
            with pytest.raises(Overloaded) as refused:
                await entered(admission)
            assert refused.value.retry_after >= 1
            assert admission.waiting == 3
            results = await asyncio.gather(*waiting, return_exceptions=True)
            assert all(isinstance(r, Overloaded) for r in results)
        assert await entered(admission) is None

    asyncio.run(run())


async def entered(admission: Admission) -> None:
    """Take a turn, and leave."""
    async with admission.turn():
        return
