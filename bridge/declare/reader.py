"""Reads YAML with positions: syntax errors, keys given twice, empty values and YAML's odder features."""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode
from ruamel.yaml.reader import ReaderError

from bridge.declare.source import Node, Place, Scalar, Source, key_path

_LARGEST = 1_000_000
_DEEPEST = 20
_TAG = "tag:yaml.org,2002:"
_WORDED = {
    "mapping values are not allowed here": (
        "a colon stands where no key can be; put a text that holds a colon and a space into quotes"
    ),
    "that cannot start any token": "no value can begin with this sign; indent with spaces, or use quotes",
    "could not find expected ':'": "a colon is missing after a key",
    "found another document": "a second document starts here; one file holds one campaign",
}
# What is left open is noticed far below; its beginning is the place to look at.
_OPENED = {
    "while scanning a quoted scalar": "the text that begins here lacks its closing quote",
    "while parsing a flow sequence": "the list that begins here lacks a comma or its closing ]",
    "while parsing a flow mapping": "the keys that begin here lack a comma or the closing }",
}


def read(text: str, path: str) -> Source:
    """The tree of a text. `root` stays None where nothing can be read; `problems` then says why."""
    source = Source.of(text, path)
    if len(text) > _LARGEST:
        source.at(1, 1, "", f"the file has {len(text)} characters; a campaign file has at most {_LARGEST}")
        return source
    try:
        tree = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        opened = _OPENED.get(error.context or "") if error.context_mark else None
        mark = error.context_mark if opened else error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source.at(line, column, "", opened or _worded(error.problem or error.context or ""))
        return source
    except ReaderError as error:
        before = Source.of(text[: error.position], path).lines
        code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
        source.at(
            len(before), len(before[-1]) + 1, "", f"the control character U+{code:04X} cannot stand in YAML"
        )
        return source
    except (YAMLError, RecursionError, ValueError):
        source.at(
            1, 1, "", "this cannot be read as YAML; see that it is a plain text file of keys and values"
        )
        return source
    if tree is None or (isinstance(tree, ScalarNode) and tree.tag == f"{_TAG}null"):
        source.at(1, 1, "", "the file is empty; `ideabridge init` writes one to start from")
        return source
    source.root = _Converter(source).node(tree, (), (1, 1))
    if source.root.entries is None:
        source.root = None
        source.problems.clear()
        line, column = _position(tree)
        source.at(
            line, column, "", "a campaign file consists of keys with values, such as `title: Winter ideas`"
        )
    return source


def _worded(problem: str) -> str:
    for known, words in _WORDED.items():
        if known in problem:
            return words
    return f"this cannot be read as YAML: {problem}" if problem else "this cannot be read as YAML"


def _position(node: YamlNode) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


class _Converter:
    """Turns YAML's nodes into ours and notes what a campaign file does not use."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()

    def node(self, node: YamlNode, place: Place, before: tuple[int, int]) -> Node:
        """`before` is the position of the key, or of the list, in which the node stands."""
        line, column = _position(node)
        key = key_path(place)
        if id(node) in self.seen:
            line, column = before
            # A collection that is repeated by alias can grow without end, so none is followed.
            self.source.at(
                line, column, key, "aliases (*name) are not read; write the text out in each place"
            )
            return Node(line, column)
        self.seen.add(id(node))
        if len(place) > _DEEPEST:
            self.source.at(line, column, key, "this is nested too deeply for a campaign file")
            return Node(line, column)
        if isinstance(node, MappingNode):
            return Node(line, column, entries=self.entries(node, place))
        if isinstance(node, SequenceNode):
            items = [
                self.node(item, (*place, index), (line, column)) for index, item in enumerate(node.value)
            ]
            return Node(line, column, items=items)
        assert isinstance(node, ScalarNode)
        return Node(line, column, value=self.scalar(node, key), written=str(node.value))

    def entries(self, node: MappingNode, place: Place) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key_node, value_node in node.value:
            line, column = _position(key_node)
            if not isinstance(key_node, ScalarNode):
                self.source.at(line, column, key_path(place), "a key must be one word")
                continue
            name = str(key_node.value)
            here = (*place, name)
            if name in entries:
                first = entries[name].key_at
                where = f" (first on line {first[0]})" if first else ""
                self.source.at(line, column, key_path(here), f"this key is given twice{where}; keep one")
                continue
            value = self.node(value_node, here, (line, column))
            value.key_at = (line, column)
            entries[name] = value
            self.empty(value, value_node, here)
        return entries

    def empty(self, value: Node, node: YamlNode, place: Place) -> None:
        """Note a key that is followed by nothing."""
        if not isinstance(node, ScalarNode) or node.tag != f"{_TAG}null":
            return
        assert value.key_at is not None
        line, column = value.key_at
        rest = self.source.lines[line - 1][column - 1 + len(str(place[-1])) :].lstrip(" :")
        message = "this key has no value; give one or remove the line"
        if rest.startswith("#") and not rest.startswith("# "):
            message = "what follows # is read as a comment, so this key has no value; leave the # out"
            word = rest[1:].split()
            self.source.at(line, column, key_path(place), message, word[0] if word else None)
            return
        self.source.at(line, column, key_path(place), message)

    def scalar(self, node: ScalarNode, key: str) -> Scalar:
        text = str(node.value)
        tag = str(node.tag)
        line, column = _position(node)
        if not tag.startswith(_TAG):
            self.source.at(line, column, key, f"YAML tags such as {tag} are not read; remove it")
            return text
        kind = tag.removeprefix(_TAG)
        try:
            if kind == "null":
                return None
            if kind == "bool":
                return text.casefold() == "true"
            if kind == "int":
                digits = text.replace("_", "")
                return int(digits, 0 if digits.lstrip("+-")[:2].lower() in {"0x", "0o", "0b"} else 10)
            if kind == "float":
                return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            self.source.at(line, column, key, "this number cannot be read")
        return text
