"""By what a body tells that it is a thing with a life of its own: a job, a payment, a device.

Decides by names, in any order of words. Refuses to weigh: what such a thing says of failure is its own, and
`inband` lets it pass unless the call itself is said to have failed.
"""

from __future__ import annotations

from gateway.errors.dialects.tables import in_order, words
from gateway.errors.remembered import remembered

THINGS = words("""
    transaction payment order charge refund invoice shipment parcel subscription claim policy event alarm
    alert incident ticket device printer sensor reading inverter build pipeline testcase check probe monitor
    job task operation deployment execution run workflow import export backup
""")
"""Elements that by name are a thing with a state of its own, not an answer about the call."""

_OWNERS = in_order("""
    job task order payment payout charge refund transfer invoice shipment parcel package delivery
    tracking subscription device printer sensor machine vehicle build pipeline deployment execution run
    workflow process batch import export backup scan test check monitor probe host node pod container instance
    vm domain certificate campaign ticket incident alarm alert kyc verification document file upload
    query crawl sync migration release stage step account user customer merchant
""")
_TESTS = ("test", "rule", "check", "scan", "validation", "verification", "inspection", "assertion")
_STATES = ("status", "state", "statuscode", "outcome", "phase")
_HAPPENINGS = in_order("""
    create creation created update updated lastupdate lastupdated modified lastmodified start started
    finish     finished complete completion completed queue queued submit submitted submission
    enqueue ended end closed opened
    deleted scheduled failed lastrun lastseen lastchecked executed processed
""")
_WHENS = frozenset(("at", "on", "date", "time", "datetime", "timestamp", "utc", "ts", "dateutc", "timeutc"))


@remembered(2048)
def is_state_of_a_thing(folded: str) -> bool:
    """Whether a member holds the state of something that it names: `jobStatus`, `deviceState`."""
    owner = next((word for word in _OWNERS if folded.startswith(word)), None)
    return owner is not None and folded[len(owner) :] in _STATES


def is_result_of_a_test(folded: str) -> bool:
    """Whether an object of this name holds how a test went: `testResult`, `rule-result`."""
    return folded.startswith(_TESTS) and folded.endswith(("result", "results"))


@remembered(2048)
def is_stamp_of_a_thing(folded: str) -> bool:
    """Whether a member tells when something came to be, changed or ended: `createdDateTime`, `finishedAt`."""
    return any(
        folded.startswith(word) and folded[len(word) :].removeprefix("d") in _WHENS for word in _HAPPENINGS
    )


def links_to_itself(node: object) -> bool:
    """Whether an object is a resource of HAL: `{"_links": {"self": {"href": …}}}`."""
    links = node.get("_links") if isinstance(node, dict) else None
    return isinstance(links, dict) and "self" in links
