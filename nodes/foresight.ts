/**
 * What nodes know of models and pictures before a run, and the checks that follow from it. Each fact may be unknown:
 * then it is checked when the node runs.
 */
import type { ForeseeContext } from '../engine/graph/define.ts';
import type { CheckRequest, ComponentRef, LatentSize, Role } from '../inference/index.ts';
import { INFERENCE } from './services/tokens.ts';

/** The size of a picture in pixels. */
export interface PictureFacts {
  readonly width: number;
  readonly height: number;
}

/** The size of a latent, and the VAE it goes to or comes from. */
export interface LatentFacts extends LatentSize {
  readonly vae: KnownRef;
}

/** A component whose digest is not known yet. */
export type KnownRef = Pick<ComponentRef, 'dir' | 'family'>;

/** A VAE before a run: its folder, and what its config says. */
export interface KnownVae extends KnownRef {
  readonly scale: number;
}

/** The fact of an input that the node before it gives; undefined when it gives none. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the type of its socket's facts
export function knownAs<T extends object>(fact: unknown): T | undefined {
  return typeof fact === 'object' && fact !== null ? (fact as T) : undefined;
}

/** A number that is known already. */
export function knownNumber(fact: unknown): number | undefined {
  return typeof fact === 'number' ? fact : undefined;
}

/** The latent of a picture of this size. */
export function latentFacts(vae: KnownVae | undefined, size: PictureFacts | undefined): LatentFacts | undefined {
  if (!vae || !size) return undefined;
  const { scale } = vae;
  return { vae, scale, frames: 1, width: Math.floor(size.width / scale), height: Math.floor(size.height / scale) };
}

/**
 * Checks components that are known, and that a picture fits into memory with them.
 * @param parts in the order in which they work.
 * @throws InferenceError of a component that cannot be loaded, or a picture that is too large.
 */
export async function checkComponents(
  parts: Readonly<Partial<Record<Role, unknown>>>,
  ctx: ForeseeContext,
  picture?: LatentSize,
): Promise<void> {
  const components = Object.entries(parts).flatMap(([role, fact]) => {
    const ref = knownAs<KnownRef>(fact);
    // A check opens folders: nothing is kept under the digest.
    return ref ? [{ role: role as Role, ref: { dir: ref.dir, family: ref.family, digest: '' } as ComponentRef }] : [];
  });
  if (components.length === 0) return;
  const request: CheckRequest = { components, ...(picture ? { picture: sizeOf(picture) } : {}) };
  await ctx.once(JSON.stringify(request), () => ctx.use(INFERENCE).request('check', request));
}

function sizeOf({ frames, height, width, scale }: LatentSize): LatentSize {
  return { frames, height, width, scale };
}
