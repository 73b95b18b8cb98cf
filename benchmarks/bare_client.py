"""The same requests by a client that does nothing else: what no client can do without.

    python benchmarks/bare_client.py BASE_URL FILE THREADS

Each line of FILE is the body of a request. Each thread has one connection of Python's http.client
and reads the whole reply. Prints calls, failures, seconds and seconds of processor time as JSON.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer fake"}


def send_all(base_url: str, bodies: list[bytes], threads: int) -> int:
    """Send all bodies; how many were not answered with 200."""
    address = urlsplit(base_url)
    waiting = iter(bodies)
    lock = threading.Lock()
    failed = 0

    def work() -> None:
        nonlocal failed
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        while True:
            with lock:
                body = next(waiting, None)
            if body is None:
                connection.close()
                return
            connection.request("POST", f"{address.path}/chat/completions", body, HEADERS)
            reply = connection.getresponse()
            reply.read()
            if reply.status != http.client.OK:
                with lock:
                    failed += 1

    started = [threading.Thread(target=work) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return failed


def main(base_url: str, file: str, threads: str) -> None:
    """Send all, and print what it took."""
    bodies = Path(file).read_bytes().splitlines()
    clock, cpu = time.perf_counter(), time.process_time()
    failed = send_all(base_url, bodies, int(threads))
    took = {
        "calls": len(bodies),
        "failed": failed,
        "seconds": time.perf_counter() - clock,
        "cpu_seconds": time.process_time() - cpu,
    }
    print(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
