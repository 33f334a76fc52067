"""The files beside the letter: posts to copy, a sheet of them, the edition's facts, a note to whoever opens it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from newsletter.core.posts import PLATFORMS, measure
from newsletter.model.editions import Content, Highlight, Post
from newsletter.render.environment import Templates
from newsletter.render.lines import clean, one_line, paragraphs_of, web_link
from newsletter.render.shaping import wrap
from newsletter.render.values import EditionView, StoryView
from newsletter.render.words import Words

_RULE = "─" * 40


def posts_file(platform: str, posts: Iterable[Post], edition: EditionView, words: Words) -> str:
    """Every post of one platform, each between two rules, under a heading that says which story it tells."""
    lines = [f"{PLATFORMS[platform].title}: {edition.title}, {edition.dates}", words.say("posts", "copy"), "", ""]
    stories = {story.id: story for story in edition.stories}
    for number, post in enumerate(posts, 1):
        story = stories.get(post.highlight) if post.highlight else None
        lines += _one_post(number, post, story, words)
    return "\n".join(lines).rstrip("\n") + "\n"


def _one_post(number: int, post: Post, story: StoryView | None, words: Words) -> list[str]:
    lines: list[str] = []
    for at, part in enumerate(post.parts, 1):
        size = measure(post.platform, part)
        heading = f"{number}. {story.headline if story else words.say('posts', 'whole')}"
        if len(post.parts) > 1:
            heading += f" ({words.say('posts', 'part', number=str(at), count=str(len(post.parts)))})"
        lines += [_RULE, wrap(heading), f"{size.length} / {size.limit} {size.unit}", _RULE, "", part, "", ""]
    if post.picture:
        lines += [f"[{words.say('posts', 'picture')}: {post.picture}]"]
        lines += [f"[{words.say('posts', 'alt')}: {post.alt}]", "", ""]
    return lines


COLUMNS = ("platform", "post", "story", "part", "text", "length", "limit", "link", "picture", "alt")


def posts_csv(posts: Iterable[Post], edition: EditionView) -> bytes:
    """All posts as a sheet.

    With a byte order mark, because without one Excel reads UTF-8 as its own old code page and
    spoils every diacritic; other programs skip it.
    """
    out = io.StringIO(newline="")
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    stories = {story.id: story for story in edition.stories}
    for post in posts:
        story = stories.get(post.highlight) if post.highlight else None
        for at, part in enumerate(post.parts, 1):
            size = measure(post.platform, part)
            about = (story.headline, story.url) if story else (edition.title, edition.base_url)
            shown = (post.picture, post.alt) if at == 1 else ("", "")
            cells = (post.platform, post.id, about[0], at, part, size.length, size.limit, about[1], *shown)
            sheet.writerow([harmless(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


#: The wide forms too: spreadsheets of East Asian systems take them for the same.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before a sign that would start one."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell


def edition_json(content: Content, edition: EditionView, posts: Iterable[Post]) -> bytes:
    """What the edition publishes, for programs."""
    return (json.dumps(edition_facts(content, edition, posts), ensure_ascii=False, indent=2) + "\n").encode()


def edition_facts(content: Content, edition: EditionView, posts: Iterable[Post]) -> dict[str, Any]:
    """Published facts only: no reason, score, note or story left out ever stands here."""
    return {
        "edition": content.edition,
        "publication": {
            "name": content.publication.name,
            "title": edition.title,
            "organisation": edition.organisation,
        },
        "period": {
            "key": content.period_key,
            "starts_at": _moment(content.starts_at.isoformat()),
            "ends_at": _moment(content.ends_at.isoformat()),
            "dates": edition.dates,
        },
        "language": content.language,
        "subject": edition.subject,
        "preheader": edition.preheader,
        "title": edition.headline or None,
        "numbers": [{"what": one.what, "number": int(one.number), "words": one.words} for one in edition.numbers],
        "introduction": list(edition.introduction),
        "introduction_by": edition.introduction_by or None,
        "highlights": [
            _highlight(one, story) for one, story in zip(content.highlights, edition.stories, strict=True)
        ],
        "blocks": [
            {"after": block.after, "text": " ".join(one_line(s.text) for s in block.sentences)}
            for block in content.blocks
        ],
        "closing": list(edition.closing),
        "posts": [
            {"id": p.id, "highlight": p.highlight, "platform": p.platform, "language": p.language,
             "parts": list(p.parts), "alt": p.alt, "picture": p.picture or None}
            for p in posts
        ],
        "approved_automatically": content.automatic,
    }  # fmt: skip


def _highlight(highlight: Highlight, story: StoryView) -> dict[str, Any]:
    quote, outcome, picture = highlight.quote, highlight.outcome, story.picture
    return {
        "story": highlight.story,
        "position": highlight.position,
        "headline": clean(highlight.headline.text),
        "teaser": " ".join(paragraphs_of(highlight.teaser)),
        "quote": {"text": clean(quote.words.text), "speaker": quote.speaker, "role": quote.role} if quote else None,
        "caveat": clean(highlight.caveat.text) if highlight.caveat else None,
        "since": story.since or None,
        "month": highlight.month or None,
        "our_year": highlight.ours,
        "countries": list(highlight.countries),
        "outcome": {"type": outcome.type.value, "status": outcome.status.value} if outcome else None,
        "source": highlight.source_title,
        "url": web_link(highlight.url) or None,
        "published_on": highlight.published_on,
        "language": highlight.language,
        "picture": {"path": picture.path, "url": web_link(picture.src) or None, "alt": picture.alt,
                    "caption": picture.caption, "credit": picture.credit} if picture else None,
    }  # fmt: skip


def _moment(iso: str) -> str:
    return iso.replace("+00:00", "Z")


def readme(edition: EditionView, platforms: Iterable[str], templates: Templates) -> str:
    """A note for a person who never saw this program."""
    titles = [(name, PLATFORMS[name].title) for name in platforms]
    return templates.render("words/readme.txt", {"edition": edition, "platforms": titles}).strip("\n") + "\n"
