/**
 * Grafana's interpolation, for what a page without dashboard variables can know: scoped variables and the time range.
 * A variable that nobody knows stays as it was written.
 */
import type { ScopedVars, TimeRange } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';

const VARIABLE = /\$(?:(?<bare>\w+)|\{(?<name>\w+)(?:\.[^:}]+)?(?::(?<format>\w+))?\})/g;

let range: TimeRange | undefined;

function lookUp(name: string, scopedVars: ScopedVars): unknown {
  if (scopedVars[name] !== undefined) return scopedVars[name].value;
  if (name === '__from') return range?.from.valueOf();
  if (name === '__to') return range?.to.valueOf();
  return undefined;
}

function format(value: unknown, how: Parameters<TemplateSrv['replace']>[2]): string {
  if (typeof how === 'function') return String(how(value, {}));
  const list = [value].flat().map(String);
  if (how === 'regex') {
    const escaped = list.map((one) => one.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    return escaped.length === 1 ? String(escaped[0]) : `(${escaped.join('|')})`;
  }
  if (how === 'json') return JSON.stringify(value);
  if (how === 'csv' || how === 'raw' || how === 'text' || list.length === 1) return list.join(',');
  return `{${list.join(',')}}`;
}

/** What `getTemplateSrv()` returns. */
export const templateSrv: TemplateSrv = {
  getVariables: () => [],
  replace(target = '', scopedVars = {}, how) {
    return target.replace(VARIABLE, (written, ...rest) => {
      const groups = rest.at(-1) as { bare?: string; name?: string; format?: string };
      const value = lookUp(groups.bare ?? groups.name ?? '', scopedVars);
      return value === undefined || value === null ? written : format(value, groups.format ?? how);
    });
  },
  containsTemplate: (target = '') => target.search(VARIABLE) >= 0,
  updateTimeRange(next) {
    range = next;
  },
};
