/**
 * Shows a toast with Grafana's own notifications: one stack for the page, and the same toast from two panels is there once.
 */
import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import type { Toast } from './alert-toasts.ts';

const EVENT = {
  success: AppEvents.alertSuccess,
  info: AppEvents.alertInfo,
  warning: AppEvents.alertWarning,
  error: AppEvents.alertError,
} as const;

export function tell({ severity, title, text }: Toast): void {
  getAppEvents().publish({ type: EVENT[severity].name, payload: [title, ...(text === '' ? [] : [text])] });
}
