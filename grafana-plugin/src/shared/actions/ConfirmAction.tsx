/**
 * Asks before something is done to a thing, and names the thing: "Restart News HD?", never "Are you sure?". It stays open while
 * the server is at it, and shows a refusal in its own place, so that nobody takes a failed restart for a done one.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Modal, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import type { ActionError } from './action-error.ts';
import type { Action } from './action-path.ts';
import { runAction } from './run-action.ts';

export interface ConfirmActionProps {
  readonly uid: string;
  readonly action: Action;
  /** `Restart`. */
  readonly verb: string;
  /** Name of the thing, as people know it. */
  readonly thing: string;
  /** What will happen: one sentence. */
  readonly consequence: string;
  /** The danger colour, for what viewers notice. */
  readonly isDestructive?: boolean;
  readonly onDone: (isDone: boolean) => void;
  readonly onDismiss: () => void;
}

export function ConfirmAction(props: ConfirmActionProps) {
  const { uid, action, verb, thing, consequence, isDestructive = false, onDone, onDismiss } = props;
  const styles = useStyles2(getStyles);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError>();

  async function confirm(): Promise<void> {
    setBusy(true);
    setError(undefined);
    const result = await runAction(uid, action);
    setBusy(false);
    if (result.ok) onDone(result.isDone);
    else setError(result.error);
  }

  return (
    <Modal isOpen title={`${verb} ${thing}?`} onDismiss={onDismiss} className={styles.modal}>
      <p data-testid="tallylight-confirm">{consequence}</p>
      {error !== undefined && (
        <Alert severity="error" title={error.sentence}>
          {error.next}
        </Alert>
      )}
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onDismiss}>
          Leave it
        </Button>
        <Button
          variant={isDestructive ? 'destructive' : 'primary'}
          disabled={isBusy}
          onClick={() => void confirm()}
          data-testid="tallylight-confirm-go"
        >
          {isBusy ? 'Being done…' : `${verb} ${thing}`}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  modal: css({ maxWidth: theme.spacing(64) }),
});
