"""An HTTP client that sends at the pace a Traffic allows."""

from __future__ import annotations

from typing import Any

import httpx2

from llm_extract.traffic import Traffic

_BYTES_PER_TOKEN = 3
"""Of a request in Chinese, which UTF-8 writes with three bytes a character."""


class PacedClient(httpx2.Client):
    """Sends each request once `traffic` lets it, and tells it what came of it.

    Args:
        traffic: What lets requests pass.
        options: Those of httpx2's client.

    Raises what httpx2 raises, and UnavailableError or StoppedError when nothing may be sent.
    """

    def __init__(self, traffic: Traffic, **options: Any) -> None:  # noqa: ANN401  (as httpx2's)
        super().__init__(**options)
        self.traffic = traffic

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:  # noqa: ANN401
        """The reply to `request`."""
        self.traffic.enter(int(request.headers.get("content-length", 0)) // _BYTES_PER_TOKEN)
        try:
            reply = super().send(request, **options)
        except BaseException as error:
            self.traffic.lost(str(error) or type(error).__name__)
            raise
        self.traffic.heard(reply.status_code, reply.headers)
        return reply
