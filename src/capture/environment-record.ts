import { compareCodePoints } from '../values/order.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import { MASK, isSecretName, maskValue } from '../values/mask-secrets.ts';

/** Variables by name. */
type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The variables a command starts with: `values` of those known to matter to results, and of the
 * operation's own; of all others only `names`. What may be a secret, by its name or by its shape, is
 * masked wherever it is.
 */
export function recordEnvironment(caller: Variables, operation: Variables): ValueMap {
  const values = emptyMap();
  const names: string[] = [];
  for (const [name, value] of Object.entries(caller)) {
    if (value === undefined || Object.hasOwn(operation, name)) continue;
    if (isSecretName(name) || !isKnown(name)) names.push(name);
    else values[name] = maskValue(value);
  }
  for (const [name, value] of Object.entries(operation)) {
    if (value !== undefined) values[name] = isSecretName(name) ? MASK : maskValue(value);
  }
  return { values, names: names.sort(compareCodePoints) };
}

function isKnown(name: string): boolean {
  return KNOWN_NAMES.has(name) || KNOWN_PREFIXES.some((prefix) => name.startsWith(prefix));
}

const KNOWN_PREFIXES: readonly string[] = ['LC_', 'OMP_', 'CUDA_', 'SLURM_JOB_'];

/** Which programs and libraries are found, and how those that compute do it. */
const KNOWN_NAMES: ReadonlySet<string> = new Set(
  (
    'LANG LANGUAGE TZ PATH LD_LIBRARY_PATH LD_PRELOAD CI SOURCE_DATE_EPOCH ' +
    'PYTHONHASHSEED PYTHONPATH PYTHONHOME PYTHONOPTIMIZE PYTHONUTF8 PYTHONIOENCODING PYTHONWARNINGS PYENV_VERSION ' +
    'VIRTUAL_ENV CONDA_DEFAULT_ENV CONDA_PREFIX NODE_ENV NODE_OPTIONS NODE_PATH ' +
    'NVIDIA_VISIBLE_DEVICES HIP_VISIBLE_DEVICES ROCR_VISIBLE_DEVICES CUBLAS_WORKSPACE_CONFIG PYTORCH_CUDA_ALLOC_CONF ' +
    'MKL_NUM_THREADS OPENBLAS_NUM_THREADS NUMEXPR_NUM_THREADS TOKENIZERS_PARALLELISM ' +
    'TF_DETERMINISTIC_OPS TF_ENABLE_ONEDNN_OPTS TF_FORCE_GPU_ALLOW_GROWTH XLA_FLAGS JAX_PLATFORMS JAX_ENABLE_X64 ' +
    'HF_HUB_OFFLINE TRANSFORMERS_OFFLINE WORLD_SIZE RANK LOCAL_RANK SLURM_CPUS_PER_TASK SLURM_NTASKS'
  ).split(' '),
);
