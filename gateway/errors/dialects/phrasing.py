"""How codes and texts speak in the body of a success: of failure, of success, of who calls.

Decides nothing: patterns that `evidence` weighs. Refuses to know the names of members (`signals`). Each is
linear, and sees bounded text.
"""

from __future__ import annotations

import re

import re2

from gateway.errors.dialects.tables import alternatives
from gateway.errors.remembered import remembered

# Published codes: what makes them failures. NF-e and its kin (MOC 7.0 §5), EPP (RFC 5730 §3).
# The attribute of a result in EPP (RFC 5730 §3); 1000 to 1500 are of successes.
EPP_FAILURE = re.compile(r"2[0-5]\d\d\Z")
STANDARD_CODES = {"cstat": re.compile(r"[2-9]\d\d\Z")}

SUCCESS_CODE = re.compile(
    r"(?:[A-Za-z]{0,8}[-_.]?0+|1|10{3,}|(?:20[01246]|207)0*|ok|success\w*|none|normal)\Z", re.IGNORECASE
)
FAILING_CODE = re.compile(r"ERR|E-|FAIL|INVALID|EXCEPTION", re.IGNORECASE)
# Letters and a number, apart.
SPACED_CODE = re.compile(r"[A-Z]{2,6} \d{2,8}\Z")
# A code under a name that holds states as a rule.
NUMBERED_CODE = re.compile(r"[A-Z]{2,8}[-_]?\d{4,8}\Z")
# A code of five digits or more numbers the errors of one API; those of success are round.
LONG_CODE = re.compile(r"\d{5,9}\Z")
# A result code of this form may be that of a failure: S0001 and I0001 are of successes and news.
RESULT_NUMBER = re.compile(r"(?![SION])[A-Z]{0,8}-?\d{1,8}\Z", re.IGNORECASE)
FAILING_TOKEN = re.compile(
    r"(?:INVALID|ERROR|FAILED|FAILURE|DENIED|EXCEEDED|MISSING|UNAUTHORIZED|EXPIRED|UNKNOWN|NOT)_[A-Z0-9_]+\Z"
    r"|[A-Z0-9_]+_(?:INVALID|ERROR|FAILED|FAILURE|DENIED|EXCEEDED|MISSING|UNAUTHORIZED|EXPIRED|NOT_FOUND)\Z"
    r"|(?:[A-Z][a-z]+){1,6}(?:Error|Exception|Denied|Expired|NotFound|Unauthorized)\Z"
)
# A state that names what is wrong with the call: `missing_did`, `invalid_credentials`, `key_not_found`.
FAILING_STATE = re.compile(
    r"(?:invalid|missing|unknown|unauthorized|incorrect|wrong|bad|illegal|required|no|not)[_-][a-z0-9_-]+\Z"
    r"|[a-z0-9_-]+[_-](?:invalid|missing|required|exceeded|not[_-]found|incorrect|unauthorized|mismatch)\Z",
    re.IGNORECASE,
)
# Of who calls: said of nothing else.
CALLERS_STATE = re.compile(
    r"(?:invalid|missing|unknown|wrong|bad|incorrect|expired)[_-](?:(?:api|access|auth)[_-]?)?"
    r"(?:keys?|tokens?|credentials?|signatures?|logins?|api|appid|password|session|username)\Z"
    r"|no[_-](?:access|login|permissions?)\Z|not[_-](?:authenticated|authorized|logged[_-]in)\Z",
    re.IGNORECASE,
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
# RE2, which looks for all of these at once; what begins or ends beyond ASCII stands outside of `\b…\b`.
FAILING_TEXT = re2.compile(
    r"(?i)\b(?:"
    + alternatives(
        """
        not cannot can't couldn't unable invalid error err fail failed failure failing fault
        denied denies deny missing require required requires unauthori[sz]ed unauthenticated forbidden
        expired exceed exceeds exceeded exhausted unknown illegal wrong bad incorrect
        unsupported unavailable rejected refused mismatch(?:ed)? duplicate[ds]? must blocked banned disabled
        suspended deactivated inactive busy unexpected exception timeout timed don't doesn't isn't wasn't
        insufficient malformed absent lacks? already violat(?:es|ed|ion) abort(?:ed)? conflict corrupt(?:ed)?
        unrecogni[sz]ed undefined nonexistent unprocessable revoked overflow maintenance unallowed disallowed
        unreachable undeliverable unsuccessful locked offline
        """
    )
    + r"|(?:try|retry)\s(?:again|later|shortly)|too\s(?:many|long|short|large|small|big|few|old)"
    r"|please\s(?:provide|specify|supply)|please\s(?:login|log\sin|sign\sin)\s(?:first|again)"
    r"|out\sof|no\s(?:such|permission|access|valid|credit|matching|longer)|should\sbe|needs?\sto|is\sempty|down\sfor"
    r"|limit\s(?:is\s|has\sbeen\s)?reached|over\s(?:limit|quota)|\w{3,20}\sno\sv[aá]lid[oa]"
    r"|"
    # German, Dutch, French, Spanish, Portuguese, Italian, the North, the East, Turkish, Malay.
    + alternatives(
        r"""
        unbekannt\w* nicht fehl\w* abgelaufen\w* gesperrt\w* abgelehnt\w* falsch\w* bereits verweigert
        niet geen ongeldig\w* onbekend\w* verlopen onjuist\w* mislukt ontbreekt verplicht
        erreur invalide incorrecte? introuvable manquante? inconnue? refus\w*
        obligatoire interdit impossible (?:ne\s|n')\w+\s(?:\w+\s)?pas
        inv[aá]lid[oa]s? erro falha fall[oó] no\s(?:se|existe|es|hay|tiene|puede|fue|est[aá]|cumple)
        no\s(?:autorizad[oa]|encontrad[oa])
        incorrect[oa]s? vencid[oa] expirad[oa] obligatori[oa]s? requerid[oa]s? denegad[oa] fallid[oa]
        excedid[oa] bloquead[oa] insuficientes? duplicad[oa] desconocid[oa] falta rejei[cç]\w+ rechaz\w*
        caducad[oa] ya\sexiste err[oó]ne[oa]
        nao obrigat[oó]ri[oa]s? expirou incorret[oa]s? negad[oa] recusad[oa] ausente
        non errore scadut[oa] obbligatori[oa] mancante errat[oa] negat[oa] sconosciut[oa]
        ikke inte feil fel fejl ugyldig\w* ogiltig\w* ukendt ukjent mangler saknas virhe\w* puuttuu tuntematon
        nie niepoprawn\w* nieprawid\w* niew\w+ wymagan\w* chyb\w* neplat\w* neexist\w* nelze
        nem hib[aá]\w* hi[aá]nyz\w* ismeretlen lej[aá]rt nu eroare necunoscut[aă]? gre[sș]it[aă]? lipse\w*
        ge[cç]ersiz hatal\w* hata bulunamad\w* yanl\w+ eksik zorunlu
        tidak gagal salah belum bukan habis ditolak nije greska neispravan neispravno nevaze\w*
        """
    )
    + r")\b"
    r"|n[aã]o\s|\bsai\s|kh[oô]ng|l[oỗ]i|thiếu|hết\s|chưa|échec|échoué|expirée?|déjà|ung[uü]ltig|geçersiz"
    r"|hatas\x{131}|değil|başar\x{131}s\x{131}z"
    r"|błąd|bł[eę]d|není|érvénytelen|špatn|neznám|okänd|λάθος|σφάλμα|δεν\s"
    r"|ошибк|невер|не\s|нет\s|отказ|недопуст|некоррект|недостат|неправиль|отсутств|истек|истёк|запрещ|невозмож"
    r"|помилк|невірн|недійсн|невалид|грешк|خطأ|غير|لا\s|فشل|خطا|نامعتبر|שגיאה|שגוי|त्रुटि|अमान्य"
    r"|실패|오류|에러|거절|부족|이미|확인하세요|주세요|바랍니다|않|없|못|유효하지|잘못|누락|초과|만료|필수|불가|거부|아닙|다른|제한"
    r"|请(?:[^求]|$)|請(?:[^求]|$)|ください|失败|失敗|错误|禁用|停用|受限|錯誤|无效|無效|無効|无此|無此|查无|查無|无法|無法|不|未|没有|有误"
    r"|暂停|繁忙|稍后|欠费|频控|频繁|限流|沒有|禁止|异常|非法|超过|超出|过期|缺少|エラー|ません|できない|不正|必須|もう一度|再度|失効|切れ|既に"
    r"|已存在|无权|無權|锁定|鎖定|已被|重复|拒绝|拒絕|ไม่|ผิด|ล้มเหลว"
)


# The same few sentences come again and again.
@remembered(2048)
def speaks_of_failure(text: str) -> bool:
    """Whether there are words of failure in the first 300 characters of a text."""
    return FAILING_TEXT.search(text, 0, 300) is not None


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
    r"(?:api[ _-]?keys?|app[ _-]?(?:key|id)|(?:access[ _-]?)?token|credentials?|signature|session(?:\sid)?)\b"
    r"|\b(?:api[ _-]?key|token|signature|credentials?)\s(?:\w{1,12}\s)?(?:is|was|has|are)\s(?:\w{1,12}\s)?"
    r"(?:invalid|missing|expired|required|incorrect|wrong|revoked|valid\b)"
    r"|\b(?:rate\slimit|quota)\s(?:\w{1,12}\s)?exceeded\b|\btoo\smany\srequests\b"
    r"|\bauthentication\s(?:has\s)?(?:failed|required)\b|\bnot\s(?:logged\sin|authenticated)\b"
    r"|(?:인증키|서비스키|토큰|인증\s?정보).{0,12}(?:유효하지|잘못|없|만료|올바르지|틀)"
    r"|(?:签名|簽名|令牌|密钥|token|登录|appkey|授权).{0,8}(?:错误|無效|无效|失效|过期|失败|不正确|不存在)|未登录|请先登录"
    r"|(?:認証|トークン|APIキー).{0,12}(?:失敗|無効|不正|エラー|切れ)",
    re.IGNORECASE,
)
