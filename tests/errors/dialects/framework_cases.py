"""Errors of frameworks, gateways and protocols; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "fastify",
        400,
        "application/json",
        '{"statusCode":400,"code":"FST_ERR_VALIDATION","error":"Bad Request","message":"body '
        "must have required property 'name'\"}",
        message="body must have required property 'name'",
        code="FST_ERR_VALIDATION",
    ),
    Case(
        "hapi-joi",
        400,
        "application/json",
        '{"statusCode":400,"error":"Bad Request","message":"child \\"a\\" fails","validation":{'
        '"source":"payload","keys":["a"]}}',
        message='child "a" fails',
        code=None,
    ),
    Case(
        "express-validator",
        400,
        "application/json",
        '{"errors":[{"value":"x","msg":"Invalid value","param":"email","location":"body"}]}',
        message="Invalid value",
        code=None,
        items=(("email", "Invalid value", None),),
    ),
    Case(
        "ajv",
        400,
        "application/json",
        '{"errors":[{"instancePath":"/age","schemaPath":"#/p","keyword":"type","params":{"typ'
        'e":"number"},"message":"must be number"}]}',
        message="must be number",
        code=None,
        items=(("/age", "must be number", "type"),),
    ),
    Case(
        "zod",
        400,
        "application/json",
        '{"success":false,"error":{"issues":[{"code":"invalid_type","expected":"string","rece'
        'ived":"undefined","path":["user","name"],"message":"Required"}],"name":"ZodError"}}',
        message="Required",
        code=None,
        items=(("name", "Required", "invalid_type"),),
    ),
    Case(
        "rails",
        422,
        "application/json",
        '{"name":["can\'t be blank"],"email":["is invalid"]}',
        message=None,
        code=None,
        items=(("name", "can't be blank", None), ("email", "is invalid", None)),
    ),
    Case(
        "jsonapi",
        422,
        "application/vnd.api+json",
        '{"errors":[{"status":"422","source":{"pointer":"/data/attributes/firstName"},"title"'
        ':"Invalid Attribute","detail":"First name must contain at least two characters."}]}',
        message="Invalid Attribute",
        code=None,
        items=(("/data/attributes/firstName", "First name must contain at least two characters.", None),),
    ),
    Case(
        "spring",
        404,
        "application/json",
        '{"timestamp":"2024","status":404,"error":"Not Found","path":"/x"}',
        message="Not Found",
        code=None,
    ),
    Case(
        "spring-trace",
        500,
        "application/json",
        '{"timestamp":"2024","status":500,"error":"Internal Server Error","trace":"java.lang.'
        'X\\n\\tat a.b","message":"Cannot divide","path":"/x"}',
        message="Cannot divide",
        code=None,
    ),
    Case(
        "spring-sub",
        400,
        "application/json",
        '{"apierror":{"status":"BAD_REQUEST","timestamp":"17-07-2019","message":"Validation e'
        'rror","debugMessage":null,"subErrors":[{"object":"bird","field":"scientificName","re'
        'jectedValue":null,"message":"may not be null"}]}}',
        message="Validation error",
        code="BAD_REQUEST",
        items=(("scientificName", "may not be null", None),),
    ),
    Case(
        "quarkus",
        400,
        "application/json",
        '{"title":"Constraint Violation","status":400,"violations":[{"field":"add.name","mess'
        'age":"must not be blank"}]}',
        message="Constraint Violation",
        code=None,
        items=(("add.name", "must not be blank", None),),
    ),
    Case(
        "micronaut",
        404,
        "application/json",
        '{"_links":{"self":[{"href":"/x","templated":false}]},"_embedded":{"errors":[{"messag'
        'e":"Page Not Found here"}]},"message":"Not Found"}',
        message="Page Not Found here",
        code=None,
    ),
    Case(
        "soap11",
        500,
        "text/xml",
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><so'
        "ap:Fault><faultcode>soap:Client</faultcode><faultstring>Invalid customer number</fau"
        "ltstring></soap:Fault></soap:Body></soap:Envelope>",
        message="Invalid customer number",
        code="soap:Client",
    ),
    Case(
        "soap12",
        500,
        "application/soap+xml",
        '<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><env:Fau'
        "lt><env:Code><env:Value>env:Sender</env:Value><env:Subcode><env:Value>m:MessageTimeo"
        'ut</env:Value></env:Subcode></env:Code><env:Reason><env:Text xml:lang="en">Sender Ti'
        "meout</env:Text></env:Reason></env:Fault></env:Body></env:Envelope>",
        message="Sender Timeout",
        code="m:MessageTimeout",
    ),
    Case(
        "fhir",
        400,
        "application/fhir+json",
        '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","di'
        'agnostics":"Unknown search parameter foo"}]}',
        message="Unknown search parameter foo",
        code="invalid",
    ),
    Case(
        "odata2",
        400,
        "application/json",
        '{"error":{"code":"005056A509B11EE1B9A8FEC11C21578E","message":{"lang":"en","value":"'
        'Invalid Function Import Parameter"},"innererror":{"transactionid":"x"}}}',
        message="Invalid Function Import Parameter",
        code="005056A509B11EE1B9A8FEC11C21578E",
    ),
    Case(
        "apigee",
        429,
        "application/json",
        '{"fault":{"faultstring":"Rate limit quota violation. Quota limit exceeded.","detail"'
        ':{"errorcode":"policies.ratelimit.QuotaViolation"}}}',
        message="Rate limit quota violation. Quota limit exceeded.",
        code="policies.ratelimit.QuotaViolation",
    ),
    Case(
        "mulesoft",
        400,
        "application/json",
        '{"error":{"errorCode":"APIKIT:BAD_REQUEST","errorMessage":"Invalid id","errorDetails":"x"}}',
        message="Invalid id",
        code="APIKIT:BAD_REQUEST",
    ),
    Case(
        "naver",
        401,
        "application/json",
        '{"errorMessage":"Authentication failed (인증에 실패했습니다.)","errorCode":"024"}',
        message="Authentication failed (인증에 실패했습니다.)",
        code="024",
    ),
    Case(
        "kakao",
        401,
        "application/json",
        '{"msg":"this access token does not exist","code":-401}',
        message="this access token does not exist",
        code="-401",
    ),
    Case(
        "line",
        400,
        "application/json",
        '{"message":"The request body has 2 error(s)","details":[{"message":"May not be empty'
        '","property":"messages[0].text"},{"message":"Must be one of","property":"messages[1]'
        '.type"}]}',
        message="The request body has 2 error(s)",
        code=None,
        items=(("messages[0].text", "May not be empty", None),),
    ),
    Case(
        "telegram",
        400,
        "application/json",
        '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}',
        message="Bad Request: chat not found",
        code=None,
    ),
    Case(
        "lastfm",
        403,
        "application/json",
        '{"message":"Invalid API key - You must be granted a valid key","error":10}',
        message="Invalid API key - You must be granted a valid key",
        code="10",
    ),
    Case(
        "openweather",
        401,
        "application/json",
        '{"cod":401,"message":"Invalid API key. Please see https://openweathermap.org/faq#err'
        'or401 for more info."}',
        message="Invalid API key. Please see https://openweathermap.org/faq#error401 for more info.",
        code=None,
    ),
    Case(
        "binance",
        400,
        "application/json",
        '{"code":-1121,"msg":"Invalid symbol."}',
        message="Invalid symbol.",
        code="-1121",
    ),
    Case(
        "openai",
        401,
        "application/json",
        '{"error":{"message":"Incorrect API key provided: sk-x.","type":"invalid_request_erro'
        'r","param":null,"code":"invalid_api_key"}}',
        message="Incorrect API key provided: sk-x.",
        code="invalid_api_key",
    ),
    Case(
        "braintree-xml",
        422,
        "application/xml",
        '<?xml version="1.0"?><api-error-response><errors><errors type="array"/></errors><mes'
        "sage>Amount is required.</message></api-error-response>",
        message="Amount is required.",
        code=None,
    ),
)
