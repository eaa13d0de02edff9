/** Asks for how long a stream is not expected to be on, and why: others will read it and wonder. */
import { Alert, Button, Field, Input, Modal, RadioButtonGroup } from '@grafana/ui';
import { useId, useState } from 'react';
import type { ActionError } from '../../shared/actions/action-error.ts';
import { runAction, whoActs } from '../../shared/actions/run-action.ts';

export interface MuteDialogProps {
  readonly uid: string;
  readonly stream: string;
  readonly name: string;
  readonly onDone: () => void;
  readonly onDismiss: () => void;
}

const HOUR_MS = 3_600_000;
const SPANS = [
  { value: HOUR_MS, label: '1 hour' },
  { value: 4 * HOUR_MS, label: '4 hours' },
  { value: 24 * HOUR_MS, label: '1 day' },
  { value: 7 * 24 * HOUR_MS, label: '1 week' },
];

export function MuteDialog({ uid, stream, name, onDone, onDismiss }: MuteDialogProps) {
  const id = useId();
  const [spanMs, setSpanMs] = useState(HOUR_MS);
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError>();

  async function mute(): Promise<void> {
    setBusy(true);
    setError(undefined);
    const untilMs = Date.now() + spanMs;
    const result = await runAction(uid, { kind: 'mute', target: { stream }, untilMs, reason, by: whoActs() });
    setBusy(false);
    if (result.ok) onDone();
    else setError(result.error);
  }

  return (
    <Modal isOpen title={`Mute ${name}?`} onDismiss={onDismiss}>
      <div data-testid="tallylight-health-mute">
        <p>Until then it is not expected to be on: it raises no alert, and its row says so.</p>
        <Field label="For">
          <RadioButtonGroup aria-label="For how long" options={SPANS} value={spanMs} onChange={setSpanMs} />
        </Field>
        <Field label="Why">
          <Input
            id={id}
            aria-label="Why"
            value={reason}
            placeholder="Works on the transformer"
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Field>
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
            disabled={isBusy || reason.trim() === ''}
            onClick={() => void mute()}
            data-testid="tallylight-confirm-go"
          >
            {isBusy ? 'Being done…' : `Mute ${name}`}
          </Button>
        </Modal.ButtonRow>
      </div>
    </Modal>
  );
}
