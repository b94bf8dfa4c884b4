"""Errors in band by what their members claim: flags, names, wrappers, codes under unusual names."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "baidu-ernie",
        200,
        "application/json",
        '{"error_code":336002,"error_msg":"Invalid JSON","id":"as-1"}',
        message="Invalid JSON",
        code="336002",
    ),
    Case(
        "sgis-kr",
        200,
        "application/json",
        '{"id":"API_0302","errMsg":"인증 정보가 존재하지 않습니다","errCd":-401,"trId":"x"}',
        message="인증 정보가 존재하지 않습니다",
        code="-401",
    ),
    Case(
        "kuaidiniao",
        200,
        "application/json",
        '{"EBusinessID":"1237100","Success":false,"Reason":"没有可用套餐","ShipperCode":"SF"}',
        message="没有可用套餐",
    ),
    Case(
        "sf-express",
        200,
        "application/json",
        '{"apiErrorMsg":"IP未授权","apiResponseID":"0001","apiResultCode":"A1002","apiResultData":null}',
        message="IP未授权",
        code="A1002",
    ),
    Case(
        "youzan",
        200,
        "application/json",
        '{"gw_err_resp":{"err_code":4203,"err_msg":"access_token已过期","trace_id":"yz7"}}',
        message="access_token已过期",
        code="4203",
    ),
    Case(
        "minimax",
        200,
        "application/json",
        '{"base_resp":{"status_code":1004,"status_msg":"login fail: Please carry the API secret key"}}',
        message="login fail: Please carry the API secret key",
        code="1004",
    ),
    Case(
        "fronius",
        200,
        "application/json",
        '{"Body":{"Data":{}},"Head":{"RequestArguments":{"DeviceId":"9"},"Status":{"Code":12,'
        '"Reason":"Device with ID 9 not available","UserMessage":""},"Timestamp":"2024-01-01T'
        '00:00:00+01:00"}}',
        message="Device with ID 9 not available",
        code="12",
    ),
    Case(
        "emag-ro",
        200,
        "application/json",
        '{"isError":true,"messages":["Invalid vat_id value"],"errors":[],"results":[]}',
        message="Invalid vat_id value",
    ),
    Case(
        "tiny-br",
        200,
        "application/json",
        '{"retorno":{"status_processamento":1,"status":"Erro","codigo_erro":2,"erros":[{"erro'
        '":"token invalido"}]}}',
        message="token invalido",
        code="2",
    ),
    Case(
        "cryptocompare",
        200,
        "application/json",
        '{"Response":"Error","Message":"fsym param is empty or null.","HasWarning":false,"Typ'
        'e":2,"RateLimit":{},"Data":{},"ParamWithError":"fsym"}',
        message="fsym param is empty or null.",
        code="2",
    ),
    Case(
        "aqicn",
        200,
        "application/json",
        '{"status":"error","data":"Invalid key"}',
        message="Invalid key",
    ),
    Case(
        "fyers",
        200,
        "application/json",
        '{"s":"error","code":-15,"message":"Please provide valid token"}',
        message="Please provide valid token",
        code="-15",
    ),
    Case(
        "fast2sms",
        200,
        "application/json",
        '{"return":false,"status_code":412,"message":"Invalid Authentication, Check Authorization Key"}',
        message="Invalid Authentication, Check Authorization Key",
    ),
    Case(
        "vies-rest",
        200,
        "application/json",
        '{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}',
        code="MS_UNAVAILABLE",
    ),
    Case(
        "reddit-tuple",
        200,
        "application/json",
        '{"json":{"errors":[["BAD_CAPTCHA","care to try these again?","captcha"]]}}',
        message="care to try these again?",
        code="BAD_CAPTCHA",
        items=(("captcha", "care to try these again?", "BAD_CAPTCHA"),),
    ),
    Case(
        "mapquest",
        200,
        "application/json",
        '{"info":{"statuscode":400,"copyright":{"text":"c"},"messages":["Illegal argument fro'
        'm request: Insufficient info for location"]},"results":[]}',
        message="Illegal argument from request: Insufficient info for location",
    ),
    Case(
        "newebpay-tw",
        200,
        "application/json",
        '{"Status":"MER10001","Message":"商店代號錯誤","Result":[]}',
        message="商店代號錯誤",
        code="MER10001",
    ),
    Case(
        "einvoice-tw",
        200,
        "application/json",
        '{"v":"0.2","code":"901","msg":"無此發票資料"}',
        message="無此發票資料",
        code="901",
    ),
    Case(
        "finanzonline-at",
        200,
        "application/json",
        '{"rc":-4,"msg":"Die Session ID ist ungültig oder abgelaufen."}',
        message="Die Session ID ist ungültig oder abgelaufen.",
        code="-4",
    ),
)
