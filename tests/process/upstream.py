"""A small upstream for tests of processes: it answers with its path; slowly, or over TLS, where told to."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE_S = 60.0


class Upstream(ThreadingHTTPServer):
    """Answers `GET /slow` only after `release` is set."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.release = threading.Event()
        self._asked_slowly = threading.Event()

    def wait_until_asked(self) -> None:
        """Return once a request for /slow is here."""
        assert self._asked_slowly.wait(PATIENCE_S), "nobody asked for /slow"

    def hold(self) -> None:
        """What the handler does with a request for /slow."""
        self._asked_slowly.set()
        self.release.wait(PATIENCE_S)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_GET(self) -> None:
        if self.path == "/slow":
            self.server.hold()
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def run_upstream(tls: ssl.SSLContext | None = None) -> Iterator[Upstream]:
    """An upstream in a thread of its own."""
    with Upstream(tls) as upstream:
        thread = threading.Thread(target=upstream.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield upstream
        finally:
            upstream.release.set()
            upstream.shutdown()
            thread.join()
