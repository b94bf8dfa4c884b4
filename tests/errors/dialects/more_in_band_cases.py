"""More errors that come with the status of a success; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "ebay-xml",
        200,
        "text/xml",
        '<?xml version="1.0"?><GetItemResponse xmlns="urn:ebay:apis:eBLBaseComponents"><Times'
        "tamp>2020</Timestamp><Ack>Failure</Ack><Errors><ShortMessage>Invalid item ID.</Short"
        "Message><LongMessage>Invalid item ID or item no longer available.</LongMessage><Erro"
        "rCode>17</ErrorCode><SeverityCode>Error</SeverityCode><ErrorClassification>RequestEr"
        "ror</ErrorClassification></Errors><Version>1</Version><Build>E1</Build></GetItemResp"
        "onse>",
        message="Invalid item ID.",
        code="17",
    ),
    Case(
        "iamport",
        200,
        "application/json",
        '{"code":-1,"message":"인증 토큰이 유효하지 않습니다.","response":null}',
        message="인증 토큰이 유효하지 않습니다.",
        code="-1",
    ),
    Case(
        "seoul",
        200,
        "application/json",
        '{"RESULT":{"CODE":"INFO-100","MESSAGE":"인증키가 유효하지 않습니다."}}',
        message="인증키가 유효하지 않습니다.",
        code="INFO-100",
    ),
    Case(
        "dart",
        200,
        "application/json",
        '{"status":"010","message":"등록되지 않은 키입니다."}',
        message="등록되지 않은 키입니다.",
        code="010",
    ),
    Case(
        "baidu",
        200,
        "application/json",
        '{"error_code":110,"error_msg":"Access token invalid or no longer valid"}',
        message="Access token invalid or no longer valid",
        code="110",
    ),
    Case(
        "tencent3",
        200,
        "application/json",
        '{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"The provided '
        'credentials could not be validated."},"RequestId":"e"}}',
        message="The provided credentials could not be validated.",
        code="AuthFailure.SignatureFailure",
    ),
    Case(
        "palo200",
        200,
        "application/xml",
        '<response status="error" code="17"><msg><line>Invalid xpath</line></msg></response>',
        message="Invalid xpath",
        code="17",
    ),
    Case(
        "tiktok",
        200,
        "application/json",
        '{"data":{},"error":{"code":"access_token_invalid","message":"The access token is inv'
        'alid or not found in the request.","log_id":"2"}}',
        message="The access token is invalid or not found in the request.",
        code="access_token_invalid",
    ),
    Case(
        "arcgis",
        200,
        "application/json",
        '{"error":{"code":498,"message":"Invalid token.","details":[]}}',
        message="Invalid token.",
        code=None,
    ),
    Case(
        "arcgis2",
        200,
        "application/json",
        '{"error":{"code":400,"message":"Unable to complete operation.","details":["\'where\' c'
        'lause is invalid"]}}',
        message="Unable to complete operation.",
        code=None,
    ),
    Case(
        "moodle200",
        200,
        "application/json",
        '{"exception":"moodle_exception","errorcode":"invalidtoken","message":"Invalid token '
        '- token not found"}',
        message="Invalid token - token not found",
        code="invalidtoken",
    ),
    Case(
        "authorize",
        200,
        "application/json",
        '{"messages":{"resultCode":"Error","message":[{"code":"E00003","text":"The element ha'
        's an invalid value"}]}}',
        message="The element has an invalid value",
        code="E00003",
    ),
    Case(
        "sms-ru",
        200,
        "application/json",
        '{"status":"ERROR","status_code":200,"status_text":"Неправильный api_id"}',
        message="Неправильный api_id",
        code=None,
    ),
    Case(
        "tinkoff",
        200,
        "application/json",
        '{"Success":false,"ErrorCode":"9999","Message":"Неверные параметры.","Details":"Поле '
        'не должно быть пустым."}',
        message="Неверные параметры.",
        code="9999",
    ),
    Case(
        "sberbank",
        200,
        "application/json",
        '{"errorCode":"5","errorMessage":"Доступ запрещён."}',
        message="Доступ запрещён.",
        code="5",
    ),
    Case(
        "vies",
        200,
        "text/xml",
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><so'
        "ap:Fault><faultcode>soap:Server</faultcode><faultstring>INVALID_INPUT</faultstring><"
        "/soap:Fault></soap:Body></soap:Envelope>",
        message=None,
        code="INVALID_INPUT",
    ),
    Case(
        "oai",
        200,
        "text/xml",
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2020</responseDa'
        'te><request verb="x">http://x</request><error code="badVerb">Illegal OAI verb</error'
        "></OAI-PMH>",
        message="Illegal OAI verb",
        code="badVerb",
    ),
    Case(
        "wikimedia",
        200,
        "application/json",
        '{"error":{"code":"badtoken","info":"Invalid CSRF token.","*":"See https://x for API '
        'usage"},"servedby":"mw1"}',
        message="Invalid CSRF token.",
        code="badtoken",
    ),
)
