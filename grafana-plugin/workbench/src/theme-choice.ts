/** Light or dark: the address says so (`?theme=light`), or this browser's last choice, or dark. */

export type ThemeName = 'dark' | 'light';

const KEY = 'workbench.theme';

/** The theme that is to be shown. */
export function readTheme(): ThemeName {
  const asked = new URLSearchParams(window.location.search).get('theme');
  return (asked ?? window.localStorage.getItem(KEY)) === 'light' ? 'light' : 'dark';
}

/** Remembers a choice for the next visit. */
export function keepTheme(theme: ThemeName): void {
  window.localStorage.setItem(KEY, theme);
}
