"""Several processes behind one socket, watched over by the one that started them."""

from __future__ import annotations

import structlog
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from assistant.errors import EthicsDeskError

_log = structlog.get_logger(__name__)


class Workers(Multiprocess):
    """uvicorn's supervisor, which also forgets the gauges of processes that are gone, and lets go of the socket when it ends."""

    def serve(self) -> None:
        """Serve until a signal ends it; EthicsDeskError when a worker could not be started."""
        self.run()
        if any(p.exitcode == STARTUP_FAILURE for p in self.processes):
            raise EthicsDeskError("A worker could not start.", "The log says why.")

    def keep_subprocess_alive(self) -> None:
        """Replace processes that have died, or do not answer any more."""
        before = {p.pid for p in self.processes}
        super().keep_subprocess_alive()
        after = {p.pid for p in self.processes}
        for gone in before - after:
            mark_process_dead(gone)
        if before != after:
            _log.warning("a worker was replaced", gone=sorted(before - after), new=sorted(after - before))

    def terminate_all(self) -> None:
        """End all workers; who comes now finds nobody listening, instead of waiting in a queue that nobody reads."""
        for socket in self.sockets:
            socket.close()
        super().terminate_all()
