/** Builds the page on Grafana 12.4 and React 18. */
import * as esbuild from 'esbuild';
import { buildHost } from '../build-host.mjs';

const startedMs = performance.now();
const built = await buildHost({ folder: import.meta.dirname, esbuild, react: '18.3.' });
const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
console.log(
  `workbench page: Grafana ${built.grafana}, React ${built.react}, ${megabytes(built.mainBytes)} to start, ${megabytes(built.bytes)} in ${built.files} files, ${seconds} s`,
);
