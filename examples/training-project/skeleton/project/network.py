"""A network with one hidden layer and one output. All its weights are one flat list."""

import math


class Network:
    def __init__(self, inputs, hidden, activation, rng):
        self.inputs, self.hidden, self.activation = inputs, hidden, activation
        self.weights = []
        for _ in range(hidden):
            self.weights += [rng.gauss(0, 1 / math.sqrt(inputs)) for _ in range(inputs)] + [0.0]
        self.weights += [rng.gauss(0, 1 / math.sqrt(hidden)) for _ in range(hidden)] + [0.0]

    def forward(self, features):
        """The output, and the sums that go into the activations of the hidden layer."""
        sums = []
        for neuron in range(self.hidden):
            start = neuron * (self.inputs + 1)
            total = self.weights[start + self.inputs]
            for index, x in enumerate(features):
                total += self.weights[start + index] * x
            sums.append(total)
        outgoing = self.weights[self.hidden * (self.inputs + 1) :]
        output = outgoing[-1]
        for weight, total in zip(outgoing, sums):
            output += weight * self.activation.apply(total)
        return output, sums

    def gradient(self, features, sums, slope):
        """How the loss changes with each weight, given how it changes with the output."""
        first_outgoing = self.hidden * (self.inputs + 1)
        incoming, outgoing = [], []
        for neuron, total in enumerate(sums):
            weight = self.weights[first_outgoing + neuron]
            error = slope * weight * self.activation.derivative(total)
            incoming += [error * x for x in features] + [error]
            outgoing.append(slope * self.activation.apply(total))
        return incoming + outgoing + [slope]
