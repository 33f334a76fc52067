"""The body a webhook would carry, made when the edition is made, so that approving covers its bytes.

Without a template it is our own JSON; with one, ``templates/webhook/<body>`` decides, and must
write JSON where the channel's content type says so. Signing and sending belong to ``channels``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from newsletter.errors import TemplateError
from newsletter.model.editions import Content, Rendered, Rendering
from newsletter.model.settings import ChannelSettings
from newsletter.render.environment import Templates
from newsletter.render.files import edition_facts
from newsletter.render.views import view_edition
from newsletter.render.words import Words


def webhook_body(content: Content, rendered: Rendered, channel: ChannelSettings, folder: Path) -> Rendering:
    """Make the body for one channel. The same edition gives the same bytes."""
    templates = Templates(folder)
    words = Words(templates, content.language)
    edition = view_edition(content, words, content.subject)
    facts = edition_facts(content, edition, rendered.posts)
    facts["letter"] = {"html": _text(rendered, "email_html"), "text": _text(rendered, "email_text")}
    sent_at = content.send_at.isoformat().replace("+00:00", "Z")
    if channel.body:
        values = {
            "edition": edition,
            "facts": facts,
            "letter": facts["letter"],
            "posts": facts["posts"],
            "timestamp": sent_at,
            "words": words.group("letter"),
            "say": words.say,
        }
        body = _from_template(channel, values, templates)
    else:
        event = {"type": "edition.approved", "timestamp": sent_at, "data": facts}
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return Rendering(
        kind="webhook",
        path=f"webhooks/{channel.name}",
        media_type=channel.content_type,
        body=body.encode(),
        language=content.language,
        platform=channel.name,
    )


def _from_template(channel: ChannelSettings, values: dict[str, Any], templates: Templates) -> str:
    name = f"webhook/{channel.body}"
    if not templates.exists(name) and templates.exists(f"{name}.json"):
        name = f"{name}.json"
    body = templates.render(name, values)
    if "json" not in channel.content_type:
        return body
    try:
        # Written again without the template's own spaces, and proved to be JSON on the way.
        return json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":"))
    except json.JSONDecodeError as wrong:
        line = (body.splitlines() or [""])[min(wrong.lineno, max(len(body.splitlines()), 1)) - 1].strip()
        raise TemplateError(
            f"templates/{name}: what it wrote is no JSON: {wrong.msg} at “{line[:80]}” — "
            "put every value through the filter tojson"
        ) from wrong


def _text(rendered: Rendered, kind: str) -> str:
    return next((one.body.decode() for one in rendered.renderings if one.kind == kind), "")
