import { PanelPlugin } from '@grafana/data';
import { migrate } from './migrations.ts';
import type { DevicesOptions } from './option-values.ts';
import { addOptions } from './options.ts';
import { DevicesPanel } from './Panel.tsx';
import { suggest } from './suggestions.ts';

export const plugin = addOptions(new PanelPlugin<DevicesOptions>(DevicesPanel))
  .setMigrationHandler(migrate)
  .setSuggestionsSupplier(suggest);
