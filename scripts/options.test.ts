import { expect, it } from 'vitest';
import { parseStartOptions, startHelp } from './options.mjs';

it('without options the demo runs on 4100 and 4200 with 40 viewers', () => {
  expect(parseStartOptions([])).toEqual({ port: 4100, workbenchPort: 4200, viewers: 40 });
});

it('every option is taken, with or without an equals sign', () => {
  const options = parseStartOptions(['--port', '5000', '--workbench-port=5001', '--viewers', '7']);
  expect(options).toEqual({ port: 5000, workbenchPort: 5001, viewers: 7 });
});

it('help wins over everything and names every option', () => {
  expect(parseStartOptions(['--help', '--port', '5000'])).toBe('help');
  for (const option of ['--port', '--workbench-port', '--viewers', '--help']) expect(startHelp).toContain(option);
});

it.each(['0', '65536', '80.5', '-1', '0x50', '1e3', ' 80', ''])(
  'port "%s" is refused with its name and value',
  (port) => {
    expect(() => parseStartOptions([`--port=${port}`])).toThrow(
      `--port: expected a whole number from 1 to 65535, received "${port}"`,
    );
  },
);

it('an unknown option is refused by name', () => {
  expect(() => parseStartOptions(['--prot', '80'])).toThrow(/--prot/);
  expect(() => parseStartOptions(['4100'])).toThrow(/4100/);
});
