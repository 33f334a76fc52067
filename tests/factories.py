"""Build valid things with one interesting difference. All people, places of work and words here are made up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from newsletter.model.editions import (
    Block,
    Content,
    EditionId,
    Highlight,
    Origin,
    PublicationFacts,
    QuoteUsed,
    Sentence,
)
from newsletter.model.entries import Figure, Precision
from newsletter.model.pictures import KeptPicture, PictureFile
from newsletter.model.settings import PublicationSettings
from newsletter.model.stories import Outcome, OutcomeStatus, OutcomeType, StoryId

#: The bytes of every picture that was made by ``kept``.
BODIES: dict[str, bytes] = {}


def sentence(text: str, paragraph: int = 0, **more: Any) -> Sentence:
    """A sentence as a source gave it."""
    return Sentence(text=text, origin=more.pop("origin", Origin.SOURCE), paragraph=paragraph, **more)


def written(text: str, paragraph: int = 0) -> Sentence:
    """A sentence a person of the team wrote."""
    return Sentence(text=text, origin=Origin.WRITTEN, by="Ada", paragraph=paragraph)


def told(*paragraphs: Sequence[str]) -> tuple[Sentence, ...]:
    """Sentences, paragraph by paragraph."""
    return tuple(sentence(text, number) for number, texts in enumerate(paragraphs) for text in texts)


def highlight(position: int = 1, **more: Any) -> Highlight:
    """A complete story; any field can be told otherwise."""
    whole = Highlight(
        story=StoryId(f"{position:012x}"),
        position=position,
        headline=sentence("Teodora Vásquez Łuczak walks free after eleven years", field="title"),
        teaser=told(
            ("The court of appeal struck out every charge on Thursday.", "Her sister held her shoes at the gate."),
            ("Letters from forty countries reached the judges in the last year.",),
        ),
        outcome=Outcome(type=OutcomeType.RELEASE),
        countries=("SV",),
        source_title="Example Rights Network",
        url=f"https://stories.example.org/{position}",
        published_on="2020-09-04",
        precision=Precision.DAY,
        language="en",
    )
    return replace(whole, **more)


def quote(text: str, speaker: str = "Teodora Vásquez Łuczak", role: str | None = None) -> QuoteUsed:
    """A quotation with its speaker."""
    return QuoteUsed(words=sentence(text), speaker=speaker, role=role)


def picture(**more: Any) -> Figure:
    """A picture as its source gives it."""
    facts = {
        "src": "https://cdn.example.com/gate.jpg",
        "alt": "A woman holds a pair of red shoes.",
        "caption": "Outside the prison of Ilopango.",
        "credit": "M. Rivas",
    }
    return Figure(**(facts | more))


def kept(body: bytes = b"\xff\xd8\xff a gate", width: int = 1200, height: int = 800) -> KeptPicture:
    """What is kept of a picture; ``BODIES`` gives its bytes."""
    file = PictureFile(
        sha256=hashlib.sha256(body).hexdigest(), media_type="image/jpeg", width=width, height=height, size=len(body)
    )
    BODIES[file.sha256] = body
    return KeptPicture(letter=file, large=file)


def facts(**more: Any) -> PublicationFacts:
    """What a letter says of its sender."""
    whole = PublicationFacts(
        name="weekly",
        title="Good news this week",
        zone="Europe/London",
        from_="Example Rights Network <news@example.org>",
        reply_to="hello@example.org",
        postal_address="12 Example Street, London",
        base_url="https://news.example.org",
        organisation="Example Rights Network",
    )
    return replace(whole, **more)


def content(**more: Any) -> Content:
    """A small edition with one story."""
    whole = Content(
        edition=EditionId("weekly/2020-W36"),
        publication=facts(),
        period_key="2020-W36",
        starts_at=datetime(2020, 8, 30, 23, tzinfo=UTC),
        ends_at=datetime(2020, 9, 6, 23, tzinfo=UTC),
        send_at=datetime(2020, 9, 8, 9, tzinfo=UTC),
        language="en",
        subject="Teodora Vásquez Łuczak walks free",
        preheader="",
        highlights=(highlight(),),
    )
    return replace(whole, **more)


def publication(**more: Any) -> PublicationSettings:
    """The settings of a weekly letter."""
    return PublicationSettings(name="weekly", **more)


def full_week() -> Content:
    """A rich week: every piece the letter knows, long words and many scripts among them."""
    return content(
        introduction=(
            written("Good morning. Two doors opened this week that had long been shut, and one law learned to listen."),
            written("Here is who walked through, and who is still waiting.", 1),
        ),
        introduction_by="Ada Öberg",
        highlights=tuple(
            replace(story, position=at, story=StoryId(f"{at:012x}")) for at, story in enumerate(_week(), 1)
        ),
        blocks=(Block(after=2, sentences=(written("Our thanks go to the four hundred of you who wrote in July."),)),),
        closing=(written("See you next Tuesday."),),
    )


def _week() -> tuple[Highlight, ...]:
    return (*_long_ones(), *_other_scripts(), *_lines())


def _long_ones() -> tuple[Highlight, ...]:
    return (
        highlight(
            quote=quote("I kept counting the days so that nobody else could do it for me.", role="nurse"),
            caveat=sentence("The prosecutor may still appeal until the end of October."),
            picture=picture(),
            kept=kept(),
        ),
        highlight(
            headline=sentence(
                "Parliament in Freetown has struck the last capital offence from the statute book, thirty-one months "
                "after a petition carried by schoolchildren reached the committee that was meant to bury it."
            ),
            teaser=told(
                ("The vote was 81 to 3.", "Ninety-four people now wait for new sentences."),
                ("The governor of the central prison said the cells would be turned into a workshop.",),
            ),
            outcome=Outcome(type=OutcomeType.DEATH_PENALTY),
            countries=("SL",),
            published_on="2020-09-03",
        ),
        highlight(
            headline=sentence("Nguyễn Thị Hồng Ánh can teach again"),
            teaser=told(
                ("The ministry gave back her licence without a word.", "Her first lesson was about rivers."),
            ),
            outcome=Outcome(type=OutcomeType.PROTECTION_RESTORED),
            countries=("VN",),
            published_on="2020-09-02",
            quote=quote("The board was clean. I wrote the date.", "Nguyễn Thị Hồng Ánh"),
        ),
    )


def _other_scripts() -> tuple[Highlight, ...]:
    return (
        highlight(
            headline=sentence("أُفرج عن المعلمة سلمى بعد عامين من الاحتجاز"),
            teaser=told(
                ("عادت سلمى إلى بيتها مساء الأربعاء.", "استقبلها طلابها بالزهور."),
            ),
            countries=("MA",),
            language="ar",
            published_on="2020-09-01",
            quote=quote("لم أنسَ اسم أي طالب.", "سلمى"),
        ),
        highlight(
            headline=sentence(
                "Das Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz schützt nun auch Erntehelfer"
            ),
            teaser=told(
                ("Der Landtag stimmte mit großer Mehrheit zu.",),
            ),
            outcome=Outcome(type=OutcomeType.LAW_REFORM, status=OutcomeStatus.ANNOUNCED),
            countries=("DE",),
            language="de",
            published_on="2020-09-01",
        ),
        highlight(
            headline=sentence("İlkay Işıldar is home, and her press card with her"),
            teaser=told(
                ("She was met by her whole newsroom.",),
            ),
            countries=("TR",),
            url=None,
            published_on="2020-08",
            precision=Precision.MONTH,
        ),
    )


def _lines() -> tuple[Highlight, ...]:
    return (
        highlight(
            headline=sentence("Three farm workers in Bergen win back the wages of four winters"),
            teaser=told(
                ("The settlement was signed on Monday.",),
            ),
            outcome=Outcome(type=OutcomeType.SETTLEMENT),
            countries=("NO",),
            published_on="2020-08-31",
        ),
        highlight(
            headline=sentence("A town in Ontario opens its archive to the families of the missing"),
            teaser=told(
                ("The first folders were handed over on Monday.",),
            ),
            outcome=Outcome(type=OutcomeType.ACCOUNTABILITY),
            countries=("CA",),
            caveat=sentence("Two boxes stay sealed until a court has ruled."),
            published_on="2020-08-31",
        ),
    )
