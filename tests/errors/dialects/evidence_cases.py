"""Successes that say that the call failed, each by evidence of another kind; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

JSON = "application/json"

CASES = (
    Case(
        "two kinds of evidence beside members of unknown name",
        200,
        JSON,
        '{"status":"failure","errorCode":"5001","errorMessage":"The price is mi'
        'ssing","locale":"tr","conversationId":"1"}',
        message="The price is missing",
        code="5001",
    ),
    Case(
        "a result code that is none of success, in words that nobody knows",
        200,
        "application/xml",
        "<response><header><resultCode>10</resultCode><resultMsg>최근 1"
        "일 간의 자료만 제공합니다.</resultMsg></header></response>",
        message="최근 1일 간의 자료만 제공합니다.",
        code="10",
    ),
    Case(
        "the transport succeeded, the call did not",
        200,
        "text/xml",
        "<xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg><result_code>FAIL</result_code>"
        "<err_code>ORDERPAID</err_code><err_code_des>The order is paid</err_code_des></xml>",
        message="The order is paid",
        code="ORDERPAID",
    ),
    Case(
        "said twice",
        200,
        JSON,
        '{"data":{"error_code":2190008,"description":"token expired"},'
        '"extra":{"error_code":2190008,"description":"token expired","logid":"1"}}',
        message="token expired",
        code="2190008",
    ),
    Case(
        "under a header beside another",
        200,
        JSON,
        '{"head":{"version":"v1"},"body":{"resultInfo":{"resultStatus":"F","res'
        'ultCode":"501","resultMsg":"System Error"}}}',
        message="System Error",
        code="501",
    ),
    Case(
        "a word in capitals for a text",
        200,
        JSON,
        '{"status":"0","info":"INVALID_USER_KEY","infocode":"10001"}',
    ),
    Case(
        "a negative code",
        200,
        JSON,
        '{"code":-101,"message":"账号未登录","ttl":1}',
        message="账号未登录",
        code="-101",
    ),
    Case(
        "the number of an error",
        200,
        JSON,
        '{"error":6,"message":"Artist not found","links":[]}',
        message="Artist not found",
        code="6",
    ),
    Case(
        "a false status",
        200,
        JSON,
        '{"responseCode":"204","responseMsg":"PNR is not generated yet","status":false}',
        message="PNR is not generated yet",
        code="204",
    ),
    Case(
        "a yes or no about the result",
        200,
        JSON,
        '{"resultYn":"N","resultMsg":"이미 처리된 주문입니다."}',
        message="이미 처리된 주문입니다.",
    ),
    Case(
        "jsend",
        200,
        JSON,
        '{"status":"fail","data":{"title":"A title is required"}}',
        message="A title is required",
        items=(("title", "A title is required", None),),
    ),
    Case(
        "json-rpc with members of its own",
        200,
        JSON,
        '{"jsonrpc":"2.0","error":{"message":"invalid_credentials","code":13004},"usIn":1,"testnet":false}',
        code="13004",
    ),
    Case(
        "a list of one error",
        200,
        JSON,
        '[{"error":{"type":1,"address":"/lights","description":"unauthorized user"}}]',
        message="unauthorized user",
        code="1",
    ),
    Case(
        "a problem behind a success",
        200,
        "application/problem+json",
        '{"type":"https://e.example/v","title":"Name is invalid","status":422,"'
        'detail":"The name is too long."}',
        message="Name is invalid",
    ),
    Case(
        "a form",
        200,
        "text/namevalue",
        "RESULT=23&RESPMSG=Invalid account number&PNREF=V19",
        message="Invalid account number",
        code="23",
    ),
    Case(
        "lines of names and values",
        200,
        "text/plain",
        "VPSProtocol=3.00\r\nStatus=INVALID\r\nStatusDetail=The address is not allowed.\r\n",
        message="The address is not allowed.",
    ),
    Case(
        "a word, a code and a text",
        200,
        "text/plain",
        "NG:E0012:パスワードが違います",
        message="パスワードが違います",
        code="E0012",
    ),
    Case(
        "a word and a code without anything between",
        200,
        "text/plain",
        "ERR 105 Insufficient credit",
        message="Insufficient credit",
        code="105",
    ),
    Case(
        "a firewall's page",
        200,
        "text/html",
        "<html><head><title>Request Rejected</title></head><body>The requested "
        "URL was rejected. Please consult "
        "with your administrator.<br>Your support ID is: 12</body></html>",
        message="The requested URL was rejected. Please consult with your administrator.",
    ),
    Case(
        "notices before a body",
        200,
        "text/html",
        "<br />\n<b>Notice</b>:  x in <b>/var/www/b.php</b> on line <b>10</b><br />\n"
        '{"success":false,"message":"The cart is closed"}',
        message="The cart is closed",
    ),
)
