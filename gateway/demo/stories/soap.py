"""Web services of another age: SOAP 1.1 and 1.2 faults."""

from __future__ import annotations

from gateway.demo.answers import Answer, Row, Story

_FAULT_11 = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
  <soapenv:Body>
    <soapenv:Fault>
      <faultcode>soapenv:Client</faultcode>
      <faultstring>Order 4711 is unknown</faultstring>
      <detail>
        <ord:OrderFault xmlns:ord="urn:example:orders">
          <ord:errorCode>ORD-1042</ord:errorCode>
          <ord:description>No order has this number, or it was archived</ord:description>
        </ord:OrderFault>
      </detail>
    </soapenv:Fault>
  </soapenv:Body>
</soapenv:Envelope>
"""

_FAULT_12 = """<?xml version="1.0" encoding="UTF-8"?>
<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope">
  <env:Body>
    <env:Fault>
      <env:Code><env:Value>env:Sender</env:Value></env:Code>
      <env:Reason><env:Text xml:lang="en">The order number is not a number</env:Text></env:Reason>
    </env:Fault>
  </env:Body>
</env:Envelope>
"""

STORY = Story(
    "soap",
    "SOAP faults",
    [
        Row(
            "POST",
            "/soap/orders",
            "500 with a SOAP 1.1 fault",
            Answer(500, _FAULT_11.encode(), (("Content-Type", "text/xml; charset=utf-8"),)),
        ),
        Row(
            "POST",
            "/soap12/orders",
            "400 with a SOAP 1.2 fault",
            Answer(400, _FAULT_12.encode(), (("Content-Type", "application/soap+xml; charset=utf-8"),)),
        ),
    ],
)
