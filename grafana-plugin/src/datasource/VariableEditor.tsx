/** What a dashboard variable lists: chosen from the four lists, or written with a narrowing in brackets. */
import { Combobox, type ComboboxOption, InlineField } from '@grafana/ui';
import { PICKS } from './topics.ts';
import type { VariableQuery } from './variable-query.ts';

const OPTIONS: ComboboxOption<string>[] = [
  ...Object.entries(PICKS).map(([value, { label }]) => ({ value, label })),
  {
    value: 'devices(site=$site)',
    label: 'devices(site=$site)',
    description: 'Devices of the sites of another variable',
  },
];

interface Props {
  readonly query: VariableQuery | string;
  readonly onChange: (query: VariableQuery, definition: string) => void;
}

export function VariableEditor({ query, onChange }: Props) {
  const text = typeof query === 'string' ? query : (query.query ?? '');
  return (
    <InlineField
      label="List"
      labelWidth={12}
      htmlFor="tallylight-variable"
      tooltip="Or narrowed: devices(site=$site; state=offline), streams(state=up)"
    >
      <Combobox
        id="tallylight-variable"
        width={48}
        options={OPTIONS}
        value={text === '' ? null : text}
        createCustomValue
        onChange={({ value }) => onChange({ refId: 'TallylightVariable', query: value }, value)}
      />
    </InlineField>
  );
}
