/** A browser other than Chromium, as the smoke test uses it. */
import { existsSync } from 'node:fs';

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface OtherBrowser {
  goto(address: string): Promise<void>;
  /** @param script an expression, evaluated in the page, with a JSON value. */
  evaluate<T>(script: string): Promise<T>;
  /** Presses the main button at one place of the window and lets it go at another. */
  drag(from: Spot, to: Spot): Promise<void>;
  /** Types letters, or presses keys by their names; `Control+z` holds the first. */
  press(...keys: readonly string[]): Promise<void>;
  /** What the page complained about since it was opened. */
  complaints(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The first file that exists. */
export function found(...paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}
