"""What the elements of feeds are called, and which of them mean something to us.

For ``feed_plain``, which has to name them as feedparser does: by the prefix of their standard, whatever prefix the
feed itself uses, and in lower case.
"""

from __future__ import annotations

import re

XML, RDF = "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_FEEDS = {"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"}

#: Namespaces that mean something here, in lower case, and the prefix that their names get.
NAMESPACES = {
    **dict.fromkeys(RDF_FEEDS, ""),
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    RDF: "rdf",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://webns.net/mvcb/": "admin",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://web.resource.org/cc/": "cc",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
}
#: Standards of feeds under addresses of long ago.
OLD = re.compile(r"backend\.userland\.com/rss|modules/rss091#|example\.com/(?:newformat|necho)|/echo/|purl\.org/pie/")
#: Prefixes that feedparser takes for their standard even where the feed means another by them.
TAKEN = {*NAMESPACES.values(), "psc"}


def _set(names: str) -> set[str]:
    return set(names.split())


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {name: kept for kept, names in table.items() for name in names.split()}


#: Elements whose words are kept as they are, and as what.
WORDS = _by_name(
    {
        "id": "id guid",
        "published": "pubdate published issued dcterms:issued",
        "updated": "updated modified lastbuilddate dc:date dcterms:modified",
        "created": "created dcterms:created",
    }
)
#: Elements that hold text of some type, and as what it is kept …
TEXTS = _by_name(
    {
        "title_detail": "title dc:title",
        "summary_detail": "description dc:description summary itunes:summary",
        "content": "content content:encoded",
    }
)
#: … of these, those that are HTML unless they say otherwise.
HTML = {"description", "dc:description", "content:encoded"}

MEDIA = {"media:group", "media:content", "media:thumbnail", "media:credit", "media:note", "media:heading"}
AROUND_MEDIA = {"media:group", "media:content", "link"}
LANGUAGE = {"language", "dc:language"}
ROOTS = {"rss", "feed", "rdf:rdf"}
#: Elements that change how their neighbours are understood.
STRANGE = ROOTS | _set(
    "abstract body channel fullitem image info item entry newlocation source tags textinput "
    "media:title media:description xhtml:body"
)
#: Everything that means something; inside another element, where it should not stand, it makes a feed unusual.
MEANT = {*WORDS, *TEXTS, *MEDIA, *LANGUAGE, *STRANGE, "link", "enclosure"}
#: Of these, what is not asked for of the feed itself.
NOT_OF_FEEDS = {name for name in WORDS if WORDS[name] != "id"} | _set(
    "title dc:title description dc:description enclosure media:thumbnail media:credit"
)
#: What may stand in an element of the feed itself that means nothing to us.
IN_ASIDES = {
    "image": _set("title link description url width height"),
    "textinput": _set("title link description name"),
}
#: Which items may stand where: element, root, element around.
ITEMS = {("item", "rss", "channel"), ("item", "rdf:rdf", "rdf:rdf"), ("entry", "feed", "feed")}
#: Attributes that Microsoft's channels wrote in place of elements.
ADDRESSED = {"href", "lastmod"}
