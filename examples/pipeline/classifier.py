"""Logistic regression on polynomials of a point's coordinates; what training and evaluation share."""

import csv
import json
import math
from pathlib import Path


def expand(x, y, degree):
    """All products of powers of x and y up to a total degree, the constant 1 first."""
    return [x**i * y ** (total - i) for total in range(degree + 1) for i in range(total + 1)]


def probability(weights, features):
    """How likely label 1 is."""
    logit = sum(weight * feature for weight, feature in zip(weights, features))
    # Beyond 30 the result is 0 or 1 to twelve digits, and exp would overflow before long.
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def cross_entropy(likelihood, label):
    return -math.log(likelihood if label == 1 else 1 - likelihood)


def read_points(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [(float(row["x"]), float(row["y"]), int(row["label"])) for row in csv.DictReader(file)]


def read_json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_json(path, content):
    Path(path).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
