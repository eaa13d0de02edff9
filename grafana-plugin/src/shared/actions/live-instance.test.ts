import type { DataFrame } from '@grafana/data';
import { expect, it } from 'vitest';
import { findLiveUid } from './live-instance.ts';

const frameFrom = (uid: string | undefined): DataFrame => ({
  fields: [],
  length: 0,
  meta: { custom: { tallylight: { topic: 'devices', phase: 'live', uid } } },
});

it('actions go through the data source that the rows came from', () => {
  expect(findLiveUid([frameFrom('b')], [{ uid: 'a' }, { uid: 'b' }])).toBe('b');
});

it('rows of Prometheus are acted upon through the only data source there is, never through one of several', () => {
  const prometheus: DataFrame = { fields: [], length: 0 };
  expect(findLiveUid([prometheus], [{ uid: 'a' }])).toBe('a');
  expect(findLiveUid([prometheus], [{ uid: 'a' }, { uid: 'b' }])).toBeUndefined();
  expect(findLiveUid([prometheus], [])).toBeUndefined();
});
