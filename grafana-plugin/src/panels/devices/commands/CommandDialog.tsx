/**
 * A command from the question to the device's own answer: first what will happen to which device, then how far it is, then
 * how it ended. Closed early, it goes on and its end comes as a notification.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Modal, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import type { ActionError } from '../../../shared/actions/action-error.ts';
import { runAction } from '../../../shared/actions/run-action.ts';
import { VISUALLY_HIDDEN } from '../../../shared/visually-hidden.ts';
import type { Device } from '../device.ts';
import { Mark } from '../Levels.tsx';
import { isNoticed, type Progress, STEPS, toIssued, toVerb } from './progress.ts';

export interface IssuedCommand {
  readonly id: string;
  readonly name: string;
  readonly device: Device;
}

export interface CommandDialogProps {
  readonly uid: string;
  readonly device: Device;
  readonly name: string;
  /** How far it is, once it was issued. */
  readonly progress: Progress | undefined;
  readonly onIssued: (command: IssuedCommand) => void;
  readonly onDismiss: () => void;
}

export function CommandDialog({ uid, device, name, progress, onIssued, onDismiss }: CommandDialogProps) {
  const styles = useStyles2(getStyles);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError>();
  const verb = toVerb(name);
  const thing = device.name;

  async function send(): Promise<void> {
    setBusy(true);
    setError(undefined);
    const result = await runAction(uid, { kind: 'command', device: device.key, name });
    setBusy(false);
    const issued = result.ok ? toIssued(result.answer) : undefined;
    if (!result.ok) setError(result.error);
    else if (issued === undefined)
      setError({ sentence: 'The answer of the server has no command.', next: 'Try again.' });
    else onIssued({ id: issued.id, name, device });
  }

  return (
    <Modal
      isOpen
      title={progress === undefined ? `${verb}: ${thing}?` : `${verb}: ${thing}`}
      onDismiss={onDismiss}
      className={styles.modal}
    >
      {progress === undefined ? (
        <p data-testid="tallylight-confirm">{toConsequence(device, name)}</p>
      ) : (
        <ProgressSteps progress={progress} />
      )}
      {error !== undefined && (
        <Alert severity="error" title={error.sentence}>
          {error.next}
        </Alert>
      )}
      <Modal.ButtonRow>
        {progress === undefined ? (
          <>
            <Button variant="secondary" fill="outline" onClick={onDismiss}>
              Leave it
            </Button>
            <Button
              variant={isNoticed(name) ? 'destructive' : 'primary'}
              disabled={isBusy}
              onClick={() => void send()}
              data-testid="tallylight-confirm-go"
            >
              {isBusy ? 'Being sent…' : `${verb}: ${thing}`}
            </Button>
          </>
        ) : (
          <Button variant="secondary" onClick={onDismiss} data-testid="tallylight-command-close">
            {progress.end === undefined ? 'Go on in the background' : 'Close'}
          </Button>
        )}
      </Modal.ButtonRow>
    </Modal>
  );
}

function ProgressSteps({ progress: { step, end, sentence } }: { readonly progress: Progress }) {
  const styles = useStyles2(getStyles);
  const isBad = end === 'failed' || end === 'timeout';
  return (
    <div data-testid="tallylight-command-progress" data-step={step} data-end={end}>
      <ol className={styles.steps}>
        {STEPS.map((label, index) => {
          const is = index < step ? !(isBad && index === STEPS.length - 1) : null;
          return (
            <li key={label} className={is === true ? styles.done : is === false ? styles.bad : styles.open}>
              <Mark is={is} />
              {label}
              <span className={styles.hidden}>{is === true ? ': yes' : is === false ? ': no' : ': not yet'}</span>
            </li>
          );
        })}
      </ol>
      <p role="status">{sentence}</p>
    </div>
  );
}

function toConsequence({ name: thing, site, state }: Device, name: string): string {
  const place = site === null ? thing : `${thing} in ${site}`;
  const when =
    state === 'online' || state === 'playing'
      ? 'It is told with its next heartbeat and may be told twice.'
      : 'It is away now: it is told when it comes back, within five minutes, or not at all.';
  const noticed = isNoticed(name) ? ' People in front of it may notice.' : '';
  return `${toVerb(name)} is sent to ${place}. ${when}${noticed}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  modal: css({ maxWidth: theme.spacing(64) }),
  steps: css({
    listStyle: 'none',
    margin: theme.spacing(0, 0, 2),
    padding: 0,
    display: 'flex',
    gap: theme.spacing(3),
    '& > li': { display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.75) },
  }),
  done: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.error.text }),
  open: css({ color: theme.colors.text.secondary }),
  hidden: css(VISUALLY_HIDDEN),
});
