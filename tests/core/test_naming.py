"""Names that must not be published: found in every disguise, and not where they are not."""

from __future__ import annotations

import base64
import json
import time
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.core.naming import Names, find_names, occurrences

NAMES = Names(
    [
        "\ufeff# people who asked not to be named",
        "",
        "Zénaïde Oyélowo | Zenny Oyelowo  # asked in May",
        "Ann",
        "Seán O’Rúairc",
        "Jörg Weißmüller",
        "李小雨",
        "محمد الفارسي",
        "Łucja Đurić",
    ]
)
Z, JW, SEAN = "Zénaïde Oyélowo", "Jörg Weißmüller", "Seán O’Rúairc"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Zénaïde Oyélowo</p>", Z),
        ("ZENAIDE OYELOWO", Z),
        ("Zénaïde\u00a0Oyélowo", Z),
        ("Ze\u0301nai\u0308de Oye\u0301lowo", Z),
        ("Z&eacute;na&iuml;de Oy&#233;lowo", Z),
        ("Z&amp;eacute;na&amp;iuml;de Oy&amp;eacute;lowo", Z),
        ("Zé<b>naï</b>de <i>Oyé</i>lowo", Z),
        ("Zé<!-- x -->naïde Oyélowo", Z),
        ("<!-- to do: ask Zénaïde Oyélowo -->", Z),
        ("<!--[if mso]>Zé<b>naïde</b> Oyélowo<![endif]-->", Z),
        ("Zé\u00adnaï\u200bde Oyé\u2060lowo", Z),
        ("Z&shy;énaïde&zwnj; Oyélowo", Z),
        ("Zé<wbr>naïde<br>Oyélowo", Z),
        ("<td>Zénaïde</td><td>Oyélowo</td>", Z),
        ('<img src="/a.jpg" alt="Zénaïde Oyélowo smiles">', Z),
        ('<a href="https://example.org/news/zenaide-oyelowo-is-free?x=1">', Z),
        ('<a href="https://example.org/?q=Z%C3%A9na%C3%AFde+Oy%C3%A9lowo">', Z),
        ('<a href="https://example.org/?q=Z%25C3%25A9na%25C3%25AFde%2520Oy%25C3%25A9lowo">', Z),
        ('<img src="/pictures/zenaide_oyelowo.jpg">', Z),
        ('<img src="/pictures/ZenaideOyelowo.jpg">', Z),
        ("#FreeZenaideOyelowo #freezenaideoyelowo", Z),
        ("#freezenaideoyelowo", Z),
        ("Oyélowo, Zénaïde", Z),
        ("Ｚénaïde　Oyélowo", Z),
        ("𝐙𝐞𝐧𝐚𝐢𝐝𝐞 𝐎𝐲𝐞𝐥𝐨𝐰𝐨", Z),
        ("Zеnaidе Оyеlоwо", Z),  # Cyrillic look-alikes
        ("Zenny Oyelowo", Z),
        ("Z e n a i d e  O y e l o w o", Z),
        ("Zénaïde Oyé-\nlowo", Z),
        ("<style>p:after{content:'Z\\0000e9na\\0000efde Oyelowo'}</style>", Z),
        ("https://xn--znade-oya9e.example/ Zénaïde’s friend, Oyélowo’s: Zénaïde Oyélowo’s", Z),
        (f'<object data="data:text/html;base64,{base64.b64encode(Z.encode()).decode()}">', Z),
        ("<i>Ann</i><i>Lee</i>", "Ann"),
        ("Ann's bread, ann, ANN!", "Ann"),
        ("/stories/ann-is-home/", "Ann"),
        ("Sean O'Ruairc", SEAN),
        ("Seán ORúairc", SEAN),
        ("sean-o-ruairc", SEAN),
        ("Joerg Weissmueller", JW),
        ("JÖRG WEISSMÜLLER", JW),
        ("Jorg Weismuller", None),  # one letter less is another name
        ("律师李小雨获释", "李小雨"),
        ("ومحمد الفارسي", "محمد الفارسي"),
        ("Lucja Duric", "Łucja Đurić"),
        ("Annual Anna Joann Hanna annotate", None),
        ("Zénaïde and Mr Oyélowo", None),
        ("Mariann Erikson", None),
        ("", None),
    ],
)
def test_given_a_page_when_searched_then_the_name_is_found_in_every_disguise(html: str, found: str | None) -> None:
    expected = () if found is None else (found,)
    assert find_names(html.encode(), "text/html; charset=utf-8", NAMES) == expected


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (json.dumps({"a": ["x", {"Zénaïde Oyélowo": 1}]}).encode(), "application/json"),
        (json.dumps({"html": "Z&eacute;na\u00efde\nOy&eacute;lowo"}).encode(), "application/json"),
        (json.dumps({"url": quote("https://e.org/Zénaïde Oyélowo")}).encode(), "application/json"),
        ('1;"Oyélowo";"Zénaïde"\r\n'.encode(), "text/csv"),
        ("Zénaïde Oyélowo".encode("cp1252"), "text/plain"),
        ("Zénaïde Oyélowo".encode("utf-16"), "text/plain"),
        (b"\x89PNG\r\n\x1a\n\x00\x00tEXtAuthor\x00Zenaide Oyelowo\x00\xff\xfe", "image/png"),
        ("Zénaïde Oyélowo".encode(), "application/octet-stream"),
    ],
)
def test_given_other_bytes_when_searched_then_the_name_is_found(body: bytes, media_type: str) -> None:
    assert find_names(body, media_type, NAMES) == (Z,)


def _mail(where: str, encoding: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    subject = "A long subject that has to be folded somewhere on its way, about Zénaïde Oyélowo and her friends"
    mail["Subject"] = subject if where == "subject" else "Good news"
    mail["From"] = '"Zénaïde Oyélowo" <news@example.org>' if where == "sender" else "news@example.org"
    body = "All our friends are here, " * 5 + ("Zénaïde Oyélowo too, " if where == "body" else "") + "and she sang.\n"
    mail.set_content(body, cte=encoding)
    mail.add_alternative(f"<p>{body}</p>".replace("Oyélowo", "Oy<b>élowo</b>"), subtype="html", cte=encoding)
    if where == "file name":
        mail.add_attachment(b"\x00\x01", maintype="image", subtype="png", filename="Zénaïde Oyélowo.png")
    return mail.as_bytes()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("where", ["subject", "sender", "body", "file name"])
def test_given_a_letter_when_searched_then_headers_parts_and_file_names_are_read(where: str, encoding: str) -> None:
    assert find_names(_mail(where, encoding), "message/rfc822", NAMES) == (Z,)
    assert find_names(_mail("nowhere", encoding), "message/rfc822", NAMES) == ()


def test_given_several_names_when_searched_then_they_come_in_the_lists_order_each_once() -> None:
    assert occurrences("Łucja Đurić, Ann, Zenny Oyelowo, ann", NAMES) == (Z, "Ann", "Łucja Đurić")


def test_given_an_empty_list_when_searched_then_nothing_is_found() -> None:
    empty = Names(["# nobody", "  ", "|"])
    assert not empty
    assert find_names(b"anybody", "text/plain", empty) == ()


@given(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.sampled_from([" ", "-", "_", "\u00a0", "\n", "%20", "&nbsp;", "<br>", "+%2B", "."]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_given_any_words_around_it_when_searched_then_the_name_is_found(noise: str, gap: str, case: object) -> None:
    name = case("Zenaide") + gap + case("Oyelowo")  # type: ignore[operator]  # a method of str
    # Markup and escapes in the noise may swallow what follows, as they would for a reader.
    noise = "".join(sign for sign in noise if sign not in "<>&%\\=+'\"" and sign.isprintable())
    assert find_names(f"{noise} {name} {noise}".encode(), "text/html", NAMES)[0] == Z


def test_given_a_letter_of_60_kb_when_searched_for_a_hundred_names_then_it_takes_under_half_a_second() -> None:
    names = Names([f"Pérson Number{n:03}" for n in range(100)])
    body = ("<p>" + "A quick brown fox isn’t é <b>lazy</b> dog’s. " * 1300 + "</p>").encode()
    began = time.process_time()
    assert find_names(body, "text/html", names) == ()
    assert time.process_time() - began < 0.5
