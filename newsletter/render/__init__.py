"""The rendering room: an edition's content becomes letter, article, posts and files.

``renderer.TeamRenderer`` is the door; ``webhook.webhook_body`` makes the bodies of webhooks.
Jinja2, MJML, css-inline and babel are imported here only.
"""
