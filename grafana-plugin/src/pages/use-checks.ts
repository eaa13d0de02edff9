/** Runs the checklist against this Grafana: finds the data sources, lets each test itself, and asks who stands beside them. */
import { getDataSourceSrv } from '@grafana/runtime';
import { useCallback, useEffect, useState } from 'react';
import { LIVE_DATASOURCE_ID } from '../datasource/query.ts';
import { askPersons, askPrometheus, askRules } from './ask-grafana.ts';
import {
  type CheckLine,
  type Instance,
  type TestResult,
  toReadyLine,
  toServerLine,
  toSetUpLine,
  toSocketLine,
} from './checks.ts';
import {
  type Answer,
  type RuleCount,
  type Scraped,
  toPersonsLine,
  toPrometheusLine,
  toRulesLine,
} from './grafana-checks.ts';

export interface Checks {
  readonly lines: readonly CheckLine[];
  readonly isRunning: boolean;
  readonly run: () => void;
}

interface Found {
  readonly results: ReadonlyMap<string, TestResult>;
  readonly prometheus?: Answer<readonly Scraped[]>;
  readonly rules?: Answer<readonly RuleCount[]>;
  readonly persons?: Answer<'named' | 'unnamed' | 'hidden'>;
}

const NOTHING: Found = { results: new Map() };

export function useChecks(): Checks {
  const [instances, setInstances] = useState<readonly Instance[]>([]);
  const [found, setFound] = useState(NOTHING);
  const [round, setRound] = useState(0);
  const run = useCallback(() => setRound((before) => before + 1), []);

  // A new round starts it again.
  useEffect(() => {
    let isOver = false;
    const add = (change: (before: Found) => Found) => {
      if (!isOver) setFound(change);
    };
    const all = findLiveInstances();
    setInstances(all);
    setFound(NOTHING);
    for (const { uid } of all) {
      void test(uid).then((result) => {
        add((before) => ({ ...before, results: new Map(before.results).set(uid, result) }));
      });
    }
    void askPrometheus().then((prometheus) => add((before) => ({ ...before, prometheus })));
    void askRules().then((rules) => add((before) => ({ ...before, rules })));
    void askPersons(all[0]?.uid).then((persons) => add((before) => ({ ...before, persons })));
    return () => {
      isOver = true;
    };
  }, [round]);

  const { results, prometheus, rules, persons } = found;
  const live = [
    toSetUpLine(instances),
    ...instances.flatMap((one) => [toServerLine(one, results.get(one.uid)), toSocketLine(one, results.get(one.uid))]),
  ];
  const beside = [toPrometheusLine(prometheus), toRulesLine(rules), toPersonsLine(persons)];
  const isAsking = [prometheus, rules, persons].includes(undefined);
  return {
    lines: [...live, toReadyLine(live), ...beside],
    isRunning: isAsking || results.size < instances.length,
    run,
  };
}

/** Every data source of Tallylight Live in this Grafana. */
export function findLiveInstances(): Instance[] {
  return getDataSourceSrv()
    .getList({ type: LIVE_DATASOURCE_ID })
    .map(({ uid, name }) => ({ uid, name }));
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
