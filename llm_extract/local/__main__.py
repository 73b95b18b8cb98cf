"""The server process: `python -m llm_extract.local serve FILE PORT`, started by LocalServer."""

from __future__ import annotations

import json
import os
import secrets
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import xllamacpp

from .server import CONTEXT_TOKENS, Address

PROMPT_CACHE_MIB = 256
MOST_THREADS = 4
QUIET = 2
"""The server's log level: errors and warnings, no line per request."""


def _serve(path: str, port: int) -> NoReturn:
    """The child's work: serve `path`, say where, and end with the parent."""
    # The native server may print to standard output, which is for the address alone.
    announcements = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    key = secrets.token_hex(16)
    try:
        server = _native_server(path, port, key)
    except RuntimeError as error:
        # The lines before, in the same log, say why; a traceback would push them out of sight.
        sys.exit(str(error))
    address = Address(f"{server.listening_address}/v1", key)
    print(json.dumps(asdict(address)), file=announcements, flush=True)
    while True:
        threading.Event().wait()


def _end_with_parent() -> NoReturn:
    while os.read(0, 1):
        pass
    os._exit(0)


def _native_server(path: str, port: int, key: str) -> xllamacpp.Server:
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.model_alias = {Path(path).stem}
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.cpuparams.n_threads = min(os.cpu_count() or 1, MOST_THREADS)
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.api_keys = [key]
    params.ui = False
    params.verbosity = QUIET
    return xllamacpp.Server(params)


if __name__ == "__main__":
    _, _command, _path, _port = sys.argv
    _serve(_path, int(_port))
