"""The names by which an error shows itself in a success: of flags, states, codes, envelopes and things.

Decides nothing: tables that `inband` weighs. Refuses to know values (`phrasing`) and where they stand.
"""

from __future__ import annotations

from gateway.errors.dialects.tables import words

ERROR_NAMES = words("""
    error errors err errs fault soapfault erro erros erreur erreurs fehler errore errori
    errorresponse errorinfo errordetail errordetails exceptionreport serviceexceptionreport
    serviceexception serviceerror usererrors apierror apierrors responseerror responseerrors
    errormessage errormessages errmsg errormsg errmessage faultstring errorlist faultinfo
    errorinformation
    listamensagemretorno descrizioneerrore mensajeerror descripcionerror errorcondition errortext
    exceptionmessage exceptiontext
    errores fouten bledy chyby hatalar fejl feil virheet hata hiba blad fel chyba virhe loi kesalahan
    galat
    ошибка помилка σφαλμα
    오류 エラー 错误
""")
SUCCESS_FLAGS = words("""
    success ok issuccess issuccessful successful succeeded issucceed succeed issuccessfull sucesso
    exito requestsuccessful response sikeres siker berhasil sukses успех успешно
    erfolgreich succes successo exitoso isok 성공여부 basarili sukces
    erfolg uspech lyckades onnistui resultyn successyn resultok responseok statusok callok
""")
FAILURE_FLAGS = words("""
    error iserror haserror haserrors erro failed fault isfault hasfault failure
    erroroccurred erroroccured isfailed isfailure hasfailed iserr
""")
STATES = words("""
    status stat state result rc ack outcome systemstatus returnstatus resultstatus responsestatus
    ergebnis stav eredmeny hasil статус результат
    resultado resultat wynik sonuc durum tila risultato 결과 상태 結果 状态
    s statusword resultflag message msg type resulttype returntype responsetype rescode resultcode
    rst response actionstatus messagetype msgtype estadoregistro
    resultstring resultstr resulttext responseclass
    code returncode replystatus esito stav statut estado situacao zustand
""")
ERROR_CODES = words("""
    errcode errorcode errno errorno errornumber errornum errcd errorid faultcode exceptioncode
    exceptionid errcodes codigoerro codigoerror errortype errorname errorkey errortag
""")
# Codes that by name are the outcome of the call: any that is not known to mean success is a failure.
RESULT_CODES = words("""
    rstcode rstcd rtncode rtncd rsltcode rsltcd sonuckodu
    ret retval
    responsecode resultcode resultcd returncode returncd retcode retcd rescode rescd rspcode rspcd respcode
    respcd replycode codigoretorno coderetour codigoresultado codigorespuesta 결과코드
""")
RESULT_CODES |= {
    word
    for result in ("resposta", "respuesta", "resultado", "retorno", "retour", "result", "return", "response")
    for code in ("cd", "cod", "codigo", "code")
    for word in (code + result, result + code)
}
ERROR_STEMS = (
    *(
        "error",
        "erro",
        "erreur",
        "errore",
        "fehler",
        "fout",
        "feil",
        "hiba",
        "hata",
        "ошибки",
        "ошибка",
        "virhe",
        "chyby",
    ),
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
# Whose error it may be, where the whole is called `…Error` and holds a text.
OF_THE_SERVICE = words("""
    fatal general system server login auth authentication internal client global business biz app application
    critical technical action service platform gateway remote upstream common main root web ws sys
""")
# Lists of what is to be said about the call.
MESSAGES = words("""
    messages msgs mensagens mensajes messaggi meldungen nachrichten berichten komunikaty zpravy
""")
# States of one letter, which say something only under a name of this kind.
LETTER_STATES = STATES - {"message", "msg", "type", "code", "result", "status", "state"}
ENVELOPES = words("""
    d messages header head meta status result response responsestatus resultinfo returninfo returnmessage
    cmmmsgheader common commonheader responseheader responseinfo envelope body reply rsp resp data output
    return statusinfo metadata msgheader info json ocs code results resultset
    retorno resultado respuesta resposta reponse ergebnis antwort risposta wynik odpowiedz resultat sonuc
    cevap datablock dtassoc mutable request message doc responses responsemessages
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
    returninfo statusinfo cmmmsgheader code extras responseenvelope control
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
    "errorinformation",
    "errorlist",
    "errorcondition",
)
# Names of codes that are names of other things as well.
CODES_BESIDES = ("rc", "rtcd", "stat", "number")
# Ends of names under which a number is a code: `procstatus`, `qpstat`.
NUMBERED_STATES = ("status", "stat", "rc")
# A number that is a code rather than a count.
NUMBERED_ERRORS = ("error", "err", "erro", "erreur", "errore", "hata", "chyba")
# `"status": false`, which counts only beside a text or a code.
BARE_STATES = (
    "результат",
    "esito",
    "risultato",
    "flag",
    "return",
    "status",
    "result",
    "stat",
    "estado",
    "statut",
)
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
        "message",
        "msg",
        "stateinfo",
        "saida",
        "salida",
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
    stdout stderr exitcode output host hostname proxy domain target iban phone phonenumber submissionid
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
    tos terms hasmore livemode sandbox recoverable docref termsofservice
    action method command cmd function func controller verb
    draw page pagesize pagenumber perpage limit offset signatureserver
    msgcount messagecount errorcount numerrors where
    reqtime queuetime runtime solution resolution howto recommendation
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
