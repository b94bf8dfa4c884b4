"""Recognizes errors that come with the status of a success, on strict evidence.

A success must never be taken for an error, so the question is never "does this speak of an error?" (a list of
failed jobs does) but "does this say that *this call* failed, and carry nothing else?". Two things are needed.

**Evidence**, in the root object or in an envelope of it (`header`, `meta`, `result`, a lone wrapper):

- an error object, a list of them, or a sentence under `error`, `errors`, `fault` and the like;
- a flag (`success: false`, `error: true`) or a word of state (`status: "error"`, `ACK: Failure`);
- an error code by name (`errcode: 40014`), or an HTTP status from 400 to 599 with a text;
- any other code that is not known to mean success, beside a text in words of failure.

**No payload** beside it: `data` that is not empty, an `id`, a `name`, unknown members make it a resource, a log
record or a report, and those pass. A code of zero, `success: true` or a text like "OK" ends the search at once.

`eager` asks for less: the words of failure are not needed, and payload is forgiven beside hard evidence.
"""

from __future__ import annotations

import re
from typing import Any

from gateway.errors.dialects.tables import words
from gateway.errors.dialects.vocabulary import fold, meaning
from gateway.errors.dialects.wording import is_failing, is_passing

_MAX_DEPTH = 6
_ALLOWANCES = {"form": 12, "xml": 1}

Node = dict[str, Any]

NONE, SOFT, HARD = 0, 1, 2

_ERROR_NAMES = words("""
    error errors err errs fault soapfault erro erros erreur erreurs fehler errore errori
    errorresponse errorinfo errordetail errordetails exceptionreport serviceexceptionreport
    serviceexception serviceerror usererrors apierror apierrors responseerror responseerrors
    errormessage errormessages errmsg errormsg errmessage faultstring errorlist 오류 エラー 错误
""")
_SUCCESS_FLAGS = words("""
    success ok issuccess issuccessful successful succeeded issucceed succeed issuccessfull sucesso
    exito requestsuccessful response
""")
_FAILURE_FLAGS = words("""
    error iserror haserror haserrors erro failed fault isfault hasfault failure
""")
_STATES = words("""
    status stat state result rc ack outcome systemstatus returnstatus resultstatus responsestatus
    statusword resultflag message msg type resulttype returntype responsetype rescode resultcode
    code returncode replystatus
""")
_ERROR_CODES = words("""
    errcode errorcode errno errorno errornumber errornum errcd errorid faultcode exceptioncode
    errcodes codigoerro codigoerror
""")
_FLAGS = _SUCCESS_FLAGS | _FAILURE_FLAGS
# Beside these, an `id` is that of the call.
_RPC = frozenset(("jsonrpc", "result", "status_code", "statusCode"))
_ENVELOPES = words("""
    header head meta status result response responsestatus resultinfo returninfo returnmessage
    cmmmsgheader commonheader responseheader responseinfo envelope body reply rsp resp data output
    return statusinfo metadata msgheader
""")
_ENVELOPE_ENDINGS = ("response", "result", "reply", "return", "header", "rs")
_PAYLOAD = words("""
    id uuid guid name level logger severity loglevel jobid taskid orderid userid createdat
    updatedat created updated finishedat startedat title amount price email username kind job task
""")
_NEUTRAL = words("""
    parameter parameters params param request query input echo extensions links version apiversion
    api lang language locale jsonrpc xmlns encoding schemalocation took time duration elapsed
    processingtime executiontime source category field fields count total size page cost helpfile
    helpcontext detail details target errors warnings rid nonce sign signature serverid node help
    hint docs doc url date ip ts timestamp servertime responsetime exectime space interfaceid
    service servicename action operation command apiname function build
""")
# A state that a resource may be in as well as a call.
_ANYONES = ("status", "state", "result", "message", "msg", "type", "code")
_PAST = ("failed", "failure", "rejected", "denied", "aborted")
_TRUE = ("true", "1", "yes", "y")
_FALSE = ("false", "no", "n", "0")

_SUCCESS_CODE = re.compile(
    r"(?:[A-Za-z]{0,8}[-_.]?0+|1|10{3,}|20[0-6]0*|ok|success\w*|none|normal)\Z", re.IGNORECASE
)
_FAILING_CODE = re.compile(r"ERR|E-|FAIL|INVALID|EXCEPTION", re.IGNORECASE)
_PASSING_TEXT = re.compile(
    r"\W*(?:ok\b|okay|success|succe|done\b|complete|created|accepted|approved|updated|deleted|saved|queued|sent\b"
    r"|no\s+error|without\s+error|normal|valid\b|found\b|welcome|hello|성공|정상|완료|처리되었|처리가|조회되었|조회가"
    r"|正常|成功|完了|完成|操作成功|请求成功|успех|успешно|erfolg|succès|réussi|éxito|exito|sucesso|operazione\s+riuscita)",
    re.IGNORECASE,
)
_FAILING_TEXT = re.compile(
    r"\b(?:not|cannot|can't|can\snot|couldn't|unable|invalid|error|err|fail|failed|failure|denied|den(?:y|ied)|missing"
    r"|require[ds]?|unauthori[sz]ed|forbidden|expire[ds]?|exceed(?:s|ed)?|exhausted|unknown|illegal|wrong|bad|incorrect"
    r"|unsupported|unavailable|rejected|refused|mismatch|duplicate|must|blocked|disabled|suspended"
    r"|unexpected|exception|timeout|timed|too\s+many|don't|doesn't|isn't|insufficient|malformed|absent|lack"
    r"|inv[aá]lid[oa]|erro|falha|fall[oó]|no\s+se|n[aã]o|ung[uü]ltig|nicht|kein|fehl\w*|erreur|invalide|incorrecte?"
    r"|inconnue?|refus\w*|non|errore|ge[cç]ersiz|hata|tidak|gagal|salah|kh[oô]ng|l[oỗ]i)\b"
    r"|실패|오류|에러|않|없|못|유효하지|잘못|누락|초과|만료|필수|불가|거부|아닙|다른|제한"
    r"|失败|失敗|错误|禁用|停用|受限|錯誤|无效|無効|不|未|没有|沒有|禁止|异常|非法|超过|超出|过期|缺少|エラー|ません|できない|不正|必須"
    r"|ошибк|невер|не\s|нет\s|отказ|недопуст|błąd|bł[eę]d|nieprawid|chyb|neplat|ไม่",
    re.IGNORECASE,
)


def says_failed(document: object, kind: str, *, eager: bool) -> bool:
    """Whether a decoded body of this kind says that this call failed, and nothing else."""
    document = last_row(document)
    if not isinstance(document, dict):
        return False
    # A form is flat: what is echoed stands beside what is said.
    return _Judge(eager=eager, markup=kind == "xml", allowance=_ALLOWANCES.get(kind, 0)).search(
        document, wrappers=1
    )


def last_row(document: object) -> object:
    """The lone element of a list, or the last row of a stream that ends otherwise than it began."""
    if not isinstance(document, list) or not document:
        return document
    first, last = document[0], document[-1]
    if len(document) == 1 or (
        isinstance(first, dict) and isinstance(last, dict) and not first.keys() & last.keys()
    ):
        return last
    return document


class _Judge:
    """How strict one look at a body is.

    `markup`: XML, where an element of unknown name around an error is usual; in JSON it is a resource.
    `allowance`: how many members of unknown name may stand beside hard evidence.
    """

    __slots__ = ("allowance", "eager", "markup")

    def __init__(self, *, eager: bool, markup: bool, allowance: int) -> None:
        self.eager = eager
        self.markup = markup
        self.allowance = allowance

    def search(self, node: Node, *, wrappers: int, known: bool = True, depth: int = 0) -> bool:
        """Look for evidence in this object, then in its envelopes.

        `wrappers`: how many objects of unknown name may stand around the evidence. `known`: whether this
        object is an envelope by name.
        """
        evidence = _evidence(node, eager=self.eager)
        if evidence is None:
            return False
        if evidence and (known or self.markup or "userErrors" in node):
            return self.no_payload(node, evidence)
        if depth >= _MAX_DEPTH:
            return False
        inner = [(name, value) for name, value in node.items() if isinstance(value, dict) and value]
        for name, value in inner:
            folded = fold(name)
            envelope = folded in _ENVELOPES or folded.endswith(_ENVELOPE_ENDINGS)
            left = 0 if folded == "envelope" else wrappers if envelope else wrappers - 1
            if left < 0 or not (envelope or len(inner) == 1):
                continue
            if self.search(value, wrappers=left, known=envelope, depth=depth + 1):
                return self.no_payload({other: node[other] for other in node if other != name}, HARD)
        return False

    def no_payload(self, node: Node, evidence: int) -> bool:
        """Whether an object that says "failed" carries nothing else of substance."""
        if self.eager and evidence == HARD:
            return True
        rpc = not _RPC.isdisjoint(node)
        strange = 0
        for name, value in node.items():
            if _is_empty(value) or name.startswith(("@", "#")):
                continue
            if isinstance(value, bool) and (evidence == HARD or fold(name) in _FLAGS):
                continue
            folded = fold(name)
            if folded in _PAYLOAD and not (folded == "id" and rpc):
                return False
            if _is_neutral(folded, name, value):
                continue
            if isinstance(value, (dict, list)):
                return False
            strange += 1
        return strange <= (self.allowance if evidence == HARD else 0)


def _evidence(node: Node, *, eager: bool) -> int | None:
    """How hard this object's own members say that the call failed; None where they say that it did not."""
    best, state, text, odd_code = NONE, NONE, None, None
    for name, value in node.items():
        if value is None or value == "" or value == [] or value == {}:
            continue
        folded = fold(name)
        if folded in _SUCCESS_FLAGS:
            verdict = _flag(value)
            if verdict is True:
                return None
            if verdict is False:
                best = HARD
                continue
        if folded in _FAILURE_FLAGS and (
            value is True or (isinstance(value, str) and value.lower() == "true")
        ):
            best = HARD
            continue
        if folded in _ERROR_NAMES or (
            isinstance(value, dict) and folded.endswith(("fault", "error", "exception"))
        ):
            found = _error_value(value)
            if found is None:
                return None
            best = max(best, found)
            if isinstance(value, str):
                text = text or value
            continue
        if folded in _STATES and isinstance(value, str) and (is_failing(value) and len(value) > 1):
            state = max(state, SOFT if folded in _ANYONES and value.lower() in _PAST else HARD)
            continue
        means = meaning(name)
        if means.code >= 94 or means.hint or folded in ("rc", "rtcd", "stat", "number"):
            verdict_of_code = _code(folded, value, plain=means.code >= 94)
            if verdict_of_code is None:
                # `"error": {…}` beside `"code": 0` is an error all the same; a text is not.
                odd_code = False
                continue
            if verdict_of_code and odd_code is None:
                odd_code = True
            best = max(best, verdict_of_code - 1)
        if means.message >= 82 and isinstance(value, str) and means.message > 0:
            text = text if text is not None and meaning(name).message < 92 else value
        elif text is None and means.detail >= 90 and isinstance(value, str):
            text = value
    # A state alone is that of anything; with a text or a code it is that of the call.
    if state and (text is not None or odd_code is not None or best):
        best = max(best, state)
    return _weigh(best, text, odd_code, eager=eager)


def _weigh(best: int, text: str | None, odd_code: bool | None, *, eager: bool) -> int | None:
    if text is not None and _PASSING_TEXT.match(text) and not _FAILING_TEXT.search(text, 0, 300):
        return None
    if odd_code is False and best < HARD:
        return None
    if best == HARD or (best and (text is not None or odd_code)):
        return best
    if odd_code and text is not None and (eager or _FAILING_TEXT.search(text, 0, 300)):
        return SOFT
    return NONE


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _error_value(value: object) -> int | None:
    """What a member called `error` says: None for `"error": false` and its like."""
    if isinstance(value, dict):
        return HARD if any(_tells(name, member) for name, member in value.items()) else NONE
    if isinstance(value, list):
        first = value[0]
        return HARD if isinstance(first, (str, dict)) and first else NONE
    if isinstance(value, str):
        word = value.strip()
        if (
            is_passing(word)
            or word.lower() in ("0", "false", "no", "n", "none", "null")
            or _PASSING_TEXT.match(word)
        ):
            return None
        return HARD
    # `"error": 0` and `"error": false` say that all is well; a number alone may be a count.
    return None if not value else NONE


def _tells(name: str, member: object, depth: int = 0) -> bool:
    """Whether a member of an error object says something: a text, a code, or an object that does."""
    if not member or depth > 3:
        return False
    if isinstance(member, dict):
        return any(_tells(inner, value, depth + 1) for inner, value in member.items())
    if isinstance(member, list):
        return isinstance(member[0], str) or _tells(name, member[0], depth + 1)
    means = meaning(name)
    return isinstance(member, (str, int)) and bool(means.message >= 60 or means.code >= 60)


def _code(folded: str, value: object, *, plain: bool) -> int | None:
    """None: means success. 1: a code that nobody knows. 2, 3: soft and hard evidence by itself."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return 0
    word = str(value).strip()
    if not word or len(word) > 80 or " " in word:
        return 0
    if folded in _ERROR_CODES:
        return (
            None
            if word.strip("0") == "" or is_passing(word) or (_SUCCESS_CODE.match(word) and word != "1")
            else 2
        )
    if word.isdigit() and 400 <= int(word[:9]) <= 599 and len(word) == 3:
        return 2
    if _SUCCESS_CODE.match(word) is not None:
        return None if word != "1" else 1
    if not plain and not word.isdigit():
        # A `status` in words is a state: `declined`, `error_free`.
        return 0
    return 2 if _FAILING_CODE.match(word) is not None else 1


def _is_neutral(folded: str, name: str, value: object) -> bool:
    if (
        folded in _ERROR_NAMES
        or folded.startswith("error")
        or folded in _STATES
        or folded in _NEUTRAL
        or folded in _SUCCESS_FLAGS
    ):
        # `result` and `status` may hold an envelope or a text, but not a list of records.
        return not (isinstance(value, list) and folded in _STATES)
    means = meaning(name)
    if means.noise or means.trace or means.hint:
        return True
    if isinstance(value, (dict, list)):
        return means.items >= 100 or (means.message >= 92 and isinstance(value, list))
    return means.message >= 74 or means.code >= 80 or means.detail >= 90


def _is_empty(value: object, depth: int = 0) -> bool:
    if isinstance(value, dict):
        return (
            len(value) < 20 and depth < 4 and all(_is_empty(member, depth + 1) for member in value.values())
        )
    return value is None or value == "" or value == [] or (value == 0 and value is not False)
