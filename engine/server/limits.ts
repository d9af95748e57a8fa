/** Default limits of what clients may send and keep. */
import type { ServerLimits } from '../host/server-options.ts';

export const DEFAULT_LIMITS: ServerLimits = {
  bodyBytes: 64 * 2 ** 20,
  uploadBytes: 100_000_000,
  pixels: 2 ** 28,
  nodes: 10_000,
  workflowBytes: 16 * 2 ** 20,
  documents: 200,
  listed: 5000,
  queued: 1000,
  sockets: 200,
};
