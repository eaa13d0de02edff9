/**
 * What the plugin takes from Grafana at run time has to be there in every Grafana it says it runs on: a name that one of them
 * lacks is `undefined` in a panel, and no compiler of the other line says so. Names of types are gone by then.
 */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ROOT } from './project.ts';

const SHARED = ['@grafana/data', '@grafana/runtime', '@grafana/ui'];
const HOSTS = ['host-12', 'host-13'];

/** Names that are imported as values, by module. */
async function takenNames(): Promise<Map<string, Set<string>>> {
  const taken = new Map(SHARED.map((name) => [name, new Set<string>()]));
  for await (const file of glob('grafana-plugin/src/**/*.{ts,tsx}', { cwd: ROOT })) {
    if (/\.test\.tsx?$|\/testing\//.test(file)) continue;
    const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const bindings = statement.importClause?.namedBindings;
      if (statement.importClause?.phaseModifier !== undefined || bindings === undefined) continue;
      const names = taken.get(statement.moduleSpecifier.text);
      if (names === undefined || !ts.isNamedImports(bindings)) continue;
      for (const { isTypeOnly, name, propertyName } of bindings.elements) {
        if (!isTypeOnly) names.add((propertyName ?? name).text);
      }
    }
  }
  return taken;
}

/** Names that a package of a host gives as values. */
function givenNames(host: string): Map<string, Set<string>> {
  const entries = SHARED.map((name) => {
    const folder = join(ROOT, 'grafana-plugin/workbench', host, 'node_modules', name);
    const { types } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { types: string };
    return [name, join(folder, types)] as const;
  });
  const program = ts.createProgram(
    entries.map(([, file]) => file),
    { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [], skipLibCheck: true },
  );
  const checker = program.getTypeChecker();
  return new Map(
    entries.map(([name, file]) => {
      const source = program.getSourceFile(file);
      const symbol = source && checker.getSymbolAtLocation(source);
      const symbols = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
      const values = symbols.filter((one) => {
        const real = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
        return (real.flags & ts.SymbolFlags.Value) !== 0;
      });
      return [name, new Set(values.map((one) => one.name))];
    }),
  );
}

const taken = await takenNames();

describe.each(HOSTS)('the Grafana of %s', (host) => {
  test('has everything that the plugin takes from it', () => {
    const given = givenNames(host);
    const missing = SHARED.flatMap((name) =>
      [...(taken.get(name) ?? [])].filter((one) => !given.get(name)?.has(one)).map((one) => `${name}: ${one}`),
    );
    expect(missing).toEqual([]);
    // Or the comparison would compare nothing.
    expect(taken.get('@grafana/ui')?.size).toBeGreaterThan(10);
  }, 60_000);
});
