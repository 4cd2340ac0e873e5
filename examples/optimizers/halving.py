"""An optimizer that gives few trials much: successive halving.

    python3 halving.py --budget epochs=1:9:3 --metric loss --candidates 9 lr=0.0001:0.1 momentum=0:0.99

Begins with so many candidates, drawn at random, at the smallest budget. The best third of them (with a
factor of 3) gets three times the budget, and so on up to the largest. Ranges whose ends are both positive
are drawn evenly in the logarithm. Only the standard library is used.
"""

import argparse
import json
import math
import random
import sys


def read_range(text):
    key, _, ends = text.partition("=")
    low, high = (float(end) for end in ends.split(":"))
    return key, low, high


def draw(low, high):
    if low > 0:
        return float(f"{math.exp(random.uniform(math.log(low), math.log(high))):.6g}")
    return float(f"{random.uniform(low, high):.6g}")


def score(result, metric, maximize):
    """Smaller is better; a trial without a result is the worst."""
    value = result["metrics"].get(metric)
    if result["status"] not in ("completed", "skipped") or not isinstance(value, (int, float)):
        return math.inf
    return -value if maximize else value


class Halving:
    def __init__(self, options):
        key, _, steps = options.budget.partition("=")
        smallest, largest, self.factor = (int(step) for step in steps.split(":"))
        self.key, self.budget, self.largest = key, smallest, largest
        self.options = options
        self.waiting = None
        self.results = []
        self.under_way = 0

    def ask(self):
        if self.waiting is None:
            ranges = [read_range(text) for text in self.options.ranges]
            self.waiting = [
                {key: draw(low, high) for key, low, high in ranges}
                for _ in range(self.options.candidates)
            ]
        if not self.waiting and self.under_way > 0:
            return {"type": "wait"}
        if not self.waiting:
            self.promote()
        if not self.waiting:
            return {"type": "done"}
        self.under_way += 1
        return {"type": "trial", "values": {**self.waiting.pop(0), self.key: self.budget}}

    def promote(self):
        """The next rung: the best of the last one with more of the budget."""
        kept = len(self.results) // self.factor
        if self.budget * self.factor > self.largest or kept == 0:
            return
        self.results.sort(key=lambda result: score(result, self.options.metric, self.options.maximize))
        best, self.results = self.results[:kept], []
        self.budget *= self.factor
        self.waiting = [
            {key: value for key, value in result["values"].items() if key != self.key}
            for result in best
        ]

    def tell(self, result):
        # A batch that goes on tells first of trials that another process of this program asked for.
        self.under_way = max(0, self.under_way - 1)
        self.results.append(result)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("ranges", nargs="+", metavar="key=low:high")
    parser.add_argument("--budget", required=True, metavar="key=smallest:largest:factor")
    parser.add_argument("--metric", default="loss")
    parser.add_argument("--maximize", action="store_true")
    parser.add_argument("--candidates", type=int, default=9)
    halving = Halving(parser.parse_args())
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "start":
            random.seed(message["seed"])
        elif message["type"] == "ask":
            print(json.dumps(halving.ask()), flush=True)
        elif message["type"] == "tell":
            halving.tell(message)
        elif message["type"] == "end":
            break


main()
