"""The words by which a year-end article is read: what goes on with a story, what was won, what opens, what appeals."""

from __future__ import annotations

import regex

from newsletter.core.speech import words as listed_words

#: Capitalised words that many stories share.
COMMON = listed_words(
    "supreme court constitutional high federal parliament president government congress senate house act law bill "
    "code minister ministry police united nations human rights european union commission committee council state "
    "national day prime international general assembly covid lgbti lgbt inter-american african western eastern "
    "northern southern west east north south the world islamic republic kingdom city province january february march "
    "april may june july august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday christmas write rights urgent action actions letter letters marathon supporters campaign petition "
    "justice interior foreign affairs defence health education labour security peace watch red cross facebook twitter "
    "instagram youtube bbc ngo lgbtqi lgbtqia women girls children men refugees criminal penal appeal appeals district "
    "military convention treaty university islam islamic muslim christian arab kurdish new year first second dr mr mrs "
    "ms group members researchers director secretary office ombudsman attorney public service services"
)
GOES_ON = regex.compile(
    r"(?:he|she|they|it|"
    r"this(?! (?:year|month|week|spring|summer|autumn|winter)\b)|"
    r"these|that|those|his|her|their|its|both|neither|all of them|however|but|yet|still|and|"
    r"although|despite this|since then|afterwards|instead|"
    r"after (?:his|her|their|its|the)|following (?:his|her|their|its|this|the)|"
    r"(?:responding|reacting|commenting|speaking) (?:to|on|about|after|following|outside)|"
    r"some of (?:the|his|her|their|those)|"
    r"before (?:his|her|their)|in (?:his|her|their)|as (?:he|she|they)|when (?:he|she|they)|if (?:that|he|she|they)|"
    r"the (?:ruling|decision|verdict|court|law|bill|move|victory|news|judgment|judgement|case|new law|release|"
    r"measure|change|changes|reform|couple|family|pair|two|three|four|man|woman|judges?|vote|authorities|government|"
    r"charges|announcement|agreement|company|community|campaign|state|girls|boys|women|men|children|teachers|students)|"
    r"il|elle|ils|elles|cela|cette|ces|ce|son|sa|ses|leur|leurs|mais|pourtant|depuis|la décision|le jugement|la loi|"
    r"él|ella|ellos|ellas|esto|esta|este|estas|estos|su|sus|pero|aunque|desde entonces|la decisión|el fallo|la ley)\b",
    regex.I,
)
PRONOUN = regex.compile(r"(?:he|she|they|it|his|her|their|its|il|elle|ils|elles|él|ella|ellos|ellas)\b", regex.I)
OUTCOME = regex.compile(
    r"\b(?:releas\w+|freed|free|acquit\w+|overturn\w+|abolish\w+|decriminali\w+|legali\w+|pass(?:ed|es)|adopt\w+|"
    r"rul(?:ed|es|ing)|dropp?ed|commut\w+|pardon\w+|return\w*|reunit\w+|grant\w+|sign(?:ed|s)|approv\w+|recogni\w+|"
    r"order(?:ed|s)|convict\w+|agree\w*|announc\w+|clos(?:ed|es)|halt\w+|scrapp?\w+|repeal\w+|bann?\w+|struck|quash\w+|"
    r"won|win|withdr\w+|shelved|cleared|spared|awarded|reduced|dismissed|blocked|stayed|reinstated|resettled|"
    r"revoked|annulled|apolog\w+|handed|established|rescued|remov\w+|replaced|reform\w+|unbanned|halved|moved|cut|"
    r"sorry|outlaw\w+|exempt\w+|decided|overrul\w+|tabled|found|vacat\w+|indict\w+|revers\w+|recover\w+|regain\w+|"
    r"let (?:out|go)|sent (?:back|home)|barred|went|gone|shut|open(?:ed|s)|gave|brought|"
    r"reject\w+|honou?red|rejoin\w+|resum\w+|suspend\w+|upheld|ratif\w+|lift\w+|re-?open\w+|sentenc\w+|guilty|"
    r"allow\w+|becam\w+|enact\w+|"
    r"introduc\w+|vot(?:ed|e)|end(?:ed|s)|walk(?:ed)?|came|come|arrived|left|stopp?\w+|protect\w+|restor\w+|compens\w+|paid|"
    r"libér\w+|acquitt\w+|aboli\w*|annul\w+|abandonn\w+|retir\w+|rouv\w+|condamn\w+|graci\w+|adopt\w+|vot[ée]\w*|"
    r"approuv\w+|reconnu\w*|ordonn\w+|suspend\w+|lev[ée]\w*|rétabli\w*|rédui\w+|sorti\w*|mis fin|décid\w+|accord\w+|"
    r"ratifi\w+|"
    r"promulgu\w+|engag\w+|dépénalis\w+|légalis\w+|liber\w+|absuelt\w+|absolv\w+|abol\w+|aprob\w+|anul\w+|archiv\w+|"
    r"qued\w+|vuelv\w+|"
    r"volvi\w+|salió|salieron|excarcel\w+|conden[óa]\w*|indult\w+|reconoc\w+|orden\w+|levant\w+|redujo|ganó|"
    r"conced\w+|ratific\w+|despenaliz\w+|legaliz\w+|desestim\w+|entró en vigor|entraron en vigor|pidió perdón|"
    r"anunci\w+)\b",
    regex.I,
)
APPEALS = regex.compile(
    r"\b(?:join (?:us|the)|donate|take action|sign (?:up|the petition|our)|help us|read (?:more|on)|find out more|"
    r"learn more|support (?:us|our)|subscribe|share this|follow us|thank you|"
    r"your (?:support|donation|gift|help|letters|signature)|with your|because of you|thanks to you|without you|"
    r"we need you|become a member|together,? we|keep fighting|happy new year|see you|next year|the year ahead|"
    r"stand with us|be part of|more to do|none of this|all of this|these (?:wins|victories|stories|moments)|"
    r"rejoignez|faites un don|agissez|signez|merci|grâce à vous|únete|dona|firma|actúa|gracias|ayúdanos)\b",
    regex.I,
)
OPENS = regex.compile(
    r"\b(?:here (?:are|is|we|['’]s)|here['’]s|look(?:ing|s)? back|round-?up|this year|"
    r"the past (?:year|twelve|12)|over the year|highlights|good news|(?:human rights )?(?:wins|victories)|reasons? to|"
    r"celebrat\w+ (?:some|the)|(?:has|have) been a|(?:some|a few|\d+|thirty|twenty) of (?:the|our)|month by month|"
    r"cette année|voici|retour sur|bonnes nouvelles|este año|buenas noticias|repaso|un año)\b",
    regex.I,
)
#: What headlines say and captions hardly do.
PROCLAIMS = regex.compile(
    r"\b(?:frees|free|freedom|wins?|victor(?:y|ies)|justice|success(?:es)?|progress|step|landmark|safe|law|reprieve|"
    r"asylum|truth|equality|abolition|good news|hope|rights|victoires?|libres?|liberté|succès|avancée|loi|justicia|"
    r"victoria|libertad|ley|logros?)\b",
    regex.I,
)
#: What only the words below a picture say.
SHOWN = regex.compile(
    r"(?:[,(]\s?(?:left|right|cent(?:re|er))|\b(?:at|on|outside|inside|in front of|holds?|holding|with|during|near|"
    r"before|after|following|leav(?:es|ing)|wav(?:es?|ing)|looks?|looking|stands?|standing|sits?|sitting|pos(?:es?|ing)|"
    r"shows?|pictured|portrait|photo|poster|speaks|speaking|hugs?|hugging|embrac\w+|smil(?:es|ing)|protest(?:ers?|ing)?|"
    r"gather(?:ed|ing)?|march(?:es|ing)|attends?|arriv(?:es|ing)|visits?|reads|reading|devant|lors|pendant|avec|après|"
    r"avant|tient|manifest\w+|frente a|durante|con|tras|sostiene|delante))\b",
    regex.I,
)
#: "1. A headline", "#2 – A headline".
NUMBERED = regex.compile(r"#?\d{1,2}\s*[.):–-]\s+(?=\p{L})")
