"""Values of the model as JSON and back, and text as compressed bytes.

cattrs does the work; the order of keys is that of the dataclass, so the same value always
gives the same JSON.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import UTC, datetime
from typing import Any, TypeVar

from cattrs.preconf.json import make_converter

T = TypeVar("T")

_converter = make_converter()
_converter.register_unstructure_hook(datetime, lambda moment: iso(moment))
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))


def iso(moment: datetime) -> str:
    """A moment as this program writes it everywhere: ISO 8601, UTC, ``Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_json(value: Any) -> Any:
    """A model value as plain JSON values."""
    return _converter.unstructure(value)


def from_json(kind: type[T], plain: Any) -> T:
    """The model value that ``to_json`` made plain."""
    return _converter.structure(plain, kind)


def canonical(plain: Any) -> bytes:
    """One spelling for one value: sorted keys, no spaces, UTF-8. What is hashed is written so."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(body: bytes) -> str:
    """The hash by which bytes are named, 64 hex digits."""
    return hashlib.sha256(body).hexdigest()


def pack(body: bytes) -> bytes:
    """Compress for keeping."""
    return zlib.compress(body, 6)


def unpack(body: bytes) -> bytes:
    """Undo ``pack``."""
    return zlib.decompress(body)
