/** The options of a panel that matter most: the first five that it declares, with Grafana's own controls. */
import { css } from '@emotion/css';
import { type GrafanaTheme2, PanelOptionsEditorBuilder, type PanelPlugin } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { cloneDeep, get, set } from 'lodash';
import { type JSX, useMemo } from 'react';
import { noEditor } from '../registries/option-editors.tsx';

export type PanelOptions = Readonly<Record<string, unknown>>;

interface OptionsFormProps {
  readonly plugin: PanelPlugin;
  readonly options: PanelOptions;
  readonly onChange: (options: PanelOptions) => void;
}

const MOST = 5;

export function OptionsForm({ plugin, options, onChange }: OptionsFormProps): JSX.Element {
  const styles = useStyles2(getStyles);
  const items = useMemo(() => itemsOf(plugin), [plugin]);
  return (
    <form className={styles.form} aria-label="Panel options" onSubmit={(event) => event.preventDefault()}>
      {items.map((item) => {
        const id = `workbench-option-${item.path}`;
        const Editor = item.editor;
        return (
          <div key={item.id} className={styles.field} title={item.description} data-testid="workbench-option">
            <label htmlFor={id} className={styles.label}>
              {item.name}
            </label>
            <Editor
              id={id}
              item={item}
              context={{ data: [], options }}
              value={get(options, item.path)}
              onChange={(value: unknown) => onChange(set(cloneDeep(options), item.path, value))}
            />
          </div>
        );
      })}
    </form>
  );
}

function itemsOf(plugin: PanelPlugin) {
  const builder = new PanelOptionsEditorBuilder();
  plugin.getPanelOptionsSupplier()(builder, { data: [] });
  return builder
    .getItems()
    .filter(({ editor }) => editor !== noEditor)
    .slice(0, MOST);
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1, 3),
    padding: theme.spacing(0, 2, 1),
  }),
  field: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  label: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
});
