"""What was approved leaves, once, and nothing else does: whatever came between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from newsletter import config
from newsletter.errors import NotAllowed, TemplateError
from newsletter.model.deliveries import DeliveryState
from newsletter.model.editions import EditionStatus
from newsletter.services import deliver, draft, edit, ingest, publish, review, tick
from newsletter.services.app import App
from newsletter.store import deliveries, editions, reading, stories
from tests.services.conftest import Open
from tests.team import MOMENT, WEEK, Team

WEBHOOK = '[[channels]]\nname = "press"\nkind = "webhook"\nurl = "https://example.org/hook"\nsecret_env = "PRESS"'


def approve(app: App) -> None:
    review.approve(app, WEEK, MOMENT, "ann")
    publish.publish_approved(app, MOMENT)
    publish.settle_folders(app, MOMENT)


def recall(app: App) -> None:
    review.recall(app, WEEK, MOMENT, "ann")
    publish.settle_folders(app, MOMENT)


def test_an_edition_called_back_and_approved_again_lies_in_the_outbox_again(drafted: App, team: Team) -> None:
    approve(drafted)
    before = {path.name: path.read_bytes() for path in team.outbox().iterdir() if path.is_file()}
    recall(drafted)
    assert not team.outbox().exists()
    approve(drafted)
    assert {path.name: path.read_bytes() for path in team.outbox().iterdir() if path.is_file()} == before


def test_a_recall_while_a_delivery_is_leased_ends_it_before_a_byte_leaves(drafted: App) -> None:
    review.approve(drafted, WEEK, MOMENT, "ann")
    publish._queue(drafted, MOMENT)
    with drafted.store.reading() as connection:
        [waiting] = deliveries.of_edition(connection, WEEK)
    leased = deliver._lease(drafted, waiting)
    assert leased is not None
    review.recall(drafted, WEEK, MOMENT, "bob")
    assert deliver._begin(drafted, leased, MOMENT) is None


def test_a_change_is_refused_when_the_edition_has_begun_to_leave_meanwhile(drafted: App) -> None:
    with drafted.store.reading() as connection:
        before = editions.edition(connection, WEEK)
    assert before is not None

    def leave_meanwhile(draft: review.Draft) -> review.Draft:
        approve(drafted)
        publish.publish_now(drafted, WEEK, MOMENT, "bob")
        return edit.close_with("Too late.", "ann")(draft)

    with pytest.raises(NotAllowed, match="can no longer be edited"):
        review.change(drafted, WEEK, leave_meanwhile, "closing", MOMENT, "ann")
    assert review.find(drafted, WEEK).version == before.version


def test_a_channel_added_after_the_approval_carries_nothing_that_nobody_approved(
    drafted: App, team: Team, opened: Open
) -> None:
    review.approve(drafted, WEEK, MOMENT, "ann")
    team.configure(more=WEBHOOK, channels=("outbox", "press"))
    app = opened(team, {"PRESS": "whsec_c2VjcmV0"})
    tick.tick(app, MOMENT + timedelta(days=2))
    with app.store.reading() as connection:
        ways = {one.channel: one.state for one in deliveries.of_edition(connection, WEEK)}
    assert (ways, review.find(app, WEEK).status) == ({"outbox": DeliveryState.ACCEPTED}, EditionStatus.CLOSED)


def test_a_skipped_edition_keeps_the_reason_it_was_skipped_for(drafted: App) -> None:
    review.skip(drafted, WEEK, "a holiday", MOMENT, "ann")
    with pytest.raises(NotAllowed, match="skipped already: a holiday"):
        review.skip(drafted, WEEK, "no news", MOMENT, "bob")


def test_a_story_is_added_after_the_rules_changed(drafted: App, team: Team, opened: Open) -> None:
    with drafted.store.reading() as connection:
        story = editions.highlights_of(connection, WEEK)[0].story
    edit.apply(drafted, WEEK, [("dropped", edit.drop("1"))], MOMENT, "ann")
    rules = team.folder / "config" / "rules" / "en.toml"
    rules.parent.mkdir()
    ours = config.defaults() / "config" / "rules" / "en.toml"
    rules.write_text(ours.read_text("utf-8") + "\n# changed\n", "utf-8")
    app = opened(team)
    edit.apply(app, WEEK, [("added", edit.add(app, story, MOMENT))], MOMENT, "ann")
    with app.store.reading() as connection:
        assert editions.highlights_of(connection, WEEK)[-1].story == story


# ── settings that change between approving and leaving ─────────────────────────────────────


@pytest.mark.parametrize("secret", ["whsec_***", "\N{SNOWMAN}"])
def test_a_secret_that_cannot_be_used_is_told_and_the_webhook_waits(team: Team, opened: Open, secret: str) -> None:
    team.configure(more=WEBHOOK, channels=("outbox", "press"))
    app = opened(team, {"PRESS": secret})
    tick.tick(app, MOMENT)
    approve(app)
    publish.publish_now(app, WEEK, MOMENT, "ann")
    with app.store.reading() as connection:
        press = next(one for one in deliveries.of_edition(connection, WEEK) if one.channel == "press")
        tried = deliveries.attempts_of(connection, press.id)
    assert (press.state, tried) == (DeliveryState.QUEUED, [])
    assert "signing secret" in (press.last_reply or "")
    assert secret not in (press.last_reply or "")


def test_a_channel_taken_out_of_the_newsletter_gives_back_what_is_recalled(
    drafted: App, team: Team, opened: Open
) -> None:
    approve(drafted)
    team.configure(channels=())
    recall(opened(team))
    assert (team.outbox().exists(), team.drafts().exists()) == (False, True)


def test_a_newsletter_taken_out_of_the_settings_gives_back_what_is_recalled(
    drafted: App, team: Team, opened: Open
) -> None:
    approve(drafted)
    settings = team.folder / "config" / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace('name = "weekly"', 'name = "other"'), "utf-8")
    recall(opened(team))
    assert (team.outbox().exists(), team.drafts().exists()) == (False, True)


def test_a_template_with_a_mistake_stops_its_draft_and_nothing_that_is_approved(
    drafted: App, team: Team, opened: Open
) -> None:
    approve(drafted)
    letter = team.folder / "templates" / "email" / "digest.mjml"
    letter.parent.mkdir(parents=True)
    letter.write_text("<mjml>{{ edition.tittle }}</mjml>", "utf-8")
    app = opened(team)
    with pytest.raises(TemplateError, match="tittle"):
        tick.tick(app, MOMENT + timedelta(days=7))
    with app.store.reading() as connection:
        states = [one.status for one in editions.list_editions(connection)]
    assert states == [EditionStatus.PLANNED, EditionStatus.CLOSED]


# ── approving without a person ─────────────────────────────────────────────────────────────


def test_a_draft_made_for_a_person_is_not_let_out_when_the_settings_change(
    drafted: App, team: Team, opened: Open
) -> None:
    team.configure(letter='approval = "automatic"')
    app = opened(team)
    assert tick.tick(app, MOMENT).approved == ()
    assert (review.find(app, WEEK).reason or "").startswith("waits for a person")


def test_a_story_of_a_source_trusted_less_is_not_let_out_without_a_person(team: Team, opened: Open) -> None:
    other = '[[sources]]\nname = "other"\nkind = "folder"\npath = "other"\ntrust = "general"'
    (team.folder / "other").mkdir()
    team.tell("marta").rename(team.folder / "other" / "marta.md")
    team.configure(letter='approval = "automatic"', more=other)
    app = opened(team)
    ingest.ingest(app, MOMENT)
    draft.draft_by_hand(app, "weekly", None, MOMENT, "ann")
    with app.store.reading() as connection:
        [story] = [one for one, ids in stories.entries_by_story(connection).items() if is_of(connection, ids, "other")]
    edit.apply(app, WEEK, [("added", edit.add(app, story, MOMENT))], MOMENT, "ann")
    assert tick.tick(app, MOMENT).approved == ()
    assert "Marta" in (review.find(app, WEEK).reason or "")


def is_of(connection: Connection, ids: Sequence[str], source: str) -> bool:
    found = [reading.revision(connection, id) for id in ids]
    return any(one is not None and one.source == source for one in found)
