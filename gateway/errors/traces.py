"""Where a stack trace starts, in the common languages, and the notices that PHP prints before a body.

Decides what is a frame, a traceback's head line or a runtime's crash report.
Refuses to know what is done with the text before it: a trace is cut to the end of the text.

Patterns are data, RE2 syntax; the value's start is the first group that took part, or the match itself.
"""

from __future__ import annotations

from gateway.observe.redaction import compile_union

# A file that only programmers know, with a line: `OrderService.java:88`, `rpc.py", line 71`, `x.php(12)`.
SOURCE = (
    r"(?:java|kts?|scala|groovy|cljc?|pyx?|rb|erb|php|phtml|inc|mjs|cjs|jsx?|tsx?|vue|go|rs|cs|vb|fs|cshtml"
    r"|razor|cpp|cc|cxx|c|hpp|h|mm?|swift|dart|p[lm]|cgi|cf[mc]|aspx?|asmx|ashx|svc|jspx?|exs?|[eh]rl|lua|sql"
    r"|cob|pas|l?hs|jl|nim|zig|tcl)"
)
LINE = r"(?::\d+(?::\d+)?|\(\d+(?:,\s?\d+)*\)|:? ?,? ?\(?(?:on |at |in )?\bline:? \d+\)?)"

TRACE_STARTS = (
    # Python
    r"\bTraceback \(most recent call last\)",
    r"\bDuring handling of the above exception",
    r'\bFile \\?"[^"\n]+", line \d+',
    # Java, Kotlin, Scala; also folded into one line
    r"\bat [\w.$/@-]+[\w$<>]\([\w$-]+\.(?:java|kt|scala|groovy|clj):\d+\)",
    r"\bat [\w.$/@-]+[\w$<>]\((?:Native Method|Unknown Source|<generated>)\)",
    r'\bException in thread "',
    r"(?:^|\n|\s{2}|\\n)\s*(?:Caused by|Suppressed|Wrapped by): [\w.$]+",
    r"\n\s*\.\.\. \d+ (?:more|common frames omitted)",
    r"\bChannel Pipeline: \[",
    # .NET, Node and whatever else says `at name(…)` on a line of its own
    r"(?:^|\n|\r|\t| {2}|\\n)\s*at (?:async |new |static )?[\w.$<>`\[\],+|&;-]+\(",
    r"(?:^|\n|\r|\t| {2}|\\n)\s*at (?:async )?(?:/|[A-Za-z]:\\|file:|node:|webpack)[^\s]*:\d+",
    r"\bat [\w.$<>` \[\]]+ ?\((?:file:|node:|webpack|/|[A-Za-z]:\\|<anonymous>|native)[^)\n]*\)",
    r"\bat (?:[A-Z]\w*\.){1,8}\.?[\w<>`]+\([^)\n]*\) in [A-Za-z]:\\",
    r"--- End of (?:inner exception )?stack trace",
    r"\s---> [\w.]+(?:Exception|Error)\b",
    r"(?:^|\n)Require stack:",
    # PHP
    r"(?:^|\s|\\n)#\d+ (?:\{main\}|\[internal function\]|[^\s()]+\(\d+\): )",
    r"(?i)\bstack ?trace: ?(?:\\?n|\n|#\d)",
    # Apex, PowerShell
    r"(?:^|\s)(?:Class|Trigger)\.[\w.]+: line \d+, column \d+",
    r"(?:^|\n)At (?:[A-Za-z]:\\|/)[^\n]*:\d+ char:\d+",
    # Ruby, Elixir
    r"[\w./-]+\.(?:rb|erb|rake):\d+:in [`'\x{2018}]",
    r"\(\w+ \d+\.\d+\.\d+[\w.-]*\) [\w/.-]+\.exs?:\d+:",
    # Erlang: `[{riak_client,get,2,[{file,"src/riak_client.erl"},{line,88}]}`
    r"\{'?[\w.]+'?,'?\w+'?,\d+,\s*\[\{file,",
    # Go
    r"\bgoroutine \d+ \[[\w ,]+\]:",
    r"\[signal SIG[A-Z]+",
    r"(?:^|\n)panic: ",
    r"(?:\n[\w./*()-]+\([^\n]*\))?\n\s*[^\s:]+\.go:\d+ \+0x",
    # Rust
    r"\bthread '[^']+' (?:\(\d+\) )?panicked at",
    r"(?i)(?:^|\n)\s*stack backtrace:",
    r"(?:(?:note: )?\brun with `?)?\bRUST_BACKTRACE",
    # C, C++
    r"(?:==\d+==)?ERROR: [A-Z]\w+Sanitizer: ",
    r"\bterminate called after throwing",
    r"\n\s*what\(\): ",
    r"(?:^|\n)\s*#\d+\s+0x[0-9a-f]+ in ",
    r"(?:[^\s()]*\([^)\s]*\) ?)?\[0x[0-9a-f]{6,16}\]",
    # Lua, Tcl, Haskell, Dart
    r"(?i)\bstack traceback:",
    r"\n\s+(?:while executing|invoked from within)\n",
    r"\bCallStack \(from HasCallStack\)",
    r"#\d+\s+\S[^\n]* \((?:file|package|dart):",
    # JavaScript of browsers
    r"(?:^|\n)[\w$.<>/]*@(?:https?|file|webpack)[^\s]+:\d+:\d+",
)

# PHP's own messages, in HTML or plain, wherever they stand; the body goes on behind them.
# Group 1 is the border before one.
NOTICE = (
    r"(?i)(^|[\s>])(?:<br ?/?>\s*)?(?:<b>)?(?:PHP )?(?:notice|warning|deprecated|strict standards|parse error"
    r"|(?:catchable |recoverable )?fatal error)(?:</b>)?\s*:\s[^\n]*? in (?:<b>)?[^\s<>]*[/\\][^\s<>]+"
    r"(?:</b>)? on line (?:<b>)?\d+(?:</b>)?(?:\s*<br ?/?>)?\s*"
)

_TRACE = compile_union(TRACE_STARTS, 1 << 20)


def trace_start(text: str) -> int | None:
    """Where the first stack trace of `text` starts; None where it has none."""
    found = _TRACE.search(text)
    return None if found is None else int(found.start())
