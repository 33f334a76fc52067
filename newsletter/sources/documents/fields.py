"""The names that people give to the parts of a story, in English, French and Spanish.

They stand over the columns of a table, and as the questions of a form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex

#: Part → its names. A name is compared without capitals, accents and punctuation.
_NAMES: dict[str, str] = {
    "title": "title|headline|heading|subject|titre|titulo|titular|encabezado|asunto|objet",
    "text": "text|story|the story|body|content|full text|what|what happened|texte|histoire|recit|contenu|"
    "corps|quoi|que s est il passe|ce qui s est passe|texto|historia|relato|cuerpo|contenido|que|"
    "que paso|que ha pasado",
    "summary": "summary|description|excerpt|teaser|resume|chapeau|resumen|descripcion|entradilla",
    "date": "date|published|published on|publication date|day|when|when did it happen|date de publication|"
    "jour|quand|quand cela s est il passe|fecha|fecha de publicacion|publicado|dia|cuando|"
    "cuando ocurrio|cuando paso",
    "url": "url|link|address|web address|page|web page|website|lien|adresse|adresse web|page web|enlace|"
    "vinculo|direccion|direccion web|pagina|pagina web",
    "country": "country|countries|place|where|where did it happen|pays|lieu|ou|ou cela s est il passe|pais|"
    "paises|lugar|donde|donde ocurrio|donde paso",
    "who": "who|who is it about|person|people|name|names|qui|de qui s agit il|personne|personnes|nom|"
    "noms|quien|quienes|de quien se trata|persona|personas|nombre|nombres",
    "quote": "quote|quotation|words|in their own words|what did somebody say|citation|paroles|"
    "qu a t on dit|cita|palabras|que dijo alguien",
    "speaker": "speaker|said by|quoted person|who said it|who said this|locuteur|locutrice|"
    "auteur de la citation|dit par|qui l a dit|hablante|portavoz|dicho por|autor de la cita|"
    "autora de la cita|quien lo dijo",
    "role": "role|speaker role|who are they|their role|role of the speaker|fonction|role de la personne|"
    "funcion|cargo|rol",
    "picture": "picture|image|photo|picture file|photograph|image file|photographie|fichier image|foto|"
    "imagen|fotografia|archivo de imagen",
    "caption": "caption|picture caption|photo caption|legende|legende de la photo|pie de foto|leyenda",
    "alt": "alt|alt text|what the picture shows|what does the picture show|texte alternatif|"
    "ce que montre la photo|texto alternativo|que muestra la foto",
    "credit": "credit|credits|picture credit|photo credit|photographer|who took the picture|credit photo|"
    "photographe|qui a pris la photo|credito|credito de la foto|fotografo|fotografa|"
    "quien hizo la foto",
    "language": "language|lang|langue|idioma|lengua",
    "id": "id|identifier|story id|identifiant|identificador",
    "named": "may be named|may they be named|can be named|can they be named|consent|peut on les nommer|"
    "peut on donner leur nom|peuvent etre nommes|consentement|se les puede nombrar|"
    "se pueden dar sus nombres|pueden ser nombrados|consentimiento",
}
PARTS: dict[str, str] = {name: part for part, names in _NAMES.items() for name in names.split("|")}

_NOT_WORDS = regex.compile(r"[^\p{L}\p{N}]+")
_BRACKETS = regex.compile(r"\([^)]*\)|\[[^\]]*\]")


def part_named(words: str) -> str | None:
    """Which part of a story ``words`` name; None when they name none of ours."""
    return PARTS.get(_plain(words)) or PARTS.get(_plain(_BRACKETS.sub("", words)))


def names_of(parts: Sequence[str]) -> str:
    """List for people: the first name of each part."""
    return ", ".join(f"“{_NAMES[part].split('|')[0]}”" for part in parts)


def answer(words: str) -> bool | None:
    """Read yes or no at the beginning of an answer; None when it is neither."""
    first = _plain(words).split(" ")[0]
    if first in {"yes", "y", "oui", "si", "s", "o", "true", "1"}:
        return True
    return False if first in {"no", "n", "non", "not", "false", "0", "never", "jamais", "nunca"} else None


def _plain(words: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(c))
    return str(_NOT_WORDS.sub(" ", bare)).strip()
