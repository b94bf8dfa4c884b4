"""Which names in a text are files and classes of the upstream's own: paths, places in source code, classes.

Decides that a path is a machine's, not a request's (`/var/www/app/index.php`, not `/api/v1/orders`), and
that a class is a team's or a library's (`com.acme.orders.OrderService`, not `java.lang.Integer`).
Refuses to know what is done with it.

Patterns are RE2 syntax; group 1 is the value, what stands around it is its border.
"""

from __future__ import annotations

import re2

from gateway.errors.addresses import Places, always, words
from gateway.errors.traces import LINE, SOURCE

_START = r"(?:^|[^\w.@%-])"
# What the capital words in the patterns below stand for.
_SHORT_FORMS = {
    "REST": r"(?:/[\w.@~+$%=\[\]-]+)*/?(?:LINE)?",
    "PART": r"[\w.@~+$%=-]+",
    "NAME": r"[^\s\\/:*?\"'<>|,;()\[\]]+",
    "SOURCE": SOURCE,
    "LINE": LINE,
}


def _expand(*patterns: str) -> tuple[str, ...]:
    expanded = patterns
    for short, long in _SHORT_FORMS.items():
        expanded = tuple(pattern.replace(short, long) for pattern in expanded)
    return expanded


# No request path starts with these.
_ROOTS = words(
    r"""(?:var|opt|etc|srv|root|proc|private|nix|boot|lib64|snap)/PART
    usr/(?:src|lib|lib64|local|share|s?bin|app|include|libexec)
    mnt/(?:efs|nfs|data|c|\w+/PART) dev/(?:shm|null|stdout|stderr|sd\w|mapper)
    (?:www/)?wwwroot/ www/(?:html|vhosts|htdocs) tmp/php tmp/(?:PART/)*PART\.\w rustc/[0-9a-f]{8,}
    layers/ workspace/
    (?:nfs|efs|u01|u02|scratch|Volumes|export/home)/PART
    cygdrive/\w builds?/\S+\.SOURCE\b
    home/[\w.-]+/(?:\.|public_html|www|app|src|code|git|projects?|web|htdocs|deploy|PART/\S*\.SOURCE\b)"""
)
# A path with one of these is a machine's wherever it starts.
_FOLDERS = words(
    r"""node_modules site-packages dist-packages public_html WEB-INF htdocs \.next/server \.m2/repository
    go/pkg/mod src/main/java target/classes vendor/(?:laravel|symfony|composer|bundle|gems|autoload)
    gems/[\w.-]+/lib cargo/registry"""
)
# Applications live in these, and so do request paths: here a programmer's file must stand at the end.
_HOMES = words(
    """app apps application home Users user data code src web project projects workspace build builds work
    site sites service services server function functions layers usr tmp mnt runner"""
)
_FILES = words(
    r"SOURCE env ya?ml ini conf cfg properties log jar war so dll lock pem key crt sqlite3? db sock"
)

_PATHS = _expand(
    r"(?:^|[^\w@%-])(/" + _ROOTS + "REST)",
    r"((?:/?PART)*/?\b" + _FOLDERS + "/PARTREST)",
    _START + r"(/run(?:/PART)+\.(?:sock|pid|lock))",
    # class path resources
    _START
    + r"((?:/|\b)(?:com|org|net|io)/[a-z]\w*/(?:\w+/)*[\w-]+\.(?:xml|class|properties|ya?ml|java|jar)\b)",
    # Windows, UNC, and a shell's short forms
    r"(?:^|[^\w\\])([A-Za-z]:\\(?:NAME(?: NAME)*\\)*(?:NAME)?(?:LINE)?)",
    r"(?:^|[^\w:/])([A-Za-z]:/(?:[\w .()-]+/)+[\w.()-]*(?:LINE)?)",
    r"(?:^|[^\w\\])(\\\\[A-Za-z0-9][\w.-]+\\[\w$.-]+(?:\\NAME)*)",
    r"(?:^|[^\w])(~/[\w.-]+(?:/[\w.-]+)+)",
    r"(%(?:SystemRoot|AppData|ProgramFiles|TEMP|USERPROFILE)%[\w\\. -]*)",
    # `at OrderService.java:88`, with the word that leads to it
    r"((?:\b(?:at|in|from) )?/PART(?:/PART)+,? (?:on |at )?line \d+\b)",
    # ABAP's, with the signs that fill its name up to thirty
    r"((?:\b(?:in|include|program) ){0,2}\b\w+={2,}\w+(?: line \d+)?)",
    # what a system call says of its file
    r"\b(?:open|stat|lstat|mkdir|unlink|rename|readlink|chdir|exec|fork/exec|execve|scandir|access):? [\"']?"
    r"(/[\w./@+-]+)[\"']?: (?:no such file|permission denied|is a directory|not a directory|file exists"
    r"|read-only file|too many open|operation not permitted|exec format)",
    r"(?i)\b(?:no such file or directory|permission denied|(?:is|not) a directory|file exists"
    r"|read-only file system|no space left on device)(?: \(os error \d+\))?(?: @ \w+ -)?[:,]? [\"']?"
    r"(/[\w./@+-]+)",
    r"\b\w+\((/[^)\s]+)\): [Ff]ailed to ",
    r"\b(?:rename|link|symlink) (/\S+ /\S+):",
    r"(\bline \d+ (?:of|in) [\w./\\-]+\.SOURCE\b)",
    r"((?:\b(?:at|in|from|file|thrown in) )?[\w$./\\@~:+-]*[\w)\]$]\.SOURCE(?:LINE))",
)
_MAYBE_PATHS = _expand(
    r"(?i)\bfile[ :=]+[\"']?(/" + _HOMES + "(?:/PART)+)",
    _START + "(/" + _HOMES + r"(?:/PART)*/[\w.-]+\." + _FILES + r"\b(?:LINE)?)",
)

# Types of .NET by the parts that they play, in a namespace.
_PART_PLAYED = words(
    """Controller Service Repository Handler Provider Factory Context DbContext Manager Client Helper
    Middleware Filter Startup Program Extensions Module Facade Gateway Dao Impl Plugin Bean
    Job Worker Processor Mapper Validator Adapter Listener Servlet Interceptor Resolver Consumer"""
)
_PACKAGE = words(
    """com org net io edu gov dev app de fr uk kr jp cn ru br nl se ch it es pl in au ca us eu jakarta javax
    sun jdk scala kotlin akka reactor play"""
)
_CLASS = _PACKAGE + r"\.(?:[a-z_]\w*\.)+[A-Z]\w*"
# Java's own value types (java.lang, java.util, java.time) tell a client what was expected; these do not.
_PLATFORM = r"java\.(?:net|io|nio|rmi|sql|security|awt|lang\.reflect|util\.concurrent)\.(?:\w+\.)*[A-Z]\w*"

# What the client itself asked for, said back to it.
_ASKED_FOR = re2.compile(
    r"(?i)(?:\b(?:get|post|put|patch|delete|head|options)|\b(?:ur[li]|route|request|endpoint)(?: path)?)"
    r"[:=]?\s*['\"`(]?$"
)


def _is_own_exception(value: str, _before: str) -> bool:
    return not value.startswith(("java.lang.", "java.util.", "java.time.", "error.", "errors."))


def _is_file(_value: str, before: str) -> bool:
    return not _ASKED_FOR.search(before)


PLACES: Places = (
    *((pattern, always) for pattern in _PATHS),
    *((pattern, _is_file) for pattern in _MAYBE_PATHS),
)

# Internal in a sentence, but fit for a code: `org.apache.solr.common.SolrException`.
_EXCEPTION = r"(?:^|[^\w./@-])((?:[a-z_]\w*\.)+[A-Z]\w*(?:Exception|Throwable))(?:[^\w.]|\.?$|\.\s)"
CLASSES: Places = (
    (_EXCEPTION, _is_own_exception),
    *(
        (pattern, always)
        for pattern in (
            r"((?:;\s*)?\bnested exception is (?:" + _CLASS + "|" + _PLATFORM + r")[^\n]*)",
            r"(?:^|[^\w./@-])(" + _CLASS + r"(?:[.$#][A-Za-z_<][\w$>]*)*(?:\(\))?(?:@[0-9a-f]{5,})?)",
            r"(\b" + _PLATFORM + ")",
            # Exceptions of PHP; what is not found may be called `App\Models\Order`.
            r"(?:^|[^\w\\])(\\?(?:[A-Za-z_]\w*\\{1,2})+\w*(?:Exception|Error|ExceptionWrapper))(?:[^\w\\]|$)",
            r"(\b(?:[\w$]+\.)*[A-Z][\w$]*@[0-9a-f]{6,8}\b)",
            r"(?:^|[^\w./@-])((?:[A-Z]\w*\.){2,}(?:\w*"
            + _PART_PLAYED
            + r"|I[A-Z][a-z]\w*)(?:`\d)?(?:\[[\w.,`\[\]]*\])?)(?:[^\w.]|\.?$|\.\s)",
        )
    ),
)
