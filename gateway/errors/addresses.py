"""Which names in a text are addresses inside: hosts, private networks, data sources, accounts.

Decides that an address is internal, or harmless: a public site, an e-mail address, a version number, a
message's key such as `error.internal`. Refuses to know what is done with it.

Patterns are RE2 syntax. RE2 has no look-around: group 1 is the value, what stands around it is its border.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import re2

from gateway.errors.domains import leads_inside
from gateway.observe.redaction import looks_random

Judge = Callable[[str, str], bool]
"""Whether a value counts, given the few characters that stand before it."""
Places = tuple[tuple[str, Judge], ...]


def always(_value: str, _before: str) -> bool:
    """Every match counts."""
    return True


def words(text: str) -> str:
    """An RE2 group of the words of `text`."""
    return f"(?:{'|'.join(text.split())})"


# A name starts here; `_LOOSE` also behind a scheme, an equals sign, a slash or a colon.
_BORDER = r"(?:^|[^\w.@/:%-])"
_LOOSE = r"(?:^|[^\w.@%-])"
# A name with a port ends here, and is not the first half of a time or a ratio.
_END = r"(?:[^\w:]|:\s|:?$)"

_SUFFIX = words(r"local localdomain internal corp lan intranet intra consul home\.arpa")
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_PRIVATE_V4 = (
    r"(?:(?:10|127)(?:\.OCT){3}|(?:192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])"
    r"|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(?:\.OCT){2}|0\.0\.0\.0)"
).replace("OCT", _OCTET)
# fc00::/7, fe80::/10, ::1 and IPv4 inside IPv6; RFC 4193, RFC 4291.
_PRIVATE_V6 = (
    r"(?:\[?(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):[0-9a-f:]{2,40}(?:%\w+)?\]?"
    r"|\[::1?\]|::1\b|\[::ffff:[\d.]+\])"
)
# As BSD tools write it: `127.0.0.1.2024`.
_DOTTED_PORT = r"(?:[:.]\d{2,5})"
_PORT = r"(?::\d{2,5})"
_TAIL = r"(?:/[^\s\"'<>)\]},;]*)?"
_URL_REST = r"[^\s\"'<>)\]}]"

_SOURCE_SCHEME = words(
    r"""postgres postgresql mysql mariadb mssql sqlserver oracle db2 mongodb mongodb\+srv redis rediss amqp
    amqps kafka nats memcached cassandra clickhouse neo4j bolt ldap ldaps smb nfs sftp ftp ftps ssh telnet tcp
    udp unix ipc grpc grpcs dubbo thrift rmi iiop t3 t3s file jar classpath vfs phar zookeeper etcd consul
    hdfs lb pulsar webpack webpack-internal jndi s3 s3a s3n gs abfs abfss wasb wasbs adl adls oss cos dbfs
    gridfs rclone"""
)
_PUBLIC_SUFFIX = words(
    "com net org io dev cloud app tech biz info co eu uk de fr kr jp cn ru nl us ca au ch br"
)
# `postgres:5432` is an address, `limit:500` is not.
_SERVICE_PORT = words(
    """389 636 1433 1521 1883 2049 2181 2379 2380 3000 3306 3307 4222 5000 5432 5433 5601 5672 5984 6379 6380
    6432 7000 7001 7474 7687 8000 8001 8080 8081 8082 8083 8086 8088 8090 8125 8200 8443 8500 8529 8983 9000
    9001 9042 9080 9090 9092 9093 9094 9200 9300 9443 11211 15672 16379 26257 26379 27017 27018 50051 61616"""
)

_VERSION_BEFORE = re2.compile(
    r"(?i)(?:\bv(?:er(?:sion)?)?|release|build|firmware|section|clause|oracle|chrome|kernel)[.:]?\s*['\"(]?v?$"
)
# What ends so may be a message's key; `auth.corp` is a host.
_WORDS_TOO = re2.compile(r"(?i)\.(?:internal|local)$")
_MESSAGE_KEY = re2.compile(
    r"(?i)^(?:errors?|err|exceptions?|faults?|failures?|codes?|status|messages?|common|general|generic"
    r"|validation|this|self|response|request|auth)\b"
)


def _is_address(value: str, before: str) -> bool:
    if value[0].isdigit() and ":" not in value and _VERSION_BEFORE.search(before):
        return False
    return not (_WORDS_TOO.search(value) and _MESSAGE_KEY.search(value))


def _leads_inside(link: str, _before: str) -> bool:
    return leads_inside(link)


def is_key(value: str, _before: str) -> bool:
    """Whether a long word is a key, by its letters."""
    # A long token of base64 and no identifier of somebody's naming; hex digests and UUIDs have one case.
    kinds = (str.isupper, str.islower, str.isdigit)
    return looks_random(value) and all(sum(map(kind, value[:256])) > 3 for kind in kinds)


_URL = (
    # of a data source or a protocol that no browser speaks
    r"((?:jdbc:\w+(?::\w+)*:|[a-z][a-z0-9]*\+)?\b" + _SOURCE_SCHEME + r"://?" + _URL_REST + r"*)",
    r"(\bjdbc:[a-z0-9]+:" + _URL_REST + r"+)",
    # with credentials, or of a host without a dot, in a private network or with an internal suffix
    r"((?i:\b(?:https?|wss?)://)(?:[^\s/@\"'<>]+@" + _URL_REST + r"+|(?:[\w-]+|" + _PRIVATE_V4
    + r"|\[[0-9a-fA-F:.]+\]|(?:[\w-]+\.)+(?i:" + _SUFFIX + r"|private|svc|localhost))"
    + _PORT + r"?(?:[/?#]" + _URL_REST + r"*)?))(?:[\s\"'<>)\]},;]|[.:](?:\s|$)|$)",
)  # fmt: skip
DOTTED_URL = r"((?i:\b(?:https?|wss?)://)(?:[\w-]+\.)+[\w-]+" + _PORT + r"?(?:[/?#]" + _URL_REST + r"*)?)"
# A connection string of ADO.NET or ODBC: `Server=db01;Database=shop;User Id=sa;Password=…`.
_SETTINGS = (
    r"(?i)\b((?:server|data source|driver|provider|dsn|host|addr(?:ess)?|network address) ?=[^;\n]+;"
    r"(?: ?[a-z][a-z0-9_ ]*=[^;\n]*;)*"
    r" ?(?:database|initial catalog|dbq|uid|user(?: id|name)?|pwd|password|trusted_connection|port"
    r"|(?:integrated|persist) security(?: info)?) ?=[^;\s)]*(?:; ?[a-z][a-z0-9_ ]*=[^;\s)]*)*;?)"
)
_NUMBERS = (
    _LOOSE
    + r"((?:\w+@|[\w.-]*/)?"
    + _PRIVATE_V4
    + r"(?:/\d{1,2}\b)?"
    + _DOTTED_PORT
    + "?"
    + _TAIL
    + r")(?:[^\w.]|\.(?:\D|$)|$)",
    r"(?i)(?:^|[^\w:])(" + _PRIVATE_V6 + _PORT + "?" + _TAIL + ")",
    _BORDER + "(" + _OCTET + r"(?:\." + _OCTET + r"){3}:\d{2,5}" + _TAIL + ")",
    _BORDER + r"(ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?:\.[\w.-]+)?" + _PORT + "?)",
)
_NAMES = (
    r"(?i)(?:^|[^\w.%/-]|/)((?:[a-z0-9_][\w-]*\.)+" + _SUFFIX + _PORT + "?" + _TAIL + r")(?:[^\w-]|$)",
    _BORDER
    + r"((?:[a-z0-9][a-z0-9-]*\.){2,}svc(?:\.cluster\.local)?"
    + _PORT
    + "?"
    + _TAIL
    + r")(?:[^\w-]|$)",
    # with a part of the name that tells: `mx3.int.acme.net`
    r"(?i)(?:^|[^\w.@%/-]|//)((?:[a-z0-9][\w-]*\.)+(?:int|intern|intranet|intra|internal|corp|lan|priv|mgmt)"
    r"\.(?:[\w-]+\.)*[a-z]{2,}" + _PORT + "?" + _TAIL + r")(?:[^\w-]|$)",
    # a node of Erlang: `rabbit@rabbitmq-0`
    r"(?:^|[^\w.@])([\w.-]+@[a-z][a-z0-9]*(?:-[a-z0-9]+)*-\d+)(?:[^\w.@-]|\.?$|\.\s)",
    # with a scheme or a port, so that it is no word: `https://vault-0.vault-internal:8200`
    r"(?i)((?:\b(?:https?|wss?|tcp)://)(?:[\w-]+\.)*[\w-]+-(?:internal|intern|svc|headless)"
    + _PORT
    + "?"
    + _TAIL
    + ")",
    r"(?i)" + _LOOSE + r"(localhost:\d{2,5}" + _TAIL + ")",
    r"(?i)" + _BORDER + r"((?:[a-z0-9][a-z0-9-]*\.)+" + _PUBLIC_SUFFIX + _PORT + _TAIL + ")" + _END,
    _BORDER + r"([a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*:" + _SERVICE_PORT + _TAIL + ")" + _END,
    # with a hyphen or a number in it, as machines are named
    _BORDER + r"([a-z][a-z0-9_]*(?:-[a-z0-9]+)*(?:-[a-z][a-z0-9]*|[a-z]\d+):\d{4,5}" + _TAIL + ")" + _END,
    r"\(([a-z][a-z0-9]*[.-][a-z0-9.-]*:\d{2,5})\)",
    r"(\b(?:in|out)bound\|\d+\|[\w-]*\|[\w.*-]+)",
)
# What resolvers, sockets and HTTP libraries say of a host.
_TALK: tuple[str, ...] = (
    r"(\b(?i:dial) (?:tcp|udp)(?: [\w.\[\]:-]*[\w\]])?)",
    r"((?i:\bgetaddrinfo)\s+\w+(?:\s+[\w.-]+)?)",
    r"(\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ETIMEDOUT)\s+[\w.:\[\]-]*\w[\w\]]*)",
    r"(?i)\b(?:lookup|dial|connect(?:ion|ing)? to|reach|resolv(?:e|ing)) (?:host:? )?['\"]?([\w.-]+:\d{2,5})",
    r"(?i)\bresolv(?:e|ing)(?: (?:host(?:name)?|address|domain):?|:) ['\"]?([a-z0-9][\w.-]*)",
    r"(?i)\b(?:unknownhostexception:|tcp: lookup) ['\"]?([a-z0-9][\w.-]*)",
    r"(?i)(\bhttps?connectionpool\([^)\n]*\))",
    r"(\bhost [\w.:\[\]-]+ ssl:[^\n]*)",
    r"(<[\w.]+ (?:object|instance|\w+) at 0x[0-9a-fA-F]+>)",
    # an object as Ruby prints it
    r"(#<[A-Z][\w:]*(?:[: ][^>\n]*)?(?:>|$))",
    # how libraries for HTTP name what they asked for
    (
        r"(?:\bfor url[: ('\"]{1,3}|\brequest for \\?\"|\brequest to "
        r"|\bfrom (?:GET|POST|PUT|PATCH|DELETE|HEAD) )(https?://[^\s\"'<>)\]}`]+)"
    ),
    r"(\b(?:Get|Post|Put|Patch|Delete|Head) \\?\"https?://[^\"\s]+\")",
    r"(`(?:GET|POST|PUT|PATCH|DELETE|HEAD) https?://[^`\s]+`)",
    # IBM MQ
    r"'([\w.-]+\(\d{4,5}\))'",
    # a place in memory; that of a coin or a contract is longer
    r"\b(0x[0-9a-fA-F]{12,16})\b",
    r"(?i)(\baddress ?= ?[\w.-]+, port ?= ?\d+)",
    r"(?i)(\bin module '?[\w.]+\.(?:dll|exe|bpl|ocx|so)'?(?: at [0-9A-F]{8,16}\b)?)",
    r"(\bat address (?:0x)?[0-9A-Fa-f]{8,16}\b[^\n]*)",
)
# A machine by its name, which has a number, behind the word for it: `on host sapqas01`.
_MACHINE = (
    r"(?i)\b(?:on|at|from|to|by|of) (?:the )?"
    r"(?:host(?:name)?|node|server|machine|backend|instance|pod|vm|broker|worker)(?: name)?"
    r"[:=]? ['\"]?([a-z][\w.-]*\d[\w.-]*(?: / [\w.-]+)?)"
)
_ACCOUNTS = (
    # A distinguished name of a directory, which ends in its domain.
    r"(?i)((?:\b(?:cn|ou|uid|o)=[^,;\"'=\n]+,\s?)+(?:\bdc=[\w-]+(?:,\s?)?)+)",
    r"(\b(?:NT AUTHORITY|NT SERVICE|IIS APPPOOL|BUILTIN)\\[\w $.-]*\w)",
    r"(\b[A-Z][A-Z0-9-]{1,14}\\(?:svc|app|iis|sql|adm|srv)[\w.$-]*)",
)

# 32 characters or more, of which 13 follow one another without a hyphen: a UUID has 12, and is common.
_RUN = r"[A-Za-z0-9_+]{13}"
_KEY = rf"\b((?:{_RUN}[A-Za-z0-9_+-]{{19}}|[A-Za-z0-9_+-]{{19,}}{_RUN})[A-Za-z0-9_+-]*={{0,2}})"

PLACES: Places = (
    *((pattern, always) for pattern in (*_URL, _SETTINGS, *_TALK, _MACHINE, *_ACCOUNTS)),
    *((pattern, _is_address) for pattern in (*_NUMBERS, *_NAMES)),
    (DOTTED_URL, _leads_inside),
    (_KEY, is_key),
)


def places_of(suffixes: Sequence[str]) -> Places:
    """Hosts with the team's own suffixes, each written `corp.example.com` or `*.corp.example.com`."""
    names = [name for suffix in suffixes if (name := suffix.strip().lstrip("*").strip("."))]
    if not names:
        return ()
    union = "|".join(re2.escape(name) for name in names)
    pattern = rf"(?i)(?:^|[^\w.-])((?:\w+://)?(?:[\w-]+\.)*(?:{union}){_PORT}?{_TAIL})(?:[^\w-]|$)"
    return ((pattern, always),)
