/**
 * How long a model of 57 GB takes to open, and how much memory: real names and shapes in files with holes, in ComfyUI's
 * layout. Prints seconds and MiB: `npx tsx bench/open-large.ts`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { compose } from '../engine/host/compose.ts';
import { chooseParts } from '../engine/host/image/choose-parts.ts';
import { withParts } from '../engine/host/image/pipeline-parts.ts';
import { workflowFile } from '../engine/host/workflow-file.ts';
import { loadWorkflow } from '../engine/workflow/load.ts';
import { publishedShapes, writeSparse } from '../test/support/sparse-checkpoint.ts';

const FILES = {
  'diffusion_models/qwen_image_bf16.safetensors': 'transformer-qwen-image',
  'text_encoders/qwen_2.5_vl_7b.safetensors': 'text_encoder-qwen2.5-vl-7b',
  'vae/qwen_image_vae.safetensors': 'vae-qwen-image',
} as const;

const root = await mkdtemp(join(tmpdir(), 'inkloom-large-'));
let bytes = 0;
for (const [file, layout] of Object.entries(FILES)) {
  bytes += await writeSparse(join(root, file), await publishedShapes(layout));
}

const megabytes = (): string => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`;
let last = performance.now();
function report(what: string): void {
  const now = performance.now();
  console.log(`${what}: ${((now - last) / 1000).toFixed(2)} s, resident ${megabytes()}`);
  last = now;
}

report(`${(bytes / 1e9).toFixed(1)} GB written as holes`);
const parts = await chooseParts({ models: [root] });
if (!('transformer' in parts)) throw new Error('expected three files');
report('found, each known by its header');
const composed = await compose({ models: [root], noCache: true, memory: '64GiB' }, console.log, []);
const { engine, models } = composed;
await Promise.all([
  models.openTransformer(parts.transformer),
  models.openTextEncoder(parts.textEncoder),
  models.openVae(parts.vae),
]);
report('opened');
const workflow = withParts(await loadWorkflow(workflowFile('text-to-image')), parts);
const failures = await engine.foresee(workflow, { targets: ['decode'] });
report(`planned and checked in the inference process, ${failures.length} failures`);
await composed.close();
await rm(root, { recursive: true });
