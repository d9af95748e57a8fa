/** The CUDA library of onnxruntime: its package leaves it out, and brings a program that loads it from NuGet. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** How the library can be had here. */
export type CudaInstall =
  | { readonly kind: 'installed' }
  /** Run by Node: a script and its arguments. */
  | { readonly kind: 'installable'; readonly program: readonly string[] }
  /** A sentence. */
  | { readonly kind: 'impossible'; readonly why: string };

/** @param system default: this one. */
export function cudaInstall({
  platform,
  arch,
}: { readonly platform: string; readonly arch: string } = process): CudaInstall {
  if (platform !== 'linux' || arch !== 'x64') {
    const elsewhere = platform === 'win32' ? ' On Windows, webgpu and dml use the GPU without it.' : '';
    const why = `onnxruntime has CUDA for Node on Linux on x64 only, and this is ${platform} on ${arch}.${elsewhere}`;
    return { kind: 'impossible', why };
  }
  const folder = packageFolder();
  if (folder === undefined) return { kind: 'impossible', why: 'onnxruntime-node is not installed.' };
  const library = join(folder, 'bin', 'napi-v6', platform, arch, 'libonnxruntime_providers_cuda.so');
  if (existsSync(library)) return { kind: 'installed' };
  return { kind: 'installable', program: [join(folder, 'script', 'install.js'), '--onnxruntime-node-install=cuda12'] };
}

function packageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  } catch {
    return undefined;
  }
}
