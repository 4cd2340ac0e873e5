"""Learn to tell three species of Iris apart, with nothing but the standard library.

A network with one hidden layer (tanh) and a softmax output, trained by mini-batch gradient descent.
Reads iris.csv beside this file; writes model.json, predictions.csv and summary.json to the current
directory. The same configuration always gives the same result.
"""

import csv
import json
import math
import random
import sys
from pathlib import Path

learning_rate = 0.1
epochs = 100
batch_size = 16
hidden = 8
l2 = 0.001
test_fraction = 0.2
seed = 1

DATA_FILE = Path(__file__).with_name("iris.csv")


def main():
    check_configuration()
    rng = random.Random(seed)
    columns, species, rows = read_flowers(DATA_FILE)
    train, test = split_by_species(rows, rng)
    means, deviations = column_statistics([features for _, features, _ in train])

    def standardized(part):
        return [(standardize(features, means, deviations), label) for _, features, label in part]

    train_set, test_set = standardized(train), standardized(test)
    network = new_network(len(columns), len(species), rng)
    print(f"{len(train)} flowers to train on, {len(test)} to test on")

    for epoch in range(1, epochs + 1):
        rng.shuffle(train_set)
        for start in range(0, len(train_set), batch_size):
            descend(network, train_set[start : start + batch_size])
        if epoch == 1 or epoch == epochs or epoch % max(1, epochs // 10) == 0:
            loss, accuracy = score(network, train_set)
            print(f"epoch {epoch:4}  loss {loss:.4f}  accuracy {accuracy:.3f}")
            if not math.isfinite(loss):
                sys.exit("The loss is no longer a number: try a lower learning_rate or l2")

    loss, accuracy = score(network, test_set)
    print(f"test        loss {loss:.4f}  accuracy {accuracy:.3f}")

    write_model(network, columns, species, means, deviations)
    write_predictions(network, species, test, test_set)
    write_json(
        "summary.json",
        {
            "metrics": {"accuracy": round(accuracy, 6), "loss": round(loss, 6)},
            "attributes": {
                "dataset": "iris",
                "model": f"mlp {len(columns)}-{hidden}-{len(species)}",
            },
        },
    )


def check_configuration():
    if min(epochs, batch_size, hidden) < 1:
        sys.exit("epochs, batch_size and hidden must be at least 1")
    if not 0 < test_fraction < 1:
        sys.exit("test_fraction must be between 0 and 1")


# Data


def read_flowers(path):
    """Column names, species names, and rows of (row number, features, species index)."""
    with open(path, newline="", encoding="utf-8") as file:
        header, *lines = csv.reader(file)
    species = sorted({line[-1] for line in lines})
    rows = [
        (number, [float(text) for text in line[:-1]], species.index(line[-1]))
        for number, line in enumerate(lines, start=1)
    ]
    return header[:-1], species, rows


def split_by_species(rows, rng):
    """Training and test rows; every species has the same share in both."""
    by_species = {}
    for row in rows:
        by_species.setdefault(row[2], []).append(row)
    train, test = [], []
    for group in by_species.values():
        rng.shuffle(group)
        test_count = max(1, round(len(group) * test_fraction))
        if test_count == len(group):
            sys.exit("test_fraction leaves nothing to train on")
        test += group[:test_count]
        train += group[test_count:]
    return train, sorted(test)


def column_statistics(feature_rows):
    """Mean and standard deviation of each column. Of training rows only: the test must stay unseen."""
    columns = list(zip(*feature_rows))
    means = [sum(column) / len(column) for column in columns]
    deviations = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0
        for column, mean in zip(columns, means)
    ]
    return means, deviations


def standardize(features, means, deviations):
    return [(x - mean) / deviation for x, mean, deviation in zip(features, means, deviations)]


# Network: {"hidden": neurons, "output": neurons}; a neuron is a list of weights, its bias last.


def new_network(input_count, output_count, rng):
    def layer(inputs, neurons):
        scale = math.sqrt(1 / inputs)
        return [[rng.gauss(0, scale) for _ in range(inputs)] + [0.0] for _ in range(neurons)]

    return {"hidden": layer(input_count, hidden), "output": layer(hidden, output_count)}


def forward(network, features):
    """Activations of the hidden layer, and a probability for each class."""
    activations = [math.tanh(total(neuron, features)) for neuron in network["hidden"]]
    logits = [total(neuron, activations) for neuron in network["output"]]
    highest = max(logits)
    exponentials = [math.exp(logit - highest) for logit in logits]
    normalizer = sum(exponentials)
    return activations, [value / normalizer for value in exponentials]


def total(neuron, inputs):
    return sum(weight * x for weight, x in zip(neuron, inputs)) + neuron[-1]


def descend(network, batch):
    """One step of gradient descent on the mean cross-entropy of a batch."""
    hidden_layer, output_layer = network["hidden"], network["output"]
    hidden_gradients = [[0.0] * len(neuron) for neuron in hidden_layer]
    output_gradients = [[0.0] * len(neuron) for neuron in output_layer]

    for features, label in batch:
        activations, probabilities = forward(network, features)
        output_errors = [p - (index == label) for index, p in enumerate(probabilities)]
        for gradient, error in zip(output_gradients, output_errors):
            accumulate(gradient, error, activations)
        for index, activation in enumerate(activations):
            error = sum(e * neuron[index] for e, neuron in zip(output_errors, output_layer))
            accumulate(hidden_gradients[index], error * (1 - activation**2), features)

    for layer, gradients in ((hidden_layer, hidden_gradients), (output_layer, output_gradients)):
        for neuron, gradient in zip(layer, gradients):
            for index, slope in enumerate(gradient):
                is_bias = index == len(neuron) - 1
                decay = 0.0 if is_bias else l2 * neuron[index]
                neuron[index] -= learning_rate * (slope / len(batch) + decay)


def accumulate(gradient, error, inputs):
    for index, x in enumerate(inputs):
        gradient[index] += error * x
    gradient[-1] += error


def score(network, examples):
    """Mean cross-entropy, and the share of examples whose likeliest class is right."""
    loss, correct = 0.0, 0
    for features, label in examples:
        probabilities = forward(network, features)[1]
        loss -= math.log(max(probabilities[label], 1e-12))
        correct += probabilities.index(max(probabilities)) == label
    return loss / len(examples), correct / len(examples)


# Results


def write_model(network, columns, species, means, deviations):
    write_json(
        "model.json",
        {
            "features": columns,
            "species": species,
            "means": means,
            "deviations": deviations,
            "layers": network,
        },
    )


def write_predictions(network, species, test, test_set):
    with open("predictions.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row", "species", "predicted", "probability"])
        for (number, _, label), (features, _) in zip(test, test_set):
            probabilities = forward(network, features)[1]
            best = max(probabilities)
            predicted = species[probabilities.index(best)]
            writer.writerow([number, species[label], predicted, f"{best:.4f}"])


def write_json(path, content):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, allow_nan=False)
        file.write("\n")


if __name__ == "__main__":
    main()
