/** Devices that a machine may have, by its system and adapters, in the order in which they are tested. */
import type { DeviceName } from '../../onnx/devices/names.ts';
import type { GraphicsAdapter } from './adapter-texts.ts';
import { cudaInstall } from './cuda-install.ts';

/** A system, as far as it decides which providers onnxruntime has for it. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Whether the libraries of the CUDA provider are installed. */
  readonly hasCuda: boolean;
}

/** @returns none without an adapter: then nothing is tested. */
export function candidates(
  adapters: readonly GraphicsAdapter[],
  { platform, arch, hasCuda }: System = thisSystem(),
): readonly DeviceName[] {
  if (adapters.length === 0) return [];
  if (platform === 'win32') return ['webgpu', 'dml'];
  if (platform === 'darwin') return arch === 'arm64' ? ['webgpu', 'coreml'] : [];
  if (platform === 'linux' && arch === 'x64') return hasCuda ? ['cuda', 'webgpu'] : ['webgpu'];
  return [];
}

function thisSystem(): System {
  return { platform: process.platform, arch: process.arch, hasCuda: cudaInstall().kind === 'installed' };
}
