import type { Reporter } from "vitest/node";

/**
 * Ends the run with `N passed, N failed` alone on a line, which CI reads. A file that could not be
 * loaded and an error outside every test count as failures; skipped tests count as neither.
 */
export function closingLine(write: (line: string) => void = console.log): Reporter {
  return {
    onTestRunEnd(modules, errors) {
      let passed = 0;
      let failed = errors.length;
      for (const module of modules) {
        failed += module.errors().length;
        for (const test of module.children.allTests()) {
          const { state } = test.result();
          if (state === "passed") passed += 1;
          else if (state === "failed") failed += 1;
        }
        for (const suite of module.children.allSuites()) failed += suite.errors().length;
      }
      write(`${passed} passed, ${failed} failed`);
    },
  };
}
