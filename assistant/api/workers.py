"""Several processes behind one socket, watched over by the one that started them."""

from __future__ import annotations

from time import monotonic

import structlog
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from assistant.errors import EthicsDeskError

STARTING_SECONDS = 30
"""How long a worker may be silent while it starts."""
_SILENT_SECONDS = 5
_SETTLING_SECONDS = 20
_log = structlog.get_logger(__name__)


class Workers(Multiprocess):
    """uvicorn's supervisor, which also forgets the gauges of processes that are gone, and lets go of the socket when it ends."""

    def serve(self) -> None:
        """Serve until a signal ends it; EthicsDeskError when a worker could not be started."""
        self._settled = monotonic() + _SETTLING_SECONDS
        self.run()
        if any(p.exitcode == STARTUP_FAILURE for p in self.processes):
            raise EthicsDeskError("A worker could not start.", "The log says why.")

    def keep_subprocess_alive(self) -> None:
        """Replace processes that have died, or do not answer any more."""
        before = self._ids
        # One that is just dying is still asked, and would be waited for as long as one that starts.
        self.config.timeout_worker_healthcheck = STARTING_SECONDS if monotonic() < self._settled else _SILENT_SECONDS
        super().keep_subprocess_alive()
        for gone in before - self._ids:
            mark_process_dead(gone)  # type: ignore[no-untyped-call]
        if before != self._ids:
            self._settled = monotonic() + _SETTLING_SECONDS
            _log.warning("a worker was replaced", gone=sorted(before - self._ids), new=sorted(self._ids - before))

    @property
    def _ids(self) -> set[int]:
        return {p.pid for p in self.processes if p.pid is not None}

    def terminate_all(self) -> None:
        """End all workers; who comes now finds nobody listening, instead of waiting in a queue that nobody reads."""
        for socket in self.sockets:
            socket.close()
        super().terminate_all()
