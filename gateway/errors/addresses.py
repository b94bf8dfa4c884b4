"""Where a text names a place inside: a host, an address, a file, a class of the upstream's own code.

Decides which of them are internal and which are harmless: a request's path, a public site, an e-mail
address, a version number. Refuses to know what is done with them.

Patterns are data, RE2 syntax. RE2 has no look-around: the first group, where there is one, is the value,
and what stands before it is its border.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import re2

from gateway.errors.traces import SOURCE, SOURCE_PLACE

_BORDER = r"(?:^|[^\w.@/:%-])"
# Behind a scheme, an equals sign or a colon a host or a path may start as well.
_WIDE = r"(?:^|[^\w.@%-])"

_INTERNAL_SUFFIX = (
    r"(?:local|localdomain|internal|corp|lan|intranet|intra|consul|private|home\.arpa|svc|localhost"
    r"|cluster\.local|svc\.cluster\.local)"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_PRIVATE_V4 = (
    r"(?:(?:10|127)\."
    + _OCTET
    + r"\."
    + _OCTET
    + r"\."
    + _OCTET
    + r"|(?:192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\."
    + _OCTET
    + r"\."
    + _OCTET
    + r"|0\.0\.0\.0)"
)
_PRIVATE_V6 = r"(?:\[?(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):[0-9a-f:]{2,40}(?:%\w+)?\]?|\[::1?\]|::1\b|\[::ffff:[\d.]+\])"
_PORT = r"(?::\d{2,5})"
_TAIL = r"(?:/[^\s\"'<>)\]},;]*)?"

# Ports that are a service's own: `postgres:5432` is an address, `limit:500` is not.
_SERVICE_PORTS = (
    r"(?:389|636|1433|1521|1883|2049|2181|2379|2380|3000|3306|3307|4222|5000|5432|5433|5601|5672|5984|6379|6380|6432|7000|7001"
    r"|7474|7687|8000|8001|8080|8081|8082|8083|8086|8088|8090|8125|8200|8443|8500|8529|8983|9000|9001|9042|9080|9090|9092|9093|9094"
    r"|9200|9300|9443|11211|15672|16379|26257|26379|27017|27018|50051|61616)"
)

_HOSTS = (
    # URLs: of an internal host, of a data source, or with credentials
    r"((?:jdbc:\w+(?::\w+)*:|[a-z][a-z0-9]*\+)?\b(?:postgres(?:ql)?|mysql|mariadb|mssql|sqlserver|oracle|db2|mongodb(?:\+srv)?"
    r"|rediss?|amqps?|kafka|nats|memcached|cassandra|clickhouse|neo4j|bolt|ldaps?|smb|nfs|sftp|ftps?|ssh|telnet|tcp|udp"
    r"|unix|ipc|grpcs?|dubbo|thrift|rmi|iiop|t3s?|file|jar|classpath|vfs|phar|zookeeper|etcd|consul|hdfs|lb|pulsar"
    r"|webpack|webpack-internal|jndi|jar:file)://?[^\s\"'<>)\]}]*)",
    r"(\bjdbc:[a-z0-9]+:[^\s\"'<>)\]}]+)",
    r"((?i:\b(?:https?|wss?)://)(?:[^\s/@\"'<>]+@[^\s\"'<>)\]}]+"
    r"|(?:[\w-]+|"
    + _PRIVATE_V4
    + r"|\[[0-9a-fA-F:.]+\]|(?:[\w-]+\.)+(?i:"
    + _INTERNAL_SUFFIX
    + r")))"
    + _PORT
    + r"?(?:[/?#][^\s\"'<>)\]}]*)?)(?:[\s\"'<>)\]},;]|[.:](?:\s|$)|$)",
    # addresses
    _WIDE
    + r"((?:\w+@)?"
    + _PRIVATE_V4
    + r"(?:/\d{1,2}\b)?"
    + _PORT
    + r"?"
    + _TAIL
    + r")(?:[^\w.]|\.(?:\D|$)|$)",
    r"(?i)(?:^|[^\w:])(" + _PRIVATE_V6 + _PORT + r"?" + _TAIL + r")",
    _BORDER + r"(" + _OCTET + r"(?:\." + _OCTET + r"){3}:\d{2,5}" + _TAIL + r")",
    _BORDER + r"(ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?:\.[\w.-]+)?" + _PORT + r"?)",
    # names
    r"(?i)(?:^|[^\w.%/-]|/)((?:[a-z0-9_][\w-]*\.)+(?:local|localdomain|internal|corp|lan|intranet|intra|consul|home\.arpa)"
    + _PORT
    + r"?"
    + _TAIL
    + r")(?:[^\w-]|$)",
    _BORDER
    + r"((?:[a-z0-9][a-z0-9-]*\.){2,}svc(?:\.cluster\.local)?"
    + _PORT
    + r"?"
    + _TAIL
    + r")(?:[^\w-]|$)",
    r"(?i)" + _WIDE + r"(localhost:\d{2,5}" + _TAIL + r")",
    r"(?i)"
    + _BORDER
    + r"((?:[a-z0-9][a-z0-9-]*\.)+(?:com|net|org|io|dev|cloud|app|tech|biz|info|co|eu|uk|de|fr|kr|jp|cn|ru|nl|us|ca|au|ch|br)"
    + _PORT
    + _TAIL
    + r")(?:[^\w:]|:\s|:?$)",
    _BORDER + r"([a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*:" + _SERVICE_PORTS + _TAIL + r")(?:[^\w:]|:\s|:?$)",
    _BORDER
    + r"([a-z][a-z0-9_]*(?:-[a-z0-9]+)*(?:-[a-z][a-z0-9]*|[a-z]\d+):\d{4,5}"
    + _TAIL
    + r")(?:[^\w:]|:\s|:?$)",
    # what a resolver or a socket says of a host
    r"((?i:\bgetaddrinfo)\s+[\w_]+(?:\s+[\w.-]+)?)",
    r"(\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ETIMEDOUT)\s+[\w.:\[\]-]*\w[\w\]]*)",
    r"(?i)\b(?:resolve|resolving|lookup|unknownhostexception:|connect to|connection to|dial tcp|dial|connecting to|reach) (?:host(?:name)?:? )?"
    r"['\"]?([a-z0-9][\w.-]*:\d{2,5})",
    r"(?i)\b(?:could not resolve|cannot resolve|couldn't resolve|unable to resolve|failed to resolve|dial tcp: lookup|unknownhostexception:)"
    r" (?:host(?:name)?:? ?)?['\"]?([a-z0-9][\w.-]*)",
    r"(?i)(\bhttps?connectionpool\([^)\n]*\))",
    r"(<[\w.]+ (?:object|instance|\w+) at 0x[0-9a-fA-F]+>)",
)

_SEGMENT = r"[\w.@~+$%=-]+"
_REST = r"(?:/[\w.@~+$%=\[\]-]+)*/?"
_LINE_TAIL = r"(?:(?::\d+(?::\d+)?|\(\d+\)|:?,? (?:on |at )?line:? \d+))?"

_PATHS = (
    # roots that no request path has
    _WIDE
    + r"(/(?:(?:var|opt|etc|srv|root|proc|private|nix|boot|lib64|snap)/"
    + _SEGMENT
    + r"|usr/(?:src|lib|lib64|local|share|s?bin|app|include|libexec)|mnt/(?:efs|nfs|data|c|\w+/"
    + _SEGMENT
    + r")|dev/(?:shm|null|stdout|stderr|sd\w|mapper)"
    + r"|(?:www/)?wwwroot/|www/(?:html|vhosts|htdocs)|tmp/php|tmp/"
    + _SEGMENT
    + r"\.\w|home/[\w.-]+/(?:\.|public_html|www|app|src|code|git|projects?|web|htdocs|deploy|"
    + _SEGMENT
    + r"/\S*\."
    + SOURCE
    + r"\b)"
    + r"|rustc/[0-9a-f]{8,}|layers/|workspace/|builds?/\S+\."
    + SOURCE
    + r"\b|cygdrive/\w)"
    + _REST
    + _LINE_TAIL
    + r")",
    # folders that only a machine has, wherever they stand
    r"((?:/?"
    + _SEGMENT
    + r")*/?\b(?:node_modules|site-packages|dist-packages|public_html|WEB-INF|htdocs|\.next/server|\.m2/repository|go/pkg/mod"
    r"|src/main/java|target/classes|vendor/(?:laravel|symfony|composer|bundle|gems|autoload)|gems/[\w.-]+/lib|cargo/registry)/"
    + _SEGMENT
    + _REST
    + _LINE_TAIL
    + r")",
    # a source file under a folder that applications live in
    _WIDE
    + r"(/(?:app|apps|application|home|Users|user|data|code|src|web|project|projects|workspace|builds?|work|site|sites|service|services|server|function|functions|layers|usr|tmp|mnt|runner)(?:/"
    + _SEGMENT
    + r")*/[\w.-]+\.(?:"
    + SOURCE
    + r"|env|ya?ml|ini|conf|cfg|properties|log|jar|war|so|dll|lock|pem|key|crt|sqlite3?|db|sock)\b"
    + _LINE_TAIL
    + r")",
    _WIDE + r"(/(?:run|var/run)/" + _SEGMENT + r"(?:/" + _SEGMENT + r")*\.(?:sock|pid|lock))",
    # Windows, UNC
    r"(?:^|[^\w\\])([A-Za-z]:\\(?:[^\s\\/:*?\"'<>|,;()\[\]]+(?: [^\s\\/:*?\"'<>|,;()\[\]]+)*\\)*[^\s\\/:*?\"'<>|,;()\[\]]*"
    + _LINE_TAIL
    + r")",
    r"(?:^|[^\w:/])([A-Za-z]:/(?:[\w .()-]+/)+[\w.()-]*" + _LINE_TAIL + r")",
    r"(?:^|[^\w\\])(\\\\[A-Za-z0-9][\w.-]+\\[\w$.-]+(?:\\[^\s\\/:*?\"'<>|,;]+)*)",
    r"(?:^|[^\w])(~/[\w.-]+(?:/[\w.-]+)+)",
    r"(%(?:SystemRoot|AppData|ProgramFiles|TEMP|USERPROFILE)%[\w\\. -]*)",
)

_REVERSE_DOMAIN = r"(?:com|org|net|io|edu|gov|dev|app|de|fr|uk|kr|jp|cn|ru|br|nl|se|ch|it|es|pl|in|au|ca|us|eu|jakarta|javax|sun|jdk|scala|kotlin|akka|reactor|play)"
_CLASSES = (
    r"(?:^|[^\w./@-])("
    + _REVERSE_DOMAIN
    + r"\.(?:[a-z_][\w]*\.)+[A-Z][\w]*(?:[.$#][A-Za-z_<][\w$>]*)*(?:\(\))?(?:@[0-9a-f]{5,})?)",
    r"(\bjava\.(?:net|io|nio|rmi|sql|security|awt|lang\.reflect|util\.concurrent)\.(?:\w+\.)*[A-Z]\w*)",
    r"(\b(?:[\w$]+\.)*[A-Z][\w$]*@[0-9a-f]{6,8}\b)",
)

Judge = Callable[[str, str], bool]

_VERSION_BEFORE = re2.compile(
    r"(?i)(?:\bv(?:er(?:sion)?)?|release|build|firmware|section|clause|oracle|chrome|kernel)[.:]?\s*['\"(]?v?$"
)
_OWN_PATH_BEFORE = re2.compile(
    r"(?i)(?:\b(?:get|post|put|patch|delete|head|options)|\b(?:ur[li]|route|request|endpoint)(?: path)?)[:=]?\s*['\"`(]?$"
)
# `error.internal`, `common.local`: keys of messages, not hosts.
_MESSAGE_KEY = re2.compile(
    r"(?i)^(?:errors?|err|exceptions?|faults?|failures?|codes?|status|messages?|common|general|generic|validation|this|self|response|request|auth)\b"
)


def _any(_value: str, _before: str) -> bool:
    return True


def _is_address(value: str, before: str) -> bool:
    if value[0].isdigit() and ":" not in value and _VERSION_BEFORE.search(before):
        return False
    return not _MESSAGE_KEY.search(value)


def _is_file(value: str, before: str) -> bool:
    # What the client itself asked for, said back to it.
    return not _OWN_PATH_BEFORE.search(before) or value.startswith(("/var/", "/etc/", "/opt/", "/usr/"))


def _host_suffixes(suffixes: Sequence[str]) -> list[str]:
    names = [suffix.strip().lstrip("*").strip(".") for suffix in suffixes]
    if not any(names):
        return []
    union = "|".join(re2.escape(name) for name in names if name)
    return [
        r"(?i)(?:^|[^\w.-])((?:\w+://)?(?:[\w-]+\.)*(?:"
        + union
        + r")"
        + _PORT
        + r"?"
        + _TAIL
        + r")(?:[^\w-]|$)"
    ]


def place_table(internal_hosts: Sequence[str]) -> list[tuple[str, Judge]]:
    """Every pattern of a host or a file with the test of (value, text before it) that decides; group 1 is the value."""
    table: list[tuple[str, Judge]] = [(pattern, _any) for pattern in _host_suffixes(internal_hosts)]
    table += [(pattern, _is_address) for pattern in _HOSTS]
    table += [(pattern, _is_file) for pattern in (*_PATHS, SOURCE_PLACE)]
    return table


def class_table() -> list[tuple[str, Judge]]:
    """The same for classes of the upstream's code: internal in a sentence, but fit for a code."""
    return [(pattern, _any) for pattern in _CLASSES]
