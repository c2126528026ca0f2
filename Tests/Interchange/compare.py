"""Reads process models with bpmn-io, an independent reader, before and after Sanbu has written them.

usage: compare.py PROGRAM MODEL.bpmn …

Every element, attribute, text, reference and foreign extension that bpmn-io sees must be the same in both. The models
that `sanbu bpmn layout` draws must be read without a warning, with every shape and edge bound to its element.
Prints a line for each model and at the end "N passed, N failed".
"""

import subprocess
import sys

from bpmn_io import BpmnModdle
from bpmn_io.moddle.base import Base


def plain(value, seen):
    """The tree below an element as plain values; references as ids, the order of attributes left aside."""
    if isinstance(value, Base):
        if id(value) in seen:
            return "@" + str(value.get("id"))
        seen = seen | {id(value)}
        fields = {key: item for key, item in vars(value).items() if not key.endswith("_")}
        fields["attributes"] = dict(getattr(value, "attrs_", None) or {})
        fields["type"] = getattr(value, "type_", None)
        return {key: plain(item, seen) for key, item in sorted(fields.items())}
    if isinstance(value, dict):
        return {key: plain(item, seen) for key, item in sorted(value.items()) if not key.endswith("_")}
    if isinstance(value, (list, tuple)):
        return [plain(item, seen) for item in value]
    return value.strip() if isinstance(value, str) else value


def difference(one, two, path="definitions"):
    """Where two trees differ first, or None."""
    if isinstance(one, dict) and isinstance(two, dict):
        for key in sorted(one.keys() | two.keys()):
            if key not in one or key not in two:
                return f"{path}.{key}: {'added' if key not in one else 'lost'}"
            found = difference(one[key], two[key], f"{path}.{key}")
            if found:
                return found
        return None
    if isinstance(one, list) and isinstance(two, list):
        if len(one) != len(two):
            return f"{path}: {len(one)} became {len(two)}"
        for index, (left, right) in enumerate(zip(one, two)):
            found = difference(left, right, f"{path}[{index}]")
            if found:
                return found
        return None
    return None if one == two else f"{path}: {one!r} became {two!r}"


def read(text):
    result = BpmnModdle().from_xml(text)
    references = sorted((str(r["element"].get("id")), r["property"], r["id"]) for r in result.references)
    warnings = sorted(w.message for w in result.warnings if "encoding" not in w.message)
    return {"tree": plain(result.root_element, frozenset()), "references": references, "warnings": warnings}, result


def sanbu(program, *arguments):
    return subprocess.run([program, "bpmn", *arguments], capture_output=True, check=True, text=True).stdout


def compare(program, path):
    with open(path, "rb") as file:
        data = file.read()
    encoding = "latin-1" if b"ISO-8859-1" in data[:100] else "utf-8-sig"
    original, _ = read(data.decode(encoding))
    written, _ = read(sanbu(program, "format", path))
    found = difference(original, written)
    if found:
        return found
    drawn, result = read(sanbu(program, "layout", path))
    if drawn["warnings"] != original["warnings"]:
        return f"layout: {drawn['warnings'][:1]}"
    for element in result.root_element.get("diagrams")[0].get("plane").get("planeElement"):
        if not isinstance(element.get("bpmnElement"), Base):
            return f"layout: {element.get('id')} shows nothing"
    return None


def main():
    program, *models = sys.argv[1:]
    failed = 0
    for path in models:
        found = compare(program, path)
        failed += found is not None
        print(f"{path.rsplit('/', 1)[-1]}: {found or 'same'}")
    print(f"{len(models) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
