"""Errors of shops, marketplaces and payments; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "vk-err",
        400,
        "application/json",
        '{"response":{"error":{"code":"X1","text":"Group is closed"}}}',
        message="Group is closed",
        code="X1",
    ),
    Case(
        "sap",
        400,
        "application/xml",
        '<?xml version="1.0" encoding="utf-8"?><error xmlns="http://schemas.microsoft.com/ado'
        '/2007/08/dataservices/metadata"><code>/IWBEP/CM_MGW_RT/021</code><message xml:lang="'
        'en">Method not implemented for this entity</message><innererror><transactionid>5</tr'
        "ansactionid></innererror></error>",
        message="Method not implemented for this entity",
        code="/IWBEP/CM_MGW_RT/021",
    ),
    Case(
        "azure-xml",
        404,
        "application/xml",
        '<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code><Message>The s'
        "pecified blob does not exist.\nRequestId:a\nTime:2020</Message></Error>",
        message=None,
        code="BlobNotFound",
    ),
    Case(
        "gcs-xml",
        403,
        "application/xml",
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessDenied</Code><Message>Acces"
        "s denied.</Message><Details>Anonymous caller does not have storage.objects.get acces"
        "s to the object.</Details></Error>",
        message="Access denied.",
        code="AccessDenied",
    ),
    Case(
        "mws",
        400,
        "text/xml",
        "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAddress</Code><Message>Resourc"
        "e / is not found</Message></Error><RequestID>b7</RequestID></ErrorResponse>",
        message="Resource / is not found",
        code="InvalidAddress",
    ),
    Case(
        "ebay-rest",
        400,
        "application/json",
        '{"errors":[{"errorId":1001,"domain":"OAuth","category":"REQUEST","message":"Invalid '
        'access token","longMessage":"Invalid access token. Check the value of the Authorizat'
        'ion HTTP request header."}]}',
        message="Invalid access token",
        code="1001",
    ),
    Case(
        "sabre",
        400,
        "application/json",
        '{"status":"NotProcessed","type":"Validation","errorCode":"ERR.2SG.CLIENT.INVALID","t'
        'imeStamp":"2020","message":"Parameter is invalid"}',
        message="Parameter is invalid",
        code="ERR.2SG.CLIENT.INVALID",
    ),
    Case(
        "magento",
        400,
        "application/json",
        '{"message":"%fieldName is a required field.","parameters":{"fieldName":"email"}}',
        message="%fieldName is a required field.",
        code=None,
    ),
    Case(
        "woocommerce",
        400,
        "application/json",
        '{"code":"woocommerce_rest_product_invalid_id","message":"Invalid ID.","data":{"status":400}}',
        message="Invalid ID.",
        code="woocommerce_rest_product_invalid_id",
    ),
    Case(
        "wp-params",
        400,
        "application/json",
        '{"code":"rest_invalid_param","message":"Invalid parameter(s): per_page","data":{"sta'
        'tus":400,"params":{"per_page":"per_page must be between 1 and 100"},"details":{"per_'
        'page":{"code":"rest_out_of_bounds","message":"per_page must be between 1 and 100","d'
        'ata":null}}}}',
        message="Invalid parameter(s): per_page",
        code="rest_invalid_param",
        items=(("per_page", "per_page must be between 1 and 100", None),),
    ),
    Case(
        "prestashop",
        401,
        "text/xml",
        '<?xml version="1.0"?><prestashop><errors><error><code><![CDATA[1]]></code><message><'
        "![CDATA[Invalid authentication key format]]></message></error></errors></prestashop>",
        message="Invalid authentication key format",
        code="1",
    ),
    Case(
        "mailgun2",
        400,
        "application/json",
        '{"message":"\'from\' parameter is missing"}',
        message="'from' parameter is missing",
        code=None,
    ),
    Case(
        "square",
        400,
        "application/json",
        '{"errors":[{"category":"INVALID_REQUEST_ERROR","code":"MISSING_REQUIRED_PARAMETER","'
        'detail":"Field must be set","field":"idempotency_key"}]}',
        message="Field must be set",
        code="MISSING_REQUIRED_PARAMETER",
        items=(("idempotency_key", "Field must be set", "MISSING_REQUIRED_PARAMETER"),),
    ),
    Case(
        "klarna",
        400,
        "application/json",
        '{"error_code":"BAD_VALUE","error_messages":["Bad value: purchase_country","Bad value'
        ': locale"],"correlation_id":"1"}',
        message="Bad value: purchase_country",
        code="BAD_VALUE",
        items=((None, "Bad value: locale", None),),
    ),
    Case(
        "mollie",
        422,
        "application/json",
        '{"status":422,"title":"Unprocessable Entity","detail":"The amount is higher than the'
        ' maximum","field":"amount","_links":{"documentation":{"href":"https://x","type":"tex'
        't/html"}}}',
        message="The amount is higher than the maximum",
        code=None,
        items=(("amount", "The amount is higher than the maximum", None),),
    ),
    Case(
        "razorpay",
        400,
        "application/json",
        '{"error":{"code":"BAD_REQUEST_ERROR","description":"The amount must be atleast INR 1'
        '.00","source":"business","step":"payment_initiation","reason":"input_validation_fail'
        'ed","metadata":{},"field":"amount"}}',
        message="The amount must be atleast INR 1.00",
        code="BAD_REQUEST_ERROR",
        items=(("amount", None, None),),
    ),
    Case(
        "coinbase",
        404,
        "application/json",
        '{"errors":[{"id":"not_found","message":"Not found"}]}',
        message="Not found",
        code="not_found",
    ),
    Case(
        "toss",
        400,
        "application/json",
        '{"code":"NOT_FOUND_PAYMENT","message":"존재하지 않는 결제 정보 입니다."}',
        message="존재하지 않는 결제 정보 입니다.",
        code="NOT_FOUND_PAYMENT",
    ),
    Case(
        "rakuten",
        400,
        "application/json",
        '{"error":"wrong_parameter","error_description":"keyword is not valid"}',
        message="keyword is not valid",
        code="wrong_parameter",
    ),
    Case(
        "yahoojp",
        400,
        "application/json",
        '{"Error":{"Message":"Your Request was Forbidden"}}',
        message="Your Request was Forbidden",
        code=None,
    ),
    Case(
        "aliyun",
        404,
        "application/json",
        '{"RequestId":"A","HostId":"ecs.aliyuncs.com","Code":"InvalidInstanceId.NotFound","Me'
        'ssage":"The specified InstanceId does not exist.","Recommend":"https://x"}',
        message="The specified InstanceId does not exist.",
        code="InvalidInstanceId.NotFound",
    ),
    Case(
        "huawei",
        400,
        "application/json",
        '{"error_code":"APIG.0301","error_msg":"Incorrect IAM authentication information","request_id":"x"}',
        message="Incorrect IAM authentication information",
        code="APIG.0301",
    ),
    Case(
        "huawei-os",
        404,
        "application/json",
        '{"itemNotFound":{"message":"Instance could not be found.","code":404}}',
        message="Instance could not be found.",
        code=None,
    ),
    Case(
        "keystone",
        401,
        "application/json",
        '{"error":{"message":"The request you have made requires authentication.","code":401,'
        '"title":"Unauthorized"}}',
        message="The request you have made requires authentication.",
        code=None,
    ),
    Case(
        "neutron",
        409,
        "application/json",
        '{"NeutronError":{"message":"Unable to complete operation on network","type":"Network'
        'InUse","detail":""}}',
        message="Unable to complete operation on network",
        code="NetworkInUse",
    ),
)
