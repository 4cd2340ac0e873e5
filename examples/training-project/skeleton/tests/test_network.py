import random
import unittest

from project.network import Network
from project.parts import load_part


class NetworkTest(unittest.TestCase):
    def test_gradient_agrees_with_small_differences(self):
        network = Network(3, 2, load_part("activations", "tanh"), random.Random(1))
        features, step = [0.3, -0.7, 1.1], 1e-6
        _, sums = network.forward(features)
        for index, slope in enumerate(network.gradient(features, sums, 1.0)):
            weight = network.weights[index]
            network.weights[index] = weight + step
            above = network.forward(features)[0]
            network.weights[index] = weight - step
            below = network.forward(features)[0]
            network.weights[index] = weight
            self.assertAlmostEqual(slope, (above - below) / (2 * step), places=6)


if __name__ == "__main__":
    unittest.main()
