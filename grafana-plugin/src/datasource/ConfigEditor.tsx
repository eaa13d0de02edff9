/**
 * URL and tokens of an instance. Only Grafana's proxy may talk to the server: with direct access the browser would have to
 * know the token, so that is refused here with a button that mends it.
 */
import {
  type DataSourcePluginOptionsEditorProps,
  onUpdateDatasourceOption,
  onUpdateDatasourceSecureJsonDataOption,
  updateDatasourcePluginResetOption,
} from '@grafana/data';
import { Alert, Button, Field, Input, SecretInput } from '@grafana/ui';
import type { LiveJsonData, LiveSecrets } from './query.ts';

type Props = DataSourcePluginOptionsEditorProps<LiveJsonData, LiveSecrets>;

const WIDTH = 60;

export function ConfigEditor(props: Props) {
  const { options, onOptionsChange } = props;
  return (
    <>
      {options.access !== 'proxy' && (
        <Alert severity="error" title="Direct access is not possible">
          <p>The token would be readable in every browser. Let Grafana's server make the requests.</p>
          <Button variant="secondary" onClick={() => onOptionsChange({ ...options, access: 'proxy' })}>
            Use Grafana's proxy
          </Button>
        </Alert>
      )}
      <Field
        label="URL"
        htmlFor="tallylight-url"
        description="Address of the server that carries the SDK, as Grafana's server reaches it, without /tallylight."
        required
        invalid={!isHttpUrl(options.url)}
        error="An address that begins with http:// or https://"
      >
        <Input
          id="tallylight-url"
          width={WIDTH}
          placeholder="http://origin:4100"
          value={options.url}
          onChange={onUpdateDatasourceOption(props, 'url')}
        />
      </Field>
      <Secret
        {...props}
        name="token"
        label="Token"
        description="Reads. Not needed when the server asks for none. Revenue is shown only if this token may read it."
      />
      <Secret
        {...props}
        name="operatorToken"
        label="Operator token"
        description="Used for actions only (restart a stream, command a device), and only for editors."
      />
    </>
  );
}

interface SecretProps extends Props {
  readonly name: keyof LiveSecrets;
  readonly label: string;
  readonly description: string;
}

function Secret({ name, label, description, ...props }: SecretProps) {
  const id = `tallylight-${name}`;
  return (
    <Field label={label} htmlFor={id} description={description}>
      <SecretInput
        id={id}
        width={WIDTH}
        isConfigured={props.options.secureJsonFields[name] === true}
        value={props.options.secureJsonData?.[name] ?? ''}
        onChange={onUpdateDatasourceSecureJsonDataOption(props, name)}
        onReset={() => updateDatasourcePluginResetOption(props, name)}
      />
    </Field>
  );
}

/** An empty URL is not yet wrong: nobody has typed. */
function isHttpUrl(url: string): boolean {
  return url === '' || /^https?:\/\/[^/\s]+/.test(url);
}
