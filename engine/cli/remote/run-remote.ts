/** `inkloom run --server`: queues a run at a server, follows it, and writes its files here. */
import { planGraph } from '../../graph/plan.ts';
import { followRun, patiently, ServerError } from '../../client/index.ts';
import { type OutputPlace, outputPlace } from '../../host/batch/names/output-place.ts';
import { checkOutputFolder } from '../../host/output-folder.ts';
import type { SavedFile } from '../../host/save-files.ts';
import { refusedByServer } from '../../host/remote/remote-place.ts';
import { UsageError } from '../../host/usage-error.ts';
import type { RunInfo } from '../../protocol/index.ts';
import type { ImportedWorkflow } from '../../workflow/import/importer.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { prepareForPlace } from '../prepare-run.ts';
import { print, printMessage } from '../print.ts';
import { OUT, saverOf } from '../save-targets.ts';
import { chooseReporter } from '../report/choose.ts';
import type { RemoteRunValues } from './remote-options.ts';
import { detached, leave, type Remote, withRemote } from './remote.ts';
import { reportsTo, secondsOf, titlesIn } from './run-reports.ts';
import { saveFiles } from './save-files.ts';

const EXIT_OF = { done: EXIT.done, failed: EXIT.failed, cancelled: EXIT.interrupted } as const;

/** Queues a workflow and follows it. @throws UsageError for what the server refuses. */
export function runRemote(imported: ImportedWorkflow, values: RemoteRunValues): Promise<ExitCode> {
  return withRemote(values, async (remote) => {
    if (!values.detach) await checkOutputFolder(placeOf(values).folder);
    const run = await queue(imported, remote);
    return values.detach ? detached(run, remote) : follow(run, remote);
  });
}

/** Follows a run that is at the server, or cancels it. @throws UsageError for a run that the server does not know. */
export function takeUp(values: RemoteRunValues): Promise<ExitCode> {
  return withRemote(values, async (remote) => {
    const { api } = remote.place;
    const id = values.cancel ?? values.attach ?? '';
    const run = await api.run(id).catch(unlessMissing);
    if (!run) throw new UsageError(`${remote.server} has no run "${id}"; its editor shows those that it has`);
    if (values.cancel === undefined) {
      await checkOutputFolder(placeOf(values).folder);
      return follow(run, remote);
    }
    if (run.ended !== undefined) return print(`Run ${run.number} is over already: ${run.state}`);
    await api.cancel(id);
    return print(`Run ${run.number} is cancelled`);
  });
}

/**
 * The same command typed again takes up the run that it queued, as long as that is not done. What is done is asked for
 * anew, and found in the server's cache unless its models have changed.
 */
async function queue(imported: ImportedWorkflow, remote: Remote): Promise<RunInfo> {
  const { place, values, interrupt, patience } = remote;
  const { workflow, options } = prepareForPlace(imported, values, placeOf(values), place.registry);
  for (const { message } of imported.issues) printMessage(message);
  try {
    const request = await place.request(workflow, options.targets, patience);
    const earlier = await place.api.run(request.id, interrupt.signal).catch(unlessMissing);
    const id = earlier?.state === 'done' ? `${request.id.slice(0, 40)}-${Date.now().toString(36)}` : request.id;
    return await patiently(() => place.api.submit({ ...request, id }, interrupt.signal), patience);
  } catch (error) {
    throw refusedByServer(error, place.api.requests.address);
  }
}

/** Follows a run to its end, and writes its files. */
async function follow(queued: RunInfo, remote: Remote): Promise<ExitCode> {
  const { place, values, interrupt, patience } = remote;
  const { api, feed } = place;
  const say = values.json || values.quiet ? () => {} : printMessage;
  try {
    const { workflow, targets } = await patiently(() => api.run(queued.id, interrupt.signal), patience);
    const target = saverOf(placeOf(values), () => {
      const plan = planGraph(workflow, place.registry, targets ? { targets } : {});
      return { workflow, plan, registry: place.registry };
    });
    const reporter = chooseReporter(values, titlesIn(workflow, place.registry));
    const run = await followRun({ api, feed }, queued.id, reportsTo(reporter, say), patience);
    const onSaved = (node: string, file: SavedFile): void => {
      reporter.saved(node, file);
      if (!values.json) print(file.path);
    };
    const saved = await saveFiles(api, run, target, { ...patience, onSaved });
    const isWhole = saved.failures.length === 0;
    const status = isWhole && (run.state === 'done' || run.state === 'cancelled') ? run.state : 'failed';
    const failures = [...run.failures, ...saved.failures];
    reporter.finished({ status, seconds: secondsOf(run), failures, files: saved.files, refused: false });
    return EXIT_OF[status];
  } catch (error) {
    if (interrupt.signal.aborted) return leave(queued, remote);
    throw error;
  }
}

/** @throws UsageError for names by values that the files of a server do not tell. */
function placeOf({ out = OUT, each }: RemoteRunValues): OutputPlace {
  const place = outputPlace(out);
  if (!place.template || !each) return place;
  throw new UsageError('--each at a server names files by number: give --out a folder, or use inkloom batch');
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof ServerError && error.status === 404) return undefined;
  throw error;
}
