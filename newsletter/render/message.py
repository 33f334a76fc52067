"""The letter as one message file, to be opened in a mail program and sent on from there.

The same letter always gives the same bytes: its date is the edition's sending time, its
Message-ID and boundary come from a hash of what it holds. No feed can add a header: line
breaks and RFC 2047 encoded words are taken out of what enters one, and the finished bytes
are read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from newsletter.model.editions import PublicationFacts, Rendering
from newsletter.render.lines import one_line

#: Python's default policy refolds long header lines and destroys long addresses in them.
POLICY = policy.SMTP.clone(max_line_length=998, cte_type="7bit")

HEADERS = ("From", "Reply-To", "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type")

_ENCODED_WORD = re.compile(r"=\?[^?\s]*\?[^?\s]?\?[^?]*\?=")


def header_text(text: str) -> str:
    """Words that are safe in a header: one line, and nothing a reader would decode into more."""
    plain = one_line(text)
    while _ENCODED_WORD.search(plain):
        plain = _ENCODED_WORD.sub(" ", plain)
    return re.sub(" +", " ", plain.replace("=?", "= ?").replace("?=", "? =")).strip()


def build_message(
    facts: PublicationFacts,
    subject: str,
    sent_at: datetime,
    html: str,
    text: str,
    pictures: Iterable[Rendering] = (),
) -> bytes:
    """Put text and HTML into one multipart/alternative message, with the pictures that the HTML finds beside it."""
    name, sender = parseaddr(header_text(facts.from_))
    mark = sha256("\x1f".join([facts.name, facts.from_, subject, sent_at.isoformat(), text, html]).encode()).hexdigest()
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(name, sender)
    if facts.reply_to.strip():
        message["Reply-To"] = _address(*parseaddr(header_text(facts.reply_to)))
    message["Subject"] = header_text(subject)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{mark[:32]}@{sender.rpartition('@')[2] or 'localhost'}>"
    # Mail programs that know this header open the file as a draft, ready to send.
    message["X-Unsent"] = "1"
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    beside = [one for one in pictures if f'src="{one.path}"' in html]
    for one in beside:
        html = html.replace(f'src="{one.path}"', f'src="cid:{_content_id(one)}"')
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary(f"=_{mark[32:]}")
    if beside:
        _attach(message, beside, f"=_{mark[:32]}")
    return message.as_bytes()


def _attach(message: EmailMessage, pictures: Iterable[Rendering], boundary: str) -> None:
    page = list(message.iter_parts())[1]
    assert isinstance(page, EmailMessage)
    for one in pictures:
        kind, _, subtype = one.media_type.partition("/")
        name = one.path.rpartition("/")[2]
        page.add_related(one.body, kind, subtype, cid=f"<{_content_id(one)}>", filename=name, disposition="inline")
    page.set_param("type", "text/html")
    page.set_boundary(boundary)


def _content_id(picture: Rendering) -> str:
    return f"{picture.path.rpartition('/')[2]}@pictures"


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(display_name=name, username=user, domain=domain)


def wrong_headers(message: bytes, with_reply_to: bool) -> tuple[str, ...]:
    """Read the finished bytes again: names of headers that should not be there, or are missing or doubled."""
    names = [name.lower() for name in message_from_bytes(message, policy=POLICY)]
    wanted = [name.lower() for name in HEADERS if with_reply_to or name != "Reply-To"]
    extra = {name for name in names if name not in wanted or names.count(name) > 1}
    return tuple(sorted(extra | (set(wanted) - set(names))))
