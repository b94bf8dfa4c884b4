"""Single errors in places of their own: causes, targets, fields that are objects, lists in other tongues."""

from __future__ import annotations

from tests.errors.dialects.reading import Case

CASES = (
    Case(
        "kubernetes-1",
        422,
        "application/json",
        '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Deplo'
        'yment.apps \\"api\\" is invalid: spec.replicas: Invalid value: -1: must be greater tha'
        'n or equal to 0","reason":"Invalid","details":{"name":"api","group":"apps","kind":"D'
        'eployment","causes":[{"reason":"FieldValueInvalid","message":"Invalid value: -1: mus'
        't be greater than or equal to 0","field":"spec.replicas"}]},"code":422}',
        message='Deployment.apps "api" is invalid: spec.replicas: Invalid value: -1: must be greater '
        "than or equal to 0",
        code="Invalid",
        items=(
            ("spec.replicas", "Invalid value: -1: must be greater than or equal to 0", "FieldValueInvalid"),
        ),
    ),
    Case(
        "scaleway",
        400,
        "application/json",
        '{"details":[{"argument_name":"name","reason":"constraint","help_message":"must be be'
        'tween 2 and 63 chars"}],"message":"invalid argument(s)","type":"invalid_arguments"}',
        message="invalid argument(s)",
        code="invalid_arguments",
        items=(("name", "must be between 2 and 63 chars", None),),
    ),
    Case(
        "ibm-cloud",
        400,
        "application/json",
        '{"errors":[{"code":"bad_field","message":"The instance name is not valid.","more_inf'
        'o":"https://cloud.ibm.com/apidocs","target":{"name":"name","type":"field","value":"-'
        'x"}}],"trace":"b0a1"}',
        message="The instance name is not valid.",
        code="bad_field",
        items=(("name", "The instance name is not valid.", "bad_field"),),
    ),
    Case(
        "drf",
        400,
        "application/json",
        '{"email":["Enter a valid email address."],"non_field_errors":["Unable to log in with'
        ' provided credentials."],"address":{"zip":["This field is required."]}}',
        items=(
            ("email", "Enter a valid email address.", None),
            ("zip", "This field is required.", None),
        ),
    ),
    Case(
        "itau",
        422,
        "application/json",
        '{"codigo":"422","mensagem":"Erro de validação dos campos","campos":[{"campo":"valor"'
        ',"mensagem":"deve ser maior que zero","valor":"-1"}]}',
        message="Erro de validação dos campos",
        items=(("valor", "deve ser maior que zero", None),),
    ),
    Case(
        "dell-powerstore",
        422,
        "application/json",
        '{"messages":[{"code":"0xE0A040010001","severity":"Error","message_l10n":"The volume '
        'name is already in use.","arguments":["vol1"]}]}',
        message="The volume name is already in use.",
        code="0xE0A040010001",
    ),
)
