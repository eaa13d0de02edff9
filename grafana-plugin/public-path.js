// Runs before each module: where Grafana loaded this plugin from (a sub path, a CDN) is known only from the AMD module.
import amdModule from 'amd-module';

__webpack_public_path__ = amdModule?.uri
  ? amdModule.uri.slice(0, amdModule.uri.lastIndexOf('/') + 1)
  : 'public/plugins/tallylight-app/';
