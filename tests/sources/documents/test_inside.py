"""Pictures that lie inside a document are named when it is read, and found there again by that name."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

from newsletter.model.entries import ReadEntry
from newsletter.model.pictures import INSIDE
from newsletter.sources.documents import Document, inside, read
from tests.sources.documents.office import docx, paragraph, picture

PHOTO = bytes(range(256)) * 80  #: large enough not to be a logo
LOGO = b"a logo"
WORDS = "The teacher Ama Owusu left the prison of Ho on Friday morning. Her choir sang at the gate until night."


def story(path: str, data: bytes) -> ReadEntry:
    [entry] = read(Document(path=path, data=data)).entries
    return entry


def data_url(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def mail(html: str = "", attached: bool = False, **parts: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Fwd: Ama is home"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(WORDS)
    if html:
        message.add_alternative(html, subtype="html")
        for cid, data in parts.items():
            message.get_payload()[1].add_related(data, "image", "jpeg", cid=f"<{cid}>")  # type: ignore[union-attr, index]
    if attached:
        message.add_attachment(PHOTO, "image", "jpeg", filename="IMG_1.jpg")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("path", "data", "alt"),
    [
        ("ama.docx", docx(paragraph("Ama", "Title"), paragraph(WORDS), picture("A gate"), image=PHOTO), "A gate"),
        ("ama.md", f"# Ama is home\n\n![A gate]({data_url(PHOTO)})\n\n{WORDS}\n".encode(), "A gate"),
        ("ama.html", f"<h1>Ama</h1><p>{WORDS}</p><img alt='A gate' src='{data_url(PHOTO)}'>".encode(), "A gate"),
        ("ama.html", f'<h1>Ama</h1><p>{WORDS}<img src="{data_url(PHOTO).replace("=", "%3D")}" alt="A gate">'.encode(),
         "A gate"),
        ("ama.eml", mail(f'<p>{WORDS}</p><img src="cid:a1" alt="A gate">', a1=PHOTO), "A gate"),
        ("ama.eml", mail(f'<p>{WORDS}</p><img src="{data_url(PHOTO)}" alt="A very old gate">'), "A very old gate"),
        ("ama.eml", mail(f"<p>{WORDS}</p>", attached=True), ""),
        ("ama.eml", mail(attached=True), ""),
    ],
    ids=["word", "markdown", "page", "page, coded", "mail, cid", "mail, data", "mail, attached", "plain mail"],
)  # fmt: skip
def test_given_a_picture_inside_when_its_document_is_read_then_it_is_found_again_by_its_name(
    path: str, data: bytes, alt: str
) -> None:
    entry = story(path, data)
    assert [(figure.src, figure.alt) for figure in entry.figures] == [(inside.name_of(PHOTO), alt)]
    assert inside.find(entry.raw, entry.figures[0].src) == PHOTO
    assert inside.find(entry.raw, INSIDE + "0" * 32) is None
    assert "data:" not in entry.html
    assert "folder.invalid" not in entry.html


def test_given_the_logo_of_a_signature_then_it_is_no_picture_of_the_story() -> None:
    page = f'<p>{WORDS}</p><img src="cid:photo"><p>--</p><img src="cid:logo" alt="Logo">'
    entry = story("ama.eml", mail(page, photo=PHOTO, logo=LOGO))
    assert [figure.src for figure in entry.figures] == [inside.name_of(PHOTO)]


@pytest.mark.parametrize(
    "src",
    ["cid:nobody", "data:image/png;base64,@@@", "data:text/html;base64,PHNjcmlwdD4=", "data:image/png;base64,",
     "data:,", "file:///etc/passwd"],
)  # fmt: skip
def test_given_an_address_that_leads_nowhere_then_there_is_no_picture(src: str) -> None:
    entry = story("ama.html", f'<h1>Ama</h1><p>{WORDS}</p><img src="{src}" alt="A gate">'.encode())
    assert [figure for figure in entry.figures if figure.src] == []


def test_given_a_page_saved_whole_then_its_pictures_lie_beside_it() -> None:
    page = (
        '<link rel="canonical" href="https://news.example.org/2026/ama"><h1>Ama</h1>'
        f'<p>{WORDS}</p><img src="./Ama%20is%20home_files/gate.jpg" alt="A gate"><img src="/up/other.jpg" alt="A door">'
    )
    entry = story("2026/Ama is home.html", page.encode())
    assert [figure.src for figure in entry.figures] == [
        "2026/Ama is home_files/gate.jpg",
        "https://news.example.org/up/other.jpg",
    ]


def test_given_a_word_file_whose_picture_is_not_in_it_then_the_story_is_read_without() -> None:
    entry = story(
        "ama.docx", docx(paragraph("Ama", "Title"), paragraph(WORDS), picture("A gate")).replace(b"media", b"medio")
    )
    assert entry.text == WORDS


@pytest.mark.parametrize(
    ("image", "src"),
    [
        ('<img src="data:image/gif;base64,R0lGODlh" data-src="/a.jpg" alt="A gate">', "https://e.org/a.jpg"),
        ("<img alt='A gate' data-lazy-src='/a.jpg' src='data:image/svg+xml,%3Csvg%3E'>", "https://e.org/a.jpg"),
        ('<img data-original="/a.jpg?w=1&amp;h=2" alt="A gate">', "https://e.org/a.jpg?w=1&h=2"),
        ('<img src="/img/blank.gif" data-src="/a.jpg" alt="A gate">', "https://e.org/a.jpg"),
        ('<img src="/a.jpg" data-src="/b.jpg" alt="A gate">', "https://e.org/a.jpg"),
        ('<img src="/a.jpg" alt="A gate">', "https://e.org/a.jpg"),
    ],
)
def test_given_a_picture_that_a_page_would_load_later_then_it_is_there(image: str, src: str) -> None:
    page = f'<link rel="canonical" href="https://e.org/ama"><h1>Ama</h1><p>{WORDS}</p>{image}'
    assert [(one.src, one.alt) for one in story("ama.html", page.encode()).figures] == [(src, "A gate")]
