"""The signals by which an error shows itself in a success: names of members, states, codes and words.

Decides nothing: tables that `inband` weighs. Refuses to know where in a body they stand.
"""

from __future__ import annotations

import re

from gateway.errors.dialects.tables import words

ERROR_NAMES = words("""
    error errors err errs fault soapfault erro erros erreur erreurs fehler errore errori
    errorresponse errorinfo errordetail errordetails exceptionreport serviceexceptionreport
    serviceexception serviceerror usererrors apierror apierrors responseerror responseerrors
    errormessage errormessages errmsg errormsg errmessage faultstring errorlist faultinfo
    listamensagemretorno descrizioneerrore mensajeerror descripcionerror errorcondition errortext
    exceptionmessage exceptiontext
    errores fouten bledy chyby hatalar fejl feil virheet
    오류 エラー 错误
""")
SUCCESS_FLAGS = words("""
    success ok issuccess issuccessful successful succeeded issucceed succeed issuccessfull sucesso
    exito requestsuccessful response sikeres erfolgreich succes successo exitoso isok 성공여부 basarili sukces
    erfolg uspech lyckades onnistui resultyn successyn
""")
FAILURE_FLAGS = words("""
    error iserror haserror haserrors erro failed fault isfault hasfault failure
""")
STATES = words("""
    status stat state result rc ack outcome systemstatus returnstatus resultstatus responsestatus
    ergebnis stav eredmeny resultado resultat wynik sonuc durum tila risultato 결과 상태 結果 状态
    s statusword resultflag message msg type resulttype returntype responsetype rescode resultcode
    rst response actionstatus messagetype msgtype estadoregistro
    code returncode replystatus esito stav statut estado situacao zustand
""")
ERROR_CODES = words("""
    errcode errorcode errno errorno errornumber errornum errcd errorid faultcode exceptioncode
    errcodes codigoerro codigoerror errortype errorname errorkey errortag
""")
# Codes that by name are the outcome of the call: any that is not known to mean success is a failure.
RESULT_CODES = words("""
    rstcode rstcd rtncode rtncd
    ret retval
    responsecode resultcode resultcd returncode returncd retcode retcd rescode rescd rspcode rspcd respcode
    respcd replycode codigoretorno coderetour codigoresultado codigorespuesta 결과코드
""")
# Published codes: what makes them failures. NF-e and its kin (MOC 7.0 §5), EPP (RFC 5730 §3).
# The attribute of a result in EPP (RFC 5730 §3); 1000 to 1500 are of successes.
EPP_FAILURE = re.compile(r"2[0-5]\d\d\Z")
STANDARD_CODES = {"cstat": re.compile(r"[2-9]\d\d\Z")}
RESULT_CODES |= {
    word
    for result in ("resposta", "respuesta", "resultado", "retorno", "retour", "result", "return", "response")
    for code in ("cd", "cod", "codigo", "code")
    for word in (code + result, result + code)
}
ERROR_STEMS = (
    *("error", "erro", "erreur", "errore", "fehler", "fout", "feil", "hiba", "hata", "virhe", "chyby"),
    *("bledu", "greske", "eroare", "오류", "에러", "エラー", "错误"),
)
FLAGS = SUCCESS_FLAGS | FAILURE_FLAGS
FLAG_ENDINGS = ("success", "succeed", "succeeded", "successful")
# Flags that are also what is called the answer to a question.
ANSWERS = ("response", "responsetext")
# The worst of what happened to the call: no resource has one.
WORST_STATES = ("highestseverity", "statusseverity", "estadoenvio", "overallstatus")
# Beside these, an `id` is that of the call.
RPC = frozenset(("jsonrpc", "result", "status_code", "statusCode"))
EXCEPTIONS = ("exception", "exceptiontype", "exceptionclass", "exceptionname")
# States that say how something ended, and ends of names that hold how many there are of something.
OUTCOMES = ("status", "state", "result", "outcome", "statut", "estado", "stav")
COUNTS = ("count", "total", "num")
HTTP_STATUSES = ("httpcode", "httpstatus", "httpstatuscode")
# What kind of message it is, and the kinds that are no errors.
KINDS = ("messagetype", "msgtype", "severity", "level", "type")
NEWS = ("info", "information", "informational", "notice", "debug", "hint", "s", "i")
# What a state says of a thing that is watched, never of a call.
WATCHED = words("""
    unhealthy down degraded offline critical warning warn dead stopped crashed outage
""")
# What APIs put before the name of a state or code, to say that it is that of the call.
OF_THE_CALL = ("res", "resp", "rsp", "ret", "response", "return", "api", "req", "request", "call")
STATES |= {before + state for before in OF_THE_CALL for state in ("result", "status", "state", "flag", "yn")}
ERROR_CODES |= {before + code for before in OF_THE_CALL for code in ("errcode", "errorcode", "errno")}
# States of one letter, which say something only under a name of this kind.
LETTER_STATES = STATES - {"message", "msg", "type", "code", "result", "status", "state"}
ENVELOPES = words("""
    d messages header head meta status result response responsestatus resultinfo returninfo returnmessage
    cmmmsgheader common commonheader responseheader responseinfo envelope body reply rsp resp data output
    return statusinfo metadata msgheader info json ocs code results resultset
    retorno resultado respuesta resposta reponse ergebnis antwort risposta wynik odpowiedz resultat sonuc
    cevap datablock dtassoc mutable
""")
# A verdict on what was asked about is the very answer of a call that succeeded.
VERDICTS = words("""
    valid isvalid alive approved available active verified passed match matched found exists eligible
    allowed authorized accepted enabled compliant healthy reachable online up live connected open loggedin
    delivered authenticated allow value answer
""")
# Envelopes that hold nothing but what is said about the call: even a `title` in them is that of the call.
ABOUT_THE_CALL = words("""
    status header head meta metadata responseheader responseinfo commonheader common msgheader resultinfo
    returninfo statusinfo cmmmsgheader code extras responseenvelope
""")
# A text under these names is as good beside a flag, but says too little beside an unknown code.
DESCRIPTIONS = ("description", "desc", "title", "text", "label")
# Roots of documents in XML that speak of errors without being one.
DOCUMENTS = words("""
    resources strings customerrors webapp configuration config properties log logs events feed rss svg
    kml definitions schema testsuites testsuite testrun plist urlset html vxml wsdl catalog glossary
""")
# A list of one is a batch where its element has one of these.
BATCHES = frozenset(("jsonrpc", "errors"))
# The error of an earlier call.
BYGONE = ("last", "prev", "recent", "latest", "first", "past", "old")
ERROR_ENDINGS = (
    "failure",
    "fault",
    "error",
    "exception",
    "faultinfo",
    "errorinfo",
    "errorlist",
    "errorcondition",
)
# Names of codes that are names of other things as well.
CODES_BESIDES = ("rc", "rtcd", "stat", "number")
# A number that is a code rather than a count.
NUMBERED_ERRORS = ("error", "err", "erro", "erreur", "errore", "hata", "chyba")
# `"status": false`, which counts only beside a text or a code.
BARE_STATES = ("flag", "return", "status", "result", "stat", "estado", "statut")
ENVELOPE_ENDINGS = (
    *(
        "response",
        "resp",
        "result",
        "reply",
        "return",
        "header",
        "rs",
        "resultmsg",
        "envelope",
        "delivery",
        "footer",
    ),
)
# Of the answers of Brazilian fiscal services (MOC 7.0).
ENVELOPE_STARTS = (
    "results",
    "retorno",
    "respuesta",
    "resposta",
    "retenvi",
    "retcons",
    "retevento",
    "retinut",
    "retdist",
)
PAYLOAD = words("""
    id uuid guid name level logger severity loglevel jobid taskid orderid userid createdat
    updatedat created updated finishedat startedat title amount price email username kind job task
    stdout stderr exitcode output host hostname
""")
# Elements that by name are a thing with a state of its own, not an answer about the call.
THINGS = words("""
    transaction payment order charge refund invoice shipment parcel subscription claim policy event alarm
    alert incident ticket device printer sensor reading inverter build pipeline testcase check probe monitor
""")
NEUTRAL = words("""
    ttl sid tid t parameter parameters params param request query input echo extensions links version
    apiversion api service servicename operation lang language locale jsonrpc xmlns encoding
    schemalocation took time duration elapsed processingtime executiontime field helpfile helpcontext
    detail details errors warnings rid nonce sign signature serverid help hint docs doc url date ip ts
    timestamp servertime responsetime exectime space interfaceid apiname build servedby
    exception documentation endpoint endpointname v copyright license requestarguments requestparameters
    requestparams arguments args notification notifications transactiondetail messageinfo requesttype mode
    dtserver index highestseverity statusseverity estadoenvio estadoregistro overallstatus
    salt nonce retryable temporary transient fatal cached haswarning haswarnings
    retryafter statusstring statustext statusname substatuscode substatus termsofuse
    tos terms hasmore livemode sandbox recoverable docref
""")
# A state that a resource may be in as well as a call.
ANYONES = ("status", "state", "result", "message", "msg", "type", "code")
# Of these, what a request of a person may meet with, rather than a call.
REFUSED = words("""
    rejected denied aborted rechazado rechazada recusado recusada rejeitado rejeitada negado negada
    abgelehnt refusé refusée rifiutato rifiutata geweigerd odrzucono reddedildi
""")
PAST = REFUSED | {"failed", "failure"}
TRUE = ("true", "1", "yes", "y")
FALSE = ("false", "no", "n", "0", "f")

# All names but those of codes, texts and lists.
CLAIMING = (
    STATES
    | words(
        " ".join(
            (
                *NUMBERED_ERRORS,
                *WORST_STATES,
                *EXCEPTIONS,
                *KINDS,
                *HTTP_STATUSES,
                *OUTCOMES,
                *ANYONES,
                *BARE_STATES,
            )
        )
    )
    | {"ack", "data"}
)

SUCCESS_CODE = re.compile(
    r"(?:[A-Za-z]{0,8}[-_.]?0+|1|10{3,}|20[0-6]0*|ok|success\w*|none|normal)\Z", re.IGNORECASE
)
FAILING_CODE = re.compile(r"ERR|E-|FAIL|INVALID|EXCEPTION", re.IGNORECASE)
# A code under a name that holds states as a rule.
NUMBERED_CODE = re.compile(r"[A-Z]{2,8}[-_]?\d{4,8}\Z")
# A code of five digits or more numbers the errors of one API; those of success are round.
LONG_CODE = re.compile(r"\d{5,9}\Z")
# A result code of this form may be that of a failure: S0001 and I0001 are of successes and news.
RESULT_NUMBER = re.compile(r"(?![SION])[A-Z]{0,8}-?\d{1,8}\Z", re.IGNORECASE)
FAILING_TOKEN = re.compile(
    r"(?:INVALID|ERROR|FAILED|FAILURE|DENIED|EXCEEDED|MISSING|UNAUTHORIZED|EXPIRED|UNKNOWN|NOT)_[A-Z0-9_]+\Z"
    r"|[A-Z0-9_]+_(?:INVALID|ERROR|FAILED|FAILURE|DENIED|EXCEEDED|MISSING|UNAUTHORIZED|EXPIRED|NOT_FOUND)\Z"
)
PASSING_TEXT = re.compile(
    r"\W*(?:ok\b|okay|success|succe|done\b|complete|created|accepted|approved|updated|deleted"
    r"|saved|queued|sent\b"
    r"|no\s+error|without\s+error|normal|valid\b|found\b|welcome|hello|성공|정상|완료|처리되었|처리가|조회되었|조회가"
    r"|正常|成功|完了|完成|操作成功|处理中|请求成功|успех|успешно|erfolg|succès|réussi|éxito|exito|sucesso|operazione\s+riuscita)",
    re.IGNORECASE,
)
# Words of success anywhere in a text: enough where nothing but an unknown code speaks of failure.
PASSED = re.compile(
    r"\b(?:success|succe|no_?data|done|completed?|received|processing|accepted|created|ok|sucesso|[eé]xito|erfolg|succ[eè]s)\w*\b"
    r"|성공|정상|완료|처리|되었습니다|했습니다|하였습니다|成功|正常|完了|しました|完成|успеш",
    re.IGNORECASE,
)
FAILING_TEXT = re.compile(
    r"\b(?:not|cannot|can't|can\snot|couldn't|unable|invalid|error|err|fail|failed|failure"
    r"|denied|den(?:y|ied)|missing"
    r"|require[ds]?|unauthori[sz]ed|forbidden|expire[ds]?|exceed(?:s|ed)?|exhausted|unknown"
    r"|illegal|wrong|bad|incorrect"
    r"|unsupported|unavailable|rejected|refused|mismatch|duplicate[ds]?|must|blocked|disabled|suspended"
    r"|busy|(?:try|retry)\s(?:again|later|shortly)|unexpected|exception|timeout|timed|too\s+many|don't|doesn't|isn't|insufficient|malformed|absent|lack"
    r"|unbekannt\w*|onbekend\w*|inv[aá]lid[oa]|erro|falha|fall[oó]|no\s+(?:se|existe|es|hay|encontrad[oa])|n[aã]o|ung[uü]ltig|nicht|kein|fehl\w*|erreur"
    r"|invalide|incorrecte?|introuvable|manquante?|rejei[cç][aã]o|rechaz\w*|caducad[oa]"
    r"|inconnue?|refus\w*|non|errore|ge[cç]ersiz|hata|tidak|gagal|salah|kh[oô]ng|l[oỗ]i)\b"
    r"|실패|오류|에러|거절|부족|확인하세요|주세요|바랍니다|않|없|못|유효하지|잘못|누락|초과|만료|필수|불가|거부|아닙|다른|제한"
    r"|请(?!求)|請(?!求)|ください|失败|失敗|错误|禁用|停用|受限|錯誤|无效|無效|無効|无此|無此|查无|查無|无法|無法|不|未|没有|有误|暂停|繁忙|稍后|欠费|频控|频繁|限流|沒有|禁止|异常|非法|超过|超出|过期|缺少|エラー|ません|できない|不正|必須|もう一度|再度"
    r"|ошибк|невер|не\s|нет\s|отказ|недопуст|błąd|bł[eę]d|nieprawid|chyb|neplat|ไม่",
    re.IGNORECASE,
)
# That nothing was found is a result, where nothing but a code of unknown meaning stands beside it.
NO_DATA = re.compile(
    r"\bno[ _]?(?:data|results?|records?|rows|entries)\b|\bnothing\sfound\b"
    r"|\bkeine\s(?:daten|treffer|ergebnisse)|\baucun\sr[ée]sultat|\bsin\s(?:resultados|datos)|\bnenhum\s(?:registro|resultado)|\bnessun\srisultato"
    r"|(?:데이터|데이타|자료|결과|내역|정보)[가이는은]?\s?(?:없|존재하지)|暂无|无数据|無資料|查无数据|データ.{0,4}(?:ありません|存在しません)",
    re.IGNORECASE,
)
# What is wrong with who calls, rather than with what is asked for.
ABOUT_THE_CALLER = re.compile(
    r"\b(?:invalid|missing|expired|unknown|bad|wrong|incorrect|no)\s(?:\w{1,12}\s){0,2}"
    r"(?:api[ _-]?keys?|app[ _-]?(?:key|id)|(?:access[ _-]?)?token|credentials?|signature)\b"
    r"|\b(?:api[ _-]?key|token|signature|credentials?)\s(?:\w{1,12}\s)?(?:is|was|has|are)\s(?:\w{1,12}\s)?"
    r"(?:invalid|missing|expired|required|incorrect|wrong|revoked|valid\b)"
    r"|\b(?:rate\slimit|quota)\s(?:\w{1,12}\s)?exceeded\b|\btoo\smany\srequests\b"
    r"|\bauthentication\s(?:has\s)?(?:failed|required)\b|\bnot\s(?:logged\sin|authenticated)\b"
    r"|(?:인증키|서비스키|토큰|인증\s?정보).{0,12}(?:유효하지|잘못|없|만료|올바르지|틀)"
    r"|(?:签名|簽名|令牌|密钥|token|登录|appkey|授权).{0,8}(?:错误|無效|无效|失效|过期|失败|不正确|不存在)|未登录|请先登录"
    r"|(?:認証|トークン|APIキー).{0,12}(?:失敗|無効|不正|エラー|切れ)",
    re.IGNORECASE,
)
