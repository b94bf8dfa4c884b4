"""More errors in band: long codes, exceptions by name, messages of SAP, states of messages."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "exchange-mexc",
        200,
        "application/json",
        '{"code":700003,"msg":"Timestamp for this request is outside of the recvWindow."}',
        message="Timestamp for this request is outside of the recvWindow.",
        code="700003",
    ),
    Case(
        "mediawiki-1",
        200,
        "application/json",
        '{"errors":[{"code":"badtoken","text":"Invalid CSRF token.","module":"edit"}],"docref'
        '":"See x","servedby":"mw1"}',
        message="Invalid CSRF token.",
        code="badtoken",
    ),
    Case(
        "opencart",
        200,
        "application/json",
        '{"error":{"warning":"Warning: You do not have permission to access the API!"}}',
        message="Warning: You do not have permission to access the API!",
    ),
    Case(
        "yonyou",
        200,
        "application/json",
        '{"code":"310046","message":"签名校验失败","displayCode":"000-000-310046"}',
        message="签名校验失败",
        code="310046",
    ),
    Case(
        "kakao-pay-legacy",
        200,
        "application/json",
        '{"code":-780,"msg":"approval failure!","extras":{"method_result_code":"8001","method'
        '_result_message":"한도초과"}}',
        message="approval failure!",
        code="-780",
    ),
    Case(
        "jp-veritrans",
        200,
        "application/json",
        '{"result":{"mstatus":"failure","vResultCode":"NH18000000000000","merrMsg":"不正なIPアドレス'
        'からのアクセスです"}}',
        message="不正なIPアドレスからのアクセスです",
        code="NH18000000000000",
    ),
    Case(
        "se-home",
        200,
        "application/json",
        '{"status":"fel","felkod":"12","meddelande":"Ogiltigt kundnummer"}',
        message="Ogiltigt kundnummer",
        code="12",
    ),
    Case(
        "home-verdict-call",
        200,
        "application/json",
        '{"outcome":"FAILURE","failure":{"code":"LIMIT","message":"Daily limit of 500 EUR is used up"}}',
        message="Daily limit of 500 EUR is used up",
        code="LIMIT",
    ),
    Case(
        "home-msgtype",
        200,
        "application/json",
        '{"messageType":"ERROR","messageCode":"ORD-0042","messageText":"Delivery date lies in the past"}',
        message="Delivery date lies in the past",
        code="ORD-0042",
    ),
    Case(
        "home-exc2",
        200,
        "application/json",
        '{"exceptionType":"TimeoutException","exceptionMessage":"Host did not answer"}',
        message="Host did not answer",
        code="TimeoutException",
    ),
    Case(
        "sap-odata-batch",
        200,
        "application/json",
        '{"d":{"Type":"E","Message":"Material X does not exist","Number":"305","Id":"M3"}}',
        message="Material X does not exist",
        code="305",
    ),
    Case(
        "bapi",
        200,
        "application/json",
        '{"RETURN":[{"TYPE":"E","ID":"V1","NUMBER":"042","MESSAGE":"Sold-to party 4711 is not defined"}]}',
        message="Sold-to party 4711 is not defined",
        code="042",
    ),
)
