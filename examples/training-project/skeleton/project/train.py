"""Train the forecaster: `python3 -m project.train [settings.yaml]`.

Writes model.json, forecasts.csv and summary.json to the current directory.
"""

import csv
import json
import math
import random
import sys
from pathlib import Path

from project import defaults
from project.network import Network
from project.parts import load_part
from project.series import cut_windows, read_station
from project.settings import read_settings

CONFIGS = Path(__file__).parent.parent / "configs"


def main(arguments):
    settings = read_settings(arguments[0] if arguments else CONFIGS / "train.yaml")
    reported = json.loads((CONFIGS / "metrics.json").read_text(encoding="utf-8"))
    rng = random.Random(defaults.seed)

    train_windows, test_windows, scale = load_windows(settings)
    activation = load_part("activations", settings["model"]["activation"])
    network = Network(settings["model"]["window"], settings["model"]["hidden"], activation, rng)
    loss = fit(network, train_windows, settings["training"], rng)

    forecasts = [
        (station, date, network.forward(features)[0] * scale[1] + scale[0], actual)
        for station, date, features, actual in test_windows
    ]
    pairs = [(forecast, actual) for _, _, forecast, actual in forecasts]
    metrics = {name: load_part("metrics", name).measure(pairs) for name in reported["metrics"]}
    for name, value in metrics.items():
        print(f"{name:24} {value:.3f}")

    write_forecasts(forecasts)
    write_json("model.json", {"scale": scale, "weights": network.weights, **settings["model"]})
    rounded = {name: round(value, reported["decimals"]) for name, value in metrics.items()}
    write_json(
        "summary.json",
        {
            "metrics": {**rounded, "loss": round(loss, reported["decimals"])},
            "attributes": {"stations": ", ".join(defaults.stations), "weights": len(network.weights)},
        },
    )


def load_windows(settings):
    """Scaled windows to train on, windows to test on with their real outcome, and the scale."""
    length, test_days = settings["model"]["window"], settings["data"]["test_days"]
    series = {name: read_station(name) for name in defaults.stations}
    if any(len(values) - test_days <= length for _, values in series.values()):
        sys.exit("window and test_days leave nothing to train on")

    # The scale comes from the days to train on only: the test must stay unseen.
    past = [value for _, values in series.values() for value in values[: len(values) - test_days]]
    offset, width = load_part("scalers", settings["data"]["scaler"]).fit(past)

    train_windows, test_windows = [], []
    for name, (dates, values) in series.items():
        scaled = [(value - offset) / width for value in values]
        windows = cut_windows(scaled, length)
        train_windows += windows[: len(windows) - test_days]
        for index in range(len(windows) - test_days, len(windows)):
            day = index + length
            test_windows.append((name, dates[day], windows[index][0], values[day]))
    return train_windows, test_windows, (offset, width)


def fit(network, windows, settings, rng):
    """Train in place; returns the mean loss of the last epoch."""
    loss = load_part("losses", settings["loss"])
    schedule = load_part("schedules", settings["schedule"])
    optimizer = load_part("optimizers", settings["optimizer"]).Optimizer(len(network.weights))
    epochs = settings["epochs"]
    if epochs < 1:
        sys.exit("epochs must be at least 1")

    print(f"{len(windows)} windows, {len(network.weights)} weights")
    for epoch in range(1, epochs + 1):
        rate = schedule.rate(settings["learning_rate"], (epoch - 1) / epochs)
        rng.shuffle(windows)
        total = 0.0
        for features, target in windows:
            output, sums = network.forward(features)
            error = output - target
            total += loss.value(error)
            gradient = network.gradient(features, sums, loss.derivative(error))
            optimizer.step(network.weights, gradient, rate)
        mean_loss = total / len(windows)
        if not math.isfinite(mean_loss):
            sys.exit("The loss is no longer a number: try a lower learning_rate")
        if epoch % defaults.log_every == 0 or epoch == epochs:
            print(f"epoch {epoch:3}  rate {rate:.5f}  loss {mean_loss:.5f}")
    return mean_loss


def write_forecasts(forecasts):
    with open("forecasts.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["station", "date", "forecast", "actual"])
        for station, date, forecast, actual in forecasts:
            writer.writerow([station, date, f"{forecast:.2f}", f"{actual:.1f}"])


def write_json(path, content):
    Path(path).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
