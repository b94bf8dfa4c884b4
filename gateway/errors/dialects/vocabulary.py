"""What the members of an error body are called: tables of words, and how a name is read.

Decides what a member's name promises (a message, a code, a list of errors, …) and how strongly, 0 to 100+.
Refuses to look at values.

A name is folded to lower case without separators (`error_msg`, `errorMsg`, `Error-Msg` → `errormsg`). It is
looked up as it is; then without the qualifiers before it (`resp` + `msg`), then without those behind it
(`codigo` + `erro`), because APIs invent qualifiers but seldom heads. A qualifier that speaks of errors makes
the promise stronger, any other makes it a little weaker.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from gateway.errors.dialects.tables import in_order, weights, words


class Meaning(NamedTuple):
    """What a name promises; 0 where it promises nothing of the kind."""

    message: int = 0  # the main sentence
    detail: int = 0  # the longer second text, beside a message
    code: int = 0  # the machine code
    items: int = 0  # a list or a map of single errors
    field: int = 0  # the place of a single error
    hint: int = 0  # an HTTP status
    trace: int = 0  # a request or trace id
    box: int = -6  # what a message gains, or loses, by standing in an object of this name
    noise: int = 0  # 1: nothing for clients in here


UNKNOWN = Meaning()


MESSAGE = weights("""
    104: faultstring exceptiontext submsg submessage suberrormessage
    100: message msg mesg
    97: mess messagetext msgtext localizedmessage messagestring
    94: usermessage errorusermsg displaymessage friendlymessage shortmessage shorttext messageshort
    92: mensaje mensagem nachricht meldung fehlermeldung fehlertext messaggio komunikat zprava melding
    92: feilmelding
    92: foutmelding bericht felmeddelande meddelande viesti mesaj pesan thongbao сообщение повідомлення
    92: wiadomosc
    92: 메시지 메세지 오류메시지 에러메시지 メッセージ エラーメッセージ 消息 信息 错误信息 提示 msgs
    90: diagnostics title titel titre titulo titolo reasonphrase headline
    88: error err errorstring errordescr libelle erro erreur errore fehler blad chyba fout virhe hata
    88: ошибка 오류 エラー 错误
    87: fault failure problem
    86: descricao descripcion descrizione beschreibung omschrijving opis popis aciklama описание
    86: keterangan 설명 説明
    85: detail errordetail developermessage longmessage longtext messagelong detailmessage
    84: description desc descr explanation explain
    83: reason motivo grund raison motif 사유 理由 原因 причина powod
    80: errors summary
    75: issue problemdescription
    78: text details detalle detalhe dettaglio detalles detalhes moreinformation moreinfo
    78: additionalinformation
    76: info informations errorinfo information extendedmessage addtlinf additionalinfo statusdetail
    74: commentaire comment comments remark remarks komentar note hinweis
    66: cause exception
    56: exceptionmessage innermessage
    78: statustext
    60: phrase display localized fullmessage label messages
    55: content string reply
    50: result response outcome output
    40: status state value hint fix suggestion help
    30: data body name type
""")
"""Weights of names that hold a sentence."""

# What stands beside a message as its longer second text.
DETAIL = weights("""
    100: detail details description desc descr longmessage longtext detailmessage messagedetail
    100: messagedetails
    95: moreinformation moreinfo explanation developermessage extendedmessage additionalinformation
    95: additionalinfo
    90: reason errordetail errordetails descricao descripcion descrizione beschreibung detalle detalhe
    90: dettaglio
    90: errordescription addtlinf message diagnostics detailedmessage statusdetail longdescription
    90: fulldescription
""")

CODE = weights("""
    106: codedesc codename codetext
    105: subcode suberrorcode
    104: errorcode errcode faultcode msgcode msgcd messagecode exceptioncode errorsubcode errorkey errcd
    102: reasoncode errorno errno errornumber errornum errnum
    100: code cd codigo kode kod codice fehlercode codeerreur coderreur codeerro koderror 코드 오류코드 コード
    100: 错误码 код
    98: errorid erroridentifier errortag errorname errorslug errortoken
    94: resultcode returncode responsecode statuscd retcode rspcode respcode rescode codereponse
    94: codigoretorno
    86: type issue
    84: errortype exceptiontype exceptionname errorclass exctype
    88: error err errorstring
    86: codevalue symbol slug identifier key messageid msgid messagekey i18nkey translationkey
    80: reason status rtcd rc number num nummer
    78: kind
    76: name category class exception faultname statuscode
    72: summary errorsummary
    72: result
    70: fault failure stat state outcome ack
    60: id title label message msg severity validatorkey rule constraint keyword detail description
""")

ITEMS = weights("""
    110: fieldviolations fielderrors validationerrors invalidparams modelstate validationmessages
    110: formerrors
    108: violations constraintviolations validations errorlist errorslist invalidparameters invalidfields
    106: errors errorsarray errorarray suberrors fehlerliste erreurs erros errores errori useruserrors
    106: usererrors
    100: errormessages errordetails failures problems faults issues issue exceptions
    95: errorcodes
    92: details detail invalid invalidattributes fields params validation
    86: messages causes subproblems conditions errordescriptors
    80: error message issuesummary warningsanderrors descriptions
    70: data meta extra context reasons info extendederrors
""")

FIELD = weights("""
    100: field fieldname pointer jsonpointer instancepath datapath propertypath argumentpath fieldpath
    100: jsonpath
    96: loc property propertyname attribute attributename attr param parameter parametername paramname
    96: argument arg
    94: campo champ feld veld pole поле 필드 項目 字段 fieldid fieldkey inputname invalidfield errorfield
    90: path source location locator xpath column columnname element expression fields members membernames
    80: target key propertykey item variable input dataelement
    60: name
""")

HINT = weights("""
    100: httpstatus httpstatuscode httpcode statuscode
    95: status statut estado stato code errorstatus
    60: errorcode resultcode responsecode returncode
""")

TRACE = weights("""
    100: requestid traceid correlationid transactionid reqid rqid errorinstanceid incidentid logid
    100: debugid supportid
    90: activityid errorid eventid xrequestid fbtraceid trackingid referenceid requestuuid correlation
    80: instanceid sessionid reference ref rayid cfray trace request id
""")

# What a message gains by standing in a box of this name. All else loses 6.
BOX = weights("""
    2: fault err errorresponse serviceexception exceptionreport error errorinfo errordetail
    1: errors erro erreur fehler errore exception problem apierror errormessage
    -1: response header head meta status result responsestatus envelope body return resultinfo message
    -1: commonheader
    -3: failure reply answer messages operationoutcome issue
    -9: details detail extensions
    -9: attributes properties
    -25: data payload params
    -14: warnings warning info additionaldata embedded
""")

NOISE = words("""
    exc stack stacktrace stacktraces trace traces traceback backtrace callstack exceptiondetail
    exceptiondetails innererror innerexception debug debuginfo debugmessage debugmessages sql query
    querystring file filename line linenumber parent original originalerror headers links link
    config env environment requestheaders errorstack rootcause inner causedby schema docs
    documentation documentationurl timestamp time date method url uri href instance selflink
    moreinfourl version server host hostname path2 fieldvalue rejectedvalue value2 invalidvalue
    receivedvalue input2
""")
"""Members that are for the upstream's developers, or no text: never descended into, never a message."""

_ERRORISH = in_order("""
    application error err fault exception failure fail problem erreur erro fehler errore blad
    hata validation 오류 에러 エラー 错误
""")
_NEUTRAL = in_order("""
    auth operation response default data decline reject message results result return status system
    server header reply short client public detail reason http resp main user full long stat
    text desc api app msg res ret rtn rsp ack out sys sub biz txn dev str com cmm the o l e s x
    p i rt rs r
""")
_BEHIND = in_order("""
    erreur error errore erro fehler text string value info retorno respuesta resposta english
    korean local field eng kor txt str val en ko kr de fr es it pt ja ru zh cn ar
""")
_ONLY_WITH_ERROR = {"number": 0, "num": 0, "no": 96, "id": 0, "key": 0}

_SEPARATORS = str.maketrans("", "", "_-. @:$#")


def fold(name: str) -> str:
    """A member's name without case and separators."""
    return name.translate(_SEPARATORS).lower()


@lru_cache(maxsize=8192)
def meaning(name: str) -> Meaning:
    """What the member `name` promises."""
    if len(name) > 60:
        return UNKNOWN
    if name == "#text":
        return Meaning(message=78, detail=80, code=70, box=-1)
    # `hydra:title`, `o:errorCode`: a prefix says whose name it is, not what it means.
    folded = fold(name.rpartition(":")[2] or name) or name
    exact = _exact(folded)
    if exact is not None and exact.noise:
        return exact
    derived = _without_prefixes(folded) or _from_error_on(folded) or _without_suffix(folded)
    if exact is None or derived is None:
        return exact or derived or UNKNOWN
    # A name that stands in one table may still get another promise from its head.
    return Meaning._make(max(own, 0) or other for own, other in zip(exact, derived, strict=True))._replace(
        box=max(exact.box, derived.box)
    )


def _exact(folded: str) -> Meaning | None:
    if folded in NOISE:
        return Meaning(noise=1)
    found = Meaning(
        MESSAGE.get(folded, 0),
        DETAIL.get(folded, 0),
        CODE.get(folded, 0),
        ITEMS.get(folded, 0),
        FIELD.get(folded, 0),
        HINT.get(folded, 0),
        TRACE.get(folded, 0),
        BOX.get(folded, -6),
    )
    return None if found == UNKNOWN else found


def _without_prefixes(folded: str) -> Meaning | None:
    """`responsemsg` → message, a little weaker; `apierrormsg` → message, stronger."""
    rest = folded.rstrip("0123456789")
    shift = 0
    for _ in range(4):
        found = _exact(rest) if rest != folded else None
        if found is not None and not found.noise:
            return _shifted(found, shift)
        for qualifiers, gain in ((_ERRORISH, 3), (_NEUTRAL, -2)):
            prefix = next(
                (word for word in qualifiers if rest.startswith(word) and len(rest) > len(word)), None
            )
            if prefix is not None:
                rest = rest[len(prefix) :]
                shift += gain
                break
        else:
            return None
        if shift > 0 and rest in ("no", "id", "num"):
            return Meaning(code=90 if rest == "no" else 80)
    return None


def _from_error_on(folded: str) -> Meaning | None:
    """`serviceerrorcode` → `errorcode`: whatever stands before, it is that of the error."""
    start = folded.find("err", 1)
    if start < 0:
        return None
    rest = folded[start:]
    found = _exact(rest) or _without_prefixes(rest)
    return found if found is not None and not found.noise else None


def _without_suffix(folded: str) -> Meaning | None:
    for suffix in _BEHIND:
        rest = folded.removesuffix(suffix)
        if rest and rest != folded:
            found = _exact(rest) or _without_prefixes(rest)
            if found is not None and not found.noise:
                return _shifted(found, -1)
    return None


def _shifted(found: Meaning, shift: int) -> Meaning:
    return Meaning(
        found.message and max(1, found.message + shift),
        found.detail and found.detail - 5,
        found.code and max(1, found.code + shift),
        found.items and found.items - 4,
        found.field and found.field - 4,
        found.hint and found.hint - 10,
        found.trace and found.trace - 10,
        found.box,
    )
