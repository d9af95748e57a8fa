/** Names that cannot be used for files on Windows. */

const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Whether a file name stands for a device on Windows, with or without an extension. */
export function isReservedName(name: string): boolean {
  return DEVICE.test(name);
}
