"""A worker whose decoder does what the picture says: hang, eat memory, die. Started instead of the real one."""

from __future__ import annotations

import os

from newsletter.workers import child


def misbehave(data: bytes) -> None:
    while data == b"hang":
        pass
    if data == b"eat":
        bytearray(100_000_000_000)
    os._exit(9)


if __name__ == "__main__":
    child.serve({"remake": misbehave})
