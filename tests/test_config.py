"""The settings file: what is read, and how mistakes are told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from newsletter import config
from newsletter.errors import ConfigError
from newsletter.model.entries import Trust
from newsletter.model.settings import (
    ChannelSettings,
    HttpSettings,
    PublicationSettings,
    SelectionSettings,
    Settings,
    SiteSettings,
    SourceSettings,
)

DEFAULT = Path(__file__).parents[1] / "config" / "newsletter.toml"


def team(folder: Path, text: str) -> Path:
    path = folder / "config" / "newsletter.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def complaints(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.load(team(folder, text), environ or {})
    return list(caught.value.complaints)


# ── the default ────────────────────────────────────────────────────────────────────────────


def test_the_default_file_is_read_without_complaint() -> None:
    settings = config.load(DEFAULT, {})
    assert [source.name for source in settings.sources] == ["stories"]
    assert settings.store == f"sqlite:///{DEFAULT.parents[1] / 'newsletter.db'}"


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (("site",), SiteSettings),
        (("http",), HttpSettings),
        (("sources", 0), SourceSettings),
        (("publications", 0), PublicationSettings),
        (("publications", 0, "selection"), SelectionSettings),
        (("channels", 0), ChannelSettings),
    ],
)
def test_the_default_file_shows_every_key_with_its_default(table: tuple[str | int, ...], kind: type) -> None:
    text = DEFAULT.read_text("utf-8")
    shown = tomllib.loads(text)
    for step in table:
        shown = shown[step]
    assert is_dataclass(kind)
    known = {field.name.rstrip("_"): field for field in fields(kind)}
    commented = set(re.findall(r"^# (\w+) = ", text, re.MULTILINE))
    missing = {key for key in known if key not in shown and key not in commented and key != "selection"}
    assert missing == set()
    optional = {key: known[key].default for key in shown if isinstance(known[key].default, str | int | float | bool)}
    named = {"name", "kind", "path", "trust"}
    assert {k: v for k, v in shown.items() if k in optional and k not in named} == {
        k: v for k, v in optional.items() if k not in named
    }


# ── complaints ─────────────────────────────────────────────────────────────────────────────

FIVE_MISTAKES = """
stoer = "sqlite:///x.db"

[[sources]]
name = "our-news"
url = "https://example.org/feed"
trust = "winz"
every_minutes = "60"

[[publications]]
name = "weekly"
zone = "Europe/Londn"
cut_off = "monday morning"
sources = ["our-news"]
"""


def test_given_five_mistakes_then_all_are_told_with_place_found_allowed_and_nearest(tmp_path: Path) -> None:
    told = complaints(tmp_path, FIVE_MISTAKES + '[[channels]]\nname = "outbox"\n')
    assert told[:4] == [
        'config/newsletter.toml, stoer: there is no such key — did you mean "store"?; '
        "known here: store, site, http, sources, publications, channels",
        'config/newsletter.toml [[sources]] our-news, trust: "winz" is not allowed; use wins, own, partner or general'
        ' — did you mean "wins"?',
        'config/newsletter.toml [[sources]] our-news, every_minutes: must be a whole number, found "60"',
        'config/newsletter.toml [[publications]] weekly, zone: "Europe/Londn" is no time zone; '
        'use a name like "Europe/London" — did you mean "Europe/London"?',
    ]
    assert told[4].startswith("config/newsletter.toml [[publications]] weekly, cut_off: ")
    assert len(told) == 5


CHANNEL = '[[channels]]\nname = "outbox"\n'
SOURCE = '[[sources]]\nname = "a"\nkind = "folder"\npath = "stories"\n'
LETTER = '[[publications]]\nname = "weekly"\nsources = ["a"]\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[sources]]\nkind = "feed"\n', "[[sources]] 1, name: is missing"),
        ('[[sources]]\nname = "Our News"\nurl = "https://e.org/"\n', "must be lower-case letters, digits and hyphens"),
        (SOURCE + SOURCE, '"a" is used 2 times; each needs its own'),
        ('[[sources]]\nname = "a"\nurl = "ftp://e.org/"\n', 'a feed needs an address like "https://…"'),
        ('[[sources]]\nname = "a"\nurl = "https://me:pw@e.org/"\n', "a feed needs an address"),
        ("sources = 3\n", "sources: must be written as tables, [[sources]]"),
        ("[http]\nmax_bytes = true\n", "max_bytes: must be a whole number, found true"),
        ('[http]\nallow_private = ["10.0.0.5"]\n', 'must be "host:port"'),
        ('store = "mysql://x"\n', 'must begin with "sqlite:///" or "postgresql://"'),
        ('[site]\nbase_url = "example.org"\n', 'must be an address like "https://news.example.org"'),
        (SOURCE + LETTER + 'channels = ["outbux"]\n' + CHANNEL, 'did you mean "outbox"?'),
        (SOURCE + LETTER + 'platforms = ["twitter"]\n' + CHANNEL, '"twitter" is not one of x, bluesky'),
        (SOURCE + LETTER + 'period_ends = "1"\n' + CHANNEL, '"1" must be a weekday'),
        (SOURCE + LETTER + "minimum = 9\n" + CHANNEL, "9 must lie between 0 and maximum (8)"),
        (SOURCE + LETTER + 'from = "nobody"\n' + CHANNEL, 'write "Name <name@example.org>"'),
        (SOURCE + LETTER + 'approval = "automatic"\n' + CHANNEL, 'needs sources of trust "wins"'),
        (
            '[[channels]]\nname = "p"\nkind = "webhook"\nurl = "https://e.org/"\n',
            "name one place of the signing secret",
        ),
        (
            '[[channels]]\nname = "p"\nkind = "webhook"\nurl = "https://e.org/"\nsecret_env = "PRESS"\n',
            "the environment variable PRESS is not set",
        ),
        (
            '[[channels]]\nname = "p"\nkind = "webhook"\nurl = "https://e.org/"\nsecret_file = "s"\nbody = "no.json"\n',
            "there is no templates/webhook/no.json",
        ),
    ],
)
def test_a_mistake_is_told_in_words(tmp_path: Path, text: str, told: str) -> None:
    assert any(told in complaint for complaint in complaints(tmp_path, text)), complaints(tmp_path, text)


def test_text_that_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in complaints(tmp_path, 'store = "x"\nthis is not TOML\n')[0]


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="newsletter init DIR"):
        config.find_config(None, {}, tmp_path)


def test_a_rule_file_that_is_wrong_is_told(tmp_path: Path) -> None:
    (tmp_path / "config" / "rules").mkdir(parents=True)
    (tmp_path / "config" / "rules" / "en.toml").write_text("not toml at all [", "utf-8")
    with pytest.raises(ConfigError, match=r"en\.toml: this is not TOML"):
        config.load_rules(tmp_path)


def test_a_pattern_that_is_wrong_is_told_when_its_language_is_judged_and_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "config" / "rules").mkdir(parents=True)
    (tmp_path / "config" / "rules" / "fr.toml").write_text('[[caveats]]\nname = "a"\nany = ["("]\n', "utf-8")
    rules = config.load_rules(tmp_path)
    assert list(rules) == ["en", "es", "fr"]
    assert rules["en"] is rules["en"]
    assert rules.get("de") is None
    with pytest.raises(ConfigError, match=r'fr\.toml: \[\[caveats\]\] "a": .*'):
        rules.get("fr")


# ── secrets ────────────────────────────────────────────────────────────────────────────────


def test_a_password_in_the_store_url_is_refused_without_printing_it(tmp_path: Path) -> None:
    told = complaints(tmp_path, 'store = "postgresql://me:hunter2@db/news"\n')
    assert "NEWSLETTER_STORE" in told[0]
    assert "hunter2" not in "".join(told)


def test_the_environment_names_the_store(tmp_path: Path) -> None:
    path = team(tmp_path, "")
    settings = config.load(path, {"NEWSLETTER_STORE": "postgresql://me:hunter2@db/news"})
    assert settings.store == "postgresql://me:hunter2@db/news"


def test_secrets_are_read_from_a_file_and_kept_out_of_logs(tmp_path: Path) -> None:
    (tmp_path / "press.txt").write_text("whsec_new\nwhsec_old\n", "utf-8")
    kept: list[str] = []
    channel = ChannelSettings(name="press", secret_file="press.txt")
    assert config.secrets_of(channel, tmp_path, {}, kept.append) == ("whsec_new", "whsec_old")
    assert kept == ["whsec_new", "whsec_old"]


# ── lists beside the settings ──────────────────────────────────────────────────────────────


def test_the_do_not_name_list_is_read_without_remarks(tmp_path: Path) -> None:
    path = team(tmp_path, "")
    (path.parent / "do-not-name.txt").write_text("# remark\n\nŁucja Nuñez | Lucja Nunez\n", "utf-8")
    assert config.load(path, {}).do_not_name == ("Łucja Nuñez | Lucja Nunez",)


def test_a_do_not_name_list_that_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "do-not-name.txt").write_bytes(b"\xff\xfe\x00bad")
    assert "do-not-name.txt: cannot be read" in complaints(tmp_path, "")[0]


def test_a_relative_path_starts_at_the_teams_folder(tmp_path: Path) -> None:
    settings: Settings = config.load(team(tmp_path, SOURCE + LETTER + CHANNEL), {})
    assert (settings.sources[0].path, settings.channels[0].path) == (tmp_path / "stories", tmp_path / "outbox")
    assert settings.sources[0].trust is Trust.GENERAL
