/** Lays panels on Grafana's grid of 24 columns: left to right, a new line when the next does not fit; each row begins anew. */
import type { Dashboard, Panel } from './dashboard.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Placed {
  /** Unique in the dashboard; alert rules name it. */
  readonly id: number;
  readonly place: Place;
  readonly content: { readonly question: string } | Panel;
}

const COLUMNS = 24;

export function placePanels({ rows }: Dashboard): readonly Placed[] {
  const placed: Placed[] = [];
  let y = 0;
  const put = (content: Placed['content'], place: Place): void => {
    placed.push({ id: placed.length + 1, place, content });
  };
  for (const { question, panels } of rows) {
    put({ question }, { x: 0, y, w: COLUMNS, h: 1 });
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      put(panel, { x, y, w: panel.width, h: panel.height });
      x += panel.width;
      lineHeight = Math.max(lineHeight, panel.height);
    }
    y += lineHeight;
  }
  return placed;
}
