/** Settings of the shell that change how Inkloom works. */
import type { EnvironmentFacts } from './facts.ts';

const PROXY = /^(?:https?|all)_proxy$/i;
const OWN = /^INKLOOM_/;

/** @param variables of the process. A token is named like any other variable, and never shown. */
export function readEnvironment(variables: Readonly<NodeJS.ProcessEnv>): EnvironmentFacts {
  const names = Object.keys(variables)
    .filter((name) => variables[name] !== '')
    .toSorted();
  return {
    locale: new Intl.DateTimeFormat().resolvedOptions().locale,
    proxies: names.filter((name) => PROXY.test(name)),
    own: names.filter((name) => OWN.test(name)),
  };
}
