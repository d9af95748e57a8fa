/** LoRAs as loading nodes hand them on: with the component that they change. */
import type { FingerprintContext, ForeseeContext, RunContext } from '../../engine/graph/define.ts';
import { type ComponentRef, filesOfLora, loraSentences, type LoraUse } from '../../inference/index.ts';
import { FILE_DIGESTS, INFERENCE, LORA_FILES } from '../services/tokens.ts';

/** The name that stands for no file. */
const NONE = '';

/** The inputs that name a LoRA and its strength. */
export const LORA_INPUTS = {
  lora: {
    kind: 'model',
    of: 'lora',
    default: NONE,
    title: 'LoRA',
    tooltip: 'Name of a file in a folder "loras" where models are. Without one nothing is changed.',
  },
  strength: {
    kind: 'float',
    min: -100,
    max: 100,
    step: 0.05,
    slider: [-2, 2],
    default: 1,
    title: 'Strength',
    tooltip: 'Factor on the change; 0 changes nothing, and a negative one changes the other way.',
  },
} as const;

/** Parts of a pipeline that LoRAs change. */
type Role = 'transformer' | 'textEncoder';

interface LoraChoice {
  readonly lora: string;
  readonly strength: number;
}

/** For the `fingerprint` of a node with {@link LORA_INPUTS}. @param lora undefined while it is not known. */
export async function loraFingerprint(lora: string | undefined, ctx: FingerprintContext): Promise<string | undefined> {
  if (lora === undefined || lora === NONE) return lora;
  return digestOf(await ctx.use(LORA_FILES).find(lora), ctx);
}

/**
 * The component with a LoRA, as far as both are known before a run.
 * @throws InferenceError for a file that is damaged or made for another model.
 */
export async function knownWithLora(
  role: Role,
  component: unknown,
  { lora, strength }: { readonly [K in keyof LoraChoice]?: unknown },
  ctx: ForeseeContext,
): Promise<unknown> {
  if (typeof lora !== 'string' || lora === NONE) return component;
  if (typeof component !== 'object' || component === null) return undefined;
  // A LoRA adds little to the time, and reading it takes longer than a forecast may.
  if (!ctx.checks) return component;
  const file = await ctx.use(LORA_FILES).find(lora);
  const known = component as ComponentRef;
  const { merges } = await ctx.once(`LoRA ${file} ${known.dir}`, () => ctx.use(INFERENCE).lora(known, role, file));
  if (typeof strength !== 'number' || strength === 0) return known;
  return changedBy(known, { file, digest: '', strength, merges });
}

/** The component with a LoRA; the user is told what the file is, and how much of it fits. */
export async function withLora<C extends ComponentRef>(
  role: Role,
  component: C,
  { lora, strength }: LoraChoice,
  ctx: RunContext,
): Promise<C> {
  if (lora === NONE) return component;
  const file = await ctx.use(LORA_FILES).find(lora);
  const report = await ctx.use(INFERENCE).lora(component, role, file);
  for (const sentence of loraSentences(lora, report)) ctx.note(sentence);
  if (strength === 0) return component;
  return changedBy(component, { file, digest: await digestOf(file, ctx), strength, merges: report.merges });
}

function changedBy<C extends ComponentRef>(component: C, use: LoraUse): C {
  return { ...component, loras: [...(component.loras ?? []), use] };
}

async function digestOf(file: string, ctx: FingerprintContext): Promise<string> {
  return ctx.use(FILE_DIGESTS).digestOfSet(await filesOfLora(file));
}
