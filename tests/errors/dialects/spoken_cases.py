"""Errors in band that are told in other tongues, under prefixes, in words of their own."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "nts-kr",
        200,
        "application/json",
        '{"status_code":"BAD_JSON_REQUEST","msg":"JSON 형식이 올바르지 않습니다."}',
        message="JSON 형식이 올바르지 않습니다.",
        code="BAD_JSON_REQUEST",
    ),
    Case(
        "lh-kr",
        200,
        "application/json",
        '{"dsSch":null,"resHeader":[{"RS_DTTM":"20240101","SS_CODE":"E"}],"error":"조회 중 오류가 발'
        '생했습니다."}',
        message="조회 중 오류가 발생했습니다.",
    ),
    Case(
        "qichacha",
        200,
        "application/json",
        '{"Status":"105","Message":"接口暂停使用","OrderNumber":""}',
        message="接口暂停使用",
        code="105",
    ),
    Case(
        "weimob",
        200,
        "application/json",
        '{"code":{"errcode":"8000101","errmsg":"access_token失效"},"data":null}',
        message="access_token失效",
        code="8000101",
    ),
    Case(
        "baidu-pan",
        200,
        "application/json",
        '{"errno":31034,"request_id":"9","show_msg":"命中接口频控"}',
        message="命中接口频控",
        code="31034",
    ),
    Case(
        "vnpay",
        200,
        "application/json",
        '{"vnp_ResponseId":"x","vnp_Command":"querydr","vnp_ResponseCode":"97","vnp_Message":'
        '"Invalid checksum"}',
        message="Invalid checksum",
        code="97",
    ),
    Case(
        "delhivery",
        200,
        "application/json",
        '{"success":false,"error":true,"rmk":"Package creation API failed due to invalid pick'
        'up location","packages":[]}',
        message="Package creation API failed due to invalid pickup location",
    ),
    Case(
        "exotel",
        200,
        "application/json",
        '{"RestException":{"Status":403,"Message":"You do not have permission"}}',
        message="You do not have permission",
    ),
    Case(
        "datagovsg",
        200,
        "application/json",
        '{"code":17,"name":"REAL_TIME_API_DATA_NOT_FOUND","data":null,"errorMsg":"Data not found"}',
        message="Data not found",
        code="17",
    ),
    Case(
        "de-home",
        200,
        "application/json",
        '{"ergebnis":"FEHLER","fehlernummer":"4711","meldung":"Kunde nicht gefunden"}',
        message="Kunde nicht gefunden",
        code="4711",
    ),
    Case(
        "fio-like-cz",
        200,
        "application/json",
        '{"stav":"CHYBA","kod":"E102","zprava":"Neplatný token"}',
        message="Neplatný token",
        code="E102",
    ),
    Case(
        "szep-hu",
        200,
        "application/json",
        '{"eredmeny":"HIBA","hibakod":"103","uzenet":"A kártya nem található"}',
        message="A kártya nem található",
        code="103",
    ),
    Case(
        "prtg-json",
        200,
        "application/json",
        '{"prtg-version":"22.1","error":"Unauthorized"}',
        message="Unauthorized",
    ),
    Case(
        "home-ack",
        200,
        "application/json",
        '{"ack":"NACK","nackReason":"Schema mismatch","correlationId":"c1"}',
        message="Schema mismatch",
    ),
    Case(
        "douyin-open",
        200,
        "application/json",
        '{"data":{"description":"access_token过期,请刷新或重新授权","error_code":2190008},"message":"error"}',
        message="access_token过期,请刷新或重新授权",
        code="2190008",
    ),
)
