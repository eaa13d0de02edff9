import { PanelPlugin } from '@grafana/data';
import { addOptions, type BandwidthOptions } from './options.ts';
import { BandwidthPanel } from './Panel.tsx';

export const plugin = addOptions(new PanelPlugin<BandwidthOptions>(BandwidthPanel));
