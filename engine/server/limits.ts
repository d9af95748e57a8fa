/** Default limits of what clients may send and keep. */
import { MAX_PIXELS } from '../../nodes/image/limits.ts';
import type { ServerLimits } from '../host/server-options.ts';

export const DEFAULT_LIMITS: ServerLimits = {
  bodyBytes: 24 * 2 ** 20,
  uploadBytes: 100_000_000,
  pixels: MAX_PIXELS,
  nodes: 10_000,
  flatNodes: 20_000,
  workflowBytes: 16 * 2 ** 20,
  documents: 200,
  listed: 5000,
  queued: 1000,
  sockets: 200,
};
