"""A server of fixed replies on loopback, in a process of its own, as quick as Python can be. Prints its port."""

from __future__ import annotations

import asyncio

import workload

BODIES = {
    b"/ai-api/v1/account/banlance": workload.BALANCE,
    b"/cdkey/detail": workload.ONE_CARD,
    b"/cdkey/list": workload.cards(1000),
}
REPLIES = {
    path: b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)
    for path, body in BODIES.items()
}


class Connection(asyncio.Protocol):
    """Answers each request of a kept-alive connection by its path."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self.transport = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        """A piece of a request: it is answered when its body is whole."""
        self.held += data
        head, end, body = self.held.partition(b"\r\n\r\n")
        if not end:
            return
        _, _, length = head.lower().partition(b"content-length:")
        if len(body) < int(length.partition(b"\r\n")[0] or 0):
            return
        self.held = b""
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.write(REPLIES[head.split(b" ", 2)[1]])


async def main() -> None:
    """Serves until it is ended."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
