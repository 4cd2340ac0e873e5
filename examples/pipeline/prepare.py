"""Generate labelled points on two interleaved half-moons and split them for training and testing.

Writes data/train.csv, data/test.csv and data/dataset.json (what was generated, and its fingerprint).
"""

import csv
import hashlib
import json
import math
import random
import sys
from pathlib import Path

samples = 600
noise = 0.2
test_fraction = 0.25
seed = 7

FOLDER = Path("data")


def main():
    test_count = round(samples * test_fraction)
    if not 0 < test_count < samples:
        sys.exit("samples and test_fraction must leave points for both training and testing")

    rng = random.Random(seed)
    points = [generate_point(index % 2, rng) for index in range(samples)]
    rng.shuffle(points)
    test, train = points[:test_count], points[test_count:]

    FOLDER.mkdir(exist_ok=True)
    write_points(FOLDER / "train.csv", train)
    write_points(FOLDER / "test.csv", test)
    dataset = {
        "id": fingerprint(FOLDER / "train.csv", FOLDER / "test.csv"),
        "samples": samples,
        "noise": noise,
        "seed": seed,
    }
    write_json(FOLDER / "dataset.json", dataset)
    write_json(
        "summary.json",
        {
            "metrics": {"train": len(train), "test": len(test)},
            "attributes": {"dataset": dataset["id"]},
        },
    )
    print(f"dataset {dataset['id']}: {len(train)} points to train on, {len(test)} to test on")


def generate_point(label, rng):
    """A point of the upper moon (0) or of the lower one (1), which starts in the middle of the other."""
    angle = rng.uniform(0, math.pi)
    x, y = math.cos(angle), math.sin(angle)
    if label == 1:
        x, y = 1 - x, 0.5 - y
    return round(x + rng.gauss(0, noise), 4), round(y + rng.gauss(0, noise), 4), label


def write_points(path, points):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["x", "y", "label"])
        writer.writerows(points)


def fingerprint(*paths):
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def write_json(path, content):
    Path(path).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
