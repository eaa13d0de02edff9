import { PanelPlugin } from '@grafana/data';
import { migrate } from './migrations.ts';
import type { HealthOptions } from './option-values.ts';
import { addOptions } from './options.ts';
import { HealthPanel } from './Panel.tsx';
import { suggest } from './suggestions.ts';

export const plugin = addOptions(new PanelPlugin<HealthOptions>(HealthPanel))
  .setMigrationHandler(migrate)
  .setSuggestionsSupplier(suggest);
