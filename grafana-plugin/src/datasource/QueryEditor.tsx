/** Topic and keys of a query. The query runs at once on a new topic, and when the keys are left. */
import type { QueryEditorProps } from '@grafana/data';
import { Combobox, InlineField, Input } from '@grafana/ui';
import type { TallylightLive } from './datasource.ts';
import { type LiveJsonData, type LiveQuery, parseKeys, QUERY_TOPICS, type QueryTopic } from './query.ts';

const LABEL_WIDTH = 12;

const KEYS_OF: Readonly<Record<QueryTopic, { readonly label: string; readonly placeholder: string }>> = {
  bandwidth: { label: 'Streams', placeholder: 'all, or: total news sports' },
  streams: { label: 'Streams', placeholder: 'all, or: news sports' },
  geo: { label: 'Countries', placeholder: 'all, or: DE BR JP' },
  dashboard: { label: 'Cards', placeholder: 'all, or: streams sessions bandwidth' },
};

export function QueryEditor({
  query,
  onChange,
  onRunQuery,
}: QueryEditorProps<TallylightLive, LiveQuery, LiveJsonData>) {
  const topic = query.topic ?? 'bandwidth';
  const { label, placeholder } = KEYS_OF[topic];
  const topicId = `tallylight-topic-${query.refId}`;
  const keysId = `tallylight-keys-${query.refId}`;
  return (
    <>
      <InlineField label="Topic" labelWidth={LABEL_WIDTH} htmlFor={topicId}>
        <Combobox
          id={topicId}
          width={32}
          options={QUERY_TOPICS.map((option) => ({ ...option }))}
          value={topic}
          onChange={(option) => {
            onChange({ ...query, topic: option.value, keys: undefined });
            onRunQuery();
          }}
        />
      </InlineField>
      <InlineField
        label={label}
        labelWidth={LABEL_WIDTH}
        htmlFor={keysId}
        tooltip="Separated by spaces or commas; variables may be used."
      >
        <Input
          id={keysId}
          key={topic}
          width={48}
          placeholder={placeholder}
          defaultValue={query.keys?.join(' ') ?? ''}
          onBlur={(event) => {
            onChange({ ...query, topic, keys: parseKeys(event.currentTarget.value) });
            onRunQuery();
          }}
        />
      </InlineField>
    </>
  );
}
