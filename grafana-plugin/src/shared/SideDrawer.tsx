/** Details beside the page: Grafana's own drawer, so that focus, Escape and the click beside it work as people know them. */
import { Drawer } from '@grafana/ui';
import type { ReactNode } from 'react';

export interface SideDrawerProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly testId?: string;
}

export function SideDrawer({ title, subtitle, onClose, children, testId }: SideDrawerProps) {
  return (
    <Drawer title={title} subtitle={subtitle} size="md" onClose={onClose}>
      <div data-testid={testId}>{children}</div>
    </Drawer>
  );
}
