/** Words about templates: their categories, and what they need. */
import type { MissingModel, Template, TemplateCategory } from '../../../engine/protocol/index.ts';
import { msg, t } from '../../i18n/t.ts';

/** In the order of lists. */
const CATEGORIES: Readonly<Record<TemplateCategory, string>> = {
  create: msg('Create'),
  edit: msg('Edit'),
  repair: msg('Repair and extend'),
  control: msg('Control'),
  fast: msg('Fast'),
  layers: msg('Layers'),
};

/** Each category with its title. */
export function categoryTitles(): readonly (readonly [TemplateCategory, string])[] {
  return (Object.keys(CATEGORIES) as TemplateCategory[]).map((category) => [category, t(CATEGORIES[category])]);
}

const KINDS: Readonly<Record<string, string>> = {
  checkpoint: msg('Model'),
  transformer: msg('Transformer'),
  textEncoder: msg('Text encoder'),
  visionTower: msg('Vision tower'),
  vae: msg('VAE'),
  controlNet: msg('ControlNet'),
  lora: msg('LoRA'),
};

export function kindTitle({ kind }: MissingModel): string {
  return t(KINDS[kind] ?? msg('Model'));
}

export function runsNow({ missing }: Template): boolean {
  return missing.length === 0;
}

/** `Runs now`, or what it needs. */
export function stateText({ missing }: Template): string {
  if (missing.length === 0) return t('Runs now');
  return t('Needs {models}', { models: missing.map(({ name }) => name.replace(/\.safetensors$/, '')).join(', ') });
}

/** What it was made for, where that is not there. */
export function suitsText({ suits }: Template): string | undefined {
  if (suits.length === 0) return undefined;
  return t('Better with {models}', { models: suits.map(({ name }) => name).join(', ') });
}

/** The first sentence of the description. */
export function shortText({ description }: Template): string {
  const text = description === undefined ? '' : t(description);
  return /^.*?(?:[.:](?=\s|$)|[。：])/su.exec(text)?.[0]?.replace(/[:：]$/u, '.') ?? text;
}
