"""Turns XML into the kind of tree that JSON gives: dicts, lists, strings.

Decides the shape: local names without prefix, attributes as `@name`, repeated children as a list, an element
with nothing but text as a string, text beside children as `#text`. Three vocabularies that write maps in
XML (XML-RPC's struct, property lists, Solr's `<str name="msg">`) become the maps that they mean.
Refuses to know what an error is.

Entities, DTDs and the network are off; defects are forgiven. Nodes and depth are bounded.
"""

from __future__ import annotations

import re

from lxml import etree

_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,30};)")

# `<status>error</status><statusmsg>…</statusmsg>`: elements that nobody put into one.
_FRAGMENTS = re.compile(r"\s*(?:<(\w{1,40})>[^<]{0,2000}</\1>\s*){2,40}\Z")

MAX_NODES = 4_000
MAX_DEPTH = 32

Tree = dict[str, object]

# Elements whose own name says only a type; their `name` attribute is the member's name.
_TYPED = frozenset(
    (
        "str",
        "int",
        "long",
        "float",
        "double",
        "bool",
        "date",
        "arr",
        "lst",
        "string",
        "integer",
        "boolean",
        "param",
    )
)

# Elements of a map; their `key` attribute is the member's name.
_KEYED = frozenset(("item", "entry"))


def read_xml(text: str) -> Tree | None:
    """The tree under one member named after the root; None where there is no element at all."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    if "&" in text:
        # Recovery would drop a bare one: "Lost & found".
        text = _BARE_AMPERSAND.sub("&amp;", text)
    if _FRAGMENTS.match(text) is not None:
        text = f"<response>{text}</response>"
    try:
        # As bytes: lxml refuses text that has an encoding declaration.
        root = etree.fromstring(_without_declaration(text).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    return {_local(root): _Builder().value(root, 0)}


def _without_declaration(text: str) -> str:
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<?xml"):
        end = text.find("?>", 0, 300)
        if end > 0:
            return text[end + 2 :].lstrip()
    return text


def _local(element: etree._Element) -> str:
    tag = str(element.tag)
    return tag[tag.rfind("}") + 1 :].rpartition(":")[2]


class _Builder:
    """Counts the nodes that one document may still have."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_NODES

    def value(self, element: etree._Element, depth: int) -> object:
        self.left -= 1
        children = [child for child in element if isinstance(child.tag, str)] if depth < MAX_DEPTH else []
        text = _text(element)
        if not children and not element.attrib:
            return text
        special = _SPECIAL.get(_local(element)) if children else None
        if special is not None and (found := special(self, children, depth)) is not None:
            return found
        tree: Tree = {}
        for name, content in element.attrib.items():
            tree["@" + str(name).rpartition("}")[2]] = str(content)
        for child in children:
            if self.left <= 0:
                break
            self._add(tree, child, depth)
        if text:
            tree["#text"] = text
        return tree

    def _add(self, tree: Tree, child: etree._Element, depth: int) -> None:
        name = _local(child)
        value = self.value(child, depth + 1)
        if (
            name in _KEYED
            and len(child.attrib) == 1
            and (key := child.get("key"))
            and isinstance(value, dict)
        ):
            # `<item key="response_text">Authentication Error</item>`
            name, value = key, value.get("#text", "")
        if name in _TYPED and child.get("name"):
            name = str(child.get("name"))
            if isinstance(value, dict):
                value.pop("@name", None)
                value = value["#text"] if list(value) == ["#text"] else value
        if name not in tree:
            tree[name] = value
            return
        before = tree[name]
        if isinstance(before, _Repeated):
            before.append(value)
        else:
            tree[name] = _Repeated([before, value])

    def struct(self, members: list[etree._Element], depth: int) -> Tree | None:
        """XML-RPC: `<member><name>…</name><value><int>4</int></value></member>`."""
        tree: Tree = {}
        for member in members[: self.left]:
            name, value = member.find("name"), member.find("value")
            if name is None or value is None:
                return None
            inner = value[0] if len(value) else value
            tree[name.text or ""] = self.value(inner, depth + 2)
        return tree

    def dict(self, children: list[etree._Element], depth: int) -> Tree | None:
        """Property lists: `<key>code</key><string>E1</string>`."""
        keys, values = children[::2], children[1::2]
        if len(keys) != len(values) or any(_local(key) != "key" for key in keys):
            return None
        return {
            key.text or "": self.value(value, depth + 1)
            for key, value in zip(keys[: self.left], values, strict=False)
        }


class _Repeated(list[object]):
    """Children of one name, told apart from a value that is a list by itself."""


_SPECIAL = {"struct": _Builder.struct, "dict": _Builder.dict}


def _text(element: etree._Element) -> str:
    """The element's own text, without that of its children; entity references are dropped."""
    pieces = [element.text or ""]
    pieces += [child.tail or "" for child in element]
    return "".join(pieces).strip()
