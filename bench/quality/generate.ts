/** Makes the picture of a case with the shipped engine and workflows. Knows nothing of models. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { inferenceOptions } from '../../engine/host/engine-settings.ts';
import { filesOfRun } from '../../engine/host/save-files.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { standardNodes } from '../../nodes/index.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { draw } from './draw.ts';
import { world } from './world.ts';
import type { Case } from './world.ts';

const ROOT = join(import.meta.dirname, '../..');
const registry = new NodeRegistry(standardNodes);

export interface Settings {
  readonly models: string;
  readonly model: string;
  readonly steps: number;
  readonly guidance: number;
  /** As on the command line; default: `auto`. */
  readonly precision?: string;
}

/** The parts of a case that the engine is given. */
type Asked = Pick<Case, 'prompt' | 'negative' | 'sources' | 'seed'>;

export interface Generator {
  /** RGB bytes of the picture of a case, and its PNG file. */
  make: (asked: Asked) => Promise<{ readonly pixels: Uint8Array; readonly png: Uint8Array }>;
  close: () => Promise<void>;
}

export async function generator({ models, model, steps, guidance, precision }: Settings): Promise<Generator> {
  const input = await mkdtemp(join(tmpdir(), 'inkloom-quality-'));
  const inference = inferenceOptions({ precision });
  const standard = standardServices({ modelFolders: [models], inputFolders: [input], inference });
  const graphs = await Promise.all(
    ['text-to-image', 'edit', 'edit-several'].map((name) => loadWorkflow(join(ROOT, `workflows/${name}.json`))),
  );
  return {
    async make({ prompt, negative = ' ', sources = [], seed }) {
      const graph = graphs[sources.length];
      if (!graph) throw new Error(`No workflow for ${sources.length} pictures`);
      const files = await Promise.all(
        sources.map(async (source, i) => {
          const name = `source-${i + 1}.png`;
          await writeFile(
            join(input, name),
            await sharp(draw(source), { raw: { width: world.side, height: world.side, channels: 3 } })
              .png()
              .toBuffer(),
          );
          return `${sources.length === 1 ? 'image' : `image${i + 1}`}=${name}`;
        }),
      );
      const size = sources.length === 0 ? [`width=${world.side}`, `height=${world.side}`] : [`size=${world.side}`];
      const settings = [
        `model=${model}`,
        `prompt=${prompt}`,
        `negative=${negative}`,
        `steps=${steps}`,
        `guidance=${guidance}`,
        `seed=${seed}`,
        ...size,
        ...files,
      ];
      const result = await new Engine({ registry, services: standard.services }).run(
        applySettings(graph, settings, registry),
      );
      const png = filesOfRun(result)[0]?.file.data;
      if (!png) throw new Error(`No picture for "${prompt}": ${JSON.stringify(result.failures)}`);
      return { pixels: await sharp(png).removeAlpha().raw().toBuffer(), png };
    },
    async close() {
      await standard.close();
      await rm(input, { recursive: true });
    },
  };
}
