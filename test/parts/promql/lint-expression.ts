/**
 * Holds a PromQL expression against the catalogue. promtool takes any name; here a metric, a label or a label value that the
 * SDK never gives is a problem, and so are joins that can never match or that fail as soon as a thing is there twice: the
 * labels of every part are worked out as Prometheus would.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Metric } from '../../../packages/sdk/src/metrics/metric.ts';
import { type KnownSeries, knownSeries } from './known-series.ts';
import { checkMatchers, readSelector } from './selector.ts';

/** The labels that the samples of a part have; a scalar has none to have. */
export interface Shape {
  readonly isScalar: boolean;
  readonly labels: ReadonlySet<string>;
  /** Of which every sample has the same value: they tell nothing apart. */
  readonly fixed: ReadonlySet<string>;
  /** A counter as it is, not its rate. */
  readonly isCounter: boolean;
}

export interface Lint {
  readonly problems: readonly string[];
  /** Labels of the result; undefined of a scalar. */
  readonly labels: ReadonlySet<string> | undefined;
}

const OF_COUNTERS = ['rate', 'irate', 'increase', 'resets'];
const OF_GAUGES = [
  'delta',
  'idelta',
  'deriv',
  'predict_linear',
  'avg_over_time',
  'sum_over_time',
  'quantile_over_time',
];
const KEEPING = ['topk', 'bottomk', 'limitk', 'limit_ratio'];
const SCALARS = ['time', 'scalar', 'pi'];
const NONE: ReadonlySet<string> = new Set();
const SCALAR: Shape = { isScalar: true, labels: NONE, fixed: NONE, isCounter: false };

const vector = (labels: Iterable<string>, fixed: ReadonlySet<string> = NONE, isCounter = false): Shape => ({
  isScalar: false,
  labels: new Set(labels),
  fixed,
  isCounter,
});
const list = (labels: Iterable<string>): string => `{${[...labels].sort().join(', ')}}`;

/** Grafana's own variables become what they stand for; others may be any value of a label. */
const withoutGrafana = (expression: string): string =>
  expression
    .replaceAll(/\$\{?__(?:rate_interval|interval|range)\}?/g, '5m')
    .replaceAll(/\$\{?__(?:range_s|interval_ms|range_ms)\}?/g, '300');

/** Problems of an expression, none when it is well. Recording rules may be named when they are in `known`. */
export function lintExpression(expression: string, catalogue: readonly Metric[] | KnownSeries): Lint {
  const known: KnownSeries = 'get' in catalogue ? catalogue : knownSeries(catalogue);
  const text = withoutGrafana(expression);
  if (text.trim() === '') return { problems: ['is empty'], labels: undefined };
  const problems: string[] = [];
  const tree = parser.parse(text);
  tree.iterate({
    enter(node) {
      if (node.type.isError) problems.push(`cannot be read at ${node.from}: ${text.slice(node.from, node.from + 30)}`);
    },
  });
  const [root] = children(tree.topNode);
  if (problems.length > 0 || root === undefined) return { problems, labels: undefined };
  const shape = createLinter(text, known, problems)(root);
  return { problems, labels: shape.isScalar ? undefined : shape.labels };
}

/** Gives the shape of a node and tells what is wrong below it. */
function createLinter(text: string, known: KnownSeries, problems: string[]): (node: SyntaxNode) => Shape {
  const textOf = ({ from, to }: SyntaxNode): string => text.slice(from, to);
  const complain = (node: SyntaxNode, problem: string): void => {
    problems.push(`${problem} in ${textOf(node).replaceAll(/\s+/g, ' ')}`);
  };
  const namesIn = (node: SyntaxNode | undefined): string[] =>
    node === undefined ? [] : children(node).filter(isNamed('LabelName')).map(textOf);

  /** Tells which of the labels a part has not. */
  function needs(node: SyntaxNode, labels: readonly string[], shape: Shape): void {
    for (const label of labels) {
      if (!shape.labels.has(label)) complain(node, `there is no label ${label} in ${list(shape.labels)}`);
    }
  }

  function selector(node: SyntaxNode): Shape {
    const { name, matchers } = readSelector(node, textOf);
    const series = known.get(name);
    if (series === undefined) {
      complain(node, name === '' ? 'a selector must name its metric' : `there is no metric ${name}`);
      return vector([]);
    }
    for (const problem of checkMatchers(matchers, series)) complain(node, problem);
    const fixed = matchers.filter(({ operator, value }) => operator === '=' && !value.includes('$'));
    return vector(series.labels, new Set(fixed.map(({ label }) => label)), series.isCounter);
  }

  function aggregate(node: SyntaxNode): Shape {
    const parts = children(node);
    const operator = textOf(parts[0] as SyntaxNode).toLowerCase();
    const modifier = parts.find(isNamed('AggregateModifier'));
    const body = parts.find(isNamed('FunctionCallBody'));
    const given = shapeOf(children(body as SyntaxNode).at(-1) as SyntaxNode);
    if (given.isScalar) complain(node, `${operator}() wants a vector`);
    if (KEEPING.includes(operator)) return given;
    if (modifier === undefined) return vector([], NONE, given.isCounter);
    const names = namesIn(children(modifier).find(isNamed('GroupingLabels')));
    needs(node, names, given);
    const isWithout = children(modifier).some(isNamed('Without'));
    const kept = isWithout ? [...given.labels].filter((label) => !names.includes(label)) : names;
    return vector(kept, intersect(given.fixed, new Set(kept)), given.isCounter);
  }

  function call(node: SyntaxNode): Shape {
    const [name, body] = children(node) as [SyntaxNode, SyntaxNode];
    const called = textOf(name);
    const args = children(body);
    const shapes = args.map((arg) => shapeOf(arg));
    const given = shapes.find(({ isScalar }) => !isScalar);
    if (SCALARS.includes(called)) return SCALAR;
    if (called === 'vector') return vector([]);
    if (given === undefined) return SCALAR;
    if (called.startsWith('absent')) return vector(given.fixed);
    if (OF_COUNTERS.includes(called) && !given.isCounter) complain(node, `${called}() wants a counter`);
    if (OF_GAUGES.includes(called) && given.isCounter) complain(node, `${called}() wants a gauge`);
    if (called === 'histogram_quantile') {
      needs(node, ['le'], given);
      return vector([...given.labels].filter((label) => label !== 'le'));
    }
    if (called === 'label_replace' || called === 'label_join') {
      return vector([...given.labels, textOf(args[1] as SyntaxNode).slice(1, -1)], given.fixed, given.isCounter);
    }
    return vector(given.labels, given.fixed, given.isCounter && !OF_COUNTERS.includes(called));
  }

  function binary(node: SyntaxNode): Shape {
    const parts = children(node);
    const operator = (parts[1] as SyntaxNode).name;
    const left = shapeOf(parts[0] as SyntaxNode);
    const right = shapeOf(parts.at(-1) as SyntaxNode);
    const isSet = ['And', 'Or', 'Unless'].includes(operator);
    if (!isSet && (left.isCounter || right.isCounter))
      complain(node, 'a counter has to be read through rate() or increase()');
    if (left.isScalar || right.isScalar) return left.isScalar ? right : left;
    const clause = parts.find(isNamed('MatchingModifierClause'));
    const modifiers = clause === undefined ? [] : children(clause);
    const groups = modifiers.filter(isNamed('GroupingLabels')).map(namesIn);
    const isOn = modifiers.some(isNamed('On'));
    const matched = groups[0] ?? [];
    if (isOn) for (const side of [left, right]) needs(node, matched, side);
    const rest = (side: Shape): Set<string> => new Set([...side.labels].filter((label) => !matched.includes(label)));
    if (!isOn && operator !== 'Or' && list(rest(left)) !== list(rest(right))) {
      complain(node, `${list(rest(left))} never matches ${list(rest(right))}`);
    }
    if (isSet)
      return operator === 'Or' ? vector([...left.labels, ...right.labels], intersect(left.fixed, right.fixed)) : left;
    const keys = isOn ? matched : [...rest(left)];
    const many = modifiers.find((part) => part.name === 'GroupLeft' || part.name === 'GroupRight')?.name;
    const included = groups[1] ?? [];
    for (const [side, other, mayBeMany] of [
      [left, right, many === 'GroupLeft'],
      [right, left, many === 'GroupRight'],
    ] as const) {
      if (mayBeMany) needs(node, included, other);
      const unmatched = [...side.labels].filter((label) => !keys.includes(label) && !side.fixed.has(label));
      const unwanted = unmatched.filter((label) => many === undefined || !included.includes(label));
      if (!mayBeMany && unwanted.length > 0)
        complain(node, `several samples may match, told apart by ${list(unwanted)}`);
    }
    if (many === 'GroupLeft') return vector([...left.labels, ...included], left.fixed);
    if (many === 'GroupRight') return vector([...right.labels, ...included], right.fixed);
    return vector(keys);
  }

  function shapeOf(node: SyntaxNode): Shape {
    switch (node.name) {
      case 'VectorSelector':
        return selector(node);
      case 'AggregateExpr':
        return aggregate(node);
      case 'FunctionCall':
        return call(node);
      case 'BinaryExpr':
        return binary(node);
      case 'NumberDurationLiteral':
      case 'StringLiteral':
        return SCALAR;
      case 'UnaryExpr':
        return shapeOf(children(node).at(-1) as SyntaxNode);
      case 'ParenExpr':
      case 'MatrixSelector':
      case 'OffsetExpr':
      case 'SubqueryExpr':
      case 'StepInvariantExpr':
        return shapeOf(children(node)[0] as SyntaxNode);
      default:
        complain(node, `${node.name} is not known to this lint`);
        return SCALAR;
    }
  }
  return shapeOf;
}

const isNamed =
  (name: string) =>
  (node: SyntaxNode): boolean =>
    node.name === name;

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

function intersect(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((one) => b.has(one)));
}
