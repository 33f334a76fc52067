"""Turn settings into adapters, and adapters into the program. The only place that knows both sides.

One function per adapter, importing inside it, so that a command pays only for what it uses.
"""

from __future__ import annotations

import hashlib
import os
import random
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from newsletter import config, logs
from newsletter.core.naming import Names
from newsletter.errors import NotAllowed, SourceError
from newsletter.model.editions import Content, Rendered, Rendering
from newsletter.model.entries import NoPage, Problem, ReadEntry, Revision
from newsletter.model.settings import ChannelKind, ChannelSettings, HttpSettings, Settings, SourceKind, SourceSettings
from newsletter.ports import Channel, Net, Pictures, Renderer, Source
from newsletter.services.app import App, Shelf

if TYPE_CHECKING:
    from newsletter.model.letters import SentLetter
    from newsletter.model.pictures import NoPicture, WantedPicture
    from newsletter.sources.discovery import Site
    from newsletter.sources.opml import ListedFeed

T = TypeVar("T")


def build(settings: Settings, environ: Mapping[str, str] | None = None, stop: threading.Event | None = None) -> App:
    """The whole program from its settings. Raises StoreError when the database cannot be used."""
    from newsletter.store.engine import open_store

    environ = config.environment() if environ is None else environ
    net = _once(lambda: make_net(settings.http))
    return App(
        settings=settings,
        store=open_store(settings.store),
        rules=_once(lambda: config.load_rules(settings.folder)),
        rules_hash=hash_of_rules(settings.folder),
        names=Names(settings.do_not_name),
        source=lambda source: make_source(source, net),
        readers=_once(hash_of_readers),
        full_page=lambda one: full_page(one, net(), settings.sources),
        feeds_of=lambda address: feeds_of(address, net()),
        find_picture=lambda wanted: find_picture(wanted, settings, net),
        pictures=_once(lambda: make_pictures(settings)),
        renderer=_once(lambda: make_renderer(settings)),
        webhook_body=lambda content, rendered, channel: make_webhook_body(content, rendered, channel, settings),
        channel=lambda channel: make_channel(channel, settings, net, environ),
        outbox=make_outbox,
        drafts=make_drafts(settings),
        owner=this_process(),
        is_alive=is_alive,
        chance=random.random,
        stop=stop or threading.Event(),
    )


def refuse_rehearsal(settings: Settings) -> None:
    """A made-up clock is for rehearsals: nothing but an outbox may stand in the settings."""
    out = [channel.name for channel in settings.channels if channel.kind is not ChannelKind.OUTBOX]
    if out:
        raise NotAllowed(
            f"--now is for rehearsals and works only while every channel is an outbox; {', '.join(out)} is not"
        )


# ── adapters ───────────────────────────────────────────────────────────────────────────────


def make_net(http: HttpSettings) -> Net:
    from newsletter.net.client import GuardedClient

    return GuardedClient(http)


def make_source(source: SourceSettings, net: Callable[[], Net]) -> Source:
    if source.kind is SourceKind.FOLDER:
        from newsletter.sources.folder import FolderSource

        return FolderSource(source)
    from newsletter.sources.feed import FeedSource

    return FeedSource(source, net())


def full_page(one: Revision, net: Net, sources: Iterable[SourceSettings]) -> ReadEntry | NoPage:
    from newsletter.sources.full_page import read_full_page

    return read_full_page(net, one, next((source.zone for source in sources if source.name == one.source), ""))


def feeds_of(address: str, net: Net) -> tuple[str, ...]:
    try:
        return tuple(feed.url for feed in look_at_site(address, net).feeds)
    except SourceError:
        return ()


def look_at_site(address: str, net: Net) -> Site:
    """What a site says of itself. Raises SourceError when it cannot be reached."""
    from newsletter.ports import NoResponse
    from newsletter.sources import discovery

    answer = net.get(address)
    if isinstance(answer, NoResponse):
        raise SourceError(f"{address}: {answer.reason}")
    if answer.status != HTTPStatus.OK:
        raise SourceError(f"{address}: the site answered {answer.status}; look whether the address is right")
    return discovery.look_at(answer.body, answer.url)


def read_opml(body: bytes) -> tuple[ListedFeed, ...]:
    from newsletter.sources import opml

    return opml.read(body)


def read_letters(path: Path, zone: str) -> tuple[tuple[SentLetter, ...], tuple[Problem, ...]]:
    from newsletter.sources import letters

    return letters.read_letters(path, zone)


def write_opml(sources: Iterable[SourceSettings]) -> bytes:
    from newsletter.sources import opml

    return opml.write(sources)


def find_picture(wanted: WantedPicture, settings: Settings, net: Callable[[], Net]) -> bytes | NoPicture:
    """The bytes of a picture from wherever its entry says it is: on the web, in its document, or beside it."""
    from newsletter.model.pictures import INSIDE, NoPicture

    if wanted.src.startswith(INSIDE):
        from newsletter.sources import workers

        return workers.picture_inside(wanted.document, wanted.src)
    if "://" in wanted.src:
        from newsletter.pictures import web

        return web.fetch(wanted.src, net())
    from newsletter.sources import beside

    for source in settings.sources:
        if source.name == wanted.source and source.kind is SourceKind.FOLDER:
            return beside.read(source.path, wanted.src, source.max_file_bytes)
    return NoPicture(what="it has no address on the web", mend="tell the feed's publisher, or leave it out")


def fetch_logo(addresses: Iterable[str], net: Net) -> tuple[str, bytes] | None:
    """The first of these that is a picture, drawn anew: its file name and its bytes."""
    import tempfile

    from newsletter.model.pictures import KeptPicture, NoPicture
    from newsletter.pictures import web
    from newsletter.pictures.kept import PictureFolder

    with tempfile.TemporaryDirectory() as folder:
        drawing = PictureFolder(Path(folder))
        for address in addresses:
            found = web.fetch(address, net)
            kept = found if isinstance(found, NoPicture) else drawing.take_in(found)
            body = drawing.body(kept.letter) if isinstance(kept, KeptPicture) else None
            if isinstance(kept, KeptPicture) and body is not None:
                return f"logo.{kept.letter.name.rpartition('.')[2]}", body
    return None


def make_pictures(settings: Settings) -> Pictures:
    from newsletter.pictures.kept import PictureFolder

    return PictureFolder(settings.folder / "pictures")


def make_renderer(settings: Settings) -> Renderer:
    from newsletter.render.renderer import TeamRenderer

    return TeamRenderer(settings.folder)


def make_webhook_body(content: Content, rendered: Rendered, channel: ChannelSettings, settings: Settings) -> Rendering:
    from newsletter.render.webhook import webhook_body

    return webhook_body(content, rendered, channel, settings.folder)


def make_channel(
    channel: ChannelSettings, settings: Settings, net: Callable[[], Net], environ: Mapping[str, str]
) -> Channel:
    if channel.kind is ChannelKind.OUTBOX:
        return make_outbox(channel)
    from newsletter.channels.webhook import WebhookChannel

    secrets = config.secrets_of(channel, settings.folder, environ, logs.keep_secret)
    return WebhookChannel(channel, net(), [secret.encode() for secret in secrets])


def make_outbox(channel: ChannelSettings) -> Shelf:
    from newsletter.channels.outbox import OutboxChannel

    return OutboxChannel(channel)


def make_drafts(settings: Settings) -> Shelf:
    from newsletter.channels.outbox import OutboxChannel

    return OutboxChannel(ChannelSettings(name="drafts", path=settings.folder / "drafts"), private=True)


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """Make something when it is first asked for, and only once."""
    return lru_cache(maxsize=1)(make)


# ── rules, and who we are ──────────────────────────────────────────────────────────────────


#: Every module of ``core`` that decides on verdict or facts.
_DECIDING = (
    "verdict", "doubts", "events", "vocabulary", "hints", "rule", "rules", "rules_reader", "places", "towns",
    "sentences", "spans", "marks", "speech", "facts", "people", "names", "cases", "happened", "limits", "phrases",
    "naming", "bytes_read",
)  # fmt: skip


def hash_of_rules(folder: Path) -> str:
    """The key of the verdict cache: the rule files in force and the judging code together."""
    core = Path(__file__).parent / "core"
    code = [core / f"{name}.py" for name in _DECIDING]
    files = [*(path for _, path in sorted(config.rule_files(folder).items())), config.towns_file(folder)]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in (*code, *files))).hexdigest()


def hash_of_readers() -> str:
    """The code that turns what sources give into entries; libraries count by what we pin, not here."""
    code = sorted((Path(__file__).parent / "sources").rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in code)).hexdigest()[:16]


def this_process() -> str:
    """This process as no other one is ever called: host, boot, number and start."""
    return f"{socket.gethostname()}/{_boot()}/{os.getpid()}/{_started(os.getpid())}"


def is_alive(owner: str) -> bool:
    """Whether an owner's process still runs. One on another machine is believed to."""
    host, boot, pid, started = owner.rsplit("/", 3)
    if host != socket.gethostname():
        return True
    return boot == _boot() and started != "" and _started(int(pid)) == started


def _boot() -> str:
    return _read("/proc/sys/kernel/random/boot_id")


def _started(pid: int) -> str:
    """When a process started, in the kernel's ticks; empty when there is none."""
    stat = _read(f"/proc/{pid}/stat")
    return stat.rpartition(")")[2].split()[19] if stat else ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError:
        return ""
