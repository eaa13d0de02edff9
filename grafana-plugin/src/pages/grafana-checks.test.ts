import { describe, expect, it } from 'vitest';
import { toPersonsLine, toPrometheusLine, toRulesLine } from './grafana-checks.ts';

describe('what stands beside the live channel', () => {
  it('is not known before somebody answered, and needed by no live panel', () => {
    const lines = [toPrometheusLine(undefined), toRulesLine(undefined), toPersonsLine(undefined)];
    expect(lines.map(({ lamp, isOptional }) => [lamp, isOptional])).toEqual(Array(3).fill(['unknown', true]));
  });

  it('tells which Prometheus scrapes how many servers of which version', () => {
    const line = toPrometheusLine([
      { name: 'Other', servers: 0, versions: [] },
      { name: 'Prom', servers: 2, versions: ['0.1.0'] },
    ]);
    expect(line).toMatchObject({ lamp: 'live', sentence: 'Prom scrapes 2 servers (0.1.0).' });
  });

  it('gives the scrape job to copy when no Prometheus has our metrics, and all files when there is none', () => {
    expect(toPrometheusLine([{ name: 'Prom', servers: 0, versions: [] }])).toMatchObject({
      lamp: 'down',
      next: { command: expect.stringContaining('job_name: tallylight') },
    });
    expect(toPrometheusLine([])).toMatchObject({
      lamp: 'off',
      next: { command: expect.stringContaining('tallylight provision') },
    });
  });

  it('warns of rules that two evaluate, because each alert comes twice', () => {
    const rules = (grafana: number, prometheus: number) =>
      toRulesLine([
        { evaluator: 'Grafana', count: grafana },
        { evaluator: 'Prom', count: prometheus },
      ]);
    expect(rules(0, 0).lamp).toBe('off');
    expect(rules(0, 52)).toMatchObject({ lamp: 'live', sentence: '52 in Prom.' });
    expect(rules(52, 52)).toMatchObject({ lamp: 'stale', sentence: expect.stringContaining('twice') });
  });

  it('gives the setting that names persons unless the audit has a name', () => {
    expect(toPersonsLine('named').next).toBeUndefined();
    expect(toPersonsLine('unnamed')).toMatchObject({
      lamp: 'off',
      next: { command: expect.stringContaining('send_user_header') },
    });
    expect(toPersonsLine('hidden').lamp).toBe('unknown');
  });

  it('says what Prometheus said when it cannot be asked', () => {
    expect(toPrometheusLine({ problem: 'Prometheus could not be asked: 502.' })).toMatchObject({ lamp: 'down' });
  });
});
