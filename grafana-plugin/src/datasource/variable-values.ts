/**
 * How the values of a variable come out of Grafana's interpolation: parted by a character that no id has, because ids of
 * devices and sites may well have commas and spaces in them.
 */
const PART = '\u001f';

/** What stands for "all" in variables, and what people write for it. */
const ALL: ReadonlySet<string> = new Set(['$__all', '*', '.*']);

/** A format for Grafana's template service. */
export function toVariableText(value: unknown): string {
  return [value].flat().join(PART);
}

/** The values of written texts, each once; `undefined` when nothing, or all, is chosen. */
export function toChosen(
  written: readonly string[] | undefined,
  fill: (text: string) => string,
): readonly string[] | undefined {
  const values = (written ?? []).flatMap((text) => fill(text).split(PART)).map((value) => value.trim());
  const chosen = [...new Set(values.filter((value) => value !== ''))];
  return chosen.length === 0 || chosen.some((value) => ALL.has(value)) ? undefined : chosen;
}
