"""Fit the classifier to data/train.csv by gradient descent. Writes model.json and summary.json."""

import math
import random
import sys

from classifier import cross_entropy, expand, probability, read_json, read_points, write_json

degree = 3
learning_rate = 0.03
epochs = 60
l2 = 0.0001
seed = 1


def main():
    dataset = read_json("data/dataset.json")
    examples = [(expand(x, y, degree), label) for x, y, label in read_points("data/train.csv")]
    weights = [0.0] * len(examples[0][0])
    rng = random.Random(seed)
    print(f"dataset {dataset['id']}: {len(examples)} points, {len(weights)} weights")

    for epoch in range(1, epochs + 1):
        rng.shuffle(examples)
        for features, label in examples:
            descend(weights, features, label)
        if epoch == 1 or epoch == epochs or epoch % max(1, epochs // 6) == 0:
            print(f"epoch {epoch:4}  loss {mean_loss(weights, examples):.4f}")

    if not all(math.isfinite(weight) for weight in weights):
        sys.exit("The weights are no longer numbers: try a lower learning_rate or degree")

    loss = mean_loss(weights, examples)
    write_json("model.json", {"dataset": dataset["id"], "degree": degree, "weights": weights})
    write_json(
        "summary.json",
        {
            "metrics": {"loss": round(loss, 6)},
            "attributes": {"dataset": dataset["id"], "weights": len(weights)},
        },
    )


def descend(weights, features, label):
    error = probability(weights, features) - label
    for index, feature in enumerate(features):
        weights[index] -= learning_rate * (error * feature + l2 * weights[index])


def mean_loss(weights, examples):
    losses = [cross_entropy(probability(weights, features), label) for features, label in examples]
    return sum(losses) / len(losses)


if __name__ == "__main__":
    main()
