"""As much of the websocket protocol (RFC 6455) as a cheap load client needs."""

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
_FINAL, _OPCODE, _LENGTH = 0x80, 0x0F, 0x7F
_NO_MASK = bytes(4)


def upgrade_request(port: int) -> bytes:
    """The request that opens an Engine.IO connection over websocket, without extensions."""
    return (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A client's frame of at most 125 bytes. The mask is zero: it protects proxies, and there is none."""
    return bytes((_FINAL | opcode, 0x80 | len(payload))) + _NO_MASK + payload


def split(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames in `data` as (opcode, payload), and the rest that is still incomplete.

    Raises ValueError on a fragment: no server here sends any.
    """
    frames, at, size = [], 0, len(data)
    while size - at >= 2:
        length, start = data[at + 1] & _LENGTH, at + 2
        if length >= 126:
            start += 2 if length == 126 else 8
            if start > size:
                break
            length = int.from_bytes(data[at + 2 : start], "big")
        if start + length > size:
            break
        if not data[at] & _FINAL:
            raise ValueError("a fragmented frame")
        frames.append((data[at] & _OPCODE, data[start : start + length]))
        at = start + length
    return frames, data[at:]
