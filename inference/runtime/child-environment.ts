/** Environment of the inference process, which its native libraries read when it starts. */
import { NO_TELEMETRY } from '../onnx/no-telemetry.ts';

/**
 * Settings of glibc's allocator (mallopt(3)); other systems ignore them. Sessions of groups of blocks keep no memory
 * of their own between runs, so a step allocates and frees gigabytes. Activations are served from one heap, which keeps
 * its free memory. Widened weights are mapped and unmapped: in the heap they would leave holes that none of them fits
 * into again (docs/measurements.md, "One session or several").
 */
const ALLOCATOR = {
  MALLOC_MMAP_THRESHOLD_: `${2 ** 25}`,
  MALLOC_TRIM_THRESHOLD_: `${2 ** 29}`,
  MALLOC_ARENA_MAX: '1',
} as const;

/** The environment of this process, in which the user may have set the allocator otherwise. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return { ...ALLOCATOR, ...process.env, ...NO_TELEMETRY };
}
