import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countryDatabase } from './geo.ts';

const run = promisify(execFile);
const name = '@ip-location-db/geo-whois-asn-country-mmdb';
const script = `import(process.env.ENTRY).then(({ countryDatabase }) => {
  try { console.log(JSON.stringify(countryDatabase())) }
  catch ({ code, message }) { console.log(JSON.stringify({ code, message })) }
})`;

/** A host that has the SDK's own files and, at first, no data package anywhere near. */
describe('the country package', () => {
  let sdk: string;
  let app: string;

  beforeEach(async () => {
    sdk = await realpath(await mkdtemp(join(tmpdir(), 'sdk-')));
    app = await realpath(await mkdtemp(join(tmpdir(), 'app-')));
    await mkdir(join(sdk, 'geo'));
    await copyFile(join(import.meta.dirname, 'geo.ts'), join(sdk, 'geo', 'geo.ts'));
    await copyFile(join(import.meta.dirname, '..', 'errors.ts'), join(sdk, 'errors.ts'));
    await writeFile(join(sdk, 'package.json'), '{ "type": "module" }');
  });
  afterEach(async () => {
    await rm(sdk, { recursive: true, force: true });
    await rm(app, { recursive: true, force: true });
  });

  const install = async (folder: string): Promise<string> => {
    const target = join(folder, 'node_modules', name);
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'package.json'), JSON.stringify({ name, version: '0.0.0' }));
    await writeFile(join(target, 'geo-whois-asn-country.mmdb'), '');
    return join(target, 'geo-whois-asn-country.mmdb');
  };
  const ask = async (cwd: string, script_ = script): Promise<Record<string, unknown>> => {
    const main = join(app, 'main.mjs');
    await writeFile(main, script_);
    const env = { ...process.env, ENTRY: join(sdk, 'geo', 'geo.ts'), NODE_OPTIONS: '', NODE_PATH: '' };
    const { stdout } = await run(process.execPath, [main], { cwd, env });
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  test('that is missing is an error with the command that installs it', async () => {
    const answer = await ask(tmpdir());
    expect(answer.code).toBe('GEO');
    expect(answer.message).toContain(`npm install ${name}`);
  });

  test('is found beside the SDK, beside the program, and in the working directory', async () => {
    const elsewhere = await realpath(await mkdtemp(join(tmpdir(), 'cwd-')));
    const atCwd = await install(elsewhere);
    expect((await ask(elsewhere)).file).toBe(atCwd);
    const atApp = await install(app);
    expect((await ask(elsewhere)).file).toBe(atApp);
    const atSdk = await install(sdk);
    expect((await ask(elsewhere)).file).toBe(atSdk);
    await rm(elsewhere, { recursive: true });
  });

  test('is installed here, with the line its licence asks for', () => {
    const { file, attribution } = countryDatabase();
    expect(file).toMatch(/geo-whois-asn-country\.mmdb$/);
    expect(attribution?.join()).toContain('nro.net');
  });
});
