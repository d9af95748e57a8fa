/**
 * Sizes, steps and guidance that nobody set come from the model of the graph. They are written into the document with
 * the edit that brings the model or the node, so that undo takes both back and a run elsewhere is the same.
 */
import {
  applyPatch,
  type Change,
  type InputDefinition,
  type ModelInfo,
  type Workflow,
} from '../../engine/protocol/index.ts';
import type { Command } from './command.ts';
import { type NodeTypes, shapeOf } from './graph/catalogue.ts';

type Settings = NonNullable<ModelInfo['settings']>;

/**
 * @param models of the server.
 * @returns the command with the settings of the graph's model, where they were not set.
 */
export function withModelSettings(
  graph: Workflow,
  command: Command,
  types: NodeTypes,
  models: readonly ModelInfo[],
): Command {
  if (command.isExact || !command.patch.some(({ path }) => path[0] === 'nodes')) return command;
  const after = applyPatch(graph, command.patch);
  const [old, now] = [settingsOf(graph, types, models), settingsOf(after, types, models)];
  if (!now) return command;
  const changes = Object.entries(after.nodes).flatMap(([node, { type, inputs }]): Change[] => {
    const isNew = graph.nodes[node]?.type !== type;
    if (!isNew && sameSettings(old, now)) return [];
    const set = Object.entries(shapeOf(after, types, type).inputs).flatMap(([input, definition]) => {
      const offered = offeredFor(definition, inputs?.[input], { now, old: isNew ? undefined : old });
      return offered === undefined ? [] : [[input, offered] as const];
    });
    if (inputs) return set.map(([input, value]) => ({ path: ['nodes', node, 'inputs', input], value }));
    return set.length === 0 ? [] : [{ path: ['nodes', node, 'inputs'], value: Object.fromEntries(set) }];
  });
  return changes.length === 0 ? command : { ...command, patch: [...command.patch, ...changes] };
}

/** What an input gets that nobody set: it has no value, or the one that the model before it gave. */
function offeredFor(
  definition: InputDefinition,
  value: unknown,
  { now, old }: { readonly now: Settings; readonly old: Settings | undefined },
): number | undefined {
  const name = 'fromModel' in definition ? definition.fromModel : undefined;
  const offered = name && now[name];
  const isUnset = value === undefined || (name !== undefined && value === old?.[name]);
  const present = value ?? ('default' in definition ? definition.default : undefined);
  return isUnset && offered !== present ? offered : undefined;
}

/** Those of the only model of the graph, as its LoRAs change them. @returns undefined with several models, or none. */
function settingsOf(graph: Workflow, types: NodeTypes, models: readonly ModelInfo[]): Settings | undefined {
  const { bases, loras } = modelsIn(graph, types, models);
  if (bases.length !== 1) return undefined;
  return Object.assign({}, ...[...bases, ...loras].map(({ settings }) => settings)) as Settings;
}

/** The only model of the graph. @returns undefined with several models, or none. */
export function modelOf(graph: Workflow, types: NodeTypes, models: readonly ModelInfo[]): ModelInfo | undefined {
  const { bases } = modelsIn(graph, types, models);
  return bases.length === 1 ? bases[0] : undefined;
}

/** Models with settings that active nodes of a graph name, and their LoRAs. */
function modelsIn(graph: Workflow, types: NodeTypes, models: readonly ModelInfo[]) {
  const used = Object.values(graph.nodes).flatMap(({ type, mode, inputs = {} }) =>
    mode === undefined
      ? Object.entries(shapeOf(graph, types, type).inputs).flatMap(([input, { kind }]) =>
          kind === 'model' ? models.filter(({ name }) => name === inputs[input]) : [],
        )
      : [],
  );
  const names = new Map(used.flatMap((model) => (model.settings ? [[model.name, model] as const] : [])));
  return {
    bases: [...names.values()].filter(({ kinds }) => !kinds.includes('lora')),
    loras: [...names.values()].filter(({ kinds }) => kinds.includes('lora')),
  };
}

function sameSettings(a: Settings | undefined, b: Settings): boolean {
  return a !== undefined && (Object.keys({ ...a, ...b }) as (keyof Settings)[]).every((name) => a[name] === b[name]);
}
