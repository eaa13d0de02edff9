/**
 * A real Chromium for a test, with a fresh profile and nothing that goes to the network by itself. What a page complains
 * about is written down, so that a test can say that there was nothing.
 */
import { type Browser, chromium, type Page } from 'playwright-core';

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
] as const;

export function openChromium(program: string): Promise<Browser> {
  return chromium.launch({ executablePath: program, args: [...FLAGS] });
}

export interface Complaints {
  /** Exceptions, rejections and console errors of the page's own code. */
  readonly own: readonly string[];
  /** What the browser itself says of requests that failed: a server that is away gives these, whatever the page does. */
  readonly network: readonly string[];
}

/** Collects from now on. */
export function complaintsOf(page: Page): Complaints {
  const own: string[] = [];
  const network: string[] = [];
  page.on('pageerror', (error) => own.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const isNetwork = /^(Failed to load resource|WebSocket connection to '[^']*' failed)/.test(message.text());
    (isNetwork ? network : own).push(message.text());
  });
  return { own, network };
}
