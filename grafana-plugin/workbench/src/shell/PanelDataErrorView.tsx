/** What a panel shows when it cannot draw its data: one sentence in the middle. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { PanelDataErrorViewProps } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import type { JSX } from 'react';

export function PanelDataErrorView(props: PanelDataErrorViewProps): JSX.Element {
  const styles = useStyles2(getStyles);
  return <div className={styles.message}>{props.message ?? reasonOf(props)}</div>;
}

function reasonOf({ data, needsTimeField, needsNumberField, needsStringField }: PanelDataErrorViewProps): string {
  if (data.series.every((frame) => frame.length === 0)) return 'No data';
  if (needsTimeField) return 'Data is missing a time field';
  if (needsNumberField) return 'Data is missing a number field';
  if (needsStringField) return 'Data is missing a string field';
  return 'Cannot visualize data';
}

const getStyles = (theme: GrafanaTheme2) => ({
  message: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    height: '100%',
    color: theme.colors.text.secondary,
  }),
});
