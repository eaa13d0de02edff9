/** Alertmanager as Prometheus speaks to it: alerts with a beginning and an end, posted to its API v2. */
import type { DrillAlert } from './drill-alert.ts';

/** It ends by itself then, should the drill be killed before it says so. */
const ENDS_BY_ITSELF_MS = 10 * 60_000;
const ANSWER_LIMIT_MS = 10_000;

/** Tells that the alert fires, or that it is over. Rejects with a line that says what came instead of "taken". */
export async function tellAlertmanager(
  url: string,
  { labels, annotations }: DrillAlert,
  { startedMs, isOver }: { readonly startedMs: number; readonly isOver: boolean },
): Promise<void> {
  const endsAt = new Date(isOver ? Date.now() : Date.now() + ENDS_BY_ITSELF_MS).toISOString();
  const alert = { labels, annotations, startsAt: new Date(startedMs).toISOString(), endsAt };
  let answer: Response;
  try {
    answer = await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([alert]),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
  } catch (error) {
    throw new Error(`Alertmanager at ${url} does not answer: ${reasonOf(error)}`);
  }
  const said = (await answer.text()).trim().slice(0, 200);
  if (!answer.ok) throw new Error(`Alertmanager at ${url} did not take the alert: ${answer.status} ${said}`);
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
