/** The list of models, as people read it. */
import { formatBytes } from '../../../inference/index.ts';
import type { ModelEntry, ModelKind } from '../../../nodes/services/models/entries.ts';
import type { LoraEntry } from '../../../nodes/services/tokens.ts';

/** Headings by kind, in the order of the list. */
const HEADINGS: readonly (readonly [ModelKind, string])[] = [
  ['checkpoint', 'Whole models'],
  ['transformer', 'Transformers'],
  ['textEncoder', 'Text encoders'],
  ['visionTower', 'Vision towers'],
  ['vae', 'VAEs'],
  ['controlNet', 'ControlNets'],
];

export interface FoundModels {
  readonly models: readonly ModelEntry[];
  readonly loras: readonly LoraEntry[];
  /** Sentences that say what to put where. */
  readonly missing: readonly string[];
  /** Folders that were searched. */
  readonly places: readonly string[];
}

export function modelsText({ models, loras, missing, places }: FoundModels): string {
  const groups = HEADINGS.map(([kind, heading]) => {
    // A whole model is listed once.
    const listed = models.filter(({ kinds }) => kinds[0] === kind);
    return { heading, rows: listed.map(row) };
  });
  const others = models.filter(({ kinds }) => kinds.length === 0);
  const problems = [...models, ...loras].flatMap(({ name, problem }) =>
    problem === undefined ? [] : [[name, problem]],
  );
  const sections = [
    ...groups,
    { heading: 'LoRAs', rows: loras.filter(({ problem }) => problem === undefined).map(row) },
    { heading: 'Files of no family known here', rows: others.map(row) },
    { heading: 'Cannot be read', rows: problems },
    { heading: 'Missing', rows: missing.map((sentence) => [sentence]) },
    { heading: 'Searched', rows: places.map((place) => [place]) },
  ];
  return sections
    .filter(({ rows }) => rows.length > 0)
    .map(({ heading, rows }) => [heading, ...columns(rows)].join('\n'))
    .join('\n\n');
}

function row({ name, model, format, bytes, ...more }: ModelEntry | LoraEntry): readonly string[] {
  return [name, model, format, formatBytes(bytes), ('licence' in more && more.licence) || ''];
}

/** Rows with their columns below each other. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  return rows.map((cells) => `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
}
