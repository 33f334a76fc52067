"""Good news, chosen, reviewed and approved by people, as an email letter and social posts.

A story travels: source → entry → story → highlight → edition → rendering → delivery.
The packages are laid out along that walk; ``docs/design-notes.md`` draws which may import which.
"""

__version__ = "0.1.0"
