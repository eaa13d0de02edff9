/**
 * The demo's own page: what runs, where, and three live numbers. Plain HTML without a framework; the links work without
 * JavaScript, and a number that is not known is an en dash. The lamp is lit by an answer that arrived, never by a timer.
 */
import type { Channel } from './channels.ts';

/** The whole document. `origin` is where the reader reached us, for lines to copy. */
export function demoPage(channels: readonly Channel[], origin: string): string {
  const rows = channels.map(
    ({ id, title }) =>
      `<tr><td>${escapeHtml(title)}</td><td><a href="/hls/${id}/index.m3u8">/hls/${id}/index.m3u8</a></td></tr>`,
  );
  // A session begins with media, not with a playlist.
  const curl = `curl -s -o /dev/null ${origin}/hls/${channels[0]?.id ?? ''}/360p/init.mp4`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='3' fill='%231a7f4b'/%3E%3C/svg%3E">
<title>Tallylight demo origin</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1><span id="lamp" class="lamp" aria-hidden="true"></span>Demo origin <small id="age">not heard yet</small></h1>
<p>A live HLS server on Express, watched by Tallylight. ${channels.length} streams loop a test picture; screens of six places send their heartbeats here, and a small shop its payments.</p>
<dl id="numbers">
<div><dt>Streams on air</dt><dd id="streams">–</dd></div>
<div><dt>Sessions now</dt><dd id="sessions">–</dd></div>
<div><dt>Going out</dt><dd id="bandwidth">–</dd></div>
</dl>
<p id="waiting" hidden>Waiting for the first viewer. Play one of the streams below, or pretend to:</p>
<pre id="curl" hidden><code>${escapeHtml(curl)}</code></pre>
<noscript><p>The numbers need JavaScript; the same are at <a href="/tallylight/v1/dashboard">/tallylight/v1/dashboard</a>.</p></noscript>
<h2>Streams</h2>
<table>${rows.join('')}</table>
<h2>What Tallylight adds on this port</h2>
<table>
<tr><td>Metrics for Prometheus</td><td><a href="/metrics">/metrics</a></td></tr>
<tr><td>Streams as JSON</td><td><a href="/tallylight/v1/streams">/tallylight/v1/streams</a></td></tr>
<tr><td>Viewers by country</td><td><a href="/tallylight/v1/geo">/tallylight/v1/geo</a></td></tr>
<tr><td>Screens and their sites</td><td><a href="/tallylight/v1/devices">/tallylight/v1/devices</a>, <a href="/tallylight/v1/sites">/sites</a>, <a href="/tallylight/v1/proof-of-play">/proof-of-play</a></td></tr>
<tr><td>Revenue, audience, content</td><td><a href="/tallylight/v1/revenue">/tallylight/v1/revenue</a>, <a href="/tallylight/v1/audience">/audience</a>, <a href="/tallylight/v1/content">/content</a></td></tr>
<tr><td>What is wrong now</td><td><a href="/tallylight/v1/alerts">/tallylight/v1/alerts</a></td></tr>
<tr><td>Is it well</td><td><a href="/tallylight/v1/health">/tallylight/v1/health</a></td></tr>
</table>
<p>The Grafana panel in a plain page, if you started the demo as a whole: <a href="http://localhost:4200">localhost:4200</a>.</p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const STYLE = `
:root { --ink: #24292e; --soft: #5d6570; --line: #d9dde3; --paper: #ffffff; --live: #1a7f4b; --stale: #b06a00; --link: #1f5fbf }
@media (prefers-color-scheme: dark) {
  :root { --ink: #d8dadf; --soft: #9aa1ab; --line: #2f343c; --paper: #14171c; --live: #3fb87a; --stale: #e0a03c; --link: #7fb0ff }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.5rem; margin: 0 }
h1 small { font-size: .875rem; font-weight: 400; color: var(--soft) }
h2 { font-size: 1rem; margin: 2rem 0 .25rem }
a { color: var(--link) }
.lamp { display: inline-block; width: .7rem; height: .7rem; margin-right: .6rem; border: 2px solid var(--soft); border-radius: 50% }
.lamp.live { background: var(--live); border-color: var(--live) }
.lamp.stale { background: linear-gradient(90deg, var(--stale) 50%, transparent 50%); border-color: var(--stale) }
dl { display: flex; flex-wrap: wrap; gap: .5rem 3rem; margin: 1.5rem 0 }
dt { color: var(--soft); font-size: .875rem }
dd { margin: 0; font-size: 2.25rem; line-height: 1.2; font-variant-numeric: tabular-nums }
dd small { font-size: 1rem; color: var(--soft) }
table { border-collapse: collapse; width: 100% }
td { border-top: 1px solid var(--line); padding: .35rem .5rem .35rem 0; overflow-wrap: anywhere }
td:first-child { width: 35% }
pre { border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; overflow-x: auto }
`;

/** Asks every two seconds; the age is what the server says plus time since then on the reader's own monotonic clock. */
const SCRIPT = `
const at = (id) => document.getElementById(id);
let heardAt;
const say = (id, number, unit) => {
  at(id).textContent = number === undefined || number === null ? '–' : number;
  if (unit && number !== undefined && number !== null) at(id).append(' ', Object.assign(document.createElement('small'), { textContent: unit }));
};
const rate = (bytesPerSecond) => {
  if (typeof bytesPerSecond !== 'number') return [];
  const kilobits = bytesPerSecond * 8 / 1000;
  return kilobits < 1000 ? [Math.round(kilobits), 'kbit/s'] : [(kilobits / 1000).toFixed(1), 'Mbit/s'];
};
const show = ({ cards: { streams, sessions, bandwidth } = {} }) => {
  if (streams) say('streams', streams.up + streams.idle, 'of ' + streams.total);
  say('sessions', sessions?.now);
  say('bandwidth', ...rate(bandwidth?.current));
  at('waiting').hidden = at('curl').hidden = sessions === undefined || sessions.started > 0;
};
const lamp = () => {
  if (heardAt === undefined) return;
  const seconds = Math.round((performance.now() - heardAt) / 1000);
  at('lamp').className = seconds < 6 ? 'lamp live' : 'lamp stale';
  at('age').textContent = seconds < 6 ? 'live' : 'stale ' + seconds + ' s';
};
const ask = async () => {
  try {
    const answer = await fetch('/tallylight/v1/dashboard', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
    if (answer.ok) {
      const dashboard = await answer.json();
      show(dashboard);
      heardAt = performance.now() - (dashboard.ageMs ?? 0);
    }
  } catch {}
  lamp();
  setTimeout(ask, 2000);
};
ask();
`;
