"""Reading of `Accept` and `Accept-Language`: what is wanted, and how much.

Decides how a list with weights is read (RFC 9110 §12.4.2), leniently: what cannot be read is passed over.
Refuses to know what is on offer.
"""

from __future__ import annotations

# RFC 9110 sets no bound; browsers send six. A media type has at
# most 127 + 1 + 127 characters (RFC 6838 §4.2).
MOST_MEMBERS = 32
LONGEST_NAME = 255


def parse_weights(value: str) -> list[tuple[str, float]]:
    """Members in lower case with their weights (0 to 1), the heaviest first, ties in order of arrival.

    Parameters other than `q` are left out. At most MOST_MEMBERS are read, each of LONGEST_NAME at most.
    """
    members = []
    for member in value.split(",", MOST_MEMBERS)[:MOST_MEMBERS]:
        name, *parameters = member.split(";")
        name = name.strip().lower()
        if name and len(name) <= LONGEST_NAME:
            members.append((name, _weight(parameters)))
    members.sort(key=lambda pair: -pair[1])
    return members


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return _number(value.strip())
    return 1.0


def _number(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 1.0
    # `nan` is neither above nor below anything: min and max would let it through.
    return min(weight, 1.0) if weight >= 0 else 0.0
