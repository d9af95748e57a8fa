/** A worker: takes runs from the queue of a fleet, carries them out, and keeps what they give in the store. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compose } from '../../host/compose.ts';
import { logLines } from '../../host/log/log-lines.ts';
import { packageVersion } from '../../host/places.ts';
import type { RunningWorker, StartWorkerOptions } from '../worker-options.ts';
import { JobLeases } from '../../jobs/bullmq/job-leases.ts';
import { Runner } from '../../jobs/runner.ts';
import type { Lease } from '../../protocol/index.ts';
import { type JobPayload, type Order, type ServerSign, TOPICS } from '../fleet-protocol.ts';
import { queueName } from '../names.ts';
import { openFleet } from '../open-fleet.ts';
import { announce } from './announce.ts';
import { type Carried, carryOut } from './carry-out.ts';
import { choose } from './choose-queues.ts';
import { HeldRuns } from './held-runs.ts';
import { logRun } from './log-run.ts';
import { Presence } from './presence.ts';
import { Servers } from './servers.ts';

/** Milliseconds between two looks for jobs that were left to other workers. */
const LOOK = 500;
/** Milliseconds for the last step of a run that is given back. */
const LAST_STEP = 2000;
/** Milliseconds that a queue which does not answer may hold up the end. */
const FAREWELL = 500;

/** @throws UsageError for options that cannot be used, a queue or a store that cannot be reached. */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const lines = logLines(options.log);
  const say = (message: string): void => {
    lines?.warn(message);
    options.say?.(message);
  };
  const version = packageVersion();
  const closers: (() => Promise<unknown>)[] = [];
  const closeParts = async (): Promise<void> => {
    for (const end of closers.splice(0).toReversed()) await end().catch(() => {});
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-worker-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const fleet = await openFleet(options, say);
    closers.push(() => fleet.close());
    const composed = await compose(options, say, []);
    closers.push(() => composed.close());
    const { broker, store } = fleet;

    const presence = new Presence({ name: options.name, version, composed });
    const held = new HeldRuns({
      worker: presence.id,
      store,
      publish: (topic, message) => broker.relay.publish(topic, message),
    });
    const servers = new Servers({ version, say, onOffers: () => runner.wake() });
    const leases = new JobLeases<JobPayload, Carried>({
      broker,
      queues: () => choose(servers.offers(), presence.capability).map(({ models }) => queueName(version, models)),
      open: (payload, job) => held.open(payload, job),
      onOver: (payload, job) => held.over(payload, job),
      onLost: (job) => held.forget(job),
    });
    const work = async ({ run }: Lease, signal: AbortSignal): Promise<Carried> => {
      const { document, outbox } = held.of(run);
      presence.begin(run.id);
      announcements.soon();
      const log = lines && logRun(lines, document.run, signal);
      const carried = carryOut(
        document,
        {
          events: outbox.events,
          add(event) {
            presence.event(event);
            outbox.add(event);
            log?.event(event);
          },
        },
        signal,
        { composed, store, folder },
      );
      try {
        return await (log ? log.until(carried) : carried);
      } finally {
        await outbox.close();
        presence.end();
        announcements.soon();
      }
    };
    const runner = new Runner<Carried>({ queue: leases, work, onProblem: say });
    const announcements = await announce(presence, broker.relay);
    closers.push(() => Promise.race([announcements.end(), sleep(FAREWELL)]));
    await broker.relay.subscribe<ServerSign>(TOPICS.servers, ({ data }) => servers.hear(data));
    await broker.relay.subscribe<Order>(TOPICS.orders, ({ data }) => {
      if (data.type === 'report') held.report(data);
      else if (leases.cancel(data.job)) runner.stop(held.runOf(data.job));
    });
    runner.start();
    const look = setInterval(() => runner.wake(), LOOK).unref();
    const shown = { name: presence.name, queue: fleet.queue, models: presence.capability.models.size };
    lines?.info(shown, 'worker started');
    return {
      ...shown,
      async close(patience) {
        clearInterval(look);
        presence.drain();
        announcements.soon();
        await runner.finish(patience);
        await runner.close(LAST_STEP);
        await closeParts();
      },
    };
  } catch (error) {
    await closeParts();
    throw error;
  }
}
