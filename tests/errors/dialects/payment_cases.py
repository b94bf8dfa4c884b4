"""Errors of payment, cloud and social APIs; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "stripe",
        402,
        "application/json",
        '{"error":{"code":"card_declined","decline_code":"insufficient_funds","doc_url":"http'
        's://stripe.com/docs","message":"Your card has insufficient funds.","param":"source",'
        '"type":"card_error"}}',
        message="Your card has insufficient funds.",
        code="card_declined",
    ),
    Case(
        "github",
        422,
        "application/json",
        '{"message":"Validation Failed","errors":[{"resource":"Issue","field":"title","code":'
        '"missing_field"}],"documentation_url":"https://docs.github.com"}',
        message="Validation Failed",
        code=None,
        items=(("title", None, "missing_field"),),
    ),
    Case(
        "twilio",
        400,
        "application/json",
        '{"code":21211,"message":"The \'To\' number 123 is not a valid phone number.","more_inf'
        'o":"https://www.twilio.com/docs/errors/21211","status":400}',
        message="The 'To' number 123 is not a valid phone number.",
        code="21211",
    ),
    Case(
        "shopify",
        422,
        "application/json",
        '{"errors":{"title":["can\'t be blank"],"price":["must be positive","is wrong"]}}',
        message="can't be blank",
        code=None,
        items=(("title", "can't be blank", None), ("price", "is wrong", None)),
    ),
    Case(
        "shopify-str",
        404,
        "application/json",
        '{"errors":"Not Found"}',
        message="Not Found",
        code=None,
    ),
    Case(
        "aws-sqs",
        400,
        "text/xml",
        '<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05'
        '/"><Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>Value (quena'
        "me_nonalpha) for parameter QueueName is invalid.</Message><Detail/></Error><RequestI"
        "d>42d59b56-7407</RequestId></ErrorResponse>",
        message="Value (quename_nonalpha) for parameter QueueName is invalid.",
        code="InvalidParameterValue",
    ),
    Case(
        "s3",
        404,
        "application/xml",
        '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>The spec'
        "ified key does not exist.</Message><Key>x</Key><RequestId>4442587FB7D0A2F9</RequestI"
        "d><HostId>abc</HostId></Error>",
        message="The specified key does not exist.",
        code="NoSuchKey",
    ),
    Case(
        "dynamo",
        400,
        "application/x-amz-json-1.0",
        '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Re'
        'quested resource not found: Table: x not found"}',
        message="Requested resource not found: Table: x not found",
        code="ResourceNotFoundException",
    ),
    Case(
        "azure",
        404,
        "application/json",
        '{"error":{"code":"ResourceNotFound","message":"The Resource \'x\' was not found.","inn'
        'ererror":{"code":"Y","date":"z"}}}',
        message="The Resource 'x' was not found.",
        code="ResourceNotFound",
    ),
    Case(
        "msgraph",
        401,
        "application/json",
        '{"error":{"code":"InvalidAuthenticationToken","message":"Access token has expired or'
        ' is not yet valid.","innerError":{"date":"2020","request-id":"9","client-request-id"'
        ':"9"}}}',
        message="Access token has expired or is not yet valid.",
        code="InvalidAuthenticationToken",
    ),
    Case(
        "gcp",
        403,
        "application/json",
        '{"error":{"code":403,"message":"The caller does not have permission","status":"PERMI'
        'SSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason'
        '":"SERVICE_DISABLED","domain":"googleapis.com"}]}}',
        message="The caller does not have permission",
        code="PERMISSION_DENIED",
    ),
    Case(
        "twitter-v2",
        400,
        "application/json",
        '{"errors":[{"parameters":{"ids":["x"]},"message":"The `ids` query parameter value [x'
        '] is not valid"}],"title":"Invalid Request","detail":"One or more parameters to your'
        ' request was invalid.","type":"https://api.twitter.com/2/problems/invalid-request"}',
        message="Invalid Request",
        code=None,
    ),
    Case(
        "twitter-v1",
        403,
        "application/json",
        '{"errors":[{"code":64,"message":"Your account is suspended and is not permitted to a'
        'ccess this feature"}]}',
        message="Your account is suspended and is not permitted to access this feature",
        code="64",
    ),
    Case(
        "paypal-v2",
        422,
        "application/json",
        '{"name":"UNPROCESSABLE_ENTITY","details":[{"field":"/purchase_units/0/amount","value'
        '":"x","issue":"CANNOT_BE_NEGATIVE","description":"Must be greater than zero."}],"mes'
        'sage":"The requested action could not be performed, semantically incorrect.","debug_'
        'id":"c9a75b43fc807"}',
        message="The requested action could not be performed, semantically incorrect.",
        code="UNPROCESSABLE_ENTITY",
        items=(("/purchase_units/0/amount", "Must be greater than zero.", "CANNOT_BE_NEGATIVE"),),
    ),
    Case(
        "adyen",
        422,
        "application/json",
        '{"status":422,"errorCode":"14_006","message":"Required field \'amount\' is null","erro'
        'rType":"validation","pspReference":"X"}',
        message="Required field 'amount' is null",
        code="14_006",
    ),
    Case(
        "mailchimp",
        400,
        "application/json",
        '{"type":"https://mailchimp.com/developer/errors","title":"Invalid Resource","status"'
        ':400,"detail":"The resource submitted could not be validated.","instance":"x","error'
        's":[{"field":"email_address","message":"This value should not be blank."}]}',
        message="Invalid Resource",
        code=None,
        items=(("email_address", "This value should not be blank.", None),),
    ),
    Case(
        "sendgrid",
        400,
        "application/json",
        '{"errors":[{"message":"The from email does not contain a valid address.","field":"fr'
        'om.email","help":"http://sendgrid.com"}]}',
        message="The from email does not contain a valid address.",
        code=None,
        items=(("from.email", "The from email does not contain a valid address.", None),),
    ),
    Case(
        "zendesk",
        422,
        "application/json",
        '{"error":"RecordInvalid","description":"Record validation errors","details":{"value"'
        ':[{"description":"Value: x is invalid","error":"InvalidFormat","type":"invalid"}]}}',
        message="Record validation errors",
        code="RecordInvalid",
        items=(("value", "Value: x is invalid", None),),
    ),
    Case(
        "zendesk2",
        404,
        "application/json",
        '{"error":{"title":"Not found","message":"We could not find what you are looking for."}}',
        message="We could not find what you are looking for.",
        code=None,
    ),
    Case(
        "intercom",
        401,
        "application/json",
        '{"type":"error.list","request_id":"b","errors":[{"code":"unauthorized","message":"Ac'
        'cess Token Invalid"}]}',
        message="Access Token Invalid",
        code="unauthorized",
    ),
    Case(
        "asana",
        400,
        "application/json",
        '{"errors":[{"message":"project: Missing input","help":"For more information see","ph'
        'rase":"6 sad squid snuggle softly"}]}',
        message="project: Missing input",
        code=None,
    ),
    Case(
        "notion",
        400,
        "application/json",
        '{"object":"error","status":400,"code":"validation_error","message":"body failed vali'
        'dation: body.parent should be defined."}',
        message="body failed validation: body.parent should be defined.",
        code="validation_error",
    ),
    Case(
        "airtable",
        422,
        "application/json",
        '{"error":{"type":"INVALID_REQUEST_UNKNOWN","message":"Invalid request: parameter val'
        'idation failed. Check your request data."}}',
        message="Invalid request: parameter validation failed. Check your request data.",
        code="INVALID_REQUEST_UNKNOWN",
    ),
    Case(
        "airtable2",
        404,
        "application/json",
        '{"error":"NOT_FOUND"}',
        message=None,
        code="NOT_FOUND",
    ),
    Case(
        "dropbox",
        409,
        "application/json",
        '{"error_summary":"path/not_found/...","error":{".tag":"path","path":{".tag":"not_found"}}}',
        message=None,
        code="path/not_found/...",
    ),
    Case(
        "dropbox2",
        401,
        "application/json",
        '{"error_summary":"expired_access_token/..","error":{".tag":"expired_access_token"}}',
        message=None,
        code=None,
    ),
    Case(
        "box",
        404,
        "application/json",
        '{"type":"error","status":404,"code":"not_found","context_info":{"errors":[{"reason":'
        '"invalid_parameter","name":"folder","message":"Invalid value \'x\'."}]},"help_url":"ht'
        'tp://x","message":"Not Found","request_id":"a"}',
        message="Invalid value 'x'.",
        code="not_found",
    ),
)
