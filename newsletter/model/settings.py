"""The settings as values. ``newsletter.config`` reads and checks them; nothing here touches a file.

Defaults are those of ``config/newsletter.toml``; a test keeps the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from newsletter.model.entries import Trust


class Rhythm(StrEnum):
    """How often a publication appears."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    SPECIAL = "special"  #: only when asked for, with a period of its own


class SourceKind(StrEnum):
    """What is read."""

    FEED = "feed"
    FOLDER = "folder"


class Use(StrEnum):
    """How much of a source's text may be republished."""

    FULL = "full"
    EXCERPT = "excerpt"
    LINK = "link"


class Approval(StrEnum):
    """Who lets an edition out."""

    PERSON = "person"
    AUTOMATIC = "automatic"  #: outbox only, sources trusted as wins


class CatchUp(StrEnum):
    """What becomes of periods that passed while the program was down."""

    LATEST = "latest"
    ALL = "all"
    NONE = "none"


class Thin(StrEnum):
    """What happens with fewer stories than the minimum."""

    ASK = "ask"
    NOTE = "note"
    NEXT = "next"
    SKIP = "skip"


class Late(StrEnum):
    """What happens when nobody approved before the sending time."""

    WAIT = "wait"
    NEXT = "next"
    SKIP = "skip"


class ChannelKind(StrEnum):
    """A way out."""

    OUTBOX = "outbox"
    WEBHOOK = "webhook"


class PicturesAre(StrEnum):
    """How readers get the pictures of a letter."""

    EMBEDDED = "embedded"  #: they travel with it
    HOSTED = "hosted"  #: the team puts them on its site, at base_url/pictures


@dataclass(frozen=True, kw_only=True)
class SiteSettings:
    """``[site]``"""

    base_url: str = ""
    organisation: str = ""
    pictures: PicturesAre = PicturesAre.EMBEDDED

    @property
    def pictures_at(self) -> str:
        """Where readers find the pictures; empty: they travel with the letter."""
        return f"{self.base_url.rstrip('/')}/pictures" if self.pictures is PicturesAre.HOSTED else ""


@dataclass(frozen=True, kw_only=True)
class HttpSettings:
    """``[http]``"""

    allow_private: tuple[str, ...] = ()  #: "host:port" of private servers that may be reached
    ports: tuple[int, ...] = (80, 443)
    host_spacing_s: float = 1.0
    connect_timeout_s: float = 10.0
    total_timeout_s: float = 20.0  #: for one request with its redirects and whole body
    max_bytes: int = 20_000_000  #: decoded
    max_redirects: int = 5
    user_agent: str = "newsletter/0.1"


@dataclass(frozen=True, kw_only=True)
class SourceSettings:
    """``[[sources]]``"""

    name: str
    kind: SourceKind = SourceKind.FEED
    url: str = ""  #: feeds
    path: Path = Path()  #: folders; absolute once read
    trust: Trust = Trust.GENERAL
    language: str = "en"
    use: Use = Use.FULL
    title: str = ""  #: how letters name it; empty: its name
    was: str = ""  #: an earlier name, so that its entries keep their identity
    paused: bool = False
    every_minutes: int = 60
    settle_minutes: int = 30  #: how long it still edits what it published
    full_page: bool = True  #: whether the pages of texts it cuts off are read from its own site
    zone: str = ""  #: for dates without one; empty: UTC
    max_file_bytes: int = 20_000_000


@dataclass(frozen=True, kw_only=True)
class SelectionSettings:
    """``[publications.selection]``: what a story's score is made of, and the caps."""

    outcome: float = 3.0  #: times the strength of the outcome's type, 0–1
    status: float = 2.0  #: done 1, partial ½, announced ¼, unclear 0
    trust: float = 1.0  #: wins 1, own ¾, partner ½, general 0
    voice: float = 1.0  #: somebody is quoted by name
    recency: float = 1.0  #: 1 at the period's end, 0 at its start
    picture: float = 0.5  #: has a picture with alt text
    campaign: float = 1.0  #: names a case number or a campaign
    person: float = 0.5  #: tells of somebody by name
    coverage: float = 0.5  #: half for one more independent source, all for two
    record: float = 0.0  #: times how editors chose stories of its kind, country and source before, −1 to 1
    certainty: float = 2.0  #: times the verdict's score, 0–1
    told: float = 2.0  #: in a round-up: a closed edition of another newsletter told it
    strengths: Mapping[str, float] = field(default_factory=dict)  #: outcome type → 0–1; core.selection has defaults
    diversity: float = 0.7  #: how much the score counts beside likeness to what stands already; 1: only the score
    per_country: int = 2
    per_outcome: int = 4
    per_source: int = 6


@dataclass(frozen=True, kw_only=True)
class PublicationSettings:
    """``[[publications]]``"""

    name: str
    title: str = "Good news this week"
    rhythm: Rhythm = Rhythm.WEEKLY
    period_ends: str = "mon"
    year_ends: str = "12-31"
    opens_weeks: int = 4  #: yearly: so long before its last day the draft is opened; 0: at its cut-off
    cut_off: str = "mon 07:00"
    send_at: str = "tue 10:00"
    zone: str = "Europe/London"
    minimum: int = 3
    maximum: int = 8
    approval: Approval = Approval.PERSON
    from_: str = "Good News <news@example.org>"
    reply_to: str = ""
    postal_address: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    channels: tuple[str, ...] = ("outbox",)
    platforms: tuple[str, ...] = (
        "x",
        "bluesky",
        "mastodon",
        "threads",
        "facebook",
        "instagram",
        "linkedin",
        "telegram",
        "whatsapp",
    )
    hashtags: tuple[str, ...] = ()
    template: str = "digest"
    subject: str = ""  #: Jinja over facts; empty: the template's own
    catch_up: CatchUp = CatchUp.LATEST
    thin: Thin = Thin.ASK
    late: Late = Late.WAIT
    lookback_days: int = 14
    recall_minutes: int = 10  #: nothing but the outbox leaves sooner after approval
    selection: SelectionSettings = field(default_factory=SelectionSettings)


@dataclass(frozen=True, kw_only=True)
class ChannelSettings:
    """``[[channels]]``"""

    name: str
    kind: ChannelKind = ChannelKind.OUTBOX
    path: Path = Path("outbox")  #: outbox; absolute once read
    url: str = ""  #: webhook
    secret_env: str = ""  #: webhook: environment variable that holds the signing secret(s)
    secret_file: str = ""  #: webhook: file that holds it, beside the settings
    body: str = ""  #: webhook: a template in templates/webhook/; empty: our own JSON
    content_type: str = "application/json"
    timeout_s: float = 15.0
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The whole of ``config/newsletter.toml``, checked. ``folder`` is the team's folder."""

    folder: Path
    file: Path
    store: str = "sqlite:///newsletter.db"
    site: SiteSettings = field(default_factory=SiteSettings)
    http: HttpSettings = field(default_factory=HttpSettings)
    sources: tuple[SourceSettings, ...] = ()
    publications: tuple[PublicationSettings, ...] = ()
    channels: tuple[ChannelSettings, ...] = ()
    do_not_name: tuple[str, ...] = ()  #: from config/do-not-name.txt
