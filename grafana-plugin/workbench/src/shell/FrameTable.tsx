/** A frame as a plain table, formatted by its own field config. The first rows only: it is for looking, not for reading on. */
import { css } from '@emotion/css';
import {
  applyFieldOverrides,
  type DataFrame,
  formattedValueToString,
  type GrafanaTheme2,
  toDataFrame,
} from '@grafana/data';
import { ScrollContainer, useStyles2, useTheme2 } from '@grafana/ui';
import { type JSX, useMemo } from 'react';
import { templateSrv } from '../services/template-srv.ts';

const MOST_ROWS = 200;

export function FrameTable({ frame }: { readonly frame: DataFrame }): JSX.Element {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const shown = useMemo(() => {
    const fieldConfig = { defaults: {}, overrides: [] };
    return applyFieldOverrides({
      data: [toDataFrame(frame)],
      fieldConfig,
      replaceVariables: templateSrv.replace,
      theme,
    })[0];
  }, [frame, theme]);
  const fields = shown?.fields ?? [];
  const rows = Array.from({ length: Math.min(MOST_ROWS, frame.length) }, (_, index) => index);
  return (
    <div className={styles.frame} data-testid="workbench-table" data-rows={frame.length}>
      <ScrollContainer maxHeight="60vh">
        <table className={styles.table}>
          <thead>
            <tr>
              {fields.map(({ name }) => (
                <th key={name}>{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                {fields.map(({ name, type, values, display }) => {
                  const value: unknown = values[row];
                  const text =
                    value === null || value === undefined || display === undefined
                      ? ''
                      : formattedValueToString(display(value));
                  return (
                    <td key={name} data-type={type}>
                      {text}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        {frame.length > MOST_ROWS && <p className={styles.rest}>{`The first ${MOST_ROWS} of ${frame.length} rows.`}</p>}
      </ScrollContainer>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    overflow: 'hidden',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  table: css({
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    'th, td': {
      padding: theme.spacing(0.5, 1.25),
      textAlign: 'left',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    th: {
      position: 'sticky',
      top: 0,
      background: theme.colors.background.secondary,
      color: theme.colors.text.secondary,
    },
    'td[data-type="number"]': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
  }),
  rest: css({ margin: theme.spacing(1), color: theme.colors.text.secondary }),
});
