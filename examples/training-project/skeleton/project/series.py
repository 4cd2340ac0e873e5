"""Temperatures of a station, cut into windows: the days before, and the day to forecast."""

import csv
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "stations"


def read_station(name):
    """Dates and temperatures, oldest first; ends the program when there is no such station."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        known = sorted(file.stem for file in FOLDER.glob("*.csv"))
        sys.exit(f"There is no station '{name}', only: {', '.join(known)}")
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row["date"] for row in rows], [float(row["temperature"]) for row in rows]


def cut_windows(values, length):
    """Pairs of `length` values in a row and the value after them."""
    return [
        (values[start : start + length], values[start + length])
        for start in range(len(values) - length)
    ]
