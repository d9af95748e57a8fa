/** Loads onnxruntime, with its telemetry off. This is the only file that does; a test of the house keeps it so. */
import { createRequire } from 'node:module';
import type * as Onnxruntime from 'onnxruntime-node';
import { InferenceError } from '../errors.ts';
import { NO_TELEMETRY } from './no-telemetry.ts';

const PACKAGE = 'onnxruntime-node';
const MACHINE = `${process.platform}-${process.arch}`;
const BINARIES = 'Linux with glibc (x64, arm64), macOS (arm64) and Windows (x64, arm64)';
const INSTALL =
  'Install Inkloom without install scripts: npm i inkloom --ignore-scripts --include=optional (in a checkout: npm ci)';

let loaded: typeof Onnxruntime | undefined;

/**
 * Loads it at the first call, not by an import, so that the environment is set first. In a worker thread the
 * environment is a copy that native code does not see: there the variable has to be set when the process starts, as it
 * is for the inference process.
 * @throws InferenceError `runtime-missing` when the package or its binary for this machine is not there.
 */
export function onnxruntime(): typeof Onnxruntime {
  if (!loaded) {
    Object.assign(process.env, NO_TELEMETRY);
    try {
      loaded = createRequire(import.meta.url)(PACKAGE) as typeof Onnxruntime;
    } catch (cause) {
      throw cannotLoad(cause);
    }
  }
  return loaded;
}

/** The version that is loaded. @throws InferenceError as {@link onnxruntime}. */
export function runtimeVersion(): string {
  const { node, common } = onnxruntime().env.versions;
  return node ?? common;
}

/** @param cause of the package manager's or the system's loader. */
export function cannotLoad(cause: unknown): InferenceError {
  const [received = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const message = received.includes(`'${PACKAGE}'`)
    ? 'onnxruntime, which computes the pictures, is not installed: npm leaves it out when its install script fails.'
    : `onnxruntime, which computes the pictures, cannot be loaded on ${MACHINE}: ${received}. It runs on ${BINARIES}.`;
  return new InferenceError('runtime-missing', `${message} ${INSTALL}`, { received }, { cause });
}
