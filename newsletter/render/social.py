"""The posts of an edition: templates give the clauses, ``core.composing`` makes them fit.

A platform's template is ``social/<platform>.txt``, else ``social/_post.txt``; the post about the
whole edition is ``social/<platform>-edition.txt``, else ``social/_edition.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newsletter.core.composing import Clauses, Composed, compose, compose_list
from newsletter.core.posts import PLATFORMS
from newsletter.model.editions import Finding, Level, Post
from newsletter.model.settings import PublicationSettings
from newsletter.model.stories import StoryId
from newsletter.render.environment import Templates
from newsletter.render.shaping import brief
from newsletter.render.values import EditionView, StoryView
from newsletter.render.words import Words


@dataclass(frozen=True, kw_only=True)
class Posts:
    """All posts, platform by platform, and what is wrong with any of them."""

    posts: tuple[Post, ...]
    findings: tuple[Finding, ...]


def compose_posts(edition: EditionView, words: Words, publication: PublicationSettings, templates: Templates) -> Posts:
    """One post about the edition and one per story, for each platform."""
    posts: list[Post] = []
    findings: list[Finding] = []
    for platform in publication.platforms:
        if not edition.stories:
            break
        desk = _Desk(platform, edition, words, publication.hashtags, templates)
        for story, composed in [(None, desk.edition()), *((story, desk.story(story)) for story in edition.stories)]:
            post = _post(platform, edition, story, composed)
            posts.append(post)
            if not composed.fits:
                findings.append(_too_long(platform, story))
            elif composed.short and story:
                findings.append(_says_little(platform, post, story))
    return Posts(posts=tuple(posts), findings=tuple(findings))


@dataclass(frozen=True)
class _Desk:
    """Where the posts of one platform are written."""

    platform: str
    about: EditionView
    words: Words
    hashtags: tuple[str, ...]
    templates: Templates

    def story(self, story: StoryView) -> Composed:
        """The post about one story."""
        blocks = self._blocks("", "_post", {"story": story})
        return compose(
            self.platform,
            Clauses(
                outcome=blocks.get("outcome", ""),
                short=blocks.get("short", ""),
                place=blocks.get("place", ""),
                context=_sentences(blocks.get("context", "")),
                quote=blocks.get("quote", ""),
                credit=blocks.get("credit", ""),
                caveat=blocks.get("caveat", ""),
                link=blocks.get("link", ""),
                tags=tuple(blocks.get("tags", "").split()),
            ),
            media=1 if story.picture else 0,
        )

    def edition(self) -> Composed:
        """The post about the whole letter."""
        blocks = self._blocks("-edition", "_edition", {})
        items = [item.strip() for item in re.split(r"\n\s*\n", blocks.get("items", "")) if item.strip()]
        more = [""] + [self.words.say("posts", "and_more", count=str(count + 1)) for count in range(len(items))]
        tags = blocks.get("tags", "").split()
        return compose_list(self.platform, blocks.get("outcome", ""), items, more, blocks.get("link", ""), tags)

    def _blocks(self, suffix: str, fallback: str, more: Mapping[str, object]) -> dict[str, str]:
        own = f"social/{self.platform}{suffix}.txt"
        name = own if self.templates.exists(own) else f"social/{fallback}.txt"
        platform = PLATFORMS[self.platform]
        values = {
            "edition": self.about,
            "words": self.words.group("letter"),
            "say": self.words.say,
            "links": platform.links,
            "tags": _tags(self.hashtags)[: platform.max_tags],
            **more,
        }
        return {block: text.strip() for block, text in self.templates.blocks(name, values).items()}


def _tags(hashtags: Iterable[str]) -> list[str]:
    """Tags with their sign, however the settings write them."""
    return [f"#{tag.lstrip('#').strip()}" for tag in hashtags if tag.lstrip("#").strip()]


def _sentences(context: str) -> tuple[tuple[str, ...], ...]:
    """The context block: a sentence a line, an empty line between paragraphs."""
    paragraphs = re.split(r"\n\s*\n", context.strip())
    told = (tuple(line.strip(" ") for line in paragraph.split("\n") if line.strip()) for paragraph in paragraphs)
    return tuple(paragraph for paragraph in told if paragraph)


def _post(platform: str, edition: EditionView, story: StoryView | None, composed: Composed) -> Post:
    return Post(
        id=f"{platform}-{story.id if story else 'edition'}",
        highlight=StoryId(story.id) if story else None,
        platform=platform,
        language=edition.language,
        parts=composed.parts,
        alt=story.picture.alt if story and story.picture else "",
        picture=story.picture.path if story and story.picture else "",
    )


def _too_long(platform: str, story: StoryView | None) -> Finding:
    about = f"“{brief(story.headline)}”" if story else "the whole letter"
    return Finding(
        level=Level.BLOCKER,
        code="post-too-long",
        where=f"posts/{platform}.txt",
        message=f"The post about {about} is too long for {PLATFORMS[platform].title}, even at its shortest.",
        mend="Give the story a shorter headline or a shorter “what remains” (newsletter edit), or take the platform "
        "out of the publication's platforms.",
    )


def _says_little(platform: str, post: Post, story: StoryView) -> Finding:
    return Finding(
        level=Level.WARNING,
        code="post-says-little",
        where=f"posts/{platform}.txt",
        message=f"The headline “{brief(story.headline)}” is too long for {PLATFORMS[platform].title}; "
        f"the post says only: {post.parts[0].splitlines()[0]}",
        mend="Give the story a shorter headline (newsletter edit).",
    )
