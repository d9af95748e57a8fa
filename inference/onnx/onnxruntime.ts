/** Loads onnxruntime, with its telemetry off. This is the only file that does; a test of the house keeps it so. */
import { createRequire } from 'node:module';
import type * as Onnxruntime from 'onnxruntime-node';
import { InferenceError } from '../errors.ts';
import { NO_TELEMETRY } from './no-telemetry.ts';

const PACKAGE = 'onnxruntime-node';
const BINARIES = 'Linux with glibc (x64, arm64), macOS (arm64) and Windows (x64, arm64)';

// An import would be evaluated before these lines. In a worker thread the environment is a copy that native code does
// not see: there the variable has to be set before the process starts, as it is for the inference process.
Object.assign(process.env, NO_TELEMETRY);

export const { InferenceSession, Tensor } = load(() => createRequire(import.meta.url)(PACKAGE) as typeof Onnxruntime);

/** @throws InferenceError `runtime-missing` when the package or its binary for this machine is not there. */
export function load<T>(open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const [why = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    const isInstalled = !why.includes(`'${PACKAGE}'`);
    const message = isInstalled
      ? `onnxruntime, which computes the pictures, cannot be loaded on ${process.platform}-${process.arch}: ${why}. ` +
        `It runs on ${BINARIES}.`
      : 'onnxruntime, which computes the pictures, is not installed: npm leaves it out when its install script fails.';
    throw new InferenceError(
      'runtime-missing',
      `${message} Install Inkloom without install scripts: npm i inkloom --ignore-scripts (in a checkout: npm ci)`,
      { received: why },
      { cause },
    );
  }
}
