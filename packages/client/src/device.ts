/** Public names of the entry for players. No logic here. */
export { createDeviceClient, type DeviceClient, type DeviceClientOptions, type DeviceStatus } from './device-client.ts';
export type { CommandHandler, CommandOutcome, DeviceCommand } from './device-commands.ts';
export type { Playing } from './device-queue.ts';
