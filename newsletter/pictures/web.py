"""Ask for a picture on the web: every request through the guarded client, every answer a picture's bytes or words."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from newsletter.model.pictures import NoPicture
from newsletter.ports import Net, NoResponse, Response

MAX_BYTES = 15_000_000
TIMEOUT_S = 10.0  #: for one picture, its redirects included

_KINDS = "image/avif,image/webp,image/jpeg,image/png,image/gif"
_WAIT = "nothing to do: it is asked for again by itself"
_CHECK = "look whether the picture is still there, or put one on the team's own site"
_GONE_FOR_GOOD = frozenset(
    {HTTPStatus.GONE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS}
)


def fetch(url: str, net: Net) -> bytes | NoPicture:
    """The bytes behind an address, whatever they are."""
    answer = net.get(url, {"Accept": _KINDS}, max_bytes=MAX_BYTES, timeout_s=TIMEOUT_S)
    if isinstance(answer, NoResponse):
        return NoPicture(what=answer.reason, mend=_CHECK, again=not answer.refused, server_is_down=not answer.refused)
    if answer.status == HTTPStatus.OK:
        return answer.body
    return _refused(answer)


def _refused(answer: Response) -> NoPicture:
    host = urlsplit(answer.url).hostname
    if answer.status in _GONE_FOR_GOOD:
        return NoPicture(what=f"{host} does not give it to us (it answered {answer.status})", mend=_CHECK)
    busy = answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    asked = answer.headers.get("retry-after", "").strip()
    return NoPicture(
        what=f"{host} answered {answer.status}",
        mend=_WAIT if busy else _CHECK,
        again=True,
        wait_s=float(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0.0,
        server_is_down=busy,
    )
