/**
 * Facts about models and pictures before a run, and the checks that follow from them. Each fact may be unknown:
 * then it is checked when the node runs.
 */
import type { ForeseeContext } from '../engine/graph/define.ts';
import { type CheckRequest, type ComponentRef, type LatentSize, type Role, withBuiltIn } from '../inference/index.ts';
import { INFERENCE } from './services/tokens.ts';

export { checkFit } from './part-fit.ts';

/** The size of a picture in pixels. */
export interface PictureFacts {
  readonly width: number;
  readonly height: number;
}

/** The size of a latent, and the VAE it comes from. */
export interface LatentFacts extends LatentSize {
  /** None: an empty latent that has no form yet. */
  readonly vae?: KnownRef;
}

/** A component whose digest is not known yet. */
export type KnownRef = Omit<ComponentRef, 'digest' | 'settled'>;

/** A VAE before a run: its files, and what its config says. */
export interface KnownVae extends KnownRef {
  readonly scale: number;
  /** Sides of pictures are multiples of this many pixels; default: of `scale`. */
  readonly sideMultiple?: number;
}

/** A fact from the node before a picture input; undefined when that node knows nothing. */
export function knownPicture(fact: unknown): PictureFacts | undefined {
  return isFact(fact) ? (fact as PictureFacts) : undefined;
}

/** As {@link knownPicture}, of a latent. */
export function knownLatent(fact: unknown): LatentFacts | undefined {
  return isFact(fact) ? (fact as LatentFacts) : undefined;
}

/** As {@link knownPicture}, of a VAE. */
export function knownVae(fact: unknown): KnownVae | undefined {
  return isFact(fact) ? (fact as KnownVae) : undefined;
}

/** A control before a run. */
interface KnownControl {
  readonly controlNet: unknown;
}

/** As {@link knownPicture}, of the controls of a denoise loop; none when nothing is known. */
export function knownControls(fact: unknown): readonly KnownControl[] {
  return Array.isArray(fact) ? (fact as readonly KnownControl[]) : [];
}

/** What is known of a transformer or prompt that gets controls; undefined when nothing is known of it. */
export function withKnownControls(fact: unknown, controls: readonly KnownControl[]): unknown {
  return isFact(fact) ? { ...fact, controls: [...carriedControls(fact), ...controls] } : undefined;
}

/** Known controls of a transformer or prompt. */
export function carriedControls(fact: unknown): readonly KnownControl[] {
  return isFact(fact) ? knownControls((fact as { readonly controls?: unknown }).controls) : [];
}

/** A transformer before a run, with the known nets that are built into it. */
export function knownWithBuiltIn(transformer: unknown, controlNets: readonly unknown[]): unknown {
  if (!isFact(transformer)) return undefined;
  const nets = controlNets.filter(isFact).map((net) => ({ ...(net as KnownRef), digest: '' }));
  return withBuiltIn(transformer as KnownRef, nets);
}

function isFact(fact: unknown): fact is object {
  return typeof fact === 'object' && fact !== null;
}

/** The number of steps of a schedule, as the node before says. */
export function knownSteps(fact: unknown): number | undefined {
  return isFact(fact) ? knownNumber((fact as { readonly steps?: unknown }).steps) : undefined;
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
 * Before a run, checks components that are known, and that a picture fits into memory with them.
 * @param parts in the order in which they work.
 * @throws InferenceError of a component that cannot be loaded, or a picture that is too large.
 */
export async function checkComponents(
  parts: Readonly<Partial<Record<Role, unknown>>>,
  ctx: ForeseeContext,
  picture?: LatentSize,
): Promise<void> {
  if (!ctx.checks) return;
  const components = Object.entries(parts).flatMap(([role, fact]) => {
    if (!isFact(fact)) return [];
    const { dir, family, companions, variant, loras, builtIn } = fact as KnownRef;
    // A check opens files: nothing is kept under the digest.
    const ref = { dir, family, companions, variant, loras, builtIn, digest: '' } as ComponentRef;
    return [{ role: role as Role, ref }];
  });
  if (components.length === 0) return;
  const request: CheckRequest = { components, ...(picture ? { picture: sizeOf(picture) } : {}) };
  await ctx.once(JSON.stringify(request), () => ctx.use(INFERENCE).request('check', request));
}

function sizeOf({ frames, height, width, scale }: LatentSize): LatentSize {
  return { frames, height, width, scale };
}
