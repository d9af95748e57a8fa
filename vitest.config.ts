// One test run for the whole project: unit tests, goldens, command-line and server tests, then the editor in a browser.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests in browsers that look at many screens, and do not mind another browser beside them. */
const SMOKE = ['axe', 'screens', 'newcomer', 'other-browsers', 'tabs'].map((name) => `test/browser/${name}.test.ts`);

/**
 * Files with a process of their own: those that start many processes, replace a module for all who import it, or
 * measure the memory of their process.
 */
const APART = [
  'test/{bench,cli,faults,gpu,package,pipeline,runtime,store}/**/*.test.ts',
  'test/checkpoint/formats/{fuzz,published-sizes}.test.ts',
  'test/checkpoint/write-prepared.test.ts',
  'test/editor/controls/mask-painter.test.ts',
  'test/workflow/picture-bombs.test.ts',
];

/** Tests without a browser. */
function node(
  name: string,
  files: { readonly include: string[]; readonly exclude?: string[]; readonly isolate: boolean },
) {
  return {
    extends: true as const,
    test: {
      name,
      // Most of these tests wait for processes of one thread. Vitest alone would start one worker on two cores.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      globalSetup: ['test/support/compiled.ts'],
      ...files,
    },
  };
}

/** A lane of tests in browsers: one file after the other. */
function browser(name: string, files: { readonly include?: string[]; readonly exclude?: string[] }) {
  return {
    extends: true as const,
    test: {
      name,
      include: ['test/browser/**/*.test.ts'],
      globalSetup: ['test/browser/support/build.ts'],
      fileParallelism: false,
      sequence: { groupOrder: 2 },
      testTimeout: 120_000,
      hookTimeout: 120_000,
      expect: { poll: { timeout: 30_000 } },
      ...files,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      // Files that share a process load the modules once between them. Each file puts back what it changes.
      node('node', {
        include: ['test/**/*.test.ts'],
        exclude: ['test/{browser,services,windows}/**', ...APART],
        isolate: false,
      }),
      node('node-apart', { include: APART, isolate: true }),
      {
        extends: true,
        // With Valkey, PostgreSQL and S3, which `.ci/services` gets while the tests before these run.
        test: {
          name: 'services',
          maxWorkers: 2,
          include: ['test/services/**/*.test.ts'],
          globalSetup: ['test/support/compiled.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      // Browsers are given the machine for themselves, two at a time, when the rest is done.
      browser('browser', { exclude: SMOKE }),
      browser('browser-smoke', { include: SMOKE }),
      {
        extends: true,
        // Under Wine, where `.ci/windows` has set it up. Elsewhere the setup says that the tests are skipped.
        test: {
          name: 'windows',
          include: ['test/windows/**/*.test.ts'],
          globalSetup: ['test/windows/support/setup.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          testTimeout: 300_000,
        },
      },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
