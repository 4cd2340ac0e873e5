/** The Python module of a component. */
export function componentModule({ about, body }) {
  const imports = [...(/\bmath\./.test(body) ? ['import math'] : []), ...statisticsImport(body)];
  const importLines = imports.length === 0 ? '' : `\n${imports.join('\n')}\n`;
  const gap = importLines === '' ? '\n' : '\n\n';
  return `"""${about}"""\n${importLines}${gap}${body}`;
}

function statisticsImport(body) {
  const names = ['mean', 'median', 'pstdev', 'quantiles'].filter((name) =>
    new RegExp(`(?<![\\w.])${name}\\(`).test(body),
  );
  return names.length === 0 ? [] : [`from statistics import ${names.join(', ')}`];
}

/** A unit test that holds for every component of its kind. */
export function componentTest({ kind, name }) {
  const className = `${name.replace(/(^|_)(\w)/g, (_, __, letter) => letter.toUpperCase())}Test`;
  return `import unittest

from project.${kind} import ${name}


class ${className}(unittest.TestCase):
${TESTS[kind].replaceAll('NAME', name)}

if __name__ == "__main__":
    unittest.main()
`;
}

/** A page of documentation for a component. */
export function componentDocument({ kind, name, about, body }) {
  return `# ${name}

${about} One of the [${kind}](../training.md); the code is \`project/${kind}/${name}.py\`.

\`\`\`python
${body.trimEnd()}
\`\`\`
`;
}

const SLOPE_TEST = `    def test_the_derivative_is_the_slope(self):
        for x in (-2.3, -0.4, 0.7, 1.9):
            slope = (NAME.FUNCTION(x + 1e-6) - NAME.FUNCTION(x - 1e-6)) / 2e-6
            self.assertAlmostEqual(NAME.derivative(x), slope, places=5)
`;

const TESTS = {
  activations: SLOPE_TEST.replaceAll('FUNCTION', 'apply'),
  losses: `${SLOPE_TEST.replaceAll('FUNCTION', 'value')}
    def test_no_error_is_no_loss(self):
        self.assertAlmostEqual(NAME.value(0.0), 0.0)
`,
  optimizers: `    def test_it_finds_the_bottom_of_a_bowl(self):
        weights = [1.0, -2.0]
        optimizer = NAME.Optimizer(len(weights))
        for step in range(2000):
            gradient = [weights[0] - 0.5, 3 * (weights[1] + 1.0)]
            optimizer.step(weights, gradient, 0.05 * (1 - step / 2000))
        self.assertAlmostEqual(weights[0], 0.5, places=2)
        self.assertAlmostEqual(weights[1], -1.0, places=2)
`,
  schedules: `    def test_the_rate_is_never_negative_nor_above_the_base(self):
        for step in range(100):
            self.assertGreaterEqual(NAME.rate(0.1, step / 100), 0.0)
            self.assertLessEqual(NAME.rate(0.1, step / 100), 0.1)
`,
  metrics: `    def test_perfect_forecasts_measure_zero(self):
        self.assertEqual(NAME.measure([(1.0, 1.0), (2.5, 2.5)]), 0.0)

    def test_errors_of_one_size_measure_that_size(self):
        self.assertAlmostEqual(NAME.measure([(3.0, 1.0), (0.0, -2.0), (7.0, 5.0)]), 2.0)
`,
  scalers: `    def test_the_width_is_never_zero(self):
        for values in ([1.0, 2.0, 3.0, 10.0], [4.0, 4.0, 4.0, 4.0], [0.0, 0.0]):
            _, width = NAME.fit(values)
            self.assertGreater(width, 0.0)
`,
};
