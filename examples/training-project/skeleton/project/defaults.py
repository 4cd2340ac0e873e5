"""Settings that rarely change. Those of a training are in configs/train.yaml."""

seed = 1
stations = ["harbour", "hilltop"]
log_every: int = 3
