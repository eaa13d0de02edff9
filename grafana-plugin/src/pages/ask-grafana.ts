/**
 * What the checklist asks of Grafana: over paths that stay the same from 12.4 to 13, never with an error box. Whoever is not
 * there (no Prometheus, no alerting, no right) is an answer and no failure.
 */
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { Answer, RuleCount, Scraped } from './grafana-checks.ts';

const PROMETHEUS = 'prometheus';
/** Two scrapes at the longest usual interval, and one that failed. */
const LOOK_BACK_MS = 180_000;
const BUILDS = 'count by (version) (tallylight_build_info)';
/** What our rule groups are called, wherever they are loaded. */
const GROUP = /^tallylight/i;

/** Which Prometheus has our metrics. */
export async function askPrometheus(): Promise<Answer<readonly Scraped[]>> {
  const sources = getDataSourceSrv().getList({ type: PROMETHEUS });
  try {
    return await Promise.all(sources.map(async ({ uid, name }) => ({ name, ...toBuilds(await query(uid)) })));
  } catch (error) {
    return { problem: `Prometheus could not be asked: ${toReason(error)}.` };
  }
}

/** Who has our alert rules. */
export async function askRules(): Promise<Answer<readonly RuleCount[]>> {
  const evaluators = [
    { uid: 'grafana', name: 'Grafana' },
    ...getDataSourceSrv()
      .getList({ type: PROMETHEUS })
      .map(({ uid, name }) => ({ uid, name })),
  ];
  return Promise.all(
    evaluators.map(async ({ uid, name }) => {
      // Grafana's own and a data source's rules are both given in the shape of Prometheus.
      const answer = await get(`/api/prometheus/${encodeURIComponent(uid)}/api/v1/rules`).catch(() => undefined);
      return { evaluator: name, count: countRules(answer) };
    }),
  );
}

/** Whether the audit behind this data source has a name for anybody who acted. */
export async function askPersons(uid: string | undefined): Promise<Answer<'named' | 'unnamed' | 'hidden'>> {
  const source = getDataSourceSrv().getInstanceSettings(uid);
  if (uid === undefined || source?.url === undefined) return 'hidden';
  const answer = await get(`${source.url}/tallylight/v1/audit?limit=1000`).catch(() => undefined);
  const lines = toRows(toRecord(answer).lines).filter(({ kind }) => kind === 'action' || kind === 'command');
  if (lines.some(({ person }) => typeof person === 'string')) return 'named';
  return lines.length > 0 ? 'unnamed' : 'hidden';
}

async function get(url: string): Promise<unknown> {
  return (await lastValueFrom(getBackendSrv().fetch<unknown>({ url, showErrorAlert: false }))).data;
}

async function query(uid: string): Promise<unknown> {
  const nowMs = Date.now();
  const data = {
    from: String(nowMs - LOOK_BACK_MS),
    to: String(nowMs),
    queries: [{ refId: 'A', datasource: { type: PROMETHEUS, uid }, expr: BUILDS, instant: true, range: false }],
  };
  const request = { url: '/api/ds/query', method: 'POST', data, showErrorAlert: false };
  return (await lastValueFrom(getBackendSrv().fetch<unknown>(request))).data;
}

/** One frame a version, its last field the count. */
function toBuilds(answer: unknown): Omit<Scraped, 'name'> {
  const result = toRecord(toRecord(toRecord(answer).results).A);
  let servers = 0;
  const versions: string[] = [];
  for (const frame of toRows(result.frames)) {
    const labels = toRecord(toRows(toRecord(frame.schema).fields).at(-1)?.labels);
    const columns = toRecord(frame.data).values;
    const last = Array.isArray(columns) ? columns.at(-1) : undefined;
    if (!Array.isArray(last)) continue;
    servers += Number(last.at(-1) ?? 0);
    if (typeof labels.version === 'string') versions.push(labels.version);
  }
  return { servers, versions };
}

function countRules(answer: unknown): number {
  const groups = toRows(toRecord(toRecord(answer).data).groups).filter(({ name }) => GROUP.test(String(name)));
  return groups.flatMap(({ rules }) => toRows(rules)).filter(({ type }) => type === 'alerting').length;
}

function toReason(error: unknown): string {
  const { status, statusText, message, data } = toRecord(error);
  const told = [toRecord(data).message, message, statusText].find((word) => typeof word === 'string' && word !== '');
  return [status, told].filter((part) => part !== undefined).join(' ') || 'no reason given';
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function toRows(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(toRecord) : [];
}
