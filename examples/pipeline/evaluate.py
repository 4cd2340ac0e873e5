"""Measure model.json on data/test.csv. Writes mistakes.csv and summary.json."""

import csv
import sys

from classifier import cross_entropy, expand, probability, read_json, read_points, write_json

threshold = 0.5


def main():
    dataset, model = read_json("data/dataset.json"), read_json("model.json")
    if model["dataset"] != dataset["id"]:
        sys.exit(
            f"The model was trained on dataset {model['dataset']}, but the test points are of "
            f"dataset {dataset['id']}: train again"
        )

    points = read_points("data/test.csv")
    scored = [
        (x, y, label, probability(model["weights"], expand(x, y, model["degree"])))
        for x, y, label in points
    ]
    counts = {"true positives": 0, "false positives": 0, "false negatives": 0, "true negatives": 0}
    for _, _, label, likelihood in scored:
        counts[outcome(label, likelihood)] += 1
    for name, count in counts.items():
        print(f"{name:16} {count:4}")

    positives = counts["true positives"] + counts["false negatives"]
    predicted_positives = counts["true positives"] + counts["false positives"]
    correct = counts["true positives"] + counts["true negatives"]
    metrics = {
        "accuracy": share(correct, len(points)),
        "precision": share(counts["true positives"], predicted_positives),
        "recall": share(counts["true positives"], positives),
        "loss": round(sum(cross_entropy(p, label) for _, _, label, p in scored) / len(scored), 6),
    }
    print(f"{'accuracy':16} {metrics['accuracy']:.3f}")
    write_mistakes(scored)
    attributes = {"dataset": dataset["id"], "model": f"logistic regression, degree {model['degree']}"}
    write_json("summary.json", {"metrics": metrics, "attributes": attributes})


def outcome(label, likelihood):
    is_right = (likelihood >= threshold) == (label == 1)
    is_positive = likelihood >= threshold
    return f"{'true' if is_right else 'false'} {'positives' if is_positive else 'negatives'}"


def share(part, whole):
    """A rounded ratio; nothing (null in the summary) of nothing."""
    return round(part / whole, 4) if whole else None


def write_mistakes(scored):
    with open("mistakes.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["x", "y", "label", "probability"])
        for x, y, label, likelihood in scored:
            if outcome(label, likelihood).startswith("false"):
                writer.writerow([x, y, label, f"{likelihood:.4f}"])


if __name__ == "__main__":
    main()
