import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceClass } from '../model/session-identity.ts';
import { createDeviceClasses } from './device-classes.ts';

test('what is remembered is what the rule says, however many agents there were before', () => {
  const classOf = createDeviceClasses();
  for (let index = 0; index < 5000; index += 1) classOf(`made-up/${index}`);
  const agents = fc.oneof(fc.constantFrom('SMART-TV', 'iPhone', 'curl/8', '', 'x'.repeat(2000)), fc.string());
  fc.assert(
    fc.property(agents, (agent) => {
      expect(classOf(agent)).toBe(deviceClass(agent));
      expect(classOf(agent)).toBe(deviceClass(agent));
    }),
  );
});
