"""A server of bare sockets, for what no HTTP server would say, and the proxies that go with it."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[socket.socket], None]
"""Says something to a request that was read; the connection is closed afterwards."""


class Raw:
    """Listens on the loopback, takes one request for each connection, and lets `answer` say something."""

    def __init__(self, answer: Answer) -> None:
        self.seen: list[bytes] = []
        self.arrived = threading.Event()
        self.over = threading.Event()
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                request = b""
                while b"\r\n\r\n" not in request and (piece := connection.recv(65536)):
                    request += piece
                head, _, body = request.partition(b"\r\n\r\n")
                length = next(
                    (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
                )
                while len(body) < length:
                    body += connection.recv(65536)
                self.seen.append(head)
                self.arrived.set()
                self._answer(connection)
            except OSError:
                # The client has gone.
                return

    def close(self) -> None:
        self.over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@contextmanager
def raw(answer: Answer) -> Iterator[Raw]:
    server = Raw(answer)
    try:
        yield server
    finally:
        server.close()


def reply(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> Answer:
    """A whole reply."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return lambda connection: connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)


def reset(connection: socket.socket) -> None:
    """The connection is reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def tunnel(port: int) -> Answer:
    """Leads to a server of this machine, and hands on how it ends: by a reset."""

    def lead(client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as server:
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            asking = threading.Thread(target=copy, args=(client, server), daemon=True)
            asking.start()
            copy(server, client)
            # A socket that somebody reads is not closed before he has done.
            client.shutdown(socket.SHUT_RD)
            asking.join()
            reset(client)

    return lead


def copy(one: socket.socket, other: socket.socket) -> None:
    """Hands on what one end sends, until it is through."""
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        return
