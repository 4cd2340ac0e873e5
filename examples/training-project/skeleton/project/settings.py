"""Reads the subset of YAML that the files in configs/ use: maps in maps, and plain values."""

import json
import re
from pathlib import Path


def read_settings(path):
    return parse_settings(Path(path).read_text(encoding="utf-8"))


def parse_settings(text):
    root = {}
    open_maps = [(-1, root)]  # indentation and content of each map around the current line
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = re.fullmatch(r"( *)([\w-]+):(?:\s+(.*))?", line)
        if not match:
            raise ValueError(f"line {number}: expected 'name: value'")
        indentation, name, value = len(match[1]), match[2], without_comment(match[3] or "")
        while open_maps[-1][0] >= indentation:
            open_maps.pop()
        content = open_maps[-1][1]
        if value == "":
            content[name] = {}
            open_maps.append((indentation, content[name]))
        else:
            content[name] = parse_value(value)
    return root


def without_comment(value):
    quoted = re.match(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", value)
    if quoted:
        return quoted[0]
    return re.sub(r"(^|\s)#.*", "", value).strip()


def parse_value(text):
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        return json.loads(text)
    if text in ("true", "false"):
        return text == "true"
    if text in ("null", "~"):
        return None
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            pass
    return text
