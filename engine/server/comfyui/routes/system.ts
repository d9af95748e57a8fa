/** The server itself, in ComfyUI's words: its version, its memory, what it can do. */
import { freemem, totalmem } from 'node:os';
import type { App } from '../../context.ts';
import { type ComfyContext, THEIRS } from '../context.ts';
import { featuresOf } from '../features.ts';
import { freeWhenIdle } from '../queue/free-when-idle.ts';
import { isTrue } from './read-body.ts';

/** The version of ComfyUI whose interface this is. */
const THEIR_VERSION = '0.33.0';

export function systemRoutes(scope: App, context: ComfyContext): void {
  scope.get('/system_stats', THEIRS, async () => {
    const memory = { vram_total: totalmem(), vram_free: freemem() };
    return {
      system: {
        os: process.platform,
        ram_total: totalmem(),
        ram_free: freemem(),
        comfyui_version: THEIR_VERSION,
        required_frontend_version: '',
        installed_templates_version: '',
        required_templates_version: '',
        comfy_package_versions: [],
        python_version: '',
        pytorch_version: '',
        embedded_python: false,
        deploy_environment: 'inkloom',
        argv: [],
      },
      devices: [
        {
          name: 'cpu',
          type: 'cpu',
          index: null,
          ...memory,
          torch_vram_total: memory.vram_total,
          torch_vram_free: memory.vram_free,
        },
      ],
    };
  });

  scope.get('/features', THEIRS, async () => featuresOf(context.limits));

  scope.post('/free', THEIRS, async ({ body }) => {
    if (isTrue(body, 'unload_models') || isTrue(body, 'free_memory')) void freeWhenIdle(context);
    return {};
  });

  // There are no extensions, templates, blueprints, translations or replaced nodes of ComfyUI's editor here.
  scope.get('/extensions', THEIRS, async () => []);
  for (const path of ['/workflow_templates', '/global_subgraphs', '/i18n', '/node_replacements'])
    scope.get(path, THEIRS, async () => ({}));
}
