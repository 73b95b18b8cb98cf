"""The embedded model's server: a process of its own that ends with ours."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, NoReturn, Self

from llm_extract.errors import ModelError

CONTEXT_TOKENS = 8192
"""The tokens of prompt and answer together that the embedded model can hold."""
STOP_TIMEOUT = 10.0
START_TIMEOUT = 300.0
LOG_TAIL_LINES = 12
# With the default, threads that wait for each other spin, and one busy neighbour makes the
# model ten times slower.
SERVER_ENVIRONMENT = {"GOMP_SPINCOUNT": "2000"}


@dataclass(frozen=True)
class Address:
    """Where a server listens and the key it asks for."""

    base_url: str
    api_key: str


class LocalServer:
    """A server for one GGUF file in a process of its own, from entering to leaving the context.

    The process also ends when this one does, however that happens: it waits for the end of
    its standard input.

    Args:
        path: The GGUF file to run.
        port: The port to listen on; 0 for any free one.
        start_timeout: Seconds the server may take to load the file.
    """

    def __init__(self, path: Path, port: int = 0, start_timeout: float = START_TIMEOUT) -> None:
        self._path = path
        self._port = port
        self._start_timeout = start_timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._address: Address | None = None
        self._log = Path()

    @property
    def address(self) -> Address:
        """Where the server listens. Raises ModelError when it is not running."""
        if self._address is None:
            raise ModelError(f"the server for {self._path} is not running")
        return self._address

    @property
    def base_url(self) -> str:
        """The address to give to a client. Raises ModelError when the server is not running."""
        return self.address.base_url

    @property
    def api_key(self) -> str:
        """The key to give to a client. Raises ModelError when the server is not running."""
        return self.address.api_key

    def __enter__(self) -> Self:
        """Start the server and wait until it answers.

        Raises ModelError with the end of the server's log when it does not start.
        """
        if find_spec("xllamacpp") is None:
            raise ModelError(
                "the embedded model needs xllamacpp: pip install 'llm-extract[local]', or name "
                "a server with --base-url"
            )
        handle, log = tempfile.mkstemp(prefix="llm-extract-server-", suffix=".log")
        self._log = Path(log)
        with os.fdopen(handle, "wb") as errors:
            self._process = _spawn(self._path, self._port, errors)
        atexit.register(self.close)
        try:
            self._address = self._announced(self._process)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.close()

    def close(self) -> None:
        """Stop the server; does nothing when it is not running."""
        atexit.unregister(self.close)
        process, self._process, self._address = self._process, None, None
        if process is None:
            return
        died = process.poll() is not None
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if not died:
            self._log.unlink(missing_ok=True)

    def wait(self) -> NoReturn:
        """Wait for the server's end, which only comes with an error.

        Raises ModelError with the end of the server's log.
        """
        if self._process is not None:
            self._process.wait()
        raise self._failure("has ended")

    def _announced(self, process: subprocess.Popen[bytes]) -> Address:
        """The address the server prints once it is ready."""
        lines: list[bytes] = []
        output = process.stdout
        if output is None:
            raise self._failure("has no output")
        reader = threading.Thread(target=lambda: lines.append(output.readline()), daemon=True)
        reader.start()
        reader.join(self._start_timeout)
        if not lines:
            process.kill()
            process.wait()
            raise self._failure(f"is not ready after {self._start_timeout:.0f} s")
        if not lines[0]:
            process.wait()
            raise self._failure(f"ended at its start with code {process.returncode}")
        return Address(**json.loads(lines[0]))

    def _failure(self, what: str) -> ModelError:
        log = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        last = "\n".join(log[-LOG_TAIL_LINES:])
        return ModelError(f"the server for {self._path} {what}; its log {self._log} ends:\n{last}")


def serve_foreground(path: Path, port: int, on_ready: Callable[[Address], None]) -> None:
    """Serve `path` until Ctrl-C; `on_ready` is told the address and the key.

    Raises ModelError when the server does not start or ends by itself.
    """
    with LocalServer(path, port) as server:
        on_ready(server.address)
        try:
            server.wait()
        except KeyboardInterrupt:
            return


def _spawn(path: Path, port: int, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """The child process, which must find this very package whatever folder we run in."""
    home = str(Path(__file__).parent.parent.parent)
    search = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(  # noqa: S603  (our own module)
        [sys.executable, "-P", "-m", __package__, "serve", str(path), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, **SERVER_ENVIRONMENT, "PYTHONPATH": search},
        # Ctrl-C in the terminal is meant for us; we stop the server once we have finished.
        start_new_session=True,
    )
