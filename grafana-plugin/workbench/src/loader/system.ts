/**
 * SystemJS with AMD, set up as Grafana does: the names that plugins leave out of their bundles lead to this page's own copies.
 * Call {@link shareModules} after the services are set: SystemJS copies a namespace, so a binding that changes later (such as
 * `PluginPage`) would stay what it was.
 */
import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import 'systemjs/dist/extras/named-register.js';
import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import lodash from 'lodash';
import moment from 'moment';
import * as React from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import * as ReactDOM from 'react-dom';
import * as reactRouter from 'react-router-dom-v5-compat';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';

/** A CommonJS module: plugins get the thing itself, not a namespace around it. */
function commonJs(value: object): System.Module {
  return { default: value, __useDefault: true };
}

/** Makes the shared modules known to SystemJS. */
export function shareModules(): void {
  const shared: Record<string, object> = {
    '@emotion/css': emotionCss,
    '@emotion/react': emotionReact,
    '@grafana/data': grafanaData,
    '@grafana/runtime': grafanaRuntime,
    '@grafana/ui': grafanaUi,
    lodash: commonJs(lodash),
    moment: commonJs(moment),
    react: React,
    'react-dom': ReactDOM,
    'react-router': reactRouter,
    'react/jsx-runtime': jsxRuntime,
    rxjs,
    'rxjs/operators': rxjsOperators,
  };
  const imports = Object.fromEntries(Object.keys(shared).map((name) => [name, `package:${name}`]));
  System.addImportMap({ imports });
  for (const [name, module] of Object.entries(shared)) System.set(`package:${name}`, { ...module });
}
