/** Runs the checklist against this Grafana: finds the data sources and lets each test itself. */
import { getDataSourceSrv } from '@grafana/runtime';
import { useCallback, useEffect, useState } from 'react';
import { LIVE_DATASOURCE_ID } from '../datasource/query.ts';
import {
  type CheckLine,
  type LiveInstance,
  type TestResult,
  toInstanceLine,
  toReadyLine,
  toSetUpLine,
} from './checks.ts';

export interface Checks {
  readonly lines: readonly CheckLine[];
  readonly isRunning: boolean;
  readonly run: () => void;
}

export function useChecks(): Checks {
  const [instances, setInstances] = useState<readonly LiveInstance[]>([]);
  const [results, setResults] = useState<ReadonlyMap<string, TestResult>>(new Map());
  const [round, setRound] = useState(0);
  const run = useCallback(() => setRound((before) => before + 1), []);

  // A new round starts it again.
  useEffect(() => {
    let isOver = false;
    const found = getDataSourceSrv().getList({ type: LIVE_DATASOURCE_ID });
    setInstances(found.map(({ uid, name }) => ({ uid, name })));
    setResults(new Map());
    for (const { uid } of found) {
      void test(uid).then((result) => {
        if (!isOver) setResults((before) => new Map(before).set(uid, result));
      });
    }
    return () => {
      isOver = true;
    };
  }, [round]);

  const checked = [toSetUpLine(instances), ...instances.map((one) => toInstanceLine(one, results.get(one.uid)))];
  return { lines: [...checked, toReadyLine(checked)], isRunning: results.size < instances.length, run };
}

/** The data source's own test; never rejects. */
async function test(uid: string): Promise<TestResult> {
  try {
    const source = await getDataSourceSrv().get(uid);
    const { status, message } = await source.testDatasource();
    return { status, message };
  } catch (error) {
    return { status: 'error', message: error instanceof Error ? error.message : 'The test failed.' };
  }
}
