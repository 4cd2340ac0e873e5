"""A stand-in for training: the loss is least at lr=0.01 and momentum=0.9, and gets less with epochs."""

import json
import math

lr = 0.1
momentum = 0.0
epochs = 1

distance = math.log10(lr / 0.01) ** 2 + (momentum - 0.9) ** 2
loss = distance + 1 / (1 + epochs)

with open("summary.json", "w", encoding="utf-8") as file:
    json.dump({"metrics": {"loss": loss}}, file)
