import { PanelPlugin } from '@grafana/data';
import { migrate } from './migrations.ts';
import type { HeatmapOptions } from './option-values.ts';
import { addOptions } from './options.ts';
import { HeatmapPanel } from './Panel.tsx';
import { suggest } from './suggestions.ts';

export const plugin = addOptions(new PanelPlugin<HeatmapOptions>(HeatmapPanel))
  .setMigrationHandler(migrate)
  .setSuggestionsSupplier(suggest);
