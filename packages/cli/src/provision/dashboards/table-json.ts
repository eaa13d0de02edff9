/** A table of several instant queries: joined by one label, columns named and ordered, each with its own unit and colours. */
import type { Column, TablePanel } from './dashboard.ts';
import { type Json, LETTERS, mappings, thresholds } from './json.ts';

/** Name of the value column of a query after the join. */
const joinedName = (index: number): string => `Value #${LETTERS[index]}`;

export function tableTransformations({ by, columns, heading }: TablePanel): Json {
  const dropped = ['Time', ...columns.map((_, index) => `Time ${index + 1}`)];
  return [
    // With one query there is nothing to join, and its value column has no letter.
    ...(columns.length > 1 ? [{ id: 'joinByField', options: { byField: by, mode: 'outer' } }] : []),
    {
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(dropped.map((name) => [name, true])),
        indexByName: Object.fromEntries(
          [by, ...columns.map((_, index) => nameOf(columns, index))].map((name, at) => [name, at]),
        ),
        renameByName: Object.fromEntries([
          [by, heading],
          ...columns.map(({ name }, index) => [nameOf(columns, index), name]),
        ]),
      },
    },
  ];
}

const nameOf = (columns: readonly Column[], index: number): string =>
  columns.length > 1 ? joinedName(index) : 'Value';

export function tableFields(panel: TablePanel): Json {
  const { columns, heading, opens, by, none } = panel;
  return {
    defaults: {
      noValue: '–',
      custom: { align: 'auto', filterable: true },
      mappings: [],
      thresholds: thresholds(undefined),
    },
    overrides: [
      {
        matcher: { id: 'byName', options: heading },
        properties: [
          { id: 'noValue', value: none },
          ...(opens === undefined
            ? []
            : [
                {
                  id: 'links',
                  value: [
                    {
                      title: `Open \${__value.text}`,
                      url: `/d/${opens}?var-${by}=\${__value.text:percentencode}&\${__url_time_range}`,
                    },
                  ],
                },
              ]),
        ],
      },
      ...columns.map((column) => ({
        matcher: { id: 'byName', options: column.name },
        properties: columnProperties(column),
      })),
    ],
  };
}

function columnProperties({ unit, decimals, steps, words }: Column): Json {
  return [
    { id: 'unit', value: unit },
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(words === undefined ? [] : [{ id: 'mappings', value: mappings(words) }]),
    ...(steps === undefined ? [] : [{ id: 'thresholds', value: thresholds(steps) }]),
    ...(steps === undefined && words === undefined
      ? []
      : [{ id: 'custom.cellOptions', value: { type: 'color-text' } }]),
  ];
}
