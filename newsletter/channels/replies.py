"""Read an HTTP server's answer as a reply.

The classes follow the Standard Webhooks specification; waiting and giving up belong to ``core.retries``.

::

    2xx accepted          408 425 429 5xx deferred (Retry-After is heard)
    3xx rejected          other 4xx       rejected (410: gone for good)
    no answer: deferred if nothing left us, uncertain if it may have arrived
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from newsletter.model.deliveries import Accepted, Deferred, Rejected, Reply, Uncertain
from newsletter.ports import NoResponse, Response

NOT_NOW = frozenset({408, 425, 429})
#: A server may ask for patience, not for ever: an edition is news.
LONGEST_WAIT = timedelta(days=7)


def reply_to(answer: Response | NoResponse, now: datetime) -> Reply:
    """Classify what came back for one request; ``now`` is when it was made."""
    if isinstance(answer, NoResponse):
        return _without_answer(answer)
    told = f"the server answered {_phrase(answer.status)}"
    if 200 <= answer.status < 300:
        return Accepted(detail=_phrase(answer.status))
    if 300 <= answer.status < 400:
        return Rejected(reason=f"{told}: {_moved(answer)}")
    if answer.status == 410:
        return Rejected(reason=f"{told}: this address is closed for good", gone=True)
    if answer.status in NOT_NOW or answer.status >= 500:
        return Deferred(reason=told, not_before=_asked_back(answer.headers.get("retry-after", ""), now))
    return Rejected(reason=f"{told}; trying the same again would not help")


def _without_answer(answer: NoResponse) -> Reply:
    if answer.refused:
        return Rejected(reason=answer.reason)
    if answer.sent:
        return Uncertain(reason=f"it may have arrived, but the answer was lost: {answer.reason}")
    return Deferred(reason=answer.reason)


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _moved(answer: Response) -> str:
    """Tell the new address without what often is a secret in it: login and query."""
    location = answer.headers.get("location", "")
    try:
        new = urlsplit(urljoin(answer.url, location))
        shown = f"{new.scheme}://{new.hostname}{f':{new.port}' if new.port else ''}{new.path}"
    except ValueError:
        shown = ""
    if not location or not shown.isprintable():
        return "it has moved and does not say where; correct its url in the settings"
    return f"it has moved to {shown[:300]}; if that is right, put it into the settings"


def _asked_back(text: str, now: datetime) -> datetime | None:
    """Read Retry-After, in seconds or as an HTTP date; nonsense and the past ask nothing."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        moment = now + min(timedelta(seconds=int(text)), LONGEST_WAIT)
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        # HTTP dates are in GMT; a form without a zone reads as naive.
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return min(moment, now + LONGEST_WAIT) if moment > now else None
