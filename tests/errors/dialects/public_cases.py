"""Errors of public bodies, standards and more frameworks; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "cxf",
        500,
        "application/xml",
        '<ns1:XMLFault xmlns:ns1="http://cxf.apache.org/bindings/xformat"><ns1:faultstring xm'
        'lns:ns1="http://cxf.apache.org/bindings/xformat">The customer is blocked</ns1:faults'
        "tring></ns1:XMLFault>",
        message="The customer is blocked",
        code=None,
    ),
    Case(
        "dadata",
        403,
        "application/json",
        '{"family":"CLIENT_ERROR","reason":"Forbidden","message":"API key is missing"}',
        message="API key is missing",
        code=None,
    ),
    Case(
        "allegro",
        422,
        "application/json",
        '{"errors":[{"code":"ConstraintViolationException.NotBlank","message":"Name is requir'
        'ed","details":null,"path":"name","userMessage":"Nazwa jest wymagana"}]}',
        message="Name is required",
        code="ConstraintViolationException.NotBlank",
        items=(("name", None, None),),
    ),
    Case(
        "mercadolibre",
        400,
        "application/json",
        '{"message":"Validation error","error":"validation_error","status":400,"cause":[{"cod'
        'e":"item.price.invalid","message":"The price is invalid"}]}',
        message="Validation error",
        code="validation_error",
    ),
    Case(
        "pagseguro-xml",
        400,
        "application/xml",
        '<?xml version="1.0" encoding="ISO-8859-1"?><errors><error><code>11004</code><message'
        ">currency is required.</message></error></errors>",
        message="currency is required.",
        code="11004",
    ),
    Case(
        "zatca",
        400,
        "application/json",
        '{"validationResults":{"infoMessages":[],"warningMessages":[],"errorMessages":[{"type'
        '":"ERROR","code":"BR-01","category":"x","message":"Invoice type is missing","status"'
        ':"ERROR"}],"status":"ERROR"},"clearanceStatus":"NOT_CLEARED"}',
        message="Invoice type is missing",
        code="BR-01",
    ),
    Case(
        "ecb-sdmx",
        404,
        "application/xml",
        '<mes:Error xmlns:mes="http://m"><mes:ErrorMessage code="100"><com:Text xmlns:com="ht'
        'tp://c">No data for the criteria</com:Text></mes:ErrorMessage></mes:Error>',
        message="No data for the criteria",
        code="100",
    ),
    Case(
        "eurostat",
        404,
        "application/json",
        '{"error":[{"status":404,"id":100,"label":"No results found for the query"}]}',
        message="No results found for the query",
        code=None,
    ),
    Case(
        "ncbi",
        400,
        "application/json",
        '{"error":"API rate limit exceeded","count":"11"}',
        message="API rate limit exceeded",
        code=None,
    ),
    Case(
        "crossref",
        400,
        "application/json",
        '{"status":"failed","message-type":"validation-failure","message":[{"type":"parameter'
        '-not-allowed","value":"x","message":"Parameter x is not allowed"}]}',
        message="Parameter x is not allowed",
        code=None,
    ),
    Case(
        "orcid",
        404,
        "application/json",
        '{"response-code":404,"developer-message":"404 Not Found: The resource was not found.'
        '","user-message":"The resource was not found.","error-code":9016,"more-info":"https:'
        '//x"}',
        message="The resource was not found.",
        code="9016",
    ),
    Case(
        "datacite",
        404,
        "application/json",
        '{"errors":[{"status":"404","title":"The resource you are looking for doesn\'t exist."}]}',
        message="The resource you are looking for doesn't exist.",
        code=None,
    ),
    Case(
        "discourse",
        403,
        "application/json",
        '{"errors":["You are not permitted to view the requested resource."],"error_type":"invalid_access"}',
        message="You are not permitted to view the requested resource.",
        code="invalid_access",
    ),
    Case(
        "mastodon",
        422,
        "application/json",
        '{"error":"Validation failed: Text can\'t be blank"}',
        message="Validation failed: Text can't be blank",
        code=None,
    ),
    Case(
        "matrix",
        403,
        "application/json",
        '{"errcode":"M_FORBIDDEN","error":"You are not invited to this room."}',
        message="You are not invited to this room.",
        code="M_FORBIDDEN",
    ),
    Case(
        "mattermost",
        401,
        "application/json",
        '{"id":"api.context.session_expired.app_error","message":"Invalid or expired session,'
        ' please login again.","detailed_error":"","request_id":"x","status_code":401}',
        message="Invalid or expired session, please login again.",
        code="api.context.session_expired.app_error",
    ),
    Case(
        "rocketchat",
        400,
        "application/json",
        '{"success":false,"error":"Invalid room [error-invalid-room]","errorType":"error-invalid-room"}',
        message="Invalid room [error-invalid-room]",
        code="error-invalid-room",
    ),
    Case(
        "zulip",
        400,
        "application/json",
        '{"result":"error","msg":"Stream does not exist","code":"STREAM_DOES_NOT_EXIST","stream":"x"}',
        message="Stream does not exist",
        code="STREAM_DOES_NOT_EXIST",
    ),
    Case(
        "ghost",
        404,
        "application/json",
        '{"errors":[{"message":"Resource not found error, cannot read post.","context":"Post '
        'not found.","type":"NotFoundError","details":null,"property":null,"help":null,"code"'
        ':null,"id":"7"}]}',
        message="Resource not found error, cannot read post.",
        code="NotFoundError",
    ),
    Case(
        "strapi",
        400,
        "application/json",
        '{"data":null,"error":{"status":400,"name":"ValidationError","message":"name must be '
        'defined.","details":{"errors":[{"path":["name"],"message":"name must be defined.","n'
        'ame":"ValidationError"}]}}}',
        message="name must be defined.",
        code="ValidationError",
        items=(("name", "name must be defined.", None),),
    ),
    Case(
        "directus",
        403,
        "application/json",
        '{"errors":[{"message":"You don\'t have permission to access this.","extensions":{"cod'
        'e":"FORBIDDEN"}}]}',
        message="You don't have permission to access this.",
        code="FORBIDDEN",
    ),
    Case(
        "contentful",
        404,
        "application/json",
        '{"sys":{"type":"Error","id":"NotFound"},"message":"The resource could not be found."'
        ',"details":{"type":"Entry","id":"x"},"requestId":"a"}',
        message="The resource could not be found.",
        code="NotFound",
    ),
    Case(
        "contentful-422",
        422,
        "application/json",
        '{"sys":{"type":"Error","id":"InvalidEntry"},"message":"Validation error","details":{'
        '"errors":[{"name":"required","details":"The property \\"title\\" is required here","pa'
        'th":["fields","title"]}]}}',
        message="Validation error",
        code="InvalidEntry",
        items=(("title", 'The property "title" is required here', None),),
    ),
    Case(
        "algolia",
        400,
        "application/json",
        '{"message":"Invalid Application-ID or API key","status":403}',
        message="Invalid Application-ID or API key",
        code=None,
    ),
    Case(
        "twilio-xml",
        404,
        "application/xml",
        "<TwilioResponse><RestException><Code>20404</Code><Message>The requested resource was"
        " not found</Message><MoreInfo>https://x</MoreInfo><Status>404</Status></RestExceptio"
        "n></TwilioResponse>",
        message="The requested resource was not found",
        code="20404",
    ),
)
