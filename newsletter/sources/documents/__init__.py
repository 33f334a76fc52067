"""Documents in a folder: each kind has its importer, chosen by the file's ending.

::

    .md .markdown      form.read when it is a filled story form, else story.read_markdown
    .html .htm         page.read
    .txt               listing.read (dated entries), roundup.read (a year told), else story.read_plain
    .docx              word.read
    .eml               mail.read
    .csv .xlsx         sheet.read_csv, sheet.read_xlsx
    .rss .xml .atom .json   the feed parser

An importer turns bytes into entries and decides nothing; see ``documents.base``.
"""

from __future__ import annotations

from newsletter.sources.documents.base import Document, Result, Unreadable

__all__ = ["FEEDS", "KINDS", "Document", "Result", "Unreadable", "read"]

MARKDOWN = frozenset({".md", ".markdown"})
PAGES = frozenset({".html", ".htm"})
PLAIN = frozenset({".txt", ".text"})
FEEDS = frozenset({".rss", ".xml", ".atom", ".json", ".rdf"})
OFFICE = frozenset({".docx", ".eml", ".csv", ".xlsx"})
#: What is read, by ending.
KINDS = MARKDOWN | PAGES | PLAIN | FEEDS | OFFICE


def read(document: Document) -> Result:
    """Read a document by its ending; raises Unreadable for what cannot be read at all."""
    # Each importer brings a library; a folder of text files needs none of the others.
    ending = document.path[document.path.rfind(".") :].lower()
    if ending in MARKDOWN:
        from newsletter.sources.documents import story

        return story.read_markdown(document)
    if ending in PAGES:
        from newsletter.sources.documents import page

        return page.read(document)
    if ending in PLAIN:
        return _read_plain(document)
    if ending in OFFICE:
        return _read_office(document, ending)
    from newsletter.sources.documents.dropped_feed import read as read_feed

    return read_feed(document)


def _read_plain(document: Document) -> Result:
    from newsletter.sources.documents import listing, roundup, story
    from newsletter.sources.documents.base import as_text

    text = as_text(document.data)
    if listing.is_listing(text, document.language):
        return listing.read(document)
    if roundup.is_roundup(text):
        return roundup.read(document)
    return story.read_plain(document)


def _read_office(document: Document, ending: str) -> Result:
    if ending == ".eml":
        from newsletter.sources.documents import mail

        return mail.read(document)
    if ending == ".docx":
        from newsletter.sources.documents import word

        return word.read(document)
    from newsletter.sources.documents import sheet

    return sheet.read_csv(document) if ending == ".csv" else sheet.read_xlsx(document)
