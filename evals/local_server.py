"""The process that a local model runs in: serves a model file by OpenAI's protocol until its standard input is closed.

`local_model.py` starts this file by its path, so it imports nothing of ours.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

# What has been read of prompts that lost their slot; the prompt with the whole register takes about 150 of it.
_KEPT_MIB = 512


def main(model: str, name: str, repeat_penalty: str, *numbers: str) -> None:
    """Load the model, print the server's address as one line, and end with whoever started this process."""
    import xllamacpp

    port, context, threads, slots = map(int, numbers)
    # Ctrl-C reaches the whole group; the one who started this process ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    params = xllamacpp.CommonParams()
    params.model.path, params.model_alias = model, {name}
    params.port = port  # 0 takes a free one; the host is 127.0.0.1 unless set
    params.n_ctx, params.n_parallel = context * slots, slots  # the library shares the context out among the slots
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = _KEPT_MIB
    # Counts where a request does not say otherwise; the last 64 tokens are looked at.
    params.sampling.penalty_repeat = float(repeat_penalty)
    # Whoever else reaches the port sees neither prompts nor a page, and no other origin may read an answer.
    params.endpoint_slots = params.ui = False
    params.cors_origins = ""
    params.verbosity = 2
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.buffer.read()
    os._exit(0)  # the server's own threads could hold up an orderly end


if __name__ == "__main__":
    main(str(Path(sys.argv[1])), *sys.argv[2:])
