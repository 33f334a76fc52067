"""Make ``templates/forms``: the story form for colleagues, as Markdown and as a Word file, the same bytes each time.

python tools/make_form.py            writes templates/forms
python tools/make_form.py FOLDER     writes into another folder; a test compares
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]

TITLE = "Story form"
OPENING = "Write below each question, leave out what you do not know, and put the file into the team's folder."
#: Question, and what helps to answer it. ``sources/documents/fields.py`` knows the questions.
QUESTIONS = (
    ("Headline", "One line that says who, and what was won."),
    ("What happened?", "The story in your words: what changed, since when, thanks to whom, and what is still open."),
    ("Who is it about?", "Names as the people write them, with every accent."),
    ("Where did it happen?", "Place and country."),
    ("When did it happen?", "A day, 4 September 2020, or a month, September 2020."),
    ("What did somebody say?", "Their own words, exactly, without quotation marks."),
    ("Who said it?", "Name, then role: Ana Ruiz, teacher."),
    ("Link", "A page that tells it, if there is one."),
    ("Picture", "The name of the picture's file beside this form."),
    ("What does the picture show?", "For people who cannot see it."),
    ("Picture caption", "The words below the picture."),
    ("Picture credit", "Who took it, or who allows us to use it."),
    ("May they be named?", "Yes or no. Ask them first. With no, the editor is told before anything is used."),
)

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_ONE_REL = '<Relationship Id="rId1" Type="{}" Target="{}"/>'
_MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def markdown() -> str:
    """The form as Markdown. What helps stands in brackets beside the question, so that all below is answer."""
    asked = "\n".join(f"## {question} ({words})\n\n\n" for question, words in QUESTIONS)
    return f"# {TITLE}\n\n{OPENING}\n\n{asked}".rstrip() + "\n"


def word() -> dict[str, str]:
    """The form's parts as a Word file."""
    body = [_paragraph("Title", _run(TITLE)), _paragraph("", _run(OPENING))]
    for question, words in QUESTIONS:
        help_look = '<w:b w:val="0"/><w:color w:val="595959"/><w:sz w:val="21"/>'
        body += [_paragraph("Heading2", _run(question) + _run(f" ({words})", help_look)), _paragraph("", "")]
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(_ONE_REL.format(f"{_REL}/officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _RELS.format(_ONE_REL.format(f"{_REL}/styles", "styles.xml")),
        "word/document.xml": f"<w:document {_MAIN}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_MAIN}>{''.join(_styles())}</w:styles>",
    }


def _paragraph(style: str, runs: str) -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{runs}</w:p>"


def _run(words: str, look: str = "") -> str:
    looks = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _styles() -> list[str]:
    looks = (
        ("Normal", ' w:default="1"', "Normal", '<w:sz w:val="24"/>'),
        ("Title", "", "Title", '<w:b/><w:sz w:val="44"/>'),
        ("Heading2", "", "heading 2", '<w:b/><w:sz w:val="28"/>'),
    )
    return [
        f'<w:style w:type="paragraph" w:styleId="{key}"{default}><w:name w:val="{name}"/><w:next w:val="Normal"/>'
        f'<w:pPr><w:spacing w:after="120"/></w:pPr><w:rPr>{look}</w:rPr></w:style>'
        for key, default, name, look in looks
    ]


def main(folder: Path) -> None:
    """Write both forms."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "story.md").write_text(markdown(), "utf-8")
    with zipfile.ZipFile(folder / "story.docx", "w") as archive:
        for name, part in word().items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no clock and no packing: the same bytes each time
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{part}')


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "templates" / "forms")
