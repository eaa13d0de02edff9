/** The two Grafana lines that the plugin supports, each with the built page of the workbench on its libraries. */
import { fileURLToPath } from 'node:url';

const folderOf = (host: string): string =>
  fileURLToPath(new URL(`../../grafana-plugin/workbench/${host}/dist`, import.meta.url));

export const HOSTS = [
  { grafana: '12.4', react: '18.3', hostDir: folderOf('host-12') },
  { grafana: '13.2', react: '19.2', hostDir: folderOf('host-13') },
] as const;
