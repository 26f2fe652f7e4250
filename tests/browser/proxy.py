"""A reverse proxy for tests: the app as seen from outside, below a path that it may not know."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, urlsplit

CHUNK = 1 << 16


@contextmanager
def proxy(inside: str, *, outside: str) -> Iterator[str]:
    """Serve the app at address `inside` below the path `outside`; gives the address to open.

    The path is kept when the app is itself served below it, otherwise it is taken off.
    """
    target = urlsplit(inside)
    taken_off = "" if target.path == outside else outside
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=_pass_on, args=(client, target, taken_off), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}{outside}"
    finally:
        listener.close()


def _pass_on(client: socket.socket, target: SplitResult, taken_off: str) -> None:
    """One connection, one request: so that no later request passes with its path unchanged."""
    with client:
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(CHUNK)
            if not part:
                return
            head += part
        first, _, rest = head.partition(b"\r\n")
        method, path, version = first.decode().split(" ")
        path = path.removeprefix(taken_off) or "/"
        if b"upgrade: websocket" not in rest.lower():
            rest = b"Connection: close\r\n" + rest.replace(b"Connection: keep-alive\r\n", b"")
        with socket.create_connection((target.hostname, target.port)) as server:
            server.sendall(f"{method} {path} {version}\r\n".encode() + rest)
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            _copy(client, server)
            back.join()


def _copy(one: socket.socket, other: socket.socket) -> None:
    try:
        while part := one.recv(CHUNK):
            other.sendall(part)
    except OSError:
        pass  # the other side has gone
    finally:
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)
