/**
 * Times kernels so that other work of the machine cannot favour one of them. They take turns, so that whatever comes
 * and goes meets all of them; processor time is counted, which waiting for a core does not add to; and a floor counts
 * as found once two runs that nothing interrupted came near to it.
 */
import { interruptions, workTime } from './work-time.ts';

/** Reads how far the process has come. */
export interface WorkClock {
  /** Milliseconds of work so far, of all threads together. */
  time(): number;
  /** How often the system has taken a core away so far. */
  interruptions(): number;
}

export interface Turns<K extends string> {
  /** The fastest run of each, in milliseconds of work. */
  readonly least: Readonly<Record<K, number>>;
  /** Whether two undisturbed runs of each agree, so that the figures are those of the machine. */
  readonly isSteady: boolean;
}

const CLOCK: WorkClock = { time: workTime, interruptions };

/** Rounds at least: the first run of a session also allocates. */
const FEWEST = 4;
/** Rounds at most, while runs disagree. */
const MOST = 16;
/** Two runs agree when the slower takes at most this many times as long. */
const AGREEMENT = 1.1;

/** Runs every contender once in a round, until each has two runs that agree, or {@link MOST} times. */
export async function timeInTurns<K extends string>(
  contenders: Readonly<Record<K, () => Promise<unknown>>>,
  clock: WorkClock = CLOCK,
): Promise<Turns<K>> {
  const runs = new Map<K, Run[]>();
  const names = Object.keys(contenders) as K[];
  const of = (name: K): readonly Run[] => runs.get(name) ?? [];
  const isSteady = (): boolean => names.every((name) => agree(of(name)));
  for (let round = 0; round < MOST && !(round >= FEWEST && isSteady()); round += 1) {
    for (const name of names) runs.set(name, [...of(name), await timed(contenders[name], clock)]);
  }
  const least = names.map((name) => [name, Math.min(...of(name).map(({ time }) => time))] as const);
  return { least: Object.fromEntries(least) as Record<K, number>, isSteady: isSteady() };
}

interface Run {
  readonly time: number;
  readonly isDisturbed: boolean;
}

async function timed(run: () => Promise<unknown>, clock: WorkClock): Promise<Run> {
  const [time, interrupted] = [clock.time(), clock.interruptions()];
  await run();
  return { time: clock.time() - time, isDisturbed: clock.interruptions() > interrupted };
}

/** Whether two runs that nothing disturbed are as fast as the fastest. */
function agree(runs: readonly Run[]): boolean {
  const fastest = Math.min(...runs.map(({ time }) => time));
  return runs.filter(({ time, isDisturbed }) => !isDisturbed && time <= AGREEMENT * fastest).length > 1;
}
