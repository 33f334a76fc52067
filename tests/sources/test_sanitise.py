"""The one sanitiser, and the reading of clean HTML as text and figures."""

from __future__ import annotations

import re
import time

import pytest

from newsletter.model.entries import Figure
from newsletter.sources.html_text import extract, text_of
from newsletter.sources.sanitise import clean_html, clean_line, clean_text, web_address, without_markup

BASE = "https://example.org/news/"


@pytest.mark.parametrize(
    "vector",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href=' &#1;javascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='vbscript:x'>x</a>",
        "<iframe src='https://evil.example'></iframe>",
        "<form action='https://evil.example'><button formaction=javascript:alert(1)>x</form>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
        "<style>@import 'https://evil.example'</style><p style='background:url(javascript:alert(1))'>x</p>",
        "<object data='https://evil.example'></object><embed src='https://evil.example'>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'><base href='https://evil.example/'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<img alt='\"><script>alert(1)</script>' src='https://example.org/a.png'>",
        "<img src='https://example.org/a.png' alt='<img width=\"1\" onerror=alert(1)>' height='1'>",
        "<scr\0ipt>alert(1)</scr\0ipt>",
        "<template><script>alert(1)</script></template>",
        "<div><![CDATA[<script>alert(1)</script>]]></div>",
        "<!--><script>alert(1)</script>-->",
        "<x onclick=alert(1)>x</x>",
        "<b>" * 5_000 + "<script>alert(1)</script>",
    ],
)
def test_given_a_vector_then_nothing_can_run(vector: str) -> None:
    cleaned = clean_html(vector, BASE).lower()
    # Words may stay; what acts may not: a tag, an attribute, an address.
    for active in (
        "<script",
        "<svg",
        "<iframe",
        "<style",
        "<object",
        "<embed",
        "<form",
        "<meta",
        "<base",
        "<math",
        "<button",
    ):
        assert active not in cleaned
    for found in re.findall(r"<[a-z][^>]*>", cleaned):
        assert " on" not in found.partition("alt=")[0], found
        assert "javascript:" not in found, found
        assert "style=" not in found, found


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("Łukasz\u202e gnp.exe\u202c", "Łukasz gnp.exe"),
        ("a\x00b\x07c\x7fd\x9fe\ufefff", "abcdef"),
        (
            "می\u200cخواهم \u200f👩\u200d👩\u200d👧 e\u0301 नि",
            "می\u200cخواهم \u200f👩\u200d👩\u200d👧 e\u0301 नि",
        ),  # nothing is normalised
        ("one\r\ntwo\rthree\u2028four\x85five\tsix", "one\ntwo\nthree\nfour\nfive\tsix"),
        ("\u2066x\u2069 \ud800y", "x y"),
    ],
)
def test_given_control_characters_then_only_they_go(given: str, cleaned: str) -> None:
    assert clean_text(given) == cleaned


@pytest.mark.parametrize("around", ["", '<p class="caption">Below</p>'])
def test_given_words_in_tags_that_say_nothing_then_they_join_as_on_a_page(around: str) -> None:
    markup = (
        "<p>One <b> two</b>\n <a href='/x' title='>'>th</a>r<em>ee</em>&nbsp; <span><img src='/p.png'>four</span></p>"
    )
    assert extract(markup + around, BASE).text == "One two three\u00a0 four"


def test_given_a_control_character_as_an_entity_then_it_goes_too() -> None:
    assert clean_html("a&#x202E;b&#7;c&#x2066;d") == "abcd"
    assert clean_line(" a\n b\u00a0c ") == "a b\u00a0c"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("../a b", "https://example.org/a%20b"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://example.org/ř?q=1", "https://example.org/ř?q=1"),
        ("HTTPS://example.org/a", "https://example.org/a"),
        ("java\nscript:alert(1)", None),
        ("https://example.org/\r\nBcc:\tb\u2028c", "https://example.org/Bcc:bc"),
        ("mailto:a@example.org", None),
        ("https://user:pw@example.org/", None),
        ("http://[x", None),
        ("https://", None),
        ("", None),
    ],
)
def test_given_an_address_then_it_is_whole_or_none(url: str, expected: str | None) -> None:
    assert web_address(url, BASE) == expected


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("One<p>two</p>three<div>four<div>five</div></div>", "One\n\ntwo\n\nthree\n\nfour\n\nfive"),
        ("One<br>two<br><br>three<br/>\n<br/>four", "One\ntwo\n\nthree\n\nfour"),
        (
            "<ul><li>a<ul><li>b</ul><li>c</ul><ol start=3><li>d<li><p>e</ol>",
            "• a\n\n• b\n\n• c\n\n3. d\n\n4. e",
        ),
        (
            "<table><tr><th>Who</th><th>What</th></tr><tr><td>Ama</td><td>free</td></tr></table>",
            "Who | What\n\nAma | free",
        ),
        ("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>", "One.\n\nTwo."),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("He said <q>yes</q>.<blockquote>Never.</blockquote>Bo", "He said “yes”.\n\nNever.\n\nBo"),
        ("so  much\n\tspace&nbsp;here &amp; &lt;there&gt;", "so much space\u00a0here & <there>"),
        ("<b>A</b><i>B</i> <a href='https://e.org'>C</a><sup>2</sup>", "AB C2"),
        ("free <img class='emoji' alt='🎉' src='https://s.example/1.png'> now", "free 🎉 now"),
        ("<p>Good.</p><p>The post Good appeared first on Example.</p>", "Good."),
        ("", ""),
    ],
)
def test_given_markup_then_its_text_has_paragraphs(markup: str, text: str) -> None:
    assert extract(markup, BASE).text == text


@pytest.mark.parametrize(
    ("markup", "figures", "text"),
    [
        (
            "<figure><img src='a.jpg' alt='A door'><figcaption>The door. <span class='credit'>Bo</span></figcaption>"
            "</figure>x",
            (Figure(src=BASE + "a.jpg", alt="A door", caption="The door.", credit="Bo"),),
            "x",
        ),
        (
            "<div class='wp-caption'><img src='a.jpg'><p class='wp-caption-text'>The door (Photo: Bo Li)</p></div>x",
            (Figure(src=BASE + "a.jpg", caption="The door", credit="Bo Li"),),
            "x",
        ),
        ("<img src='a.jpg' alt='A'>x<img src='a.jpg' alt='again'>", (Figure(src=BASE + "a.jpg", alt="A"),), "x"),
        ("x<img src='t.gif' width='1' height='1'><img src='//feeds.feedburner.com/~r/x' alt=''>", (), "x"),
        ("x<img src='/i/share-icon.png'><img alt='no source'>", (), "x"),
        ("<figcaption>Before</figcaption><img src='a.jpg'>x", (Figure(src=BASE + "a.jpg", caption="Before"),), "x"),
        ("<img src='a.jpg' title='Her garden'>x", (Figure(src=BASE + "a.jpg", caption="Her garden"),), "x"),
    ],
)
def test_given_pictures_then_captions_leave_the_text(markup: str, figures: tuple[Figure, ...], text: str) -> None:
    found = extract(markup, BASE)
    assert (found.figures, found.text) == (figures, text)


def test_given_a_title_with_markup_or_entities_then_it_is_one_line_of_words() -> None:
    assert text_of("Ama &amp; <em>Bo</em>\n are&nbsp;free") == "Ama & Bo are\u00a0free"
    assert text_of("5 > 4") == "5 > 4"


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>" * 300_000,
        "<div>" * 59 + "<p>x" * 200_000,
        "".join(f"<b title='{n}'>" for n in range(50)) + "<p>x" * 19_000,
        "<table><tr><td>" * 19 + "<p>x" * 100_000,
        "<" * 1_000_000,
        "&" * 1_000_000,
        "<a href='" + "x" * 1_000_000,
        "<p>" + "word " * 1_000_000,
    ],
    ids=range(8),
)
def test_given_markup_made_to_take_for_ever_then_it_ends_soon(hostile: str) -> None:
    begun = time.monotonic()
    extract(hostile, BASE)
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Free <3 at last, a < b > c", "Free <3 at last, a < b > c"),
        ("Un <b>", "Un <b>"),
        ("Free <script>x()</script> now", "Free x() now"),
        ("<p onclick = go()>Home", "Home"),
        ("<scr<script>ipt>x</scr</script>ipt>", "ipt>xipt>"),
        ("<img src=x onerror=go()", ""),
        ("<x y='javascript:go()'>Home", "Home"),
        ("<" * 100_000 + "script>" * 100_000, "script>" * 99_940),
        ("<!-- a --><custom style=x>Home</custom>", "Home"),
        ("""<x"<"/OnClick="go()>Home""", '<"/OnClick="go()>Home'),
        ("""<w="/x="y>"/OnClick=`go()>Home""", '"/OnClick=`go()>Home'),
        ('<set attributeName="onload" to="go()"/>Home', "Home"),
        ("<animateMotion>Home, <use", "Home,"),
        ("If a < b, then on = off", "If a < b, then on = off"),
        ("<x" + " onx=" * 200_000, ""),
    ],
)
def test_given_plain_text_with_markup_that_would_act_then_its_words_stay_without_it(text: str, left: str) -> None:
    assert without_markup(text) == left


def test_given_an_address_with_signs_that_no_address_has_then_they_are_written_as_codes() -> None:
    assert web_address('/a"b<c> d`e', "https://e.org/") == "https://e.org/a%22b%3Cc%3E%20d%60e"


def test_given_a_base_that_is_no_address_after_all_then_only_whole_links_stay() -> None:
    markup = '<a href="/one">x</a> <a href="https://e.org/two">y</a>'
    cleaned = clean_html(markup, "http://www.<b>e .com/")
    assert ("/one" in cleaned, "https://e.org/two" in cleaned) == (False, True)
