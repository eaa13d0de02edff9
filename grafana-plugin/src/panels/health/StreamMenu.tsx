/** What can be done about a stream: its sessions, its links, and for those who may the actions. Looked up while it is open. */
import type { LinkModel } from '@grafana/data';
import { Dropdown, IconButton, Menu } from '@grafana/ui';
import { alertsOf } from './alerts-of.ts';
import { type Intent, toVerbs, VERB_WORDS } from './intents.ts';
import type { StreamNow } from './stream.ts';
import { useLiveTable } from './use-live-table.ts';
import { useMute } from './use-mute.ts';

export interface StreamMenuProps {
  readonly stream: StreamNow;
  readonly tabIndex: 0 | -1;
  /** Where actions go; absent when there is none, or this person may not act. */
  readonly uid: string | undefined;
  /** Verbs that the host has functions for. */
  readonly available: readonly string[];
  readonly onOpen: () => void;
  readonly onIntent: (intent: Intent) => void;
  readonly onVisible: (isVisible: boolean) => void;
}

export function StreamMenu(props: StreamMenuProps) {
  const { stream, tabIndex, onVisible } = props;
  return (
    <Dropdown overlay={<Items {...props} />} placement="bottom-end" onVisibleChange={onVisible}>
      <IconButton
        name="ellipsis-v"
        size="md"
        variant="secondary"
        aria-label={`Actions for ${stream.name}`}
        aria-haspopup="menu"
        tabIndex={tabIndex}
        data-testid="tallylight-health-menu"
        data-menu-of={stream.key}
      />
    </Dropdown>
  );
}

function Items({ stream, uid, available, onOpen, onIntent }: StreamMenuProps) {
  const { frames } = useLiveTable(uid, 'alerts', 'subject', stream.key);
  const mute = useMute(uid, stream.key);
  const links = toLinks(stream);
  return (
    <Menu ariaLabel={`Actions for ${stream.name}`}>
      <Menu.Item label="Live sessions" icon="users-alt" onClick={onOpen} />
      {links.map(({ title, href, target, onClick }) => (
        <Menu.Item
          key={`${title} ${href}`}
          label={title}
          icon="external-link-alt"
          url={href}
          {...(target !== undefined && { target })}
          onClick={(event) => onClick?.(event, undefined)}
        />
      ))}
      {uid !== undefined && <Menu.Divider />}
      {uid !== undefined &&
        toVerbs(available, stream).map((verb) => (
          <Menu.Item
            key={verb}
            label={VERB_WORDS[verb]}
            icon={ICONS[verb]}
            destructive={verb === 'stop'}
            onClick={() => onIntent({ kind: 'verb', verb })}
          />
        ))}
      {uid !== undefined &&
        alertsOf(frames, stream.key).map((alert) => (
          <Menu.Item
            key={alert.key}
            label={alert.acknowledgedBy === null ? `Acknowledge: ${alert.summary}` : alert.summary}
            icon="exclamation-circle"
            disabled={alert.acknowledgedBy !== null}
            {...(alert.acknowledgedBy !== null && { description: `${alert.acknowledgedBy} has it` })}
            onClick={() => onIntent({ kind: 'acknowledge', alert })}
          />
        ))}
      {uid !== undefined &&
        (mute ? (
          <Menu.Item
            label="Unmute"
            icon="bell"
            {...(mute.reason !== '' && { description: mute.reason })}
            onClick={() => onIntent({ kind: 'unmute' })}
          />
        ) : (
          <Menu.Item label="Mute…" icon="bell-slash" onClick={() => onIntent({ kind: 'mute' })} />
        ))}
    </Menu>
  );
}

const ICONS = { start: 'play', stop: 'square-shape', restart: 'sync' } as const;

function toLinks({ source }: StreamNow): LinkModel[] {
  return source?.field.getLinks?.({ valueRowIndex: source.index }) ?? [];
}
