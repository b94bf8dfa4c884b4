"""Which links lead into one's own network, by the end of their host's name.

Decides that `http://ledger.prod/v1` is no public page, since no such domain can be registered. Refuses to
resolve a name.

Every two letters may be a country's domain; of the others those are listed that people reach pages under. A
public page under a rare one is taken for an inner address, which costs a client a link, and no secret.
"""

from __future__ import annotations

import re

_LISTED = """
    com net org edu gov mil int info biz name pro aero coop museum mobi jobs travel tel cat asia post xxx arpa
    app dev cloud tech online site store shop xyz top club blog page space website live news world life today
    agency design digital studio systems solutions services network email support help guide group team media
    work works zone tools software technology academy bank finance financial money fund capital exchange
    health care clinic education school university foundation church energy global international
    company business center events expert express fun games host hosting
    institute insurance legal link limited ltd llc inc
    gmbh market marketing one photo pizza plus press red rocks run sale science security shopping show social
    sport style taxi tips tours town tube video vip wiki win wtf amazon aws google apple microsoft bmw berlin
    hamburg koeln london paris wien tokyo nyc amsterdam africa eus quebec ninja bot chat community codes
    computer directory domains engineering graphics land gallery ventures
"""
# `example`, `test` and `invalid` stand in documentation (RFC 2606).
_PUBLIC = frozenset((*_LISTED.split(), "example", "test", "invalid", "onion"))


# The host of a link as addresses.py has it, to the letter: of a longer one, the end might be a public domain.
_HOSTS = re.compile(r"(?i:https?|wss?)://((?:[0-9A-Za-z_-]++\.)+[0-9A-Za-z_-]++)")


def leads_inside(link: str) -> bool:
    """Whether the host of a link is an address of numbers, or ends in what is no public domain."""
    host = link.partition("://")[2]
    for end in "/?#:":
        host = host.partition(end)[0]
    return _is_inside(host)


def may_lead_inside(text: str) -> bool:
    """Whether any link in a text does; False is certain, and costs a tenth of looking for the links."""
    return any(map(_is_inside, _HOSTS.findall(text)))


def _is_inside(host: str) -> bool:
    domain = host.rstrip(".").rpartition(".")[2].lower()
    return domain.isdigit() or not (len(domain) == 2 or domain in _PUBLIC or domain.startswith("xn--"))
