/** An action from the question to its end: asked, sent, told. A yes is told as a toast, a no stays in the question. */
import { useEffect } from 'react';
import { ConfirmAction } from '../../shared/actions/ConfirmAction.tsx';
import { whoActs } from '../../shared/actions/run-action.ts';
import { tell } from '../../shared/toasts/tell.ts';
import { type Intent, toAsked } from './intents.ts';
import { MuteDialog } from './MuteDialog.tsx';
import type { StreamNow } from './stream.ts';

export interface Doing {
  readonly intent: Intent;
  /** As it was when the menu was opened. */
  readonly stream: StreamNow;
}

export interface DoingsProps {
  readonly uid: string;
  readonly doing: Doing;
  /** The server has said yes to this verb. */
  readonly onBegun: (verb: string) => void;
  readonly onClose: () => void;
}

export function Doings({ uid, doing, onBegun, onClose }: DoingsProps) {
  const { intent, stream } = doing;
  // The ⋯ was gone behind the question when it was opened; whoever used the keys goes on there.
  useEffect(() => () => focusMenuOf(stream.key), [stream.key]);
  if (intent.kind === 'mute') {
    const onDone = (): void => {
      tell({ severity: 'success', title: `${stream.name} is muted`, text: '' });
      onClose();
    };
    return <MuteDialog uid={uid} stream={stream.key} name={stream.name} onDone={onDone} onDismiss={onClose} />;
  }
  const { done, ...asked } = toAsked(intent, stream, whoActs());
  return (
    <ConfirmAction
      uid={uid}
      {...asked}
      onDone={(isDone) => {
        if (intent.kind === 'verb') onBegun(intent.verb);
        tell({ severity: 'success', title: done, text: isDone ? '' : 'The server is still at it.' });
        onClose();
      }}
      onDismiss={onClose}
    />
  );
}

function focusMenuOf(key: string): void {
  setTimeout(() => {
    const button = document.querySelector(`[data-menu-of="${CSS.escape(key)}"]`);
    const hasFocus = document.activeElement !== null && document.activeElement !== document.body;
    if (button instanceof HTMLElement && !hasFocus) button.focus();
  });
}
