/**
 * The interchangeable parts of the generated project. Each becomes a module `project/<kind>/<name>.py`, a test
 * and a page of documentation. `body` is the module's code.
 */
export const components = [
  ...Object.entries({
    identity: ['The input itself.', 'x', '1.0'],
    relu: ['Zero for negative inputs.', 'max(0.0, x)', '1.0 if x > 0 else 0.0'],
    leaky_relu: [
      'A small slope for negative inputs.',
      'x if x > 0 else 0.01 * x',
      '1.0 if x > 0 else 0.01',
    ],
    tanh: ['The hyperbolic tangent.', 'math.tanh(x)', '1 - math.tanh(x) ** 2'],
    sigmoid: [
      'The logistic function.',
      '0.5 * (1 + math.tanh(x / 2))',
      '0.25 * (1 - math.tanh(x / 2) ** 2)',
    ],
    softplus: [
      'A smooth relu.',
      'max(x, 0.0) + math.log1p(math.exp(-abs(x)))',
      '0.5 * (1 + math.tanh(x / 2))',
    ],
    softsign: ['Like tanh, with longer tails.', 'x / (1 + abs(x))', '1 / (1 + abs(x)) ** 2'],
    elu: [
      'Exponential for negative inputs.',
      'x if x > 0 else math.expm1(x)',
      '1.0 if x > 0 else math.exp(x)',
    ],
    arctan: ['The inverse tangent.', 'math.atan(x)', '1 / (1 + x * x)'],
    sine: ['A periodic activation.', 'math.sin(x)', 'math.cos(x)'],
  }).map(([name, [about, value, slope]]) => ({
    kind: 'activations',
    name,
    about,
    body: functions({ 'apply(x)': value, 'derivative(x)': slope }),
  })),

  ...Object.entries({
    squared: ['Half the squared error.', '0.5 * error * error', 'error'],
    absolute: ['The absolute error.', 'abs(error)', 'math.copysign(1.0, error)'],
    huber: [
      'Squared for small errors, absolute for large ones.',
      '0.5 * error * error if abs(error) <= 1 else abs(error) - 0.5',
      'max(-1.0, min(1.0, error))',
    ],
    log_cosh: [
      'A smooth absolute error.',
      'abs(error) + math.log1p(math.exp(-2 * abs(error))) - math.log(2)',
      'math.tanh(error)',
    ],
    pinball: [
      'Aims for the upper quartile of the outcomes.',
      'max(0.25 * error, -0.75 * error)',
      '0.25 if error > 0 else -0.75',
    ],
    cauchy: [
      'Nearly blind to outliers.',
      '0.5 * math.log1p(error * error)',
      'error / (1 + error * error)',
    ],
  }).map(([name, [about, value, slope]]) => ({
    kind: 'losses',
    name,
    about,
    body: functions({ 'value(error)': value, 'derivative(error)': slope }),
  })),

  ...Object.entries({
    sgd: ['Plain gradient descent.', [], ['weights[i] -= rate * g']],
    momentum: [
      'Gradient descent with velocity.',
      ['velocity'],
      ['self.velocity[i] = 0.9 * self.velocity[i] + g', 'weights[i] -= rate * self.velocity[i]'],
    ],
    nesterov: [
      'Momentum that looks ahead.',
      ['velocity'],
      [
        'self.velocity[i] = 0.9 * self.velocity[i] + g',
        'weights[i] -= rate * (g + 0.9 * self.velocity[i])',
      ],
    ],
    adagrad: [
      'Smaller steps for weights that moved a lot.',
      ['squares'],
      ['self.squares[i] += g * g', 'weights[i] -= rate * g / (math.sqrt(self.squares[i]) + 1e-8)'],
    ],
    rmsprop: [
      'Steps scaled by the recent size of the gradient.',
      ['squares'],
      [
        'self.squares[i] = 0.9 * self.squares[i] + 0.1 * g * g',
        'weights[i] -= rate * g / (math.sqrt(self.squares[i]) + 1e-8)',
      ],
    ],
    adam: [
      'Momentum and scaled steps together.',
      ['means', 'squares'],
      [
        'self.means[i] = 0.9 * self.means[i] + 0.1 * g',
        'self.squares[i] = 0.999 * self.squares[i] + 0.001 * g * g',
        'mean = self.means[i] / (1 - 0.9**self.steps)',
        'square = self.squares[i] / (1 - 0.999**self.steps)',
        'weights[i] -= rate * mean / (math.sqrt(square) + 1e-8)',
      ],
    ],
  }).map(([name, [about, state, update]]) => ({
    kind: 'optimizers',
    name,
    about,
    body: optimizer(state, update),
  })),

  ...Object.entries({
    constant: ['The same rate all the time.', 'base'],
    linear: ['Falls evenly towards zero.', 'base * (1 - progress)'],
    cosine: [
      'Falls slowly, then fast, then slowly.',
      'base * 0.5 * (1 + math.cos(math.pi * progress))',
    ],
    exponential: ['Falls to a hundredth.', 'base * 0.01**progress'],
    steps: ['Falls to a tenth, twice.', 'base * 0.1 ** int(3 * progress)'],
    warm_up: [
      'Rises during the first tenth, then stays.',
      'base * min(1.0, (progress + 0.01) / 0.1)',
    ],
  }).map(([name, [about, rate]]) => ({
    kind: 'schedules',
    name,
    about,
    body: functions({ 'rate(base, progress)': rate }),
  })),

  ...Object.entries({
    mean_absolute_error: ['The mean size of the errors.', 'mean(abs(p - a) for p, a in pairs)'],
    root_mean_squared_error: [
      'Like the mean absolute error, harder on large ones.',
      'math.sqrt(mean((p - a) ** 2 for p, a in pairs))',
    ],
    bias: ['The mean of the errors, with their signs.', 'mean(p - a for p, a in pairs)'],
    largest_error: ['The size of the worst error.', 'max(abs(p - a) for p, a in pairs)'],
    median_absolute_error: [
      'The middle size of the errors.',
      'median(abs(p - a) for p, a in pairs)',
    ],
  }).map(([name, [about, value]]) => ({
    kind: 'metrics',
    name,
    about,
    body: functions({ 'measure(pairs)': value }),
  })),

  ...Object.entries({
    none: ['Values as they are.', '0.0, 1.0'],
    standard: ['Mean 0 and standard deviation 1.', 'mean(values), pstdev(values) or 1.0'],
    range: ['From 0 to 1.', 'min(values), (max(values) - min(values)) or 1.0'],
    robust: ['Median 0, the middle half 1 wide.', 'median(values), middle_half(values) or 1.0'],
    largest: ['From -1 to 1.', '0.0, max(abs(value) for value in values) or 1.0'],
  }).map(([name, [about, parameters]]) => ({
    kind: 'scalers',
    name,
    about,
    body: scaler(parameters),
  })),
];

/** Python functions that each return one expression. */
function functions(expressions) {
  return Object.entries(expressions)
    .map(([signature, expression]) => `def ${signature}:\n    return ${expression}\n`)
    .join('\n\n');
}

function optimizer(state, update) {
  const fields = ['self.steps = 0', ...state.map((name) => `self.${name} = [0.0] * size`)];
  return `class Optimizer:
    def __init__(self, size):
${indent(fields, 8)}

    def step(self, weights, gradient, rate):
        self.steps += 1
        for i, g in enumerate(gradient):
${indent(update, 12)}
`;
}

function scaler(parameters) {
  const middleHalf = `def middle_half(values):
    first, _, third = quantiles(values, n=4)
    return third - first


`;
  return `${parameters.includes('middle_half') ? middleHalf : ''}def fit(values):
    """What to subtract, and what to divide by."""
    return ${parameters}
`;
}

function indent(lines, width) {
  return lines.map((line) => ' '.repeat(width) + line).join('\n');
}
