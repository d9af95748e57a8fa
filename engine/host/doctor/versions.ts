/** Versions of Inkloom and of what it runs on. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, release, type, version } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../places.ts';
import type { VersionFacts } from './facts.ts';

interface Manifest {
  readonly version: string;
  readonly engines?: { readonly node?: string };
}

export async function readVersions(): Promise<VersionFacts> {
  const own = manifest(join(packageRoot(), 'package.json'));
  return {
    inkloom: own?.version ?? 'unknown',
    node: process.versions.node,
    nodeNeeded: own?.engines?.node ?? '>=20.19',
    sharp: await sharpVersion(),
    system: `${type()} ${release()} (${version()}), ${process.platform}-${arch()}`,
  };
}

/** The version of a package that is installed, without loading it. */
function versionOf(name: string): string | undefined {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return paths.flatMap((folder) => manifest(join(folder, name, 'package.json'))?.version ?? [])[0];
}

/** Loads it, because its binary may be for another machine. */
async function sharpVersion(): Promise<string | undefined> {
  try {
    const { default: sharp } = await import('sharp');
    return `${versionOf('sharp') ?? 'unknown'}, libvips ${sharp.versions.vips}`;
  } catch {
    return undefined;
  }
}

function manifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
