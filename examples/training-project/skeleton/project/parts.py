"""Finds the interchangeable parts of the project by kind and name."""

import sys
from importlib import import_module
from pathlib import Path


def load_part(kind, name):
    """The module project/<kind>/<name>.py; ends the program when there is none."""
    names = part_names(kind)
    if name not in names:
        sys.exit(f"{kind} has no '{name}', only: {', '.join(names)}")
    return import_module(f"project.{kind}.{name}")


def part_names(kind):
    folder = Path(__file__).parent / kind
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
