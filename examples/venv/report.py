"""Print a table of the installed packages; stop if any comes from outside this run's environment.

Writes packages.csv and summary.json to the current directory.
"""

import csv
import json
import platform
import sys
from importlib.metadata import distributions
from pathlib import Path

from tabulate import tabulate, tabulate_formats

table_format = "github"
show_summaries = True

HEADERS = ["package", "version", "summary"]


def main():
    if table_format not in tabulate_formats:
        sys.exit(f"table_format must be one of: {', '.join(tabulate_formats)}")
    packages = installed_packages(Path(sys.prefix))

    width = len(HEADERS) if show_summaries else 2
    rows = [package[:width] for package in packages]
    print(f"Python {platform.python_version()}")
    print(tabulate(rows, headers=HEADERS[:width], tablefmt=table_format, disable_numparse=True))

    with open("packages.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADERS)
        writer.writerows(packages)
    summary = {
        "metrics": {"packages": len(packages)},
        "attributes": {
            "python": platform.python_version(),
            **{name: version for name, version, _ in packages},
        },
    }
    Path("summary.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")


def installed_packages(environment):
    """Name, version and summary of every package that can be imported, by name."""
    packages = []
    for distribution in distributions():
        place = Path(distribution.locate_file(""))
        if environment.resolve() not in place.resolve().parents:
            sys.exit(f"{distribution.metadata['Name']} comes from {place}, not from {environment}")
        metadata = distribution.metadata
        packages.append((metadata["Name"], metadata["Version"], metadata["Summary"] or ""))
    return sorted(packages)


if __name__ == "__main__":
    main()
