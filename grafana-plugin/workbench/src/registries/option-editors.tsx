/**
 * Editors of panel options, by id: those that the workbench's own form draws, and empty ones for the rest, which a panel only
 * needs to exist when it declares its options.
 */
import type { SelectableValue, StandardEditorProps, StandardEditorsRegistryItem } from '@grafana/data';
import { Combobox, Input, MultiSelect, RadioButtonGroup, Switch, TagsInput } from '@grafana/ui';
import type { JSX } from 'react';

type Choices = { readonly options?: SelectableValue<string>[] };
type EditorProps<T> = StandardEditorProps<T, Choices>;

function TextEditor({ id, value, onChange }: EditorProps<string>): JSX.Element {
  return <Input id={id} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function NumberEditor({ id, value, onChange }: EditorProps<number | undefined>): JSX.Element {
  const toNumber = (text: string): number | undefined => (text === '' ? undefined : Number(text));
  return (
    <Input
      id={id}
      type="number"
      value={value ?? ''}
      onChange={(event) => onChange(toNumber(event.currentTarget.value))}
    />
  );
}

function BooleanEditor({ id, value, onChange }: EditorProps<boolean>): JSX.Element {
  return <Switch id={id} value={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
}

function RadioEditor({ id, value, onChange, item }: EditorProps<string>): JSX.Element {
  return (
    <RadioButtonGroup id={id} size="sm" options={item.settings?.options ?? []} value={value} onChange={onChange} />
  );
}

function SelectEditor({ id, value, onChange, item }: EditorProps<string>): JSX.Element {
  const options = (item.settings?.options ?? []).map(({ value: own = '', label }) => ({ value: own, label }));
  return <Combobox id={id} width={20} options={options} value={value} onChange={(chosen) => onChange(chosen.value)} />;
}

function MultiSelectEditor({ id, value, onChange, item }: EditorProps<string[]>): JSX.Element {
  return (
    <MultiSelect
      inputId={id}
      width={40}
      options={item.settings?.options ?? []}
      value={value}
      onChange={(chosen) => onChange(chosen.flatMap((one) => one.value ?? []))}
    />
  );
}

function StringsEditor({ id, value, onChange }: EditorProps<string[]>): JSX.Element {
  return <TagsInput id={id} tags={value} onChange={onChange} />;
}

const DRAWN: Readonly<Record<string, StandardEditorsRegistryItem['editor']>> = {
  text: TextEditor,
  number: NumberEditor,
  boolean: BooleanEditor,
  radio: RadioEditor,
  select: SelectEditor,
  'multi-select': MultiSelectEditor,
  strings: StringsEditor,
};

const EMPTY = [
  ...['slider', 'unit', 'color', 'fieldColor', 'links', 'actions', 'stats-picker', 'timezone', 'field-name'],
  ...['dashboard-uid', 'mappings', 'thresholds'],
];

/** An editor that draws nothing. */
export const noEditor = (): null => null;

/** One editor for each id that panels use. */
export function optionEditors(): StandardEditorsRegistryItem[] {
  return [
    ...Object.entries(DRAWN).map(([id, editor]) => ({ id, name: id, editor })),
    ...EMPTY.map((id) => ({ id, name: id, editor: noEditor })),
  ];
}
