"""Errors in band that look a little like reports: counters, lists of messages, boxes of results."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "jp-jalan",
        200,
        "application/json",
        '{"Results":{"Error":{"Code":"1002","Message":"必須パラメータが未入力です"}}}',
        message="必須パラメータが未入力です",
        code="1002",
    ),
    Case(
        "jp-recruit",
        200,
        "application/json",
        '{"results":{"api_version":"1.26","error":[{"code":2000,"message":"APIキーまたはIPアドレスの認証エ'
        'ラーです。"}]}}',
        message="APIキーまたはIPアドレスの認証エラーです。",
        code="2000",
    ),
    Case(
        "jp-ekispert",
        200,
        "application/json",
        '{"ResultSet":{"apiVersion":"1.27","engineVersion":"2024","Error":{"code":"E102","Mes'
        'sage":"指定された駅が存在しません"}}}',
        message="指定された駅が存在しません",
        code="E102",
    ),
    Case(
        "servicedesk-plus",
        200,
        "application/json",
        '{"response_status":{"status_code":4000,"messages":[{"status_code":4001,"field":"subj'
        'ect","type":"failed","message":"Subject is mandatory"}],"status":"failed"}}',
        message="Subject is mandatory",
        code="4000",
        items=(("subject", "Subject is mandatory", "4001"),),
    ),
    Case(
        "exchangerate-api",
        200,
        "application/json",
        '{"result":"error","documentation":"https://www.exchangerate-api.com/docs","terms-of-'
        'use":"https://www.exchangerate-api.com/terms","error-type":"unsupported-code"}',
        code="unsupported-code",
    ),
    Case(
        "schwab",
        400,
        "application/json",
        '{"errors":[{"id":"6808","status":"400","title":"Bad Request","detail":"Missing heade'
        'r","source":{"header":"Authorization"}}]}',
        message="Missing header",
        items=(("Authorization", None, None),),
    ),
    Case(
        "gupshup-old",
        200,
        "application/json",
        '{"response":{"id":"","phone":"","details":"Authentication failed due to invalid user'
        'Id or password.","status":"error"}}',
        message="Authentication failed due to invalid userId or password.",
    ),
    Case(
        "bill-com",
        200,
        "application/json",
        '{"response_status":1,"response_message":"Error","response_data":{"error_code":"BDC_1'
        '109","error_message":"Session is invalid. Please log in."}}',
        message="Session is invalid. Please log in.",
        code="BDC_1109",
    ),
    Case(
        "jp-houjin",
        200,
        "application/json",
        '{"count":0,"error":{"code":"051","message":"法人番号の形式が誤っています。"}}',
        message="法人番号の形式が誤っています。",
        code="051",
    ),
    Case(
        "cn-unicom",
        200,
        "application/json",
        '{"RSP":{"RSP_CODE":"8888","RSP_DESC":"号码状态不正常","DATA":[]}}',
        message="号码状态不正常",
        code="8888",
    ),
    Case(
        "kr-g2b",
        200,
        "application/json",
        '{"nkoneps.com.response.ResponseError":{"header":{"resultCode":"07","resultMsg":"입력범위'
        '값 초과 에러"}}}',
        message="입력범위값 초과 에러",
        code="07",
    ),
    Case(
        "payple",
        200,
        "application/json",
        '{"PCD_PAY_RST":"error","PCD_PAY_CODE":"AUTH0004","PCD_PAY_MSG":"가맹점 인증에 실패했습니다."}',
        message="가맹점 인증에 실패했습니다.",
        code="AUTH0004",
    ),
    Case(
        "stp-mx",
        200,
        "application/json",
        '{"resultado":{"descripcionError":"Clave de rastreo duplicada","id":-1}}',
        message="Clave de rastreo duplicada",
    ),
    Case(
        "kotak-neo",
        200,
        "application/json",
        '{"stCode":1005,"errMsg":"Session is not active","stat":"Not_Ok"}',
        message="Session is not active",
        code="1005",
    ),
    Case(
        "finvasia",
        200,
        "application/json",
        '{"stat":"Not_Ok","emsg":"Session Expired : Invalid Session Key","request_time":"10:0'
        '0:00 01-01-2024"}',
        message="Session Expired : Invalid Session Key",
    ),
    Case(
        "songkick",
        200,
        "application/json",
        '{"resultsPage":{"status":"error","error":{"message":"Invalid or missing apikey"}}}',
        message="Invalid or missing apikey",
    ),
    Case(
        "voxbone-like",
        200,
        "application/json",
        '{"httpStatusCode":400,"errors":[{"apiErrorCode":203,"apiErrorMessage":"The cart is empty"}]}',
        message="The cart is empty",
        code="203",
    ),
    Case(
        "zuora-soapish",
        200,
        "application/json",
        '{"success":false,"processId":"3F7EA3FD","reasons":[{"code":53100020,"message":"inval'
        'id value for field accountNumber"}]}',
        message="invalid value for field accountNumber",
        code="53100020",
    ),
    Case(
        "placetopay",
        200,
        "application/json",
        '{"status":{"status":"FAILED","reason":401,"message":"Autenticación fallida 102","dat'
        'e":"2024-01-01T00:00:00-05:00"}}',
        message="Autenticación fallida 102",
    ),
    Case(
        "cjlogistics",
        200,
        "application/json",
        '{"RESULT_CD":"E","RESULT_DETAIL":"유효하지 않은 토큰입니다."}',
        message="유효하지 않은 토큰입니다.",
    ),
    Case(
        "a secret that is wrong",
        200,
        "application/json",
        '{"code":"0406","msg":"api_secret有误","req_id":"f333385c","sub_code":"SYS.ILLEGAL_REQUEST"}',
        message="api_secret有误",
        code="SYS.ILLEGAL_REQUEST",
    ),
    Case(
        "a server that is busy",
        200,
        "application/json",
        '{"code":102,"data":null,"msg":"The server is busy. Please try again later"}',
        message="The server is busy. Please try again later",
        code="102",
    ),
    Case(
        "details of a field",
        422,
        "application/json",
        '{"error":"Missing required field","code":"VAL_001","details":{"field":"orderId","mes'
        'sage":"orderId is required"}}',
        message="Missing required field",
        code="VAL_001",
        items=(("orderId", "orderId is required", None),),
    ),
    Case(
        "a type in words",
        200,
        "application/json",
        '{"status":"error","error_type":"invalid phone number","error_id":"10"}',
        message="invalid phone number",
        code="10",
    ),
    Case(
        "au-pay",
        200,
        "application/json",
        '{"rstCode":"W001","rstMessage":"加盟店が存在しません"}',
        message="加盟店が存在しません",
        code="W001",
    ),
    Case(
        "ctbc-tw",
        200,
        "application/json",
        '{"RtnCode":"10200047","RtnMsg":"MerchantTradeNo Duplicated."}',
        message="MerchantTradeNo Duplicated.",
        code="10200047",
    ),
    Case(
        "uz-payme",
        200,
        "application/json",
        '{"error":{"code":-31050,"message":{"ru":"Заказ не найден","uz":"Buyurtma topilmadi",'
        '"en":"Order not found"},"data":"order"},"id":1}',
        code="-31050",
    ),
)
