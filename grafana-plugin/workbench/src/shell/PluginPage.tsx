/** What `PluginPage` of @grafana/runtime draws here: the page frame, with the title of the plugin unless the page has its own. */
import { usePluginContext } from '@grafana/data';
import type { PluginPageProps } from '@grafana/runtime';
import type { JSX } from 'react';
import { PageFrame } from './PageFrame.tsx';

export function PluginPage({ pageNav, renderTitle, subTitle, actions, children }: PluginPageProps): JSX.Element {
  const meta = usePluginContext()?.meta;
  const text = pageNav?.text ?? meta?.name ?? '';
  return (
    <PageFrame
      title={renderTitle === undefined ? text : renderTitle(text)}
      subTitle={subTitle ?? pageNav?.subTitle}
      actions={actions}
    >
      {children}
    </PageFrame>
  );
}
