/** The topic `alerts`: a row for each open alert that is not folded into another. A resolved one is gone. */
import { alertRow } from '../alert-row.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

export function createAlertsView(state: State): TopicView<'alerts'> {
  return {
    topic: 'alerts',
    collect() {
      const { alerts } = state;
      const changed = new Set(alerts.removed);
      alerts.forgetRemoved();
      for (const alert of alerts.all.values()) {
        if (!alert.changed || !alert.visible) continue;
        alert.changed = false;
        changed.add(alert.key);
      }
      return [...changed];
    },
    *keys() {
      for (const alert of state.alerts.all.values()) if (alert.visible) yield alert.key;
    },
    row(key, { epochOffsetMs }) {
      const alert = state.alerts.get(key);
      return alert?.visible ? alertRow(alert, epochOffsetMs) : undefined;
    },
  };
}
