/** The matchers of a selector: which labels they name, and whether their values can ever be. */
import type { SyntaxNode } from '@lezer/common';
import type { Series } from './known-series.ts';

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export function readSelector(
  node: SyntaxNode,
  textOf: (node: SyntaxNode) => string,
): { readonly name: string; readonly matchers: readonly Matcher[] } {
  const name = node.getChild('Identifier');
  const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => {
    const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((part) => matcher.getChild(part));
    return {
      label: label ? textOf(label) : '',
      operator: operator ? textOf(operator) : '',
      value: value ? textOf(value).slice(1, -1) : '',
    };
  });
  return { name: name ? textOf(name) : '', matchers };
}

/** What is wrong with matchers of a series. A value with a variable of Grafana may be anything. */
export function checkMatchers(matchers: readonly Matcher[], { labels, values }: Series): string[] {
  return matchers.flatMap(({ label, operator, value }) => {
    if (!labels.has(label)) return [`there is no label ${label}`];
    const closed = values.get(label);
    if (closed === undefined || value.includes('$')) return [];
    const wanted = operator.endsWith('~') ? value.split('|') : [value];
    return wanted
      .filter(
        (one) =>
          !closed.some((known) => (operator.endsWith('~') ? new RegExp(`^(?:${one})$`).test(known) : known === one)),
      )
      .map((one) => `${label} is never ${JSON.stringify(one)}, only ${closed.join(', ')}`);
  });
}
