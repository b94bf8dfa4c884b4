"""Errors of national, language and product APIs; the values are made up."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "rails-xml",
        422,
        "application/xml",
        "<errors><error>Name can't be blank</error><error>Email is invalid</error></errors>",
        message="Name can't be blank",
        code=None,
        items=((None, "Name can't be blank", None), (None, "Email is invalid", None)),
    ),
    Case(
        "ews",
        500,
        "text/xml",
        '<s:Envelope xmlns:s="x"><s:Body><s:Fault><faultcode>a:ErrorX</faultcode><faultstring'
        '>The request failed schema validation</faultstring><detail><e:ResponseCode xmlns:e="'
        'y">ErrorSchemaValidation</e:ResponseCode><e:Message xmlns:e="y">The request failed s'
        "chema validation</e:Message></detail></s:Fault></s:Body></s:Envelope>",
        message="The request failed schema validation",
        code=None,
    ),
    Case(
        "fedex",
        400,
        "application/json",
        '{"transactionId":"x","errors":[{"code":"TRACKING.TRACKINGNUMBER.EMPTY","message":"Pl'
        'ease provide tracking number."}]}',
        message="Please provide tracking number.",
        code="TRACKING.TRACKINGNUMBER.EMPTY",
    ),
    Case(
        "dhl-de",
        400,
        "application/json",
        '{"statusCode":400,"message":"Ungueltige Anfrage","details":"Feld fehlt: Postleitzahl"}',
        message="Ungueltige Anfrage",
        code=None,
    ),
    Case(
        "german",
        400,
        "application/json",
        '{"fehlercode":"F123","fehlermeldung":"Die Kundennummer ist ungültig."}',
        message="Die Kundennummer ist ungültig.",
        code="F123",
    ),
    Case(
        "brazil",
        400,
        "application/json",
        '{"codigo":"E10","mensagem":"CPF inválido"}',
        message="CPF inválido",
        code="E10",
    ),
    Case(
        "brazil-viacep",
        400,
        "application/json",
        '{"erros":[{"codigo":"4444","mensagem":"Campo obrigatório"}]}',
        message="Campo obrigatório",
        code="4444",
    ),
    Case(
        "spanish",
        500,
        "application/json",
        '{"codigoError":"100","mensajeError":"El usuario no existe"}',
        message="El usuario no existe",
        code="100",
    ),
    Case(
        "french",
        400,
        "application/json",
        '{"code_erreur":"E12","libelle_erreur":"Numéro invalide"}',
        message="Numéro invalide",
        code="E12",
    ),
    Case(
        "polish",
        400,
        "application/json",
        '{"kod":"B1","opis":"Nieprawidłowy numer"}',
        message="Nieprawidłowy numer",
        code="B1",
    ),
    Case(
        "ksef",
        400,
        "application/json",
        '{"exception":{"exceptionDetailList":[{"exceptionCode":21001,"exceptionDescription":"'
        'Nieczytelna treść."}],"serviceCtx":"x","serviceCode":"2","serviceName":"online"}}',
        message="Nieczytelna treść.",
        code="21001",
    ),
    Case(
        "sage",
        400,
        "application/json",
        '[{"$severity":"error","$dataCode":"RecordInvalid","$message":"Name is too short","$source":"name"}]',
        message="Name is too short",
        code="RecordInvalid",
    ),
    Case(
        "xero",
        400,
        "application/json",
        '{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occ'
        'urred","Elements":[{"ValidationErrors":[{"Message":"Email address must be valid."}]}'
        "]}",
        message="A validation exception occurred",
        code="10",
    ),
    Case(
        "quickbooks",
        400,
        "application/json",
        '{"Fault":{"Error":[{"Message":"Duplicate Name Exists Error","Detail":"The name suppl'
        'ied already exists.","code":"6240","element":""}],"type":"ValidationFault"},"time":"'
        '2015"}',
        message="Duplicate Name Exists Error",
        code="6240",
    ),
    Case(
        "netsuite",
        400,
        "application/json",
        '{"type":"https://www.w3.org","title":"Bad Request","status":400,"o:errorDetails":[{"'
        'detail":"Invalid value for field","o:errorQueryParam":"q","o:errorCode":"INVALID_PAR'
        'AMETER"}]}',
        message=None,
        code="INVALID_PARAMETER",
    ),
    Case(
        "workday",
        400,
        "application/json",
        '{"error":"invalid request","errors":[{"error":"Required field missing","field":"name'
        '","location":"body"}]}',
        message="invalid request",
        code=None,
        items=(("name", "Required field missing", None),),
    ),
    Case(
        "servicenow",
        401,
        "application/json",
        '{"error":{"message":"User Not Authenticated","detail":"Required to provide Auth info'
        'rmation"},"status":"failure"}',
        message="User Not Authenticated",
        code=None,
    ),
    Case(
        "okta",
        400,
        "application/json",
        '{"errorCode":"E0000001","errorSummary":"Api validation failed: login","errorLink":"E'
        '0000001","errorId":"oae","errorCauses":[{"errorSummary":"login: already exists"}]}',
        message="Api validation failed: login",
        code="E0000001",
    ),
    Case(
        "auth0",
        403,
        "application/json",
        '{"error":"mfa_required","error_description":"Multifactor authentication required","mfa_token":"x"}',
        message="Multifactor authentication required",
        code="mfa_required",
    ),
    Case(
        "cognito",
        400,
        "application/json",
        '{"__type":"NotAuthorizedException","message":"Incorrect username or password."}',
        message="Incorrect username or password.",
        code="NotAuthorizedException",
    ),
    Case(
        "firebase",
        400,
        "application/json",
        '{"error":{"code":400,"message":"EMAIL_NOT_FOUND","errors":[{"message":"EMAIL_NOT_FOU'
        'ND","domain":"global","reason":"invalid"}]}}',
        message=None,
        code="EMAIL_NOT_FOUND",
    ),
    Case(
        "firebase-rtdb",
        401,
        "application/json",
        '{"error":"Permission denied"}',
        message="Permission denied",
        code=None,
    ),
    Case(
        "parse",
        400,
        "application/json",
        '{"code":101,"error":"Object not found."}',
        message="Object not found.",
        code="101",
    ),
    Case(
        "supabase",
        400,
        "application/json",
        '{"code":"PGRST116","details":"The result contains 0 rows","hint":null,"message":"JSO'
        'N object requested, multiple (or no) rows returned"}',
        message="JSON object requested, multiple (or no) rows returned",
        code="PGRST116",
    ),
    Case(
        "hasura",
        400,
        "application/json",
        '{"path":"$.x","error":"field not found","code":"validation-failed"}',
        message="field not found",
        code="validation-failed",
    ),
    Case(
        "meilisearch",
        400,
        "application/json",
        '{"message":"Index `x` not found.","code":"index_not_found","type":"invalid_request",'
        '"link":"https://x"}',
        message="Index `x` not found.",
        code="index_not_found",
    ),
)
