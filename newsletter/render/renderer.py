"""Turn one edition's content into everything that leaves: the ``ports.Renderer`` of this program.

::

    Content → views → letter (email, text, message) ┐
                    → posts (social)                ├→ checks → Rendered
                    → article, sheet, facts, note   ┘

No clock, no chance, no network: the same content and templates always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsletter.model.editions import Content, Finding, Level, Rendered, Rendering
from newsletter.model.settings import PublicationSettings
from newsletter.render.article import article_html, article_markdown
from newsletter.render.checks import Made, check
from newsletter.render.email import compile_letter, letter_values
from newsletter.render.environment import Templates
from newsletter.render.files import edition_json, posts_csv, posts_file, readme
from newsletter.render.lines import one_line
from newsletter.render.logo import logo_of
from newsletter.render.message import build_message, wrong_headers
from newsletter.render.social import Posts, compose_posts
from newsletter.render.text import letter_text
from newsletter.render.values import EditionView
from newsletter.render.views import place_of, view_edition
from newsletter.render.words import Words, base


class TeamRenderer:
    """Renders with the templates of one team's folder. Safe to keep and to call again: it holds no edition."""

    def __init__(self, folder: Path) -> None:
        self._templates = Templates(folder)

    def render(self, content: Content, publication: PublicationSettings, pictures: Mapping[str, bytes]) -> Rendered:
        """Render everything that leaves. Raises TemplateError with file, line and suggestion."""
        words = Words(self._templates, content.language)
        edition = self._edition(content, publication, words)
        logo = logo_of(self._templates, content.publication)
        values = letter_values(edition, words, self._templates, logo)
        letter = compile_letter(publication.template, values, self._templates)
        text = letter_text(publication.template, values, self._templates)
        shown = _pictures(content, edition, pictures)
        if logo and f'src="{logo.src}"' in letter.html:
            shown = tuple({one.path: one for one in (*shown, logo.file)}.values())
        message = build_message(content.publication, edition.subject, content.send_at, letter.html, text, shown)
        article = article_html(values, self._templates)
        posts = compose_posts(edition, words, publication, self._templates)
        files: dict[tuple[str, str, str], str | bytes] = {
            ("email_html", "letter.html", "text/html"): letter.html,
            ("email_text", "letter.txt", "text/plain"): text,
            ("email_eml", "letter.eml", "message/rfc822"): message,
            ("article_html", "article.html", "text/html"): article,
            ("article_md", "article.md", "text/markdown"): article_markdown(values, self._templates),
            ("posts_csv", "posts.csv", "text/csv"): posts_csv(posts.posts, edition),
            ("edition_json", "edition.json", "application/json"): edition_json(content, edition, posts.posts),
            ("readme", "README.txt", "text/plain"): readme(edition, publication.platforms, self._templates),
        }
        made = Made(
            content=content,
            edition=edition,
            letter=letter,
            text=text,
            article=article,
            posts=posts.posts,
            pictures=frozenset(
                {*(story.picture.src for story in edition.stories if story.picture), *([logo.src] if logo else [])}
            ),
            wrong_headers=wrong_headers(message, with_reply_to=bool(content.publication.reply_to.strip())),
        )
        return Rendered(
            renderings=(
                *(_rendering(*key, body, content.language) for key, body in files.items()),
                *_post_files(publication, posts, edition, words),
                *shown,
            ),
            posts=posts.posts,
            findings=(*check(made), *posts.findings, *_untranslated(words)),
        )

    def _edition(self, content: Content, publication: PublicationSettings, words: Words) -> EditionView:
        """The view with its subject: as given, else the settings' own line, else title and dates."""
        edition = view_edition(content, words, one_line(content.subject))
        if edition.subject:
            return edition
        subject = f"{edition.title}, {edition.dates}"
        if publication.subject:
            facts: dict[str, Any] = {"edition": edition, "lead": edition.stories[0] if edition.stories else None}
            where = f"config/newsletter.toml [[publications]] {publication.name}, subject"
            subject = self._templates.render_line(publication.subject, facts, where)
        return view_edition(content, words, subject)


def _rendering(
    kind: str, path: str, media_type: str, body: str | bytes, language: str, platform: str = ""
) -> Rendering:
    return Rendering(
        kind=kind,
        path=path,
        media_type=media_type if isinstance(body, bytes) else f"{media_type}; charset=utf-8",
        body=body if isinstance(body, bytes) else body.encode(),
        language=language,
        platform=platform,
    )


def _pictures(content: Content, edition: EditionView, pictures: Mapping[str, bytes]) -> tuple[Rendering, ...]:
    """The files of the pictures that are shown, each once."""
    shown = {story.picture.path for story in edition.stories if story.picture}
    files = {place_of(one.kept.letter): one.kept.letter for one in content.highlights if one.kept}
    return tuple(
        _rendering("picture", path, file.media_type, pictures[file.sha256], "")
        for path, file in sorted(files.items())
        if path in shown
    )


def _post_files(publication: PublicationSettings, posts: Posts, edition: EditionView, words: Words) -> list[Rendering]:
    return [
        _rendering(
            "post_text",
            f"posts/{platform}.txt",
            "text/plain",
            posts_file(platform, [post for post in posts.posts if post.platform == platform], edition, words),
            edition.language,
            platform,
        )
        for platform in publication.platforms
        if posts.posts
    ]


def _untranslated(words: Words) -> tuple[Finding, ...]:
    if words.is_translated:
        return ()
    return (
        Finding(
            level=Level.WARNING,
            code="words-not-translated",
            where="letter.html",
            message=f"The letter's own words are in English: there is no catalogue for “{words.language}” yet.",
            mend=f"Translate templates/words/en.toml and put it beside it as {base(words.language)}.toml.",
        ),
    )
