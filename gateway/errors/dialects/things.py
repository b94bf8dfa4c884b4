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
    transaction txn mandate application claim booking reservation loan card item message notification
    job task order payment payout charge refund transfer invoice shipment parcel package delivery
    tracking subscription device printer sensor machine vehicle build pipeline deployment execution run
    workflow process batch import export backup scan test check monitor probe host node pod container instance
    vm domain certificate campaign ticket incident alarm alert kyc verification document file upload
    query crawl sync migration release stage step account user customer merchant
""")
_TESTS = ("test", "rule", "check", "scan", "validation", "verification", "inspection", "assertion")
_QUESTIONS = ("get", "list", "find", "search", "query", "fetch", "read")
_TROUBLES = ("errors", "fault", "alarm", "exceptions", "failures", "errorlog", "incident")
_STATES = ("status", "state", "statuscode", "outcome", "phase")
_HAPPENINGS = in_order("""
    create creation created update updated modified start started finish finished complete completion
    completed queue queued enqueue submit submitted submission ended end closed opened deleted scheduled
    failed executed processed
""")
# A thing has a past and a future; a list has pages.
_BEFORE_AND_AFTER = ("last", "next", "prev")
_PAGES = in_order("page token cursor link links url offset id key index record row name")
_WHENS = frozenset(("at", "on", "date", "time", "datetime", "timestamp", "utc", "ts", "dateutc", "timeutc"))


@remembered(2048)
def is_state_of_a_thing(folded: str) -> bool:
    """Whether a member holds the state of something that it names: `jobStatus`, `deviceState`."""
    owner = next((word for word in _OWNERS if folded.startswith(word)), None)
    return owner is not None and folded[len(owner) :] in _STATES


def asks_for_errors(folded: str) -> bool:
    """Whether an answer is named after the question for what went wrong: `GetErrorsResponse`."""
    return folded.startswith(_QUESTIONS) and any(word in folded for word in _TROUBLES)


@remembered(1024)
def speaks_of_a_thing(folded: str) -> bool:
    """Whether a flag is that of something it names: `run_success`."""
    return any(folded.startswith(word) for word in _OWNERS)


@remembered(1024)
def has_a_history(folded: str) -> bool:
    """Whether a member tells what came before or comes after: `lastSync`, `nextRun`, but not `nextPage`."""
    return folded.startswith(_BEFORE_AND_AFTER) and not folded.endswith(_PAGES)


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
