"""Templates: where they come from, how they escape, and what their mistakes say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsletter.errors import TemplateError
from newsletter.render.environment import Templates
from newsletter.render.renderer import TeamRenderer
from newsletter.render.shaping import columns, escape_markdown, wrap
from tests.factories import content, full_week, publication
from tests.render.conftest import Render, body


def write(team: Path, name: str, text: str) -> None:
    path = team / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


MISTAKES = [
    ("{{ edition.tittle }}", "templates/email/digest.mjml:3: 'edition.tittle' is undefined — did you mean 'title'?"),
    ("{{ editon.title }}", "templates/email/digest.mjml:3: 'editon' is undefined — did you mean 'edition'?"),
    (
        "{% for story in edition.stories %}{{ story.headlin }}{% endfor %}",
        "templates/email/digest.mjml:3: 'story.headlin' is undefined — did you mean 'headline'?",
    ),
    ("{{ theme.light.pap }}", "templates/email/digest.mjml:3: 'theme.light.pap' is undefined — did you mean 'paper'?"),
    ("{{ edition.title|uper }}", "templates/email/digest.mjml:3: No filter named 'uper' — did you mean 'upper'?"),
    ("{% fro a in b %}", "templates/email/digest.mjml:3: Encountered unknown tag 'fro' — did you mean 'for'?"),
    ("{{ edition.title + 1 }}", 'templates/email/digest.mjml:3: can only concatenate str (not "int") to str'),
    (
        '{% include "email/_peices.mjml" %}',
        "templates/email/_peices.mjml: no such template (asked for by templates/email/digest.mjml)"
        " — did you mean 'email/_pieces.mjml'?",
    ),
]


@pytest.mark.parametrize(("wrong", "message"), MISTAKES)
def test_a_mistake_in_a_teams_template_names_file_line_and_nearest_name(team: Path, wrong: str, message: str) -> None:
    write(team, "email/digest.mjml", f"<mjml>\n<mj-body>\n{wrong}\n</mj-body></mjml>")
    with pytest.raises(TemplateError) as told:
        TeamRenderer(team).render(content(), publication(), {})
    assert str(told.value) == message


def test_a_mistake_in_a_post_names_its_template(team: Path) -> None:
    wrong = "{% block outcome %}{{ story.hedline }}{% endblock %}"
    write(team, "social/x.txt", '{% extends "social/_post.txt" %}\n' + wrong)
    with pytest.raises(TemplateError, match=r"social/x\.txt:2: 'story\.hedline' is undefined — did you mean 'headl"):
        TeamRenderer(team).render(content(), publication(), {})


def test_a_template_may_not_reach_out_of_its_values(team: Path) -> None:
    write(team, "email/digest.txt", "{{ edition.__class__.__mro__ }}")
    with pytest.raises(TemplateError, match=r"templates/email/digest\.txt:1: "):
        TeamRenderer(team).render(content(), publication(), {})


def test_what_mjml_cannot_read_is_a_template_error(team: Path) -> None:
    write(team, "email/digest.mjml", "<mjml><mj-body><mj-section></mj-body></mjml>")
    with pytest.raises(TemplateError, match=r"templates/email/digest\.mjml: MJML cannot read"):
        TeamRenderer(team).render(content(), publication(), {})


def test_a_subject_in_the_settings_is_a_template_too(render: Render) -> None:
    settings = {"subject": "{{ lead.headline }} | {{ edition.dates }}"}
    subject = "Teodora Vásquez Łuczak walks free after eleven years | 31 August to 6 September 2020"
    assert f"<title>{subject}</title>" in body(render(content(subject=""), **settings), "letter.html")
    with pytest.raises(TemplateError, match=r"weekly, subject:1: 'edition\.dats' is undefined — did you mean 'dates'"):
        render(content(subject=""), subject="{{ edition.dats }}")


def test_a_teams_own_piece_words_and_colours_stand_over_ours(team: Path, render: Render) -> None:
    write(team, "email/theme.toml", '[light]\naccent = "#004488"\n')
    write(team, "words/en.toml", '[letter]\nremains = "Still to win"\n')
    letter = body(render(full_week()), "letter.html")
    assert "#004488" in letter
    assert "#9A2747" not in letter
    assert "Still to win" in letter
    assert "Unsubscribe" in letter  # what the team does not say is still said


def test_suffixes_decide_escaping(team: Path) -> None:
    for suffix in ("mjml", "html", "txt", "json"):
        write(team, f"web/try.{suffix}", "{{ words }}")
    templates = Templates(team)
    values = {"words": "<b>&"}
    assert {suffix: templates.render(f"web/try.{suffix}", values) for suffix in ("mjml", "html", "txt", "json")} == {
        "mjml": "&lt;b&gt;&amp;",
        "html": "&lt;b&gt;&amp;",
        "txt": "<b>&",
        "json": "<b>&",
    }


LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])


@given(st.text(LETTERS, min_size=1).filter(lambda text: text.strip()))
def test_escaped_markdown_reads_as_it_was_written(text: str) -> None:
    plain = " ".join(text.split())
    tokens = MarkdownIt("js-default").parse(escape_markdown(plain))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(child.content for child in tokens[1].children or []) == plain


@given(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])), st.integers(20, 80))
def test_wrapping_keeps_every_word_whole(text: str, width: int) -> None:
    wrapped = wrap(text, width)
    assert [word for word in wrapped.replace("\n", " ").split(" ") if word] == [w for w in text.split(" ") if w]
    assert all(columns(line) <= width or " " not in line for line in wrapped.split("\n"))
