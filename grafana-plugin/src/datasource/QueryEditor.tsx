/**
 * What a panel asks for: a topic, which rows of it, which columns, how often. Rows are picked from what the server has now;
 * anything else can be typed, variables too. The query runs with each choice.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorProps } from '@grafana/data';
import { Combobox, type ComboboxOption, InlineField, MultiCombobox, useStyles2 } from '@grafana/ui';
import type { TallylightLive } from './datasource.ts';
import type { LiveJsonData, LiveQuery } from './query.ts';
import { columnNamesOf, entryOf, isPick, missingChoice, QUERY_TOPICS, type TopicFilter } from './topics.ts';

const LABEL_WIDTH = 13;
const WIDTH = 36;

const TOPICS = QUERY_TOPICS.map(({ value, label, description }) => ({ value, label, description }));

const RATES: ComboboxOption<number>[] = [
  { value: 0, label: 'As it comes', description: 'Each tick of the server' },
  ...[2, 5, 10, 30, 60].map((seconds) => ({ value: seconds * 1_000, label: `Every ${seconds} s at most` })),
];

type Props = QueryEditorProps<TallylightLive, LiveQuery, LiveJsonData>;

export function QueryEditor({ query, datasource, onChange, onRunQuery }: Props) {
  const styles = useStyles2(getStyles);
  const { topic = 'bandwidth', keys, where = {}, fields, minMs = 0 } = query;
  const change = (parts: Partial<LiveQuery>): void => {
    onChange({ ...query, topic, ...parts });
    onRunQuery();
  };
  const id = (name: string): string => `tallylight-${name}-${query.refId}`;
  const missing = missingChoice(topic, where);
  return (
    <div className={styles.editor}>
      <InlineField label="Topic" labelWidth={LABEL_WIDTH} htmlFor={id('topic')}>
        <Combobox
          id={id('topic')}
          width={WIDTH}
          options={TOPICS}
          value={topic}
          onChange={({ value }) => change({ topic: value, keys: undefined, where: undefined, fields: undefined })}
        />
      </InlineField>
      <div className={styles.row}>
        {entryOf(topic).filters.map((filter) => (
          <InlineField
            key={`${topic} ${filter.field}`}
            label={filter.label}
            labelWidth={LABEL_WIDTH}
            htmlFor={id(filter.field)}
          >
            <MultiCombobox
              id={id(filter.field)}
              width={WIDTH}
              placeholder={filter.placeholder}
              options={toOptions(filter, topic, datasource)}
              createCustomValue
              isClearable
              value={[...((filter.field === 'key' ? keys : where[filter.field]) ?? [])]}
              onChange={(chosen) => {
                const values = chosen.map(({ value }) => value);
                if (filter.field === 'key') change({ keys: values.length === 0 ? undefined : values });
                else change({ where: withField(where, filter.field, values) });
              }}
            />
          </InlineField>
        ))}
      </div>
      {missing !== undefined && (
        <p className={styles.hint} role="status">
          {missing}
        </p>
      )}
      <div className={styles.row}>
        <InlineField label="Columns" labelWidth={LABEL_WIDTH} htmlFor={id('columns')}>
          <MultiCombobox
            id={id('columns')}
            key={topic}
            width={WIDTH}
            placeholder="all"
            options={columnNamesOf(topic).map((name) => ({ value: name, label: name }))}
            createCustomValue
            isClearable
            value={[...(fields ?? [])]}
            onChange={(chosen) => {
              const names = chosen.map(({ value }) => value);
              change({ fields: names.length === 0 ? undefined : names });
            }}
          />
        </InlineField>
        <InlineField label="Rate" labelWidth={LABEL_WIDTH} htmlFor={id('rate')}>
          <Combobox
            id={id('rate')}
            width={WIDTH}
            options={RATES}
            value={minMs}
            onChange={({ value }) => change({ minMs: value === 0 ? undefined : value })}
          />
        </InlineField>
      </div>
    </div>
  );
}

type Options = ComboboxOption<string>[] | ((typed: string) => Promise<ComboboxOption<string>[]>);

/** The server's rows when they are to be picked: asked for when the list is opened, narrowed by what is typed. */
function toOptions({ choices, field }: TopicFilter, topic: string, datasource: TallylightLive): Options {
  if (choices === undefined) return [];
  if (!isPick(choices)) return choices.map((value) => ({ value, label: value }));
  return async (typed) => {
    const found = await datasource.choices(choices);
    const total = topic === 'bandwidth' && field === 'key' ? [{ value: 'total', label: 'total' }] : [];
    const wanted = typed.toLowerCase();
    return [...total, ...found]
      .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted))
      .slice(0, MOST_OPTIONS)
      .map(({ value, label }) => (label === value ? { value, label } : { value, label, description: value }));
  };
}

/** More than this many nobody scrolls through: typing narrows them. */
const MOST_OPTIONS = 200;

function withField(
  where: NonNullable<LiveQuery['where']>,
  field: string,
  values: readonly string[],
): LiveQuery['where'] {
  const { [field]: _, ...others } = where;
  const next = values.length === 0 ? others : { ...others, [field]: values };
  return Object.keys(next).length === 0 ? undefined : next;
}

const getStyles = (theme: GrafanaTheme2) => ({
  editor: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  row: css({ display: 'flex', flexWrap: 'wrap', columnGap: theme.spacing(1), rowGap: theme.spacing(0.5) }),
  hint: css({ margin: 0, color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
});
