/**
 * What a host needs of Grafana and its publisher left out of the entry points. The build maps each name to the file inside
 * the package, which is the very module that the rest of the package uses.
 */
declare module 'grafana-internal/plugin-page' {
  import type { PluginPageProps } from '@grafana/runtime';
  import type { ComponentType } from 'react';
  export function setPluginPage(component: ComponentType<PluginPageProps>): void;
}

declare module 'grafana-internal/panel-data-error-view' {
  import type { PanelDataErrorViewProps } from '@grafana/runtime';
  import type { ComponentType } from 'react';
  export function setPanelDataErrorView(component: ComponentType<PanelDataErrorViewProps>): void;
}

declare module 'grafana-internal/i18n' {
  export function initializeI18n(options: {
    language: string;
    ns: string[];
  }): Promise<{ language: string | undefined }>;
}

declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';
declare module 'systemjs/dist/extras/named-register.js';
