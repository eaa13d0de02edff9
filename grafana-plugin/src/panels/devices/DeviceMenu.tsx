/** The menu behind ⋯: one for the panel, at the button that was pressed. Commands stand there only when they can be sent. */
import type { LinkModel } from '@grafana/data';
import { ContextMenu, MenuGroup, MenuItem } from '@grafana/ui';
import { isNoticed, toVerb } from './commands/progress.ts';
import type { Device } from './device.ts';

export interface DeviceMenuProps {
  readonly device: Device;
  /** The button that opened it. */
  readonly anchor: HTMLElement;
  /** Names of the commands that this person can send there. */
  readonly commands: readonly string[];
  readonly canMute: boolean;
  readonly links: readonly LinkModel[];
  readonly onOpen: () => void;
  readonly onCommand: (name: string) => void;
  readonly onMute: () => void;
  readonly onClose: () => void;
}

export function DeviceMenu(props: DeviceMenuProps) {
  const { device, anchor, commands, canMute, links, onOpen, onCommand, onMute, onClose } = props;
  const { left, bottom } = anchor.getBoundingClientRect();
  return (
    <ContextMenu
      x={left}
      y={bottom}
      onClose={onClose}
      renderMenuItems={() => (
        <>
          <MenuGroup label={device.name}>
            <MenuItem label="Details and last 24 hours" icon="history" onClick={onOpen} />
            {links.map(({ title, href, target }) => (
              <MenuItem key={`${title} ${href}`} label={title} url={href} target={target} icon="link" />
            ))}
          </MenuGroup>
          {commands.length > 0 && (
            <MenuGroup label="Commands">
              {commands.map((name) => (
                <MenuItem
                  key={name}
                  label={toVerb(name)}
                  destructive={isNoticed(name)}
                  onClick={() => onCommand(name)}
                  testId={`tallylight-command-${name}`}
                />
              ))}
            </MenuGroup>
          )}
          {canMute && (
            <MenuGroup label="Alerts">
              <MenuItem label="Mute for an hour" icon="bell-slash" onClick={onMute} />
            </MenuGroup>
          )}
        </>
      )}
    />
  );
}
